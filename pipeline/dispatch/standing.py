"""What the residents of a ticket have been told already, or will be by the next dispatch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Answer, AnswerState, Event, EventKind, Message, MessageState, Status, Ticket
from pipeline.dispatch.audience import answer_key
from pipeline.dispatch.publication import PUBLISHED
from pipeline.dispatch.rules import shipped_rules
from pipeline.tickets.reply import REPLIED

# Coming here a ticket has something new to tell, unless an answer brought it here.
NEWS = (
    Status.REVIEW,
    Status.NEED_INFO,
    Status.INTERIM,
    Status.RESOLVED,
    Status.REOPENED,
    Status.REDIRECTED,
    Status.REJECTED,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer that still holds, and how many residents it is for."""

    answer: Answer
    authors: int


def standing(session: Session, ticket: Ticket, now: datetime) -> Standing | None:
    """The answer that waits to be sent, else the last one sent; None once there is news.

    Silence after a question is news too: its author may be reminded.
    """
    if waiting := _waiting(session, ticket):
        return Standing(waiting[0], len(waiting))
    history = select(Event).where(Event.ticket_id == ticket.id).order_by(Event.sequence.desc())
    events = session.scalars(history).all()
    for event in events:
        if found := _told(session, event, events):
            return None if _is_forgotten(ticket, found.answer, now) else found
        if _is_news(event):
            return None
    return None


def _waiting(session: Session, ticket: Ticket) -> Sequence[Answer]:
    stmt = select(Answer).where(Answer.ticket_id == ticket.id, Answer.state == AnswerState.APPROVED)
    answers = {answer_key(row.id): row for row in session.scalars(stmt.order_by(Answer.id))}
    pending = select(Message.key).where(
        Message.key.in_(answers), Message.state == MessageState.PENDING
    )
    return [answers[key] for key in session.scalars(pending.order_by(Message.id))]


def find_approval(session: Session, ticket: Ticket) -> Event | None:
    """What approved the latest answer of a ticket, perhaps told on another of its incident."""
    row = _latest(session, ticket)
    if row is None:
        return None
    # A copy is made at the moment of the approval; the answer itself may be an older draft.
    own, together = Event.ticket_id == ticket.id, Event.at == row.created_at
    stmt = select(Event).where(Event.kind == EventKind.NOTED, own | together)
    events = session.scalars(stmt.order_by(Event.id.desc()))
    return next((event for event in events if row.id in event.data.get("answers", ())), None)


def _latest(session: Session, ticket: Ticket) -> Answer | None:
    """Of the ticket's own answers the last approved one that waits, else the last one sent."""
    if waiting := _waiting(session, ticket):
        return waiting[-1]
    sent = (Answer.ticket_id == ticket.id, Answer.state == AnswerState.PUBLISHED)
    return session.scalars(select(Answer).where(*sent).order_by(Answer.published_at.desc())).first()


def _told(session: Session, event: Event, events: Iterable[Event]) -> Standing | None:
    """What an approval, a publication or an official's own reply has told."""
    number = event.data.get("answer")
    if event.kind == EventKind.ANSWERED and event.comment_id is not None:
        number = session.scalar(select(Answer.id).where(Answer.comment_id == event.comment_id))
    numbers = event.data.get("answers") or _together(number, events)
    sent = (Answer.id.in_(numbers), Answer.state == AnswerState.PUBLISHED)
    rows = session.scalars(select(Answer).where(*sent).order_by(Answer.id)).all()
    return Standing(rows[0], len(rows)) if rows else None


def _together(number: int | None, events: Iterable[Event]) -> list[int]:
    """The answers that were approved with one of them."""
    if number is None:
        return []
    approved = (event.data.get("answers", ()) for event in events)
    return next((list(those) for those in approved if number in those), [number])


def _is_forgotten(ticket: Ticket, told: Answer, now: datetime) -> bool:
    long_ago = told.published_at is not None and told.published_at <= now - shipped_rules().remind
    return ticket.status == Status.NEED_INFO and long_ago


def _is_news(event: Event) -> bool:
    """A resident has written, or the ticket has moved by itself to where something must be said."""
    moved = event.to_status in NEWS and event.reason not in (PUBLISHED, REPLIED)
    return moved or event.kind == EventKind.JOINED
