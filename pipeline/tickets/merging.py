"""Making two tickets one and taking them apart again: reversible, the earliest clock is kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from models import Appeal, Comment, Event, EventKind, Role, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets.events import Cause, change, save
from pipeline.tickets.moves import move
from pipeline.tickets.number import Numbers
from pipeline.tickets.policy import Policy

CLOCKS = ("opened_at", "take_by", "answer_by", "solve_by")
VOICES = (Role.OPENING, Role.DUPLICATE)


def merge(session: Session, policy: Policy, ticket: Ticket, cause: Cause, *, into: Ticket) -> None:
    """Make a ticket part of another, which takes over its appeals and the nearer terms."""
    if into is ticket or into.status == Status.MERGED:
        msg = f"Обращение {ticket.number} нельзя объединить с {into.number}: выберите другое."
        raise WrongUsage(msg)
    unite(session, policy, ticket, into, cause)
    save(session, ticket)


def unite(session: Session, policy: Policy, ticket: Ticket, into: Ticket, cause: Cause) -> None:
    """The same without writing; what moved is kept in the event, so that it can move back."""
    cause = cause.because(cause.reason or f"{ticket.number} и {into.number} об одном и том же")
    session.flush()  # both need their keys
    moved = _appeals(session, ticket)
    data = {"merged": ticket.number, "appeals": [[a.comment_id, a.role] for a in moved]}
    end = {"merged_into_id": into.id, "closed_at": cause.at, "voices": 0}
    kind = EventKind.MERGED
    move(session, policy, ticket, Status.MERGED, cause, kind=kind, **end)
    set_committed_value(ticket, "merged_into", into)
    for appeal in moved:
        appeal.ticket = into
    session.flush()
    values = {
        **{name: _nearest((getattr(into, name), getattr(ticket, name))) for name in CLOCKS},
        "last_at": max(into.last_at, ticket.last_at),
        "voices": _lead(_appeals(session, into)),
    }
    change(session, into, EventKind.MERGED, cause, values, data=data)


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
    leaving = [appeal for appeal in appeals if appeal.comment.vk_id in comments]
    staying = [appeal for appeal in appeals if appeal.comment.vk_id not in comments]
    if len(leaving) != len(set(comments)) or not staying:
        known = ", ".join(str(appeal.comment.vk_id) for appeal in appeals)
        msg = f"Обращение {ticket.number} состоит из сообщений {known}: назовите часть из них."
        raise WrongUsage(msg)
    made = _twin(session, policy, ticket, leaving)
    session.add(made)
    for appeal in leaving:
        appeal.ticket = made
        appeal.why = "выделено вручную"
    made.voices = _lead(leaving)
    change(session, made, EventKind.SPLIT, cause, data={"from": ticket.number})
    values = {"opened_at": _begun(staying), "voices": _lead(staying)}
    change(session, ticket, EventKind.SPLIT, cause, values, data={"split": made.number})
    save(session, ticket)
    return made


def separate(session: Session, policy: Policy, ticket: Ticket, cause: Cause) -> Ticket:
    """Undo a merge: the ticket gets its appeals back and lives on its own; returns it."""
    if ticket.merged_into_id is None:
        msg = (
            f"Обращение {ticket.number} не объединено. Чтобы выделить сообщения, назовите их: "
            "--comment НОМЕР, номера видны в otklik tickets show."
        )
        raise WrongUsage(msg)
    above = _above(session, ticket)
    merges = reversed(_merges(above[0]))
    roles = dict(next(e for e in merges if _merged(e) == ticket.number).data["appeals"])
    appeals = _appeals(session, above[-1])  # where the appeals are now
    leaving = [appeal for appeal in appeals if appeal.comment_id in roles]
    staying = [appeal for appeal in appeals if appeal.comment_id not in roles]
    if not leaving or not staying:
        msg = f"Обращение {ticket.number} нельзя выделить: его сообщения разошлись по другим."
        raise WrongUsage(msg)
    values = {"merged_into_id": None, "closed_at": None, "opened_at": _begun(leaving)}
    move(session, policy, ticket, Status.NEW, cause, kind=EventKind.SPLIT, **values)
    for appeal in leaving:
        appeal.ticket, appeal.role = ticket, roles[appeal.comment_id]
    ticket.voices = _lead(leaving)
    session.flush()
    for one in above:
        own = _own_clocks(session, one)
        if one is above[-1]:
            own |= {"opened_at": _begun(staying), "voices": _lead(staying)}
        change(session, one, EventKind.SPLIT, cause, own, data={"split": ticket.number})
    save(session, ticket)
    session.expire(ticket, ["merged_into"])
    return ticket


def _above(session: Session, ticket: Ticket) -> list[Ticket]:
    """The ticket that it became part of, and what that one became part of since."""
    found = []
    while ticket.merged_into_id is not None:
        ticket = session.get_one(Ticket, ticket.merged_into_id)
        found.append(ticket)
    return found


def _merges(ticket: Ticket) -> list[Event]:
    return [event for event in ticket.events if event.kind == EventKind.MERGED and _merged(event)]


def _begun(appeals: Sequence[Appeal]) -> datetime:
    return appeals[0].comment.published_at


def _merged(event: Event) -> str | None:
    number: str | None = event.data.get("merged")
    return number


def _appeals(session: Session, ticket: Ticket) -> list[Appeal]:
    """The appeals of a ticket with their comments, in order of their time."""
    stmt = (
        select(Appeal)
        .join(Appeal.comment)
        .where(Appeal.ticket_id == ticket.id)
        .order_by(Comment.published_at, Comment.id)
        .options(contains_eager(Appeal.comment))
    )
    return list(session.scalars(stmt))


def _lead(appeals: Sequence[Appeal]) -> int:
    """Make the first of the appeals the opening one; returns how many residents complain."""
    for appeal in appeals:
        appeal.role = Role.DUPLICATE if appeal.role == Role.OPENING else appeal.role
    if appeals:
        appeals[0].role = Role.OPENING
    return _voices(appeals)


def _voices(appeals: Iterable[Appeal]) -> int:
    return sum(appeal.role in VOICES for appeal in appeals)


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
    opened = appeals[0].comment.published_at
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


def _own_clocks(session: Session, parent: Ticket) -> dict[str, Any]:
    """The terms of a ticket with the tickets that are still part of it, and no others."""
    before: dict[str, datetime] = {}
    for event in reversed(_merges(parent)):  # the earliest merge has the last word
        was = event.data.get("was", {})
        before |= {name: datetime.fromisoformat(was[name]) for name in CLOCKS if was.get(name)}
    parts = session.scalars(select(Ticket).where(Ticket.merged_into_id == parent.id)).all()
    own = {name: before.get(name, getattr(parent, name)) for name in CLOCKS}
    return {name: _nearest([own[name], *(getattr(p, name) for p in parts)]) for name in CLOCKS}


def _nearest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
