"""Every change of a ticket leaves a row."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Event, EventKind, Status, Ticket

SYSTEM = "otklik"  # the actor of automatic changes


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


def record(
    session: Session,
    ticket: Ticket,
    kind: EventKind,
    cause: Cause,
    *,
    moved: tuple[Status | None, Status | None] = (None, None),
    data: dict[str, Any] | None = None,
) -> None:
    """Add the next event of a ticket's history."""
    last = select(func.max(Event.sequence)).where(Event.ticket_id == ticket.id)
    session.add(
        Event(
            ticket_id=ticket.id,
            sequence=(session.scalar(last) or 0) + 1,
            at=cause.at,
            actor=cause.actor,
            kind=kind,
            from_status=moved[0],
            to_status=moved[1],
            comment_id=cause.comment_id,
            reason=cause.reason,
            data=data or {},
        )
    )
    session.flush()
