"""Tickets that a batch has changed, written as their events tell: many in one statement."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from models import Base, Ticket
from pipeline.tickets.events import Held, TakenByAnother

TABLE = Base.metadata.tables[Ticket.__tablename__]
# Every change leaves an event, so an update that meets another number came too late.
UPDATE = update(TABLE).where(
    TABLE.c.id == bindparam("key"), TABLE.c.last_event == bindparam("known")
)
# Columns written together where one of them changed: tickets then differ in few ways.
VOICE = frozenset({"last_at", "voices"})
PLACE = frozenset({
    "district", "settlement", "street", "house", "building", "address", "place_key", "department",
})  # fmt: skip
STAGE = frozenset({
    "status", "status_since", "outcome", "taken_at", "answered_at", "resolved_at", "closed_at",
    "take_by", "answer_by", "solve_by", "first_solve_by", "repeats",
})  # fmt: skip


@dataclass(slots=True)
class Changed:
    """What has become of one ticket since its row was read."""

    known: int  # the last event then
    columns: set[str] = field(default_factory=lambda: {"last_event"})

    @property
    def together(self) -> frozenset[str]:
        """The columns with those that are written beside them."""
        groups = (group for group in (VOICE, PLACE, STAGE) if not group.isdisjoint(self.columns))
        return frozenset(self.columns).union(*groups)


def write_changed(session: Session, events: Iterable[Held], new: Set[Ticket]) -> None:
    """Update the tickets of events but the new ones; raises TakenByAnother."""
    alike: dict[frozenset[str], list[Mapping[str, Any]]] = {}
    for ticket, changed in _changes(events, new).items():
        columns = changed.together
        row = {name: getattr(ticket, name) for name in sorted(columns)}
        alike.setdefault(columns, []).append({"key": ticket.id, "known": changed.known, **row})
    for rows in alike.values():
        written = session.connection().execute(UPDATE, rows).rowcount
        if written != len(rows):
            msg = "Обращения только что изменил кто-то другой: повторите otklik tickets load."
            raise TakenByAnother(msg)


def _changes(events: Iterable[Held], new: Set[Ticket]) -> dict[Ticket, Changed]:
    changes: dict[Ticket, Changed] = {}
    for ticket, row in events:
        if ticket in new:
            continue
        if ticket not in changes:
            changes[ticket] = Changed(known=row["sequence"] - 1)
        changes[ticket].columns.update(row["data"].get("was", ()))
    return changes
