"""Deadlines: pure functions of the policy and of what is known about an appeal."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models import Priority
from pipeline.tickets.hours import MOSCOW
from pipeline.tickets.policy import Policy

__all__ = ["MOSCOW", "Claim", "Deadlines", "deadlines", "earliest", "escalations", "resumed"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What the terms of an appeal depend on."""

    at: datetime  # the comment's own time
    topic: str
    priority: Priority
    subtopic: str = ""
    temperature_c: float | None = None  # indoors
    snow_until: datetime | None = None  # end of the snowfall that it is about


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When a ticket must be taken, answered and solved."""

    take_by: datetime
    answer_by: datetime
    solve_by: datetime


def deadlines(policy: Policy, claim: Claim) -> Deadlines:
    """The three terms, counted from the comment's own time; of snow, from the end of its fall."""
    rule, hours = policy.classes[claim.priority], policy.hours(claim.priority)
    solve = policy.solve_hours(claim.priority, claim.topic, claim.subtopic, claim.temperature_c)
    solve_by = hours.add(claim.snow_until or claim.at, timedelta(hours=solve))
    # A cold flat is solved sooner than its class is answered: then the answer hurries too.
    answer_by = min(hours.add(claim.at, timedelta(hours=rule.answer_hours)), solve_by)
    take_by = min(hours.add(claim.at, timedelta(hours=rule.take_hours)), answer_by)
    return Deadlines(take_by, answer_by, solve_by)


def earliest(one: Deadlines, other: Deadlines) -> Deadlines:
    """Of two sets of terms the nearer ones: what was promised is never put off."""
    return Deadlines(
        min(one.take_by, other.take_by),
        min(one.answer_by, other.answer_by),
        min(one.solve_by, other.solve_by),
    )


def resumed(
    policy: Policy, priority: Priority, due: datetime, paused: datetime, until: datetime
) -> datetime:
    """A term that stood still between two moments; one missed before the pause stays missed."""
    hours = policy.hours(priority)
    if due <= paused or until <= paused:
        return due
    return hours.add(until, hours.between(paused, due))


def escalations(
    policy: Policy, priority: Priority, start: datetime, due: datetime
) -> tuple[tuple[int, datetime], ...]:
    """At which share of a term, in percent, somebody higher must know, and when that is."""
    hours = policy.hours(priority)
    term = hours.between(start, due)
    return tuple(
        (percent, due if percent == 100 else hours.add(start, term * percent / 100))
        for percent in policy.classes[priority].escalate
    )


def local(moment: datetime | None) -> str:
    """«13.10 17:45», Moscow time; a dash when there is none."""
    return f"{moment.astimezone(MOSCOW):%d.%m %H:%M}" if moment else "—"


def dated(moment: datetime) -> str:
    """«13.10.2023 17:45», where the year may be the slip."""
    return f"{moment.astimezone(MOSCOW):%d.%m.%Y %H:%M}"
