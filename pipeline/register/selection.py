"""Which tickets a register or a summary is about, at which moment."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from models import Ticket
from pipeline.register.history import changed_since, is_past, rewound
from pipeline.register.state import State, select_states
from pipeline.tickets.listing import ENDED, Filter

PORTION = 2_000


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
        lasting = replace(
            self.filter, status=None, topic=None, district=None, overdue=False, unanswered=False
        )
        return lasting.where(now)

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
            and not (asked.unanswered and (state.answered_at or state.status in ENDED))
        )


def find_portions(session: Session, wanted: Selection, now: datetime) -> Iterator[list[State]]:
    """Tickets opened before the moment, as they stood then, in order of their opening."""
    past = is_past(session, now)
    stmt = select_states().where(Ticket.opened_at < now, *_conditions(wanted, now, past=past))
    rows = session.execute(stmt.execution_options(yield_per=PORTION))
    for portion in rows.partitions():
        states = [State._make(row) for row in portion]
        if past:
            states = [s for s in rewound(session, states, now) if wanted.takes(s, now)]
        if states:
            yield states


def _conditions(wanted: Selection, now: datetime, *, past: bool) -> list[ColumnElement[bool]]:
    today = wanted.where(now)
    if not past or not today:
        return today
    # What later events changed is decided after rewinding.
    may_differ = Ticket.id.in_(changed_since(now))
    return [*wanted.timeless(now), or_(may_differ, and_(*today))]
