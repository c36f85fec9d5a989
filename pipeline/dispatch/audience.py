"""Whom an answer must reach: each author of a ticket once, at the latest of his words."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import (
    Answer,
    AnswerState,
    Appeal,
    Channel,
    Comment,
    Message,
    MessageState,
    Status,
    Ticket,
)
from pipeline.errors import WrongUsage

SILENT = (Status.REJECTED, Status.REDIRECTED, Status.MERGED)  # of an incident's tickets


@dataclass(frozen=True, slots=True)
class Addressee:
    """A resident's comment that an answer goes under."""

    ticket: Ticket
    comment: Comment


def audience(session: Session, tickets: Iterable[Ticket]) -> list[Addressee]:
    """The authors who have no answer under way, in order of the tickets and of their words.

    Comments of boards are left out: no key of a community may answer there.
    """
    found: dict[object, Addressee] = {}
    for ticket in tickets:
        for comment in _comments(session, ticket):
            author = comment.from_id if comment.author_known else None
            found.setdefault(author or f"comment {comment.id}", Addressee(ticket, comment))
    return sorted(found.values(), key=lambda one: (one.ticket.id, one.comment.id))


def reach(session: Session, ticket: Ticket, *, incident: bool) -> list[Ticket]:
    """The ticket, or all tickets of its incident that an answer is for; raises WrongUsage."""
    if not incident:
        return [ticket]
    if ticket.incident is None:
        msg = f"Обращение {ticket.number} не входит в массовый инцидент: ответьте на него одно."
        raise WrongUsage(msg)
    stmt = select(Ticket).where(
        Ticket.incident_id == ticket.incident.id, Ticket.status.not_in(SILENT)
    )
    return list(session.scalars(stmt.order_by(Ticket.id)))


def _comments(session: Session, ticket: Ticket) -> list[Comment]:
    """Appeals of the ticket and of those merged into it, latest first, without busy authors."""
    mine = (Ticket.id == ticket.id) | (Ticket.merged_into_id == ticket.id)
    stmt = (
        select(Comment)
        .join(Appeal, Appeal.comment_id == Comment.id)
        .join(Ticket, Appeal.ticket_id == Ticket.id)
        .where(
            mine,
            Comment.deleted_at.is_(None),
            Comment.official.is_(False),
            Comment.channel == Channel.WALL,
        )
        .options(joinedload(Comment.post))
        .order_by(Comment.published_at.desc(), Comment.id.desc())
    )
    busy = _under_way(session, ticket)
    comments = session.scalars(stmt).all()
    authors = {one.from_id for one in comments if one.id in busy and one.author_known}
    return [
        one
        for one in comments
        if one.id not in busy and not (one.author_known and one.from_id in authors)
    ]


def _under_way(session: Session, ticket: Ticket) -> set[int | None]:
    """Comments whose answer is approved and neither published nor refused yet."""
    stmt = select(Answer.id, Answer.to_comment_id).where(
        Answer.ticket_id == ticket.id, Answer.state == AnswerState.APPROVED
    )
    comments = {answer_key(number): comment_id for number, comment_id in session.execute(stmt)}
    pending = select(Message.key).where(
        Message.key.in_(comments), Message.state == MessageState.PENDING
    )
    return {comments[key] for key in session.scalars(pending)}


def answer_key(number: int) -> str:
    """What the outbox calls an answer."""
    return f"answer:{number}"
