"""Which ticket a statement belongs to, and why."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import Appeal, Comment, Role, Status, Ticket
from nlp.prediction import Kind
from pipeline.tickets.place import Spot
from pipeline.tickets.policy import Policy
from pipeline.tickets.statement import Statement

ENDED = (Status.REJECTED, Status.REDIRECTED, Status.MERGED)
DONE = (Status.RESOLVED, Status.ANSWERED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Fold:
    """A ticket to join, in which role, and the reason for people."""

    ticket: Ticket
    role: Role
    why: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The tickets that the talk around a statement is about."""

    own: Ticket | None  # the author's latest under the same post
    parent: Ticket | None  # of the comment replied to


def find_talk(session: Session, policy: Policy, said: Statement) -> Talk:
    """The tickets around a statement in its thread and under its post."""
    return Talk(_own_ticket(session, policy, said), parent_ticket(session, policy, said))


def find_fold(
    session: Session, policy: Policy, said: Statement, spot: Spot, talk: Talk
) -> Fold | None:
    """The ticket that a statement joins, or None when it is about something new."""
    own, parent = talk.own, talk.parent
    if own and _same_matter(own, said, spot):
        return Fold(own, _role(own, said, Role.FOLLOW_UP), "тот же автор о том же в этой беседе")
    if parent and parent is not own and _same_matter(parent, said, spot):
        return Fold(parent, _role(parent, said, Role.DUPLICATE), "ответ под обращением о том же")
    same = _same_problem(session, policy, said, spot)
    if same:
        return Fold(same, _role(same, said, Role.DUPLICATE), f"та же проблема: {same.address}")
    return None


def parent_ticket(session: Session, policy: Policy, said: Statement) -> Ticket | None:
    """The ticket of the comment that this one replies to, else of its thread."""
    for target in (said.comment.reply_to, said.comment.thread_root):
        if target is None:
            continue
        stmt = _tickets_under(said, policy.thread_window).where(Comment.vk_id == target)
        if ticket := session.scalar(stmt):
            return ticket
    return None


def _own_ticket(session: Session, policy: Policy, said: Statement) -> Ticket | None:
    if not said.comment.author_known or said.comment.from_id is None:
        return None
    root = said.comment.thread_root or said.comment.vk_id
    in_thread = (Comment.thread_root == root) | (Comment.vk_id == root)
    stmt = _tickets_under(said, policy.thread_window).where(Comment.from_id == said.comment.from_id)
    return session.scalar(stmt.where(in_thread)) or session.scalar(stmt)


def _tickets_under(said: Statement, window: timedelta) -> Select[Ticket]:
    return (
        select(Ticket)
        .join(Appeal, Appeal.ticket_id == Ticket.id)
        .join(Comment, Appeal.comment_id == Comment.id)
        .where(
            Comment.post_id == said.comment.post_id,
            Comment.published_at >= said.at - window,
            Ticket.status.not_in(ENDED),
        )
        .order_by(Comment.published_at.desc(), Comment.id.desc())
        .limit(1)
    )


def _same_matter(ticket: Ticket, said: Statement, spot: Spot) -> bool:
    about = not said.topics or not set(said.topics).isdisjoint(ticket.labels)
    return about and spot.fits(Spot.of(ticket))


def _same_problem(session: Session, policy: Policy, said: Statement, spot: Spot) -> Ticket | None:
    topic = said.topics[0] if said.topics else None
    if topic is None or not foldable(policy, topic, spot):
        return None
    return session.scalar(
        select(Ticket)
        .where(
            Ticket.topic == topic,
            Ticket.place_key == spot.key,
            Ticket.last_at >= said.at - policy.window,
            Ticket.status.not_in(ENDED),
        )
        .order_by(Ticket.last_at.desc(), Ticket.id.desc())
        .limit(1)
    )


def foldable(policy: Policy, topic: str, spot: Spot) -> bool:
    """The place is exact enough to say that two appeals are about one problem."""
    if spot.settlement is None and spot.street is None:
        return False
    return spot.exact or (topic in policy.street_topics and spot.street is not None)


def _role(ticket: Ticket, said: Statement, otherwise: Role) -> Role:
    if said.kind is Kind.RESOLVED:
        return Role.RESOLVED
    return Role.REOPENING if ticket.status in DONE else otherwise
