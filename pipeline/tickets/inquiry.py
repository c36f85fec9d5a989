"""What a person is asked about a ticket: seen with it, settled by an act or by having looked."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, false, select, update
from sqlalchemy.orm import Session

from models import Appeal, Comment, EventKind, Review, ReviewReason, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets.due import ENDED
from pipeline.tickets.events import Cause, change, save
from pipeline.tickets.policy import Policy

TITLES = {
    ReviewReason.RESOLVED: "устранено",
    ReviewReason.OBJECTION: "возражение",
    ReviewReason.NO_ADDRESS: "нет адреса",
    ReviewReason.NO_ROUTE: "нет органа",
    ReviewReason.EDITED: "правка",
    ReviewReason.DOUBT: "сомнение",
    ReviewReason.AUDIT: "выборка",
}
# What is asked, and what to type; the rest is for «otklik review».
WAYS = {
    ReviewReason.RESOLVED: "Житель пишет, что всё устранено ({said}): подтвердите, otklik tickets "
    'close {number}, или верните, otklik tickets reopen {number} --reason "…"',
    ReviewReason.OBJECTION: "Похоже на возражение ({said}): otklik tickets reopen {number} "
    '--reason "…", а если нет, otklik tickets checked {number}',
    ReviewReason.NO_ADDRESS: "Адреса нет: спросите, otklik tickets ask {number}, или впишите, "
    'otklik tickets correct {number} --street УЛИЦА --house ДОМ --why "…"',
    ReviewReason.NO_ROUTE: "Орган не определён: otklik tickets assign {number} --department ОРГАН",
    ReviewReason.EDITED: "Житель изменил текст ({said}): прочтите, otklik tickets checked {number}",
    ReviewReason.DOUBT: "Разобрано неуверенно ({said}): otklik review",
}
LABELLED = (ReviewReason.DOUBT, ReviewReason.AUDIT)  # a label answers these
BY_ACTS = tuple(reason for reason in TITLES if reason not in LABELLED)
OPEN = Review.closed_at.is_(None)


def inquiries(session: Session, ticket: Ticket, now: datetime) -> Iterator[str]:
    """What is asked about a ticket at a moment, and what to type, a line each."""
    stmt = (
        select(Review.reason, Comment.vk_id)
        .join(Comment, Review.comment_id == Comment.id)
        .join(Appeal, Appeal.comment_id == Comment.id)
        .where(Appeal.ticket_id == ticket.id, *_open(now))
        .order_by(Comment.published_at, Comment.id)
    )
    said: dict[str, list[str]] = {}
    for reason, number in session.execute(stmt):
        said.setdefault(reason, []).append(str(number))
    for reason, way in WAYS.items():
        if reason in said and not is_moot(ticket, reason):
            yield way.format(number=ticket.number, said=", ".join(said[reason]))


def asked_about(reason: str, now: datetime) -> ColumnElement[bool]:
    """A person is asked about the ticket at the moment for that reason."""
    told = (
        select(Appeal.ticket_id)
        .join(Review, Review.comment_id == Appeal.comment_id)
        .join(Comment, Appeal.comment_id == Comment.id)
        .where(Review.reason == reason, *_open(now))
    )
    return Ticket.id.in_(told)


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What was written by the moment and nobody had answered for."""
    return Comment.published_at <= now, OPEN | (Review.closed_at > now)


def moot(reason: str) -> ColumnElement[bool]:
    """The question answered itself."""
    match reason:
        case ReviewReason.RESOLVED:  # what was objected to since needs no confirmation
            return Ticket.status != Status.RESOLVED
        case ReviewReason.NO_ADDRESS:
            return (Ticket.place_key != "") | Ticket.status.in_(ENDED)
        case ReviewReason.NO_ROUTE:
            return (Ticket.department != "") | Ticket.status.in_(ENDED)
    return false()


def is_moot(ticket: Ticket, reason: str) -> bool:
    """The same for one ticket in hand."""
    match reason:
        case ReviewReason.RESOLVED:
            return ticket.status != Status.RESOLVED
        case ReviewReason.NO_ADDRESS:
            return ticket.place_key != "" or ticket.status in ENDED
        case ReviewReason.NO_ROUTE:
            return ticket.department != "" or ticket.status in ENDED
    return False


def settle(
    session: Session, ticket: Ticket, cause: Cause, reasons: Collection[str] = BY_ACTS
) -> int:
    """A person has decided: nobody is asked for these reasons any more; how many were asked."""
    told = select(Appeal.comment_id).where(Appeal.ticket_id == ticket.id)
    asked = Review.comment_id.in_(told) & Review.reason.in_(reasons) & OPEN
    stmt = update(Review).where(asked).values(closed_at=cause.at, actor=cause.actor)
    alone = {"synchronize_session": False}
    return len(session.scalars(stmt.returning(Review.id), execution_options=alone).all())


def check(session: Session, policy: Policy, ticket: Ticket, cause: Cause) -> None:
    """A person has looked and leaves the ticket as it is."""
    if not settle(session, ticket, cause):
        state = policy.title(ticket.status)
        msg = f"Обращение {ticket.number} («{state}»): о нём никого не спрашивают."
        raise WrongUsage(msg)
    why = f"просмотрено: {cause.reason}" if cause.reason else "просмотрено"
    change(session, ticket, EventKind.NOTED, cause.because(why))
    save(session, ticket)
