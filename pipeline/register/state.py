"""A ticket as it stood at a moment: what registers and summaries are counted from."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from models import Incident, Source, Ticket
from pipeline.tickets.listing import DONE


class State(NamedTuple):
    """A row of the ticket table without its object; a tuple, for a million of them are made."""

    id: int
    number: str
    source: str
    source_district: str
    topic: str
    subtopic: str
    labels: list[str]
    urgent: bool
    priority: str
    status: str
    outcome: str | None
    reason: str
    district: str | None
    settlement: str | None
    street: str | None
    house: str | None
    building: str | None
    address: str
    facts: dict[str, Any]
    opened_at: datetime
    registered_at: datetime
    take_by: datetime | None
    answer_by: datetime | None
    solve_by: datetime | None
    taken_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    interim_until: datetime | None
    first_answered_at: datetime | None  # of the first round, when a reopening began another
    first_solve_by: datetime | None
    department: str
    assignee: str
    policy: str
    repeats: int
    voices: int
    incident_id: int | None
    incident: str | None

    @property
    def done(self) -> bool:
        """Nobody has to do anything."""
        return self.status in DONE

    @property
    def touched_at(self) -> datetime:
        """The latest of the moments that it knows of itself."""
        stamps = (self.taken_at, self.answered_at, self.resolved_at, self.closed_at)
        return max([self.opened_at, *(at for at in stamps if at is not None)])

    def missed(self, now: datetime) -> list[datetime]:
        """The terms that have passed while what they ask for is still to be done."""
        if self.done:
            return []
        terms = (
            (self.take_by, self.taken_at),
            (self.answer_by, self.answered_at),
            (self.solve_by, self.resolved_at),
        )
        return [by for by, done in terms if by is not None and by < now and done is None]


def select_states() -> Select[Any]:
    """Tickets in order of their opening, column by column as a State names them."""
    own = Ticket.__table__.c
    elsewhere: dict[str, Any] = {
        "source": Source.name,
        "source_district": Source.district,
        "incident": Incident.number,
    }
    stmt: Select[Any] = select(
        *(elsewhere[name] if name in elsewhere else own[name] for name in State._fields)
    )
    return (
        stmt.select_from(Ticket)
        .join(Source, Ticket.source_id == Source.id)
        .outerjoin(Incident, Ticket.incident_id == Incident.id)
        .order_by(Ticket.opened_at, Ticket.id)
    )
