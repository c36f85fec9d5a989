"""Harvests that may be killed: ``python -m tests.imitation.process DB BASE KEY``.

For each line read, a fresh process harvests; its number is told at once, its exit code at its end.
Forking saves the import of everything, which takes longer than a harvest.
"""

import os
import sys

from harvester.token import Token
from models.database import open_engine, open_sessions
from pipeline.harvest.harvest import Access, SourceSpec, harvest
from tests.imitation.headquarters import NOON


def main() -> None:
    """Serve until the input ends."""
    url, base, token = sys.argv[1:]
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            os._exit(harvest_once(url, base, token))
        print(child, flush=True)  # noqa: T201 (whoever started it reads this)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


def harvest_once(url: str, base: str, token: str) -> int:
    """One run of 12 October 2023, without pauses."""
    sessions = open_sessions(open_engine(url))
    specs = [SourceSpec("teplo_lo")]
    access = Access((Token(token),), base)
    report = harvest(sessions, access, specs, now=NOON, sleep=lambda seconds: None)
    return int(bool(report.problems))


if __name__ == "__main__":
    main()
