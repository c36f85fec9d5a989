"""Which tickets a register or a summary is about, at which moment."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, tuple_
from sqlalchemy.orm import Session

from models import Ticket
from pipeline.register.history import rewound
from pipeline.register.state import State, select_states
from pipeline.tickets.filter import Filter
from pipeline.tickets.past import changed_since, is_past

PORTION = 4_000


@dataclass(frozen=True, slots=True)
class Selection:
    """A dispatcher's filter, and the share of a committee; empty asks nothing."""

    filter: Filter = field(default_factory=Filter)
    topics: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()

    def where(self, now: datetime) -> list[ColumnElement[bool]]:
        """The conditions on present columns."""
        shares = (
            (Ticket.topic, self.topics),
            (Ticket.district, self.districts),
            (Ticket.department, self.departments),
        )
        return [
            *self.filter.where(now),
            *(column.in_(values) for column, values in shares if values),
        ]

    def timeless(self, now: datetime) -> list[ColumnElement[bool]]:
        """The conditions that no later event can have changed."""
        return self.filter.lasting(now)

    def takes(self, state: State, now: datetime) -> bool:
        """The rest of the conditions, for a ticket that was rewound."""
        asked = self.filter
        return (
            asked.status in (None, state.status)
            and asked.topic in (None, state.topic)
            and asked.district in (None, state.district)
            and not (self.topics and state.topic not in self.topics)
            and not (self.districts and state.district not in self.districts)
            and not (self.departments and state.department not in self.departments)
            and not (asked.overdue and not state.missed(now))
            and not (asked.unanswered and not state.unanswered)
        )


@dataclass(frozen=True, slots=True)
class Portion:
    """Some tickets in order of their opening, and the conditions that find them again."""

    states: list[State]
    where: list[ColumnElement[bool]]  # of these tickets at least; other tables are joined to them


def find_portions(session: Session, wanted: Selection, now: datetime) -> Iterator[Portion]:
    """Tickets opened before the moment, as they stood then."""
    past = is_past(session, now)
    asked = [Ticket.opened_at < now, *_conditions(wanted, now, past=past)]
    place = tuple_(Ticket.opened_at, Ticket.id)
    after: tuple[datetime, int] | None = None
    while True:
        where = asked if after is None else [*asked, place > after]
        states = _states(session, where)
        if not states:
            return
        after = (states[-1].opened_at, states[-1].id)
        # Ties at the ends may bring others in; a plain range is what an index can answer.
        period = Ticket.opened_at.between(states[0].opened_at, states[-1].opened_at)
        portion = [*asked, period]
        if past:
            states = [s for s in rewound(session, states, portion, now) if wanted.takes(s, now)]
        yield Portion(states, portion)


def _states(session: Session, where: list[ColumnElement[bool]]) -> list[State]:
    stmt = select_states().where(*where).limit(PORTION)
    # The connection makes rows without asking the mapping: half the time.
    return [State._make(row) for row in session.connection().execute(stmt).all()]


def _conditions(wanted: Selection, now: datetime, *, past: bool) -> list[ColumnElement[bool]]:
    today = wanted.where(now)
    if not past or not today:
        return today
    # What later events changed is decided after rewinding.
    return [*wanted.timeless(now), or_(changed_since(now), and_(*today))]
