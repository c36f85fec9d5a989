"""A person knows better what a ticket is about, or where: corrected, with all that follows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Appeal,
    EventKind,
    Prediction,
    ReviewReason,
    Role,
    Status,
    Ticket,
)
from nlp.prediction import Kind
from pipeline.errors import WrongUsage
from pipeline.learning.review import Case, case_of
from pipeline.learning.teaching import teach
from pipeline.tickets.actions import OVER, ROUTED, assign, expect_reason
from pipeline.tickets.appeals import appeals_of
from pipeline.tickets.choice import topic_called
from pipeline.tickets.corrected import Corrected, Face
from pipeline.tickets.events import Cause, change, save
from pipeline.tickets.fold import is_same
from pipeline.tickets.incidents import Lookout, belongs, watch
from pipeline.tickets.inquiry import settle
from pipeline.tickets.local import Local
from pipeline.tickets.moves import expect_whole
from pipeline.tickets.open import place_values, subtopic_of
from pipeline.tickets.place import Spot
from pipeline.tickets.policy import Policy
from pipeline.tickets.radar import GONE
from pipeline.tickets.terms import terms_anew
from pipeline.tickets.typed import Typed
from pipeline.tickets.words import search_words

SETTLED = (ReviewReason.NO_ADDRESS, ReviewReason.NO_ROUTE)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of a ticket; what is left out stays as it was."""

    topic: str | None = None
    place: Typed = field(default_factory=Typed)


def correct(
    session: Session,
    policy: Policy,
    ticket: Ticket,
    cause: Cause,
    *,
    local: Local,
    wanted: Correction,
) -> Corrected:
    """Put the topic or the place right: class, terms, body and incident follow, the past stays."""
    expect_whole(ticket)
    expect_reason(ticket, cause.reason)
    topic = topic_called(wanted.topic) if wanted.topic else ticket.topic
    spot = wanted.place.over(Spot.of(ticket))
    if topic == ticket.topic and spot == Spot.of(ticket):
        msg = f"Обращение {ticket.number} уже такое: назовите, что исправить (--topic, --house…)."
        raise WrongUsage(msg)
    before, opening = Face.of(ticket), _opening(session, ticket)
    values = place_values(spot)
    if topic != ticket.topic:
        values |= _matter(session, policy, ticket, topic, opening)
    if topic != ticket.topic or spot.district != ticket.district:
        values |= terms_anew(policy, local, ticket, values)
    _record(session, policy, local, ticket, cause, values)
    if topic != before.topic and opening is not None:
        teach(session, opening, topic, instead_of=before.topic, actor=cause.actor, now=cause.at)
    same = tuple(_same(session, policy, ticket))
    doubts = tuple(wanted.place.doubts(spot))
    return Corrected(ticket.number, before, Face.of(ticket), same, doubts)


def _record(
    session: Session,
    policy: Policy,
    local: Local,
    ticket: Ticket,
    cause: Cause,
    values: dict[str, Any],
) -> None:
    """One event with both sides, and what follows of it; work under way moves to its body."""
    department = _department(policy, local, ticket, values)
    if department is not None and ticket.status not in ROUTED:
        values |= {"department": department, "assignee": ""}
    told = {name: values[name] for name in ("topic", "address", "district") if name in values}
    change(session, ticket, EventKind.CORRECTED, cause, values, data={"to": told})
    if department and ticket.status in ROUTED:
        assign(session, policy, ticket, cause, department=department)
    _leave_incident(session, local, ticket, cause)
    if ticket.status not in GONE:
        watch(Lookout.around(session, policy, local, ticket), ticket, ticket.last_at, cause)
    _reword(session, ticket)
    _settle(session, ticket, cause)
    save(session, ticket)
    session.expire(ticket, ["incident", "events"])


def _opening(session: Session, ticket: Ticket) -> Case | None:
    stmt = select(Appeal.comment_id).where(
        Appeal.ticket_id == ticket.id, Appeal.role == Role.OPENING
    )
    return case_of(session, session.scalars(stmt).one())


def _matter(
    session: Session, policy: Policy, ticket: Ticket, topic: str, opening: Case | None
) -> dict[str, Any]:
    """Topic, subtopic and class, told as at the opening."""
    found = opening and session.scalar(
        select(Prediction.subtopics).where(
            Prediction.comment_id == opening.comment_id, Prediction.version == opening.version
        )
    )
    wish = opening is not None and opening.ours.kind is Kind.SUGGESTION
    others = (label for label in ticket.labels if label not in (topic, ticket.topic))
    return {
        "topic": topic,
        "subtopic": subtopic_of(found or (), topic),
        "labels": [topic, *others],
        "priority": policy.priority(topic, urgent=ticket.urgent, wish=wish),
    }


def _department(policy: Policy, local: Local, ticket: Ticket, values: dict[str, Any]) -> str | None:
    """The body that answers for it now; None where that of before stays.

    A body chosen by hand stays as long as the table sends both matters to the same one.
    """
    stage = policy.statuses[Status(ticket.status)].stage
    was = local.routing.department(ticket.topic, ticket.district, ticket.subtopic)
    now = local.routing.department(
        values.get("topic", ticket.topic),
        values["district"],
        values.get("subtopic", ticket.subtopic),
    )
    return None if stage in OVER or now in (was, ticket.department) else now


def _leave_incident(session: Session, local: Local, ticket: Ticket, cause: Cause) -> None:
    incident = ticket.incident
    if incident is not None and not belongs(local, ticket, incident):
        why = cause.because(f"больше не часть массового инцидента {incident.number}")
        change(session, ticket, EventKind.INCIDENT, why, {"incident_id": None})


def _reword(session: Session, ticket: Ticket) -> None:
    """The search finds it by its new place."""
    for appeal in appeals_of(session, ticket):
        appeal.words = search_words(appeal.comment.text, ticket.address)


def _settle(session: Session, ticket: Ticket, cause: Cause) -> None:
    """Nobody is asked any more for a place or a body that is known now."""
    known = (ticket.place_key, ticket.department)
    answered = [reason for reason, there in zip(SETTLED, known, strict=True) if there]
    settle(session, ticket, cause, answered)


def _same(session: Session, policy: Policy, ticket: Ticket) -> Iterator[str]:
    """Others about the same problem at the same place: a person may merge them."""
    there = select(Ticket).where(Ticket.place_key == ticket.place_key, Ticket.id != ticket.id)
    if ticket.place_key:
        rivals = session.scalars(there.where(Ticket.topic == ticket.topic).order_by(Ticket.id))
        yield from (rival.number for rival in rivals if is_same(policy, ticket, rival))
