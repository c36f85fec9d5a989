"""When nothing could be harvested: a summary must say what it cannot know."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Run
from pipeline.register.wording import moment
from pipeline.reports.period import Period

HARVESTS = ("harvest", "run", "import")  # commands that bring comments


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
    stmt = (
        select(Run)
        .where(Run.command.in_(HARVESTS), Run.started_at < now)
        .order_by(Run.started_at, Run.id)
    )
    gaps = _gaps(session.scalars(stmt).all(), now)
    return tuple(gap for gap in gaps if gap.start < period.end and (gap.end or now) > period.start)


def _gaps(runs: Sequence[Run], now: datetime) -> Iterator[Gap]:
    failed: list[Run] = []
    for run in runs:
        if run.exit_code == 0 and run.finished_at is not None and run.finished_at < now:
            if failed:
                yield Gap(failed[0].started_at, run.finished_at, _reason(failed))
            failed = []
        else:
            failed.append(run)
    if failed and failed[-1].exit_code is None:
        failed.pop()  # it may be at work, and may be the one that asks
    if failed:
        yield Gap(failed[0].started_at, None, _reason(failed))


def _reason(failed: Iterable[Run]) -> str:
    reasons = (run.message.splitlines()[0] if run.message else _code(run) for run in failed)
    return "; ".join(dict.fromkeys(reasons))


def _code(run: Run) -> str:
    return "запуск не завершился" if run.exit_code is None else f"код завершения {run.exit_code}"
