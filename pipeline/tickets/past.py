"""Tickets as they stood at a moment of the past: events keep what they changed, and are undone."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import set_committed_value

from models import CommentVersion, Event, Incident, Ticket

INSTANT = timedelta(microseconds=1)  # past it, what was done at a moment is done
MOMENT = ("_at", "_by", "_until", "_since")  # how columns of time are called


def changed_since(now: datetime) -> ColumnElement[bool]:
    """Something happened to the ticket at the moment or later."""
    return exists().where(Event.ticket_id == Ticket.id, Event.at >= now).correlate(Ticket)


def is_past(session: Session, now: datetime) -> bool:
    """Something happened at the moment or later, so that present columns may tell of the future."""
    latest = session.scalar(select(func.max(Event.at)))
    return latest is not None and latest >= now


def recalled(session: Session, tickets: Sequence[Ticket], now: datetime) -> Iterator[Ticket]:
    """The same tickets without what happened at the moment or later; what began then is left out.

    For reading alone: the objects no longer say what their rows hold, and the session does not
    know it.
    """
    later = histories(session, [Ticket.id.in_([ticket.id for ticket in tickets])], now)
    for ticket in tickets:
        history = later.get(ticket.id, ())
        if history and min(event.at for event in history) >= now:
            continue
        for name, value in undone(history, now).items():
            set_committed_value(ticket, name, value)
        for name, table in (("incident", Incident), ("merged_into", Ticket)):
            number = getattr(ticket, f"{name}_id")
            set_committed_value(ticket, name, number and session.get(table, number))
        yield ticket


def histories(
    session: Session, where: Sequence[ColumnElement[bool]], now: datetime
) -> dict[int, list[Any]]:
    """All events, newest first, of those of the tickets that have changed since."""
    ids, later = select(Ticket.id).where(*where), aliased(Event)
    stmt = (
        select(Event.ticket_id, Event.at, Event.data)
        .where(
            Event.ticket_id.in_(ids),
            exists().where(later.ticket_id == Event.ticket_id, later.at >= now),
        )
        .order_by(Event.ticket_id, Event.sequence.desc())
    )
    found: dict[int, list[Any]] = {}
    for row in session.connection().execute(stmt):
        found.setdefault(row.ticket_id, []).append(row)
    return found


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
    return {name: _typed(name, value) for name, value in values.items()}


def _typed(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value and name.endswith(MOMENT) else value


def texts_then(session: Session, comments: Sequence[int], now: datetime) -> dict[int, str]:
    """Texts that were replaced at the moment or later; of several, the one that stood then."""
    stmt = (
        select(CommentVersion.comment_id, CommentVersion.text)
        .where(CommentVersion.comment_id.in_(comments), CommentVersion.seen_at >= now)
        .order_by(CommentVersion.version.desc())
    )
    return dict(session.connection().execute(stmt).all()) if comments else {}
