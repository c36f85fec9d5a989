"""Numbers of tickets: stable, by headquarters and year."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Incident, Ticket
from pipeline.tickets.hours import MOSCOW
from pipeline.tickets.policy import Policy


@dataclass(slots=True)
class Numbers:
    """The next free numbers, each series asked of the database once."""

    session: Session
    policy: Policy
    last: dict[str, int] = field(default_factory=dict)

    def ticket(self, profile: str, opened_at: datetime) -> str:
        """«ТШ-2023-000001»: by the headquarters and its year, Moscow time."""
        letters = self.policy.numbers.get(profile, self.policy.numbers["default"])
        return self._next(Ticket.number, f"{letters}-{_year(opened_at)}-", 6)

    def incident(self, opened_at: datetime) -> str:
        """«И-2023-0007»."""
        return self._next(Incident.number, f"И-{_year(opened_at)}-", 4)

    def _next(self, column: InstrumentedAttribute[str], prefix: str, width: int) -> str:
        if prefix not in self.last:
            found = self._find_latest(column, prefix, width)
            self.last[prefix] = int(found.removeprefix(prefix)) if found else 0
        self.last[prefix] += 1
        return f"{prefix}{self.last[prefix]:0{width}d}"

    def _find_latest(
        self, column: InstrumentedAttribute[str], prefix: str, width: int
    ) -> str | None:
        """The last in order of text; a series that outgrew its padding has its round number."""
        while self.session.scalar(select(column).where(column == f"{prefix}{10**width}")):
            width += 1
        stmt = select(column).where(
            column >= prefix, column < prefix + "a", func.length(column) == len(prefix) + width
        )
        return self.session.scalar(stmt.order_by(column.desc()).limit(1))


def _year(moment: datetime) -> int:
    return moment.astimezone(MOSCOW).year
