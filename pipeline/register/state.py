"""A ticket as it stood at a moment: what registers and summaries are counted from."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Select,
    String,
    TypeDecorator,
    cast,
    select,
    type_coerce,
)

from models import Incident, Source, Ticket
from pipeline.tickets.due import DONE, ENDED

NOTHING_TO_DO = frozenset(DONE)
DOCUMENTS = 4_096  # kept in memory; labels and facts of tickets repeat


class State(NamedTuple):
    """A row of the ticket table without its object; a tuple, for a million of them are made."""

    id: int
    number: str
    source: str
    source_district: str
    topic: str
    subtopic: str
    labels: Sequence[str]
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
    facts: Mapping[str, Any]
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
        return self.status in NOTHING_TO_DO

    @property
    def placed(self) -> bool:
        """Something of the address is known."""
        return bool(self.house or self.street or self.settlement or self.district)

    @property
    def unanswered(self) -> bool:
        """The public waits for an answer, even where the trouble itself is over."""
        return self.answered_at is None and self.status not in ENDED

    @property
    def touched_at(self) -> datetime:
        """The latest of the moments that it knows of itself."""
        stamps = (self.taken_at, self.answered_at, self.resolved_at, self.closed_at)
        return max([self.opened_at, *(at for at in stamps if at is not None)])

    def missed(self, now: datetime) -> list[datetime]:
        """The terms that have passed while what they ask for is still to be done."""
        if self.status in NOTHING_TO_DO:
            return []
        terms = (
            self.take_by if self.taken_at is None else None,
            self.answer_by if self.answered_at is None else None,
            self.solve_by if self.resolved_at is None else None,
        )
        return [by for by in terms if by is not None and by < now]


def select_states() -> Select[Any]:
    """Tickets in order of their opening, column by column as a State names them."""
    ticket, source, incident = (table.__table__ for table in (Ticket, Source, Incident))
    elsewhere: dict[str, Any] = {
        "source": source.c.name,
        "source_district": source.c.district,
        "incident": incident.c.number,
        "labels": shared(ticket.c.labels),
        "facts": shared(ticket.c.facts),
    }
    columns = (elsewhere[n] if n in elsewhere else ticket.c[n] for n in State._fields)
    return (
        select(*columns)
        .join(source, ticket.c.source_id == source.c.id)
        .outerjoin(incident, ticket.c.incident_id == incident.c.id)
        .order_by(ticket.c.opened_at, ticket.c.id)
    )


class Shared(TypeDecorator[Any]):
    """A document that many rows repeat: equal ones are read once, so nobody may change them."""

    impl = String
    cache_ok = True

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 (SQLAlchemy's signature)
    ) -> Any:
        """The document out of its text."""
        return None if value is None else _document(value)


def shared(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of JSON, read as shared documents."""
    return type_coerce(cast(column, String), Shared())


@lru_cache(DOCUMENTS)
def _document(text: str) -> Any:
    found = json.loads(text)
    return MappingProxyType(found) if isinstance(found, dict) else tuple(found)
