"""Rows of a register as they stood at a moment of the past."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import Incident, Ticket
from pipeline.register.state import State
from pipeline.tickets.past import histories, undone


def rewound(
    session: Session, states: Sequence[State], where: Sequence[ColumnElement[bool]], now: datetime
) -> list[State]:
    """The same tickets without what happened at the moment or later."""
    later = histories(session, where, now)
    incidents = _incidents(session) if later else {}
    return [
        _rewind(state, later[state.id], now, incidents) if state.id in later else state
        for state in states
    ]


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
    return state._replace(**{name: values[name] for name in values if name in State._fields})
