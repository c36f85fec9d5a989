"""Merging and splitting by hand: both can be undone, the earliest clock is kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Appeal, Comment, Event, EventKind, Role, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets.events import Cause, change, save
from pipeline.tickets.moves import move
from pipeline.tickets.number import Numbers
from pipeline.tickets.policy import Policy

CLOCKS = ("opened_at", "take_by", "answer_by", "solve_by")


def merge(session: Session, policy: Policy, ticket: Ticket, cause: Cause, *, into: Ticket) -> None:
    """Make a ticket part of another, which takes over the nearer terms."""
    if into.id == ticket.id or into.status == Status.MERGED:
        msg = f"Обращение {ticket.number} нельзя объединить с {into.number}: выберите другое."
        raise WrongUsage(msg)
    cause = cause.because(cause.reason or f"часть обращения {into.number}")
    move(
        session,
        policy,
        ticket,
        Status.MERGED,
        cause,
        kind=EventKind.MERGED,
        merged_into_id=into.id,
        closed_at=cause.at,
    )
    nearer = {name: _nearest(getattr(into, name), getattr(ticket, name)) for name in CLOCKS}
    values = {
        **nearer,
        "last_at": max(into.last_at, ticket.last_at),
        "voices": into.voices + ticket.voices,
    }
    change(session, into, EventKind.MERGED, cause, values, data={"merged": ticket.id})
    save(session, ticket)


def separate(session: Session, policy: Policy, ticket: Ticket, cause: Cause) -> Ticket:
    """Undo a merge: the ticket lives on its own again; returns it."""
    if ticket.status != Status.MERGED or ticket.merged_into_id is None:
        msg = f"Обращение {ticket.number} не объединено: назовите сообщения, которые выделить."
        raise WrongUsage(msg)
    parent = session.get_one(Ticket, ticket.merged_into_id)
    values = {"merged_into_id": None, "closed_at": None}
    move(session, policy, ticket, Status.NEW, cause, kind=EventKind.SPLIT, **values)
    own = {**_own_clocks(session, parent), "voices": parent.voices - ticket.voices}
    change(session, parent, EventKind.SPLIT, cause, own, data={"split": ticket.id})
    save(session, ticket)
    return ticket


def split(
    session: Session,
    policy: Policy,
    ticket: Ticket,
    cause: Cause,
    *,
    comments: Sequence[int] = (),
) -> Ticket:
    """Undo a merge, or give some comments (their numbers on VK) a ticket of their own."""
    if not comments:
        return separate(session, policy, ticket, cause)
    appeals = _appeals(session, ticket)
    leaving = [appeal for appeal, said in appeals if said.vk_id in comments]
    staying = [appeal for appeal, said in appeals if said.vk_id not in comments]
    if len(leaving) != len(set(comments)) or not staying:
        msg = (
            f"Обращение {ticket.number} состоит из сообщений"
            f" {', '.join(str(said.vk_id) for _, said in appeals)}: выделить можно часть из них."
        )
        raise WrongUsage(msg)
    made = _twin(session, policy, ticket, leaving)
    session.add(made)
    session.flush()
    for appeal in leaving:
        appeal.ticket = made
        appeal.why = "выделено вручную"
    change(session, made, EventKind.SPLIT, cause, data={"from": ticket.id})
    opened = _lead(staying)
    values = {"opened_at": opened, "voices": _voices(staying)}
    change(session, ticket, EventKind.SPLIT, cause, values, data={"split": made.id})
    save(session, ticket)
    return made


def _appeals(session: Session, ticket: Ticket) -> list[tuple[Appeal, Comment]]:
    stmt = (
        select(Appeal, Comment)
        .join(Comment, Appeal.comment_id == Comment.id)
        .where(Appeal.ticket_id == ticket.id)
        .order_by(Comment.published_at, Comment.id)
    )
    return [(appeal, said) for appeal, said in session.execute(stmt)]


def _lead(appeals: list[Appeal]) -> datetime:
    """Make the earliest the opening one; returns its time."""
    first = appeals[0]
    first.role = Role.OPENING
    return first.comment.published_at


def _voices(appeals: Iterable[Appeal]) -> int:
    return sum(appeal.role in (Role.OPENING, Role.DUPLICATE) for appeal in appeals)


COPIED = (
    "source_id",
    "topic",
    "subtopic",
    "labels",
    "urgent",
    "priority",
    "district",
    "settlement",
    "street",
    "house",
    "building",
    "address",
    "place_key",
    "facts",
    "take_by",
    "answer_by",
    "solve_by",
    "department",
    "assignee",
    "policy",
    "registered_at",
)


def _twin(session: Session, policy: Policy, ticket: Ticket, appeals: list[Appeal]) -> Ticket:
    """A ticket like the one that the appeals leave, its terms included."""
    opened = _lead(appeals)
    return Ticket(
        **{name: getattr(ticket, name) for name in COPIED},
        number=Numbers(session, policy).ticket(ticket.source.profile, opened),
        opened_at=opened,
        last_at=appeals[-1].comment.published_at,
        status=Status.NEW,
        status_since=opened,
        voices=_voices(appeals),
        last_event=0,
    )


def _own_clocks(session: Session, parent: Ticket) -> dict[str, datetime | None]:
    """The terms of a ticket with the tickets that are still part of it, and no others."""
    parts = session.scalars(select(Ticket).where(Ticket.merged_into_id == parent.id)).all()
    before = _before_merges(session, parent)
    return {
        name: _nearest(before.get(name, getattr(parent, name)), *(getattr(p, name) for p in parts))
        for name in CLOCKS
    }


def _before_merges(session: Session, parent: Ticket) -> dict[str, datetime]:
    stmt = (
        select(Event.data)
        .where(Event.ticket_id == parent.id, Event.kind == EventKind.MERGED)
        .order_by(Event.sequence.desc())
    )
    before: dict[str, datetime] = {}
    for data in session.scalars(stmt):  # the earliest merge has the last word
        was = data.get("was", {})
        before |= {name: datetime.fromisoformat(was[name]) for name in CLOCKS if was.get(name)}
    return before


def _nearest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
