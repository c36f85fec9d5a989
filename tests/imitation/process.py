"""A harvest in a process that may be killed: ``python -m tests.imitation.process DB BASE KEY``."""

import sys

from harvester.token import Token
from models.database import open_engine, open_sessions
from pipeline.harvest.harvest import Access, SourceSpec, harvest
from tests.imitation.headquarters import NOON


def main() -> None:
    """One run of 12 October 2023, without pauses."""
    url, base, token = sys.argv[1:]
    sessions = open_sessions(open_engine(url))
    specs = [SourceSpec("teplo_lo")]
    access = Access((Token(token),), base)
    report = harvest(sessions, access, specs, now=NOON, sleep=lambda seconds: None)
    sys.exit(bool(report.problems))


if __name__ == "__main__":
    main()
