"""Tickets as they stood at a moment of the past: events keep what they changed, and are undone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from models import Event, Incident, Ticket
from pipeline.register.state import State

MOMENTS = frozenset(name for name in State._fields if name.endswith(("_at", "_by", "_until")))


def changed_since(now: datetime) -> ColumnElement[bool]:
    """Something happened to the ticket at the moment or later."""
    return exists().where(Event.ticket_id == Ticket.id, Event.at >= now).correlate(Ticket)


def is_past(session: Session, now: datetime) -> bool:
    """Something happened after the moment, so that present columns may tell of the future."""
    latest = session.scalar(select(func.max(Event.at)))
    return latest is not None and latest >= now


def rewound(
    session: Session, states: Sequence[State], where: Sequence[ColumnElement[bool]], now: datetime
) -> list[State]:
    """The same tickets without what happened at the moment or later."""
    histories = _histories(session, where, now)
    incidents = _incidents(session) if histories else {}
    return [
        _rewind(state, histories[state.id], now, incidents) if state.id in histories else state
        for state in states
    ]


def _histories(
    session: Session, where: Sequence[ColumnElement[bool]], now: datetime
) -> dict[int, list[Any]]:
    ids, later = select(Ticket.id).where(*where), aliased(Event)
    stmt = (
        select(Event.ticket_id, Event.at, Event.data)
        .where(
            Event.ticket_id.in_(ids),
            exists().where(later.ticket_id == Event.ticket_id, later.at >= now),
        )
        .order_by(Event.ticket_id, Event.sequence.desc())
    )
    histories: dict[int, list[Any]] = {}
    for row in session.connection().execute(stmt):
        histories.setdefault(row.ticket_id, []).append(row)
    return histories


def _incidents(session: Session) -> dict[int, str]:
    stmt = select(Incident.id, Incident.number).where(
        Incident.id.in_(select(Ticket.incident_id).distinct())
    )
    return dict(session.execute(stmt).all())


def _rewind(
    state: State, newest_first: Iterable[Any], now: datetime, incidents: dict[int, str]
) -> State:
    values = undone(newest_first, now)
    if "incident_id" in values:
        values["incident"] = incidents.get(values["incident_id"])
    known = {name: _typed(name, value) for name, value in values.items() if name in State._fields}
    return state._replace(**known)


def undone(newest_first: Iterable[Any], now: datetime) -> dict[str, Any]:
    """Columns with the values that they had before the moment.

    A late harvest brings comments older than the last move of an operator: what such an event
    set stays, although it was recorded after events that are undone.
    """
    values: dict[str, Any] = {}
    settled: set[str] = set()
    for event in newest_first:
        was = event.data.get("was", {})
        if event.at < now:
            settled |= was.keys()
        else:
            values |= {name: old for name, old in was.items() if name not in settled}
    return values


def _typed(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value and name in MOMENTS else value
