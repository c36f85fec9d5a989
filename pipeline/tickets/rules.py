"""The parts of a policy: each knows its section of the file."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from models import Status
from pipeline.tickets.place import Spot


@dataclass(frozen=True, slots=True)
class ClassRule:
    """Terms of one priority class, in hours from the comment's own time."""

    title: str
    take_hours: float
    answer_hours: float
    solve_hours: float  # when nothing more is known
    solve_most_hours: float  # whatever else is known
    working: bool  # counted in working hours
    escalate: tuple[int, ...]  # percent of a term

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """A section «class.B»."""
        return cls(
            title=raw["title"],
            take_hours=raw["take_hours"],
            answer_hours=raw["answer_hours"],
            solve_hours=raw["solve_hours"],
            solve_most_hours=raw.get("solve_most_hours", raw["solve_hours"]),
            working=raw["working"],
            escalate=tuple(raw["escalate"]),
        )


@dataclass(frozen=True, slots=True)
class StatusRule:
    """A state: what people call it, its stage and the allowed moves."""

    title: str
    stage: str  # open, waiting, done, closed
    moves: tuple[Status, ...]
    by_resident: str = ""  # the title where a resident's word has brought it; empty: the same

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """A section «status.new»."""
        moves = tuple(Status(to) for to in raw["moves"])
        return cls(raw["title"], raw["stage"], moves, raw.get("by_resident", ""))


@dataclass(frozen=True, slots=True)
class TemperatureRule:
    """How long a break may last by the temperature indoors."""

    norm_c: float
    limits: tuple[tuple[float, float], ...]  # (from °C, hours), warmest first

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """A section «temperature.heating»."""
        limits = sorted(((row["from_c"], row["hours"]) for row in raw["limits"]), reverse=True)
        return cls(raw["norm_c"], tuple(limits))

    def hours(self, temperature_c: float) -> float | None:
        """The permitted break; None when the norm is kept."""
        if temperature_c >= self.norm_c:
            return None
        return next((hours for warm, hours in self.limits if temperature_c >= warm), None)


@dataclass(frozen=True, slots=True)
class FoldRule:
    """When two appeals are about one problem."""

    window: timedelta  # since the last appeal of an open ticket
    reopen_window: timedelta  # since a ticket was done
    thread_window: timedelta  # how long a talk goes on
    street_topics: frozenset[str]  # a street without a house is one place
    vague_topics: frozenset[str]  # in a talk they say nothing of the problem
    cold_topics: frozenset[str]  # their danger ends with the trouble
    kindred: tuple[frozenset[str], ...]  # one problem may be called by either

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """The section «fold»."""
        return cls(
            window=timedelta(days=raw["window_days"]),
            reopen_window=timedelta(days=raw["reopen_days"]),
            thread_window=timedelta(days=raw["thread_days"]),
            street_topics=frozenset(raw["street_topics"]),
            vague_topics=frozenset(raw["vague_topics"]),
            cold_topics=frozenset(raw.get("cold_topics", ())),
            kindred=tuple(map(frozenset, raw.get("kindred", ()))),
        )

    def is_place(self, topic: str, spot: Spot) -> bool:
        """The place is exact enough to say that two appeals are about one problem."""
        return spot.exact or (topic in self.street_topics and spot.street is not None)

    def are_kindred(self, one: str, other: str) -> bool:
        """People call the one problem by the other's name: «света нет» of a street lamp."""
        return any({one, other} <= group for group in self.kindred)


@dataclass(frozen=True, slots=True)
class IncidentRule:
    """When tickets are one mass incident."""

    window: timedelta
    topics: frozenset[str]
    house_voices: int
    street_houses: int
    settlement_houses: int
    settlement_streets: int
    area_houses: int

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """The section «incident»."""
        return cls(
            window=timedelta(hours=raw["window_hours"]),
            topics=frozenset(raw["topics"]),
            house_voices=raw["house_voices"],
            street_houses=raw["street_houses"],
            settlement_houses=raw["settlement_houses"],
            settlement_streets=raw["settlement_streets"],
            area_houses=raw["area_houses"],
        )
