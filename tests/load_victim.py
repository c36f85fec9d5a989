"""A load that dies at a given statement.

Run as a program it imports everything once, then forks a victim for each line «URL statement» of
its input and answers with the code that ended it.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import event

from models.database import open_engine, open_sessions
from pipeline.progress import Silent
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.words import search_words

NOW = datetime(2024, 1, 11, 6, tzinfo=UTC)
BATCH = 20  # comments in a transaction: many ends and beginnings


def load(url: str, last: int = 0) -> None:
    """Load, or be killed where the last statement would begin, a commit being one too."""
    engine = open_engine(url)
    begun = count(1)

    def step(*_: object) -> None:
        if next(begun) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(engine, name, step)
    sessions = open_sessions(engine)
    load_tickets(sessions, shipped_policy(), now=NOW, progress=Silent(), size=BATCH)
    engine.dispose()


def main() -> None:
    """Fork a victim for each line."""
    search_words("прогрев")  # the dictionary takes longer to open than a load
    for line in sys.stdin:
        url, last = line.rsplit(" ", 1)
        if (child := os.fork()) == 0:
            load(url, int(last))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
