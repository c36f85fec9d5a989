"""One line of the register: a ticket with what surrounds it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Answer, Appeal, Comment, Label, Post, Prediction, Role, Ticket
from pipeline.tickets.listing import Filter

BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """What the columns of the register are made of."""

    position: int
    ticket: Ticket
    comment: Comment | None  # the one that opened the ticket
    post: Post | None
    prediction: Prediction | None
    reviewed: bool  # a person has looked at the opening comment
    appeals: int
    answer: Comment | None  # the first official answer


def find_entries(session: Session, wanted: Filter, now: datetime) -> Iterator[Entry]:
    """The register in order of the tickets' opening, read in portions."""
    position = 0
    after: tuple[datetime, int] | None = None
    while True:
        tickets = _portion(session, wanted, now, after)
        if not tickets:
            return
        yield from _entries(session, tickets, position)
        position += len(tickets)
        after = (tickets[-1].opened_at, tickets[-1].id)
        session.expunge_all()


def _portion(
    session: Session, wanted: Filter, now: datetime, after: tuple[datetime, int] | None
) -> list[Ticket]:
    stmt = select(Ticket).where(*wanted.where(now))
    if after is not None:
        at, number = after
        later = (Ticket.opened_at == at) & (Ticket.id > number)
        stmt = stmt.where((Ticket.opened_at > at) | later)
    stmt = stmt.options(joinedload(Ticket.source), joinedload(Ticket.incident))
    return list(session.scalars(stmt.order_by(Ticket.opened_at, Ticket.id).limit(BATCH)))


def _entries(session: Session, tickets: list[Ticket], position: int) -> Iterator[Entry]:
    ids = [ticket.id for ticket in tickets]
    openings = {
        row.ticket_id: row
        for row in session.execute(
            select(Appeal.ticket_id, Comment, Post, Prediction)
            .join(Comment, Appeal.comment_id == Comment.id)
            .join(Post, Comment.post_id == Post.id)
            .outerjoin(
                Prediction,
                (Prediction.comment_id == Comment.id) & (Prediction.version == Comment.version),
            )
            .where(Appeal.ticket_id.in_(ids), Appeal.role == Role.OPENING)
        )
    }
    answers = {
        row.ticket_id: row.Comment
        for row in session.execute(
            select(Answer.ticket_id, Comment)
            .join(Comment, Answer.comment_id == Comment.id)
            .where(Answer.ticket_id.in_(ids))
            .order_by(Comment.published_at.desc())
        )
    }
    counts = dict(
        session.execute(
            select(Appeal.ticket_id, func.count())
            .where(Appeal.ticket_id.in_(ids))
            .group_by(Appeal.ticket_id)
        )
        .tuples()
        .all()
    )
    reviewed = set(
        session.scalars(
            select(Appeal.ticket_id)
            .join(Label, Label.comment_id == Appeal.comment_id)
            .where(Appeal.ticket_id.in_(ids))
        )
    )
    for number, ticket in enumerate(tickets, start=position + 1):
        opening = openings.get(ticket.id)
        yield Entry(
            position=number,
            ticket=ticket,
            comment=opening.Comment if opening else None,
            post=opening.Post if opening else None,
            prediction=opening.Prediction if opening else None,
            reviewed=ticket.id in reviewed,
            appeals=counts.get(ticket.id, 0),
            answer=answers.get(ticket.id),
        )
