"""The terms that a ticket would have had, if what is known of it now had been known at once."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from models import Priority, Status, Ticket
from pipeline.tickets.clocks import deadlines, resumed
from pipeline.tickets.local import Local
from pipeline.tickets.open import claim
from pipeline.tickets.policy import Policy


def terms_anew(
    policy: Policy, local: Local, ticket: Ticket, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Counted from the author's own time, or that of the last objection, with the pauses since."""
    since = _begun(ticket)
    priority = Priority(values.get("priority", ticket.priority))
    made = claim(
        policy,
        local,
        at=since,
        topic=values.get("topic", ticket.topic),
        subtopic=values.get("subtopic", ticket.subtopic),
        priority=priority,
        facts=ticket.facts,
        district=values["district"],
    )
    terms = deadlines(policy, made)
    solve_by = terms.solve_by
    for start, stop in _pauses(ticket, since):
        solve_by = resumed(policy, priority, solve_by, start, stop)
    return {
        "take_by": terms.take_by,
        "answer_by": terms.answer_by,
        "solve_by": ticket.interim_until or solve_by,  # a promised term stays
        "policy": policy.version,
    }


def _begun(ticket: Ticket) -> datetime:
    """When the present round of work began; an end undone as a mistake began none."""
    rounds = (event.at for event in ticket.events if "repeats" in event.data.get("was", {}))
    return max(rounds, default=ticket.opened_at)


def _pauses(ticket: Ticket, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The times of the round when the author was asked and had not answered yet."""
    asked: datetime | None = None
    for event in ticket.events:
        if event.to_status == Status.NEED_INFO and event.at >= since:
            asked = event.at
        elif event.from_status == Status.NEED_INFO and asked is not None:
            yield asked, event.at
            asked = None
