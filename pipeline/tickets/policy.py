"""The rules of the service, read from data: classes, terms, states, folding, incidents."""

import tomllib
from collections import deque
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from models import Outcome, Priority, Status
from pipeline.tickets.hours import AllHours, Hours, WorkingHours
from pipeline.tickets.rulefile import find_rules
from pipeline.tickets.rules import (
    ClassRule,
    FoldRule,
    IncidentRule,
    StatusRule,
    TemperatureRule,
)

NAME = "policy.toml"
AUDIT_SHARE = 0.05  # of a policy that was written before audits
# States that may be passed on the way to a goal: the others say something of their own.
PASSABLE = (Status.ASSIGNED, Status.IN_PROGRESS, Status.RESOLVED, Status.ANSWERED)


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules."""

    version: str
    fold: FoldRule
    incident: IncidentRule
    audit_share: float  # of what was certain, a person looks at so much
    profiles: dict[str, str]  # profile → topic of its intake posts
    numbers: dict[str, str]
    working_hours: WorkingHours
    interim_days: int  # working days that an interim answer may promise
    silence: timedelta  # after which a silent author ends the matter
    classes: dict[Priority, ClassRule]
    topics: dict[str, Priority]
    terms: dict[str, float]  # subtopic → hours to solve
    temperature: dict[str, TemperatureRule]
    snow_topics: frozenset[str]
    statuses: dict[Status, StatusRule]
    outcomes: dict[Outcome, str]
    solved: frozenset[Outcome]  # what summaries may count as solved
    unanswered: frozenset[Outcome]  # may be closed without a public answer

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """The policy out of its file."""
        calendar = raw["calendar"]
        return cls(
            version=raw["version"],
            fold=FoldRule.from_toml(raw["fold"]),
            incident=IncidentRule.from_toml(raw["incident"]),
            audit_share=raw.get("review", {}).get("audit_share", AUDIT_SHARE),
            profiles=raw["profile"],
            numbers=raw["numbers"],
            working_hours=_working_hours(calendar),
            interim_days=calendar["interim_days"],
            silence=timedelta(hours=calendar["silence_hours"]),
            classes={Priority(k): ClassRule.from_toml(v) for k, v in raw["class"].items()},
            topics={topic: Priority(name) for topic, name in raw["topics"].items()},
            terms=raw["terms"]["hours"],
            temperature={k: TemperatureRule.from_toml(v) for k, v in raw["temperature"].items()},
            snow_topics=frozenset(raw["snow"]["topics"]),
            statuses={Status(k): StatusRule.from_toml(v) for k, v in raw["status"].items()},
            outcomes={Outcome(name): title for name, title in raw["outcome"].items()},
            solved=frozenset(map(Outcome, raw["outcomes"]["solved"])),
            unanswered=frozenset(map(Outcome, raw["outcomes"]["unanswered"])),
        )

    def priority(self, topic: str, *, urgent: bool, wish: bool = False) -> Priority:
        """The class of an appeal by its main topic; a wish for something new comes last."""
        if urgent:
            return Priority.A
        return Priority.E if wish else self.topics.get(topic, Priority.D)

    def hours(self, priority: Priority) -> Hours:
        """How the terms of a class are counted."""
        return self.working_hours if self.classes[priority].working else AllHours()

    def solve_hours(
        self, priority: Priority, topic: str, subtopic: str, temperature_c: float | None
    ) -> float:
        """The term of the class, or a norm by temperature or subtopic where there is one."""
        rule, norm = self.classes[priority], self.temperature.get(topic)
        limit = norm.hours(temperature_c) if norm and temperature_c is not None else None
        if limit is not None:
            return min(limit, rule.solve_most_hours)
        return min(rule.solve_hours, self.terms.get(subtopic, rule.solve_hours))

    def title(self, status: str, *, by_resident: bool = False) -> str:
        """What people call a state, where a resident's word has brought it perhaps otherwise."""
        rule = self.statuses[Status(status)]
        return (by_resident and rule.by_resident) or rule.title

    def path(self, start: Status, goal: Status) -> tuple[Status, ...] | None:
        """The fewest allowed moves from one state to another, the start left out."""
        seen: dict[Status, tuple[Status, ...]] = {start: ()}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            if here is not start and here not in PASSABLE:
                continue
            for step in self.statuses[here].moves:
                if step not in seen:
                    seen[step] = (*seen[here], step)
                    queue.append(step)
        return seen.get(goal) if goal != start else ()


def _working_hours(raw: dict[str, Any]) -> WorkingHours:
    return WorkingHours(
        opens=time(raw["opens"]),
        closes=time(raw["closes"]),
        off=frozenset(map(date.fromisoformat, raw["off"])),
        on=frozenset(map(date.fromisoformat, raw["on"])),
    )


@cache
def shipped_policy() -> Policy:
    """The policy that comes with the program."""
    return Policy.from_toml(tomllib.loads((files("data") / NAME).read_text("utf-8")))


def find_policy(home: Path) -> Policy:
    """The workspace's own policy, else the shipped one; raises WrongUsage for a broken file."""
    return find_rules(home / NAME, Policy.from_toml) or shipped_policy()
