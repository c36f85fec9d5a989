"""A dispatch that dies at a given step: each SQL statement, commit and call of VK is one.

Run as a program it imports everything once, then forks a victim for each line «step accepted» of
its input and answers with the signal that ended it.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from harvester.door import Door
from harvester.token import Token
from harvester.writer import Writer
from models.database import open_engine, open_sessions
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.dispatch import dispatch
from pipeline.dispatch.report import DispatchReport
from pipeline.dispatch.senders import Sender
from pipeline.dispatch.vk import Communities, VkChat, VkComment
from pipeline.harvest.pace import Pacer
from tests.dispatch_season import NOON, desk


def still(_seconds: float) -> None:
    """No test waits."""


def carriers(sessions: sessionmaker[Session], url: str, now: datetime) -> dict[Carrier, Sender]:
    """The ways to the imitation of VK, without its pauses."""
    gate = Pacer(sessions, now, still, lambda: 0.0)
    communities = Communities([Writer(Token("secret"), gate, url, still)])
    return {
        Carrier.VK_CHAT: VkChat(communities),
        Carrier.VK_COMMENT: VkComment(communities),
    }


def run(sessions: sessionmaker[Session], url: str, now: datetime = NOON) -> DispatchReport:
    """One whole dispatch."""
    return dispatch(sessions, desk(now), carriers(sessions, url, now), sleep=still)


@contextmanager
def dying(
    sessions: sessionmaker[Session], step: int, die: Callable[[], None], *, accepted: int = 0
) -> Iterator[None]:
    """Die before the step, the first being 1, or when VK has accepted so many calls."""
    left, calls = step, accepted

    def count(*_args: Any) -> None:
        nonlocal left
        left -= 1
        if not left:
            die()

    call = Door.call

    def mortal_call(*args: Any) -> dict[str, Any]:
        nonlocal calls
        count()
        answer = call(*args)  # accepted, whatever becomes of us
        calls -= 1
        if not calls:
            die()
        count()
        return answer

    engine = sessions.kw["bind"]
    hooks = ("before_cursor_execute", "commit")
    for name in hooks:
        event.listen(engine, name, count)
    try:
        with patch.object(Door, "call", mortal_call):
            yield
    finally:
        for name in hooks:
            event.remove(engine, name, count)


def _kill_oneself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(database: str, url: str) -> None:
    """Fork a victim for each line."""
    for line in sys.stdin:
        if not (child := os.fork()):
            sessions = open_sessions(open_engine(database))
            step, accepted = map(int, line.split())
            with dying(sessions, step, _kill_oneself, accepted=accepted):
                run(sessions, url)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
