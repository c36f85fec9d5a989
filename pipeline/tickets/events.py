"""Every change of a ticket leaves a row that keeps what it replaced."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Event, EventKind, Ticket
from pipeline.errors import WrongUsage

SYSTEM = "otklik"  # the actor of automatic changes
NOTHING: Mapping[str, Any] = {}


class TakenByAnother(WrongUsage):
    """Someone changed the ticket first."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a ticket changes: when, by whom, on which comment, in which words."""

    at: datetime
    actor: str = SYSTEM
    comment_id: int | None = None
    reason: str = ""

    def because(self, reason: str) -> Self:
        """The same cause in other words."""
        return replace(self, reason=reason)


def change(
    session: Session,
    ticket: Ticket,
    kind: EventKind,
    cause: Cause,
    values: Mapping[str, Any] = NOTHING,
    *,
    data: Mapping[str, Any] = NOTHING,
) -> Event:
    """Give a ticket new values and add the event that keeps the old ones under «was»."""
    was = {name: getattr(ticket, name) for name in values if getattr(ticket, name) != values[name]}
    for name in was:
        setattr(ticket, name, values[name])
    ticket.last_event += 1
    event = Event(
        ticket=ticket,
        sequence=ticket.last_event,
        at=cause.at,
        actor=cause.actor,
        kind=kind,
        from_status=was.get("status"),
        to_status=ticket.status if "status" in was else None,
        comment_id=cause.comment_id,
        reason=cause.reason,
        data={**data, **({"was": {name: _plain(old) for name, old in was.items()}} if was else {})},
    )
    session.add(event)
    return event


def save(session: Session, ticket: Ticket) -> None:
    """Write the changes; raises TakenByAnother when the row is no longer as it was read."""
    number = ticket.number
    try:
        session.flush()
    except (StaleDataError, OperationalError) as exc:
        # SQLite refuses to write after another's commit; any other failure is not ours to explain.
        if isinstance(exc, OperationalError) and "locked" not in str(exc.orig):
            raise
        msg = f"Обращение {number} только что изменил кто-то другой: откройте его заново."
        raise TakenByAnother(msg) from exc


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
