"""When nothing could be harvested: a summary must say what it cannot know."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Run
from pipeline.register.wording import moment
from pipeline.reports.period import Period

HARVESTS = ("harvest", "run", "import")  # commands that bring comments
SHORTEST = timedelta(minutes=1)  # what came later in less was only read twice
PORTION = 100  # of runs, about a day of them
MISCONFIGURED = 2  # exit code; the message is for whoever runs the service


@dataclass(frozen=True, slots=True)
class Gap:
    """From the first failure to the next success."""

    start: datetime
    end: datetime | None  # None: it goes on
    reason: str

    def __str__(self) -> str:
        until = f"до {moment(self.end)}" if self.end else "и до сих пор"
        then = "позже дочитано" if self.end else "ещё не дочитано"
        return f"нет данных с {moment(self.start)} {until}: {self.reason}; {then}"


def find_gaps(session: Session, period: Period, now: datetime) -> tuple[Gap, ...]:
    """The failures of harvesting that touch a period, as known at the moment."""
    gaps = _gaps(_runs(session, min(period.start, now), now), now)
    return tuple(
        gap
        for gap in gaps
        if gap.start < period.end
        and (gap.end or now) > period.start
        and (gap.end is None or gap.end - gap.start >= SHORTEST)
    )


def _runs(session: Session, start: datetime, now: datetime) -> list[Run]:
    """Oldest first, from the last one that had read everything before the start."""
    found: list[Run] = []
    asked = select(Run).where(Run.command.in_(HARVESTS), Run.started_at < now)
    newest_first = asked.order_by(Run.id.desc()).execution_options(yield_per=PORTION)
    for run in session.scalars(newest_first):
        found.append(run)
        if run.finished_at is not None and run.finished_at < start and _has_read(run):
            break
    return found[::-1]


def _gaps(runs: Sequence[Run], now: datetime) -> Iterator[Gap]:
    failed: list[Run] = []
    for run in runs:
        ended = run.finished_at if run.finished_at is not None and run.finished_at < now else None
        if ended is None or (read := _has_read(run)) is False:
            failed.append(run)
        elif read:
            if failed:
                yield Gap(failed[0].started_at, ended, _reason(failed))
            failed = []
    if failed and failed[-1].exit_code is None:
        failed.pop()  # it may be at work, and may be the one that asks
    if failed:
        yield Gap(failed[0].started_at, None, _reason(failed))


def _has_read(run: Run) -> bool | None:
    """Whether all that there was came; None when nothing was asked for."""
    if run.exit_code and run.command == "import":
        return None  # a mistyped name is no loss
    if run.command == "run" and (run.counts or not run.exit_code):
        # A letter that was not sent fails the run, and says nothing of its harvest.
        harvest = run.counts.get("harvest")
        if harvest is None or "problems" in harvest:
            return None if harvest is None else not harvest["problems"]
    return not run.exit_code


def _reason(failed: Iterable[Run]) -> str:
    return "; ".join(dict.fromkeys(map(_why, failed)))


def _why(run: Run) -> str:
    if run.exit_code is None:
        return "запуск не завершился"
    if run.exit_code == MISCONFIGURED:
        return "неверная настройка"
    return run.message.partition("\n")[0].rstrip(".") or f"код завершения {run.exit_code}"
