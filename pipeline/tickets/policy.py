"""The rules of the service, read from data: classes, clocks, states, folding."""

import tomllib
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Self

from models import Priority, Status


@dataclass(frozen=True, slots=True)
class ClassRule:
    """Terms of one priority class, in hours from the comment's own time."""

    title: str
    take_hours: float
    answer_hours: float
    solve_hours: float
    working: bool  # counted in working hours


@dataclass(frozen=True, slots=True)
class StatusRule:
    """A state: what people call it, its stage and the allowed moves."""

    title: str
    stage: str  # open, waiting, done, closed
    moves: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules."""

    version: str
    window: timedelta
    thread_window: timedelta
    reopen_window: timedelta
    street_topics: frozenset[str]
    profiles: dict[str, str]  # profile → topic of its intake posts
    numbers: dict[str, str]
    classes: dict[Priority, ClassRule]
    topics: dict[str, Priority]
    statuses: dict[Status, StatusRule]
    outcomes: dict[str, str]

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """The policy out of its file."""
        fold = raw["fold"]
        terms = ("title", "take_hours", "answer_hours", "solve_hours", "working")
        return cls(
            version=raw["version"],
            window=timedelta(days=fold["window_days"]),
            thread_window=timedelta(days=fold["thread_days"]),
            reopen_window=timedelta(days=fold["reopen_days"]),
            street_topics=frozenset(fold["street_topics"]),
            profiles=raw["profile"],
            numbers=raw["numbers"],
            classes={
                Priority(name): ClassRule(**{term: rule[term] for term in terms})
                for name, rule in raw["class"].items()
            },
            topics={topic: Priority(name) for topic, name in raw["topics"].items()},
            statuses={
                Status(name): StatusRule(
                    rule["title"], rule["stage"], tuple(Status(to) for to in rule["moves"])
                )
                for name, rule in raw["status"].items()
            },
            outcomes=raw["outcome"],
        )

    def priority(self, topic: str, *, urgent: bool) -> Priority:
        """The class of an appeal by its main topic."""
        return Priority.A if urgent else self.topics.get(topic, Priority.D)

    def title(self, status: str) -> str:
        """What people call a state."""
        return self.statuses[Status(status)].title

    def path(self, start: Status, goal: Status) -> tuple[Status, ...] | None:
        """The fewest allowed moves from one state to another, the start left out."""
        seen: dict[Status, tuple[Status, ...]] = {start: ()}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            for step in self.statuses[here].moves:
                if step not in seen:
                    seen[step] = (*seen[here], step)
                    queue.append(step)
        return seen.get(goal) if goal != start else ()


@cache
def shipped_policy() -> Policy:
    """The policy that comes with the program."""
    return Policy.from_toml(tomllib.loads((files("data") / "policy.toml").read_text("utf-8")))
