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
            # Numbers are padded; one that outgrew its padding is longer.
            stmt = (
                select(column)
                .where(column >= prefix, column < prefix + "a")
                .order_by(func.length(column).desc(), column.desc())
            )
            found = self.session.scalar(stmt.limit(1))
            self.last[prefix] = int(found.removeprefix(prefix)) if found else 0
        self.last[prefix] += 1
        return f"{prefix}{self.last[prefix]:0{width}d}"


def _year(moment: datetime) -> int:
    return moment.astimezone(MOSCOW).year
