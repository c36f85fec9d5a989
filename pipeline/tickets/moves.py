"""Moving tickets between states; what entering and leaving a state does to the clocks."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import EventKind, Priority, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets.clocks import Claim, deadlines, resumed
from pipeline.tickets.events import Cause, TakenByAnother, change
from pipeline.tickets.policy import Policy

__all__ = ["TakenByAnother", "advance", "move"]

# What entering a state says about the clocks, unless it was said before.
STAMPS: dict[Status, str] = {
    Status.IN_PROGRESS: "taken_at",
    Status.RESOLVED: "resolved_at",
    Status.CLOSED: "closed_at",
}


def move(
    session: Session,
    policy: Policy,
    ticket: Ticket,
    to: Status,
    cause: Cause,
    *,
    kind: EventKind = EventKind.MOVED,
    **values: Any,
) -> None:
    """Take one allowed step; raises WrongUsage that names the allowed ones."""
    if to not in policy.statuses[Status(ticket.status)].moves:
        raise WrongUsage(forbidden(policy, ticket, to))
    effects = {**_leaving(policy, ticket, cause.at), **_entering(policy, ticket, to, cause.at)}
    step = {"status": to, "status_since": cause.at, **effects, **values}
    change(session, ticket, kind, cause, step)


def advance(
    session: Session, policy: Policy, ticket: Ticket, goal: Status, cause: Cause, **values: Any
) -> None:
    """Reach a state by the fewest allowed moves, each an event; raises WrongUsage."""
    steps = policy.path(Status(ticket.status), goal)
    if steps is None:
        raise WrongUsage(forbidden(policy, ticket, goal))
    for step in steps:
        move(session, policy, ticket, step, cause, **(values if step is goal else {}))


def _entering(policy: Policy, ticket: Ticket, to: Status, at: datetime) -> dict[str, Any]:
    if to is Status.REOPENED:
        return _afresh(policy, ticket, at)
    if to is Status.NEED_INFO:
        return {"paused_at": at}
    stamp = STAMPS.get(to)
    return {stamp: at} if stamp and getattr(ticket, stamp) is None else {}


def _leaving(policy: Policy, ticket: Ticket, at: datetime) -> dict[str, Any]:
    if ticket.paused_at is None or ticket.solve_by is None:
        return {"paused_at": None}
    due = resumed(policy, Priority(ticket.priority), ticket.solve_by, ticket.paused_at, at)
    return {"paused_at": None, "solve_by": due}


def _afresh(policy: Policy, ticket: Ticket, at: datetime) -> dict[str, Any]:
    """A new round of work: its clocks start now, those of the first round stay for reports."""
    claim = Claim(
        at,
        ticket.topic,
        Priority(ticket.priority),
        ticket.subtopic,
        ticket.facts.get("temperature_c"),
    )
    terms = deadlines(policy, claim)
    ended = ("taken_at", "answered_at", "resolved_at", "closed_at", "interim_until", "outcome")
    return {
        **dict.fromkeys(ended),
        "take_by": terms.take_by,
        "answer_by": terms.answer_by,
        "solve_by": terms.solve_by,
        "first_solve_by": ticket.first_solve_by or ticket.solve_by,
        "repeats": ticket.repeats + 1,
        "reason": "",
    }


def expect_whole(ticket: Ticket) -> None:
    """Raises WrongUsage for a part of another ticket: what is done is done there."""
    if ticket.merged_into is not None:
        msg = (
            f"Обращение {ticket.number} вошло в {ticket.merged_into.number}: действуйте с ним "
            f"или отделите: otklik tickets split {ticket.number}"
        )
        raise WrongUsage(msg)


def forbidden(policy: Policy, ticket: Ticket, to: Status) -> str:
    """Why a ticket cannot go there, and where it can."""
    rule = policy.statuses[Status(ticket.status)]
    allowed = ", ".join(f"«{policy.statuses[step].title}»" for step in rule.moves)
    return (
        f"Обращение {ticket.number} в состоянии «{rule.title}», перевести в "
        f"«{policy.statuses[to].title}» нельзя. Можно: {allowed}."
    )
