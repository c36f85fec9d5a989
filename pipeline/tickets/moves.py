"""Moving tickets between states; the database decides who was first."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from models import EventKind, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets.events import Cause, record
from pipeline.tickets.policy import Policy

# What entering a state says about the clocks, unless it was said before.
STAMPS: dict[Status, str] = {
    Status.IN_PROGRESS: "taken_at",
    Status.RESOLVED: "resolved_at",
    Status.CLOSED: "closed_at",
}


class TakenByAnother(WrongUsage):
    """Someone moved the ticket first."""


def move(
    session: Session, policy: Policy, ticket: Ticket, to: Status, cause: Cause, **values: Any
) -> None:
    """Take one allowed step; raises WrongUsage, or TakenByAnother when someone was quicker."""
    was = Status(ticket.status)
    if to not in policy.statuses[was].moves:
        raise WrongUsage(_forbidden(policy, ticket, to))
    stmt = (
        update(Ticket)
        .where(Ticket.id == ticket.id, Ticket.status == was)
        .values(status=to, **values, **_stamps(ticket, to, cause.at))
        .returning(Ticket.id)
    )
    if session.scalar(stmt) is None:
        msg = f"Обращение {ticket.number} уже изменил кто-то другой: откройте его заново."
        raise TakenByAnother(msg)
    session.refresh(ticket)
    record(session, ticket, EventKind.MOVED, cause, moved=(was, to))


def advance(
    session: Session, policy: Policy, ticket: Ticket, goal: Status, cause: Cause, **values: Any
) -> None:
    """Reach a state by the fewest allowed moves, each an event; raises WrongUsage."""
    steps = policy.path(Status(ticket.status), goal)
    if steps is None:
        raise WrongUsage(_forbidden(policy, ticket, goal))
    for step in steps:
        move(session, policy, ticket, step, cause, **(values if step is goal else {}))


def _stamps(ticket: Ticket, to: Status, at: datetime) -> dict[str, Any]:
    stamp = STAMPS.get(to)
    if to is Status.REOPENED:
        again = {"resolved_at": None, "closed_at": None, "outcome": None}
        return {**again, "repeats": ticket.repeats + 1}
    if stamp is None or getattr(ticket, stamp) is not None:
        return {}
    return {stamp: at}


def _forbidden(policy: Policy, ticket: Ticket, to: Status) -> str:
    rule = policy.statuses[Status(ticket.status)]
    allowed = ", ".join(f"«{policy.statuses[step].title}»" for step in rule.moves)
    return (
        f"Обращение {ticket.number} в состоянии «{rule.title}», перевести в "
        f"«{policy.statuses[to].title}» нельзя. Можно: {allowed}."
    )
