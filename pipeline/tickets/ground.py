"""What the end of a ticket rests on: an answer, an outcome that needs none, a resident's word."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Appeal, Comment, Event, EventKind, Outcome, Role, Status, Ticket
from pipeline.tickets.events import SYSTEM, Cause, change
from pipeline.tickets.moves import move
from pipeline.tickets.policy import Policy

# An end that was a mistake is undone: none of these begins anew, as after an objection.
KEPT = (
    "take_by",
    "answer_by",
    "solve_by",
    "taken_at",
    "answered_at",
    "first_solve_by",
    "repeats",
)

OVER = (Outcome.FIXED, Outcome.NATURAL)  # the trouble is gone, whoever did it


def owes_answer(policy: Policy, ticket: Ticket, outcome: str | None) -> bool:
    """Nobody has answered the resident, and with such an outcome somebody should."""
    return ticket.answered_at is None and outcome not in policy.unanswered


def has_word(session: Session, ticket: Ticket) -> bool:
    """A resident says that it is over: then nobody waits for an answer."""
    said = select(Appeal.id).where(Appeal.ticket_id == ticket.id, Appeal.role == Role.RESOLVED)
    return session.scalar(said.limit(1)) is not None


def is_unsolved(ticket: Ticket) -> bool:
    """The resident has been answered, and the trouble is there: «перерасчёт не положен»."""
    return ticket.status == Status.ANSWERED and ticket.outcome not in OVER


def better(session: Session, ticket: Ticket, cause: Cause, outcome: Outcome) -> None:
    """What was only explained is over after all: the answer stands, its outcome does not."""
    end = {"outcome": outcome, "resolved_at": cause.at}
    change(session, ticket, EventKind.NOTED, cause, end)


def take_back(session: Session, policy: Policy, ticket: Ticket, cause: Cause) -> None:
    """«Простите, это был ответ о другом доме»: work goes on as if nothing had been said."""
    kept = {name: getattr(ticket, name) for name in KEPT}
    move(session, policy, ticket, Status.REOPENED, cause, **kept)
    move(session, policy, ticket, Status.ASSIGNED, cause)


def reopen_groundless(session: Session, policy: Policy, ticket: Ticket, cause: Cause) -> None:
    """Work goes on by its old clocks where a ticket had ended by words that were not about it."""
    if ticket.status not in (Status.RESOLVED, Status.CLOSED) or has_word(session, ticket):
        return
    silent = ticket.status == Status.CLOSED and owes_answer(policy, ticket, ticket.outcome)
    if silent or _is_residents(session, _decided_by(ticket)):
        why = cause.because("слова «устранено» были не об этом обращении")
        kept = {name: getattr(ticket, name) for name in KEPT}
        move(session, policy, ticket, Status.REOPENED, why, **kept)


def _is_residents(session: Session, comment_id: int | None) -> bool:
    return comment_id is not None and not session.get_one(Comment, comment_id).official


def _decided_by(ticket: Ticket) -> int | None:
    """The comment that brought the present state; None where a person has decided since."""
    moves = (event for event in reversed(ticket.events) if event.to_status)
    return next((event.comment_id for event in moves if not _is_silence(event)), None)


def _is_silence(event: Event) -> bool:
    return event.actor == SYSTEM and event.comment_id is None
