"""The journal of runs: when, what came, how it ended."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from traceback import clear_frames
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models import Run
from pipeline.tickets.clocks import MOSCOW

Clock = Callable[[], datetime]
Ended = Callable[[BaseException], tuple[int, str]]  # the code, and words for the row


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Entry:
    """What a run adds to its row."""

    counts: dict[str, Any] = field(default_factory=dict)


@contextmanager
def journal(
    sessions: sessionmaker[Session], command: str, ended: Ended, clock: Clock = utc_now
) -> Iterator[Entry]:
    """One row for one run; a row without an end tells of a killed one."""
    with sessions.begin() as session:
        run = Run(command=command, started_at=clock(), counts={})
        session.add(run)
        session.flush()
        run_id = run.id
    entry, code, message = Entry(), 0, ""
    try:
        yield entry
    except BaseException as exc:
        code, message = ended(exc)
        if isinstance(exc, KeyboardInterrupt):
            # An interrupted statement locks the database while a frame still knows its cursor.
            clear_frames(exc.__traceback__)
        raise
    finally:
        with sessions.begin() as session:
            run = session.get_one(Run, run_id)
            run.finished_at, run.exit_code = clock(), code
            run.counts, run.message = entry.counts, message


def last_runs(session: Session, limit: int | None) -> list[Run]:
    """Runs, newest first."""
    return list(session.scalars(select(Run).order_by(Run.id.desc()).limit(limit)))


def as_json(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Stable keys for scripts."""
    return [
        {
            "id": run.id,
            "command": run.command,
            "started_at": run.started_at.isoformat(),
            "finished_at": run.finished_at.isoformat() if run.finished_at else None,
            "exit_code": run.exit_code,
            "counts": run.counts,
            "message": run.message,
        }
        for run in runs
    ]


def as_lines(runs: Iterable[Run]) -> Iterator[str]:
    """One line a run."""
    for run in runs:
        code = "не завершён" if run.exit_code is None else f"код {run.exit_code}"
        started = f"{run.started_at.astimezone(MOSCOW):%d.%m.%Y %H:%M:%S}"
        yield f"{run.id}  {started}  {run.command}  {code}  {run.message}".rstrip()
