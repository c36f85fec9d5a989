"""Opening a ticket, and what one more appeal tells of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from models import EventKind, Priority, Role, Status, Ticket
from nlp.prediction import Kind
from pipeline.tickets.batch import COLUMNS, Batch
from pipeline.tickets.clocks import Claim, Deadlines, deadlines, earliest
from pipeline.tickets.events import Cause, change
from pipeline.tickets.local import Local
from pipeline.tickets.place import Spot
from pipeline.tickets.policy import Policy
from pipeline.tickets.statement import Statement

# Left out, every look at one would ask for a loader.
NOTHING_KNOWN = dict.fromkeys((*COLUMNS, "merged_into"))


def open_ticket(batch: Batch, said: Statement, spot: Spot, topic: str) -> Ticket:
    """A new ticket for a statement, its clocks started at the comment's own time."""
    priority = batch.policy.priority(topic, urgent=said.urgent, wish=said.kind is Kind.SUGGESTION)
    terms = _terms(batch, said, spot, topic, priority)
    ticket = _made(
        number=batch.numbers.ticket(said.stand.profile, said.at),
        source_id=said.stand.source_id,
        topic=topic,
        subtopic=subtopic_of(said.subtopics, topic),
        labels=list(said.topics) or [topic],
        urgent=said.urgent,
        priority=priority,
        status=Status.NEW,  # defaults of the table come too late for the rest of the batch
        status_since=said.at,
        reason="",
        assignee="",
        voices=1,
        repeats=0,
        facts=dict(said.facts),
        opened_at=said.at,
        registered_at=batch.now,
        last_at=said.at,
        take_by=terms.take_by,
        answer_by=terms.answer_by,
        solve_by=terms.solve_by,
        policy=batch.policy.version,
        last_event=0,
        incident_id=None,
        **_place(batch, topic, subtopic_of(said.subtopics, topic), spot),
    )
    batch.opened.append(ticket)
    cause = Cause(said.at, comment_id=said.stand.comment_id)
    data = {"topic": topic, "address": ticket.address}
    change(batch.session, ticket, EventKind.OPENED, cause, data=data)
    return ticket


def claim(
    policy: Policy,
    local: Local,
    *,
    at: datetime,
    topic: str,
    subtopic: str,
    priority: Priority,
    facts: Mapping[str, Any],
    district: str | None,
) -> Claim:
    """What the terms of an appeal depend on, the end of its snowfall among it."""
    snow = topic in policy.snow_topics
    return Claim(
        at=at,
        topic=topic,
        priority=priority,
        subtopic=subtopic,
        temperature_c=facts.get("temperature_c"),
        snow_until=local.snow_until(district, at) if snow else None,
    )


def place_values(spot: Spot) -> dict[str, Any]:
    """The columns of a ticket that tell its place."""
    return {
        "district": spot.district,
        "settlement": spot.settlement,
        "street": spot.street,
        "house": spot.house,
        "building": spot.building,
        "address": str(spot),
        "place_key": spot.key,
    }


def subtopic_of(subtopics: Iterable[str], topic: str) -> str:
    """The first of the subtopics that belongs to a topic; empty when none does."""
    return next((name for name in subtopics if name.startswith(f"{topic}.")), "")


def sharpened(
    batch: Batch, ticket: Ticket, said: Statement, spot: Spot, role: Role
) -> dict[str, Any]:
    """The values of a ticket that one more appeal changes: place, urgency, terms, facts."""
    values: dict[str, Any] = {
        "opened_at": min(ticket.opened_at, said.at),  # an older one may be harvested later
        "last_at": max(ticket.last_at, said.at),
        "facts": _worse(ticket.facts, said.facts),
        "voices": ticket.voices + (role is Role.DUPLICATE),
    }
    if spot != Spot.of(ticket):
        values |= _place(batch, ticket.topic, ticket.subtopic, spot)
    if (said.urgent and not ticket.urgent) or said.at < ticket.opened_at:
        values |= _nearer(batch, ticket, said)
    return values


def _made(**values: Any) -> Ticket:
    """A ticket whose columns are filled past their instruments: forty of them take their time."""
    ticket = Ticket()
    vars(ticket).update(NOTHING_KNOWN, **values)
    return ticket


def _nearer(batch: Batch, ticket: Ticket, said: Statement) -> dict[str, Any]:
    """The terms that this appeal alone would have, where they are nearer."""
    urgent = said.urgent or ticket.urgent
    priority = Priority.A if urgent else Priority(ticket.priority)
    spot = Spot.of(ticket)
    terms = _terms(batch, said, spot, ticket.topic, priority)
    if ticket.take_by and ticket.answer_by and ticket.solve_by:
        promised = Deadlines(ticket.take_by, ticket.answer_by, ticket.solve_by)
        terms = earliest(terms, promised)
    return {
        "urgent": urgent,
        "priority": priority,
        "take_by": terms.take_by,
        "answer_by": terms.answer_by,
        "solve_by": terms.solve_by,
    }


def _terms(batch: Batch, said: Statement, spot: Spot, topic: str, priority: Priority) -> Deadlines:
    made = claim(
        batch.policy,
        batch.local,
        at=said.at,
        topic=topic,
        subtopic=subtopic_of(said.subtopics, topic),
        priority=priority,
        facts=said.facts,
        district=spot.district,
    )
    return deadlines(batch.policy, made)


def _place(batch: Batch, topic: str, subtopic: str, spot: Spot) -> dict[str, Any]:
    department = batch.local.routing.department(topic, spot.district, subtopic)
    return {**place_values(spot), "department": department}


def _worse(known: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    facts = {**said, **known}
    for name, pick in (("temperature_c", min), ("days", max)):
        if name in known and name in said:
            facts[name] = pick(known[name], said[name])
    vulnerable = {*known.get("vulnerable", ()), *said.get("vulnerable", ())}
    return facts | ({"vulnerable": sorted(vulnerable)} if vulnerable else {})
