"""The numbers behind all summaries: one definition each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Ticket
from pipeline.tickets.listing import DONE, overdue_at

UNANSWERED_HOURS = 3  # «без ответа больше трёх часов»


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open: from the start up to, not including, the end."""

    start: datetime
    end: datetime

    def previous(self) -> "Period":
        """The period of the same length before this one."""
        return Period(self.start - (self.end - self.start), self.start)

    def opened(self) -> ColumnElement[bool]:
        """Tickets opened within it."""
        return (Ticket.opened_at >= self.start) & (Ticket.opened_at < self.end)


def count(session: Session, *where: ColumnElement[bool]) -> int:
    """Tickets that meet all conditions."""
    return session.scalar(select(func.count()).select_from(Ticket).where(*where)) or 0


def ranking(
    session: Session,
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    *where: ColumnElement[bool],
) -> list[tuple[str | None, int]]:
    """Values of a column by the number of tickets, greatest first, ties by name."""
    stmt = select(column, func.count()).where(*where).group_by(column)
    rows: Sequence[tuple[str | None, int]] = session.execute(stmt).tuples().all()
    return sorted(rows, key=lambda row: (-row[1], row[0] or ""))


def overdue(session: Session, now: datetime) -> int:
    """Tickets with a missed term at a moment."""
    return count(session, Ticket.opened_at < now, overdue_at(now))


def unanswered(now: datetime) -> ColumnElement[bool]:
    """Open tickets that have waited for any public answer too long."""
    waited = Ticket.opened_at < now - timedelta(hours=UNANSWERED_HOURS)
    return waited & Ticket.answered_at.is_(None) & Ticket.status.not_in(DONE)
