"""Opening a ticket and keeping its facts in step with its appeals."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import EventKind, Priority, Ticket
from pipeline.tickets.clocks import deadlines
from pipeline.tickets.events import Cause, record
from pipeline.tickets.number import next_number
from pipeline.tickets.place import Spot
from pipeline.tickets.policy import Policy
from pipeline.tickets.routing import shipped_routing
from pipeline.tickets.statement import Statement


def open_ticket(
    session: Session, policy: Policy, said: Statement, spot: Spot, topic: str, now: datetime
) -> Ticket:
    """A new ticket for a statement, its clocks started at the comment's own time."""
    source = said.post.source
    ticket = Ticket(
        number=next_number(session, policy, source.profile, said.at),
        source_id=source.id,
        topic=topic,
        subtopic=_subtopic(said, topic),
        labels=list(said.topics) or [topic],
        facts=dict(said.prediction.facts),
        opened_at=said.at,
        registered_at=now,
        last_at=said.at,
        policy=policy.version,
    )
    _set_place(ticket, spot)
    _set_clocks(policy, ticket, policy.priority(topic, urgent=said.urgent), urgent=said.urgent)
    session.add(ticket)
    session.flush()
    cause = Cause(said.at, comment_id=said.comment.id)
    data = {"topic": topic, "address": ticket.address}
    record(session, ticket, EventKind.OPENED, cause, data=data)
    return ticket


def refresh_ticket(
    session: Session, policy: Policy, ticket: Ticket, said: Statement, spot: Spot
) -> None:
    """Let one more appeal sharpen the place, the urgency and the facts."""
    ticket.last_at = max(ticket.last_at, said.at)
    ticket.labels = [*ticket.labels, *(name for name in said.topics if name not in ticket.labels)]
    ticket.facts = _worse(ticket.facts, said.prediction.facts)
    known = Spot.of(ticket)
    if spot.fits(known) and spot.key != known.key:
        _set_place(ticket, spot.completed(known))
    if said.urgent and not ticket.urgent:
        _set_clocks(policy, ticket, Priority.A, urgent=True)
    session.flush()


def _set_place(ticket: Ticket, spot: Spot) -> None:
    ticket.district, ticket.settlement, ticket.street = spot.district, spot.settlement, spot.street
    ticket.house, ticket.building = spot.house, spot.building
    ticket.address, ticket.place_key = str(spot), spot.key
    ticket.department = shipped_routing().department(ticket.topic, spot.district)


def _set_clocks(policy: Policy, ticket: Ticket, priority: Priority, *, urgent: bool) -> None:
    terms = deadlines(policy.classes[priority], ticket.opened_at)
    ticket.priority, ticket.urgent = priority, urgent
    ticket.take_by, ticket.answer_by = terms.take_by, terms.answer_by
    ticket.solve_by = terms.solve_by


def _subtopic(said: Statement, topic: str) -> str:
    return next((name for name in said.prediction.subtopics if name.startswith(f"{topic}.")), "")


def _worse(known: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    facts = {**said, **known}
    for name, pick in (("temperature_c", min), ("days", max)):
        if name in known and name in said:
            facts[name] = pick(known[name], said[name])
    vulnerable = {*known.get("vulnerable", ()), *said.get("vulnerable", ())}
    return facts | ({"vulnerable": sorted(vulnerable)} if vulnerable else {})
