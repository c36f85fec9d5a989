"""Taking a ticket apart: a merge undone, or some comments given a ticket of their own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Appeal, Event, EventKind, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets.appeals import appeals_of, begun, complains, lead
from pipeline.tickets.events import Cause, change, save
from pipeline.tickets.ground import reopen_groundless
from pipeline.tickets.merging import CLOCKS, nearest
from pipeline.tickets.moves import move
from pipeline.tickets.number import Numbers
from pipeline.tickets.policy import Policy
from pipeline.tickets.words import search_words

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
        return _separate(session, policy, ticket, cause)
    leaving, staying = _parted(session, ticket, comments)
    made = _twin(session, policy, ticket, leaving)
    session.add(made)
    for appeal in leaving:
        appeal.ticket = made
        appeal.why = "выделено вручную"
        appeal.words = search_words(appeal.comment.text, made.address)
    change(session, made, EventKind.SPLIT, cause, data={"from": ticket.number})
    if ticket.incident is not None:  # at the same place it is a part of the same
        why = cause.because(f"часть массового инцидента {ticket.incident.number}")
        change(session, made, EventKind.INCIDENT, why, {"incident_id": ticket.incident_id})
    change(session, ticket, EventKind.SPLIT, cause, _made_of(staying), data={"split": made.number})
    reopen_groundless(session, policy, ticket, cause)
    save(session, ticket)
    return made


def _separate(session: Session, policy: Policy, ticket: Ticket, cause: Cause) -> Ticket:
    """Undo a merge: the ticket gets its appeals back and lives on its own; returns it."""
    above = _above(session, ticket)
    if not above:
        msg = (
            f"Обращение {ticket.number} не объединено. Чтобы выделить сообщения, назовите их: "
            "--comment НОМЕР, номера видны в otklik tickets show."
        )
        raise WrongUsage(msg)
    roles = _roles_before(above[0], ticket)
    appeals = appeals_of(session, above[-1])  # where the appeals are now
    leaving = [appeal for appeal in appeals if appeal.comment_id in roles]
    staying = [appeal for appeal in appeals if appeal.comment_id not in roles]
    if not leaving or not any(map(complains, staying)):
        msg = f"Обращение {ticket.number} нельзя выделить: его сообщения разошлись по другим."
        raise WrongUsage(msg)
    for appeal in leaving:
        appeal.ticket, appeal.role = ticket, roles[appeal.comment_id]
    values = {"merged_into_id": None, "closed_at": None, **_made_of(leaving)}
    move(session, policy, ticket, Status.NEW, cause, kind=EventKind.SPLIT, **values)
    session.flush()
    for one in above:
        own = _own_clocks(session, one)
        if one is above[-1]:
            own |= _made_of(staying)
        change(session, one, EventKind.SPLIT, cause, own, data={"split": ticket.number})
    reopen_groundless(session, policy, above[-1], cause)
    save(session, ticket)
    session.expire(ticket, ["merged_into"])
    return ticket


def _parted(
    session: Session, ticket: Ticket, comments: Sequence[int]
) -> tuple[list[Appeal], list[Appeal]]:
    """Those that leave and those that stay; raises WrongUsage unless both are a ticket."""
    appeals = appeals_of(session, ticket)
    leaving = [appeal for appeal in appeals if appeal.comment.vk_id in comments]
    staying = [appeal for appeal in appeals if appeal.comment.vk_id not in comments]
    if len(leaving) != len(set(comments)) or not staying:
        known = ", ".join(str(appeal.comment.vk_id) for appeal in appeals)
        msg = f"Обращение {ticket.number} состоит из сообщений {known}: назовите часть из них."
        raise WrongUsage(msg)
    if not any(map(complains, staying)):
        words = ", ".join(str(appeal.comment.vk_id) for appeal in staying)
        msg = (
            f"В обращении {ticket.number} остались бы одни слова «устранено» ({words}), "
            "без самой жалобы: выделите лучше их."
        )
        raise WrongUsage(msg)
    return leaving, staying


def _made_of(appeals: Sequence[Appeal]) -> dict[str, Any]:
    """What a ticket has of its appeals, and the first of them opening it."""
    last_at = appeals[-1].comment.published_at
    return {"opened_at": begun(appeals), "last_at": last_at, "voices": lead(appeals)}


def _above(session: Session, ticket: Ticket) -> list[Ticket]:
    """The ticket that it became part of, and what that one became part of since."""
    found = []
    while ticket.merged_into_id is not None:
        ticket = session.get_one(Ticket, ticket.merged_into_id)
        found.append(ticket)
    return found


def _roles_before(into: Ticket, part: Ticket) -> dict[int, str]:
    """The comments of a part and their roles, as they were when it was merged."""
    merges = reversed(_merges(into))
    return dict(next(e for e in merges if _merged(e) == part.number).data["appeals"])


def _merges(ticket: Ticket) -> list[Event]:
    return [event for event in ticket.events if event.kind == EventKind.MERGED and _merged(event)]


def _merged(event: Event) -> str | None:
    number: str | None = event.data.get("merged")
    return number


def _twin(session: Session, policy: Policy, ticket: Ticket, appeals: list[Appeal]) -> Ticket:
    """A ticket like the one that the appeals leave, its terms included."""
    opened = begun(appeals)
    return Ticket(
        **{name: getattr(ticket, name) for name in COPIED},
        **_made_of(appeals),
        number=Numbers(session, policy).ticket(ticket.source.profile, opened),
        status=Status.NEW,
        status_since=opened,
        last_event=0,
    )


def _own_clocks(session: Session, parent: Ticket) -> dict[str, Any]:
    """The terms of a ticket with the tickets that are still part of it, and no others."""
    parts = session.scalars(select(Ticket).where(Ticket.merged_into_id == parent.id)).all()
    return {name: _own_clock(parent, parts, name) for name in CLOCKS}


def _own_clock(parent: Ticket, parts: Sequence[Ticket], name: str) -> datetime | None:
    """A term without what merges did to it since it was last set: a promise or a new round stay."""
    own, since = getattr(parent, name), set()
    for event in reversed(parent.events):
        was = event.data.get("was", {})
        if not {"merged", "split"} & event.data.keys():
            if name in was:
                break
            continue
        since.add(_merged(event))
        if name in was:
            own = was[name] and datetime.fromisoformat(was[name])
    return nearest([own, *(getattr(part, name) for part in parts if part.number in since)])
