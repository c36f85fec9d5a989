"""Every change of a ticket leaves a row that keeps what it replaced."""

import sqlite3
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
HELD = "events"  # of a session: rows held back to be written in one statement
Held = tuple[Ticket, dict[str, Any]]  # an event that waits for the key of its ticket


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
) -> None:
    """Give a ticket new values and add the event that keeps the old ones under «was»."""
    was = {name: old for name in values if (old := getattr(ticket, name)) != values[name]}
    now = {name: values[name] for name in was} | {"last_event": ticket.last_event + 1}
    row = {
        "sequence": now["last_event"],
        "at": cause.at,
        "actor": cause.actor,
        "kind": kind,
        "from_status": was.get("status"),
        "to_status": now.get("status"),
        "comment_id": cause.comment_id,
        "reason": cause.reason,
        "data": {**data, **({"was": _plain(was)} if was else {})},
    }
    if HELD in session.info:
        vars(ticket).update(now)  # past the session: who holds the events writes the ticket too
        session.info[HELD].append((ticket, row))
    else:
        for name, value in now.items():
            setattr(ticket, name, value)
        session.add(Event(ticket=ticket, **row))


def hold(session: Session) -> None:
    """Keep the events of this session back from now on: a load makes thousands of them."""
    session.info[HELD] = []


def held(session: Session) -> list[Held]:
    """The events kept back, in order."""
    events: list[Held] = session.info[HELD]
    return events


def save(session: Session, ticket: Ticket) -> None:
    """Write the changes; raises TakenByAnother when the row is no longer as it was read."""
    number = ticket.number
    try:
        session.flush()
    except (StaleDataError, OperationalError) as exc:
        # SQLite refuses to write after another's commit; any other failure is not ours to explain.
        code = getattr(getattr(exc, "orig", None), "sqlite_errorcode", None)
        if isinstance(exc, OperationalError) and code != sqlite3.SQLITE_BUSY_SNAPSHOT:
            raise
        msg = f"Обращение {number} только что изменил кто-то другой: откройте его заново."
        raise TakenByAnother(msg) from exc


def _plain(was: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: old.isoformat() if isinstance(old, datetime) else old for name, old in was.items()
    }
