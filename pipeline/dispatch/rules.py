"""When to write and how often, read from data/dispatch.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Self

from models import Priority
from pipeline.tickets.clocks import MOSCOW

NEVER = 1000  # percent


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The night, Moscow time; some classes know no night."""

    begins: time
    ends: time
    exceptions: frozenset[str]

    def covers(self, now: datetime) -> bool:
        """Whether people sleep at this moment."""
        here = now.astimezone(MOSCOW).time()
        if self.begins <= self.ends:
            return self.begins <= here < self.ends
        return here >= self.begins or here < self.ends

    def hold(self, now: datetime, priority: str) -> bool:
        """Whether a message of this class must wait for the morning."""
        return priority not in self.exceptions and self.covers(now)


@dataclass(frozen=True, slots=True)
class Rest:
    """How long a channel rests after a failure."""

    unreachable: timedelta
    flood: timedelta
    captcha: timedelta
    limit: timedelta

    def grown(self, rest: timedelta, attempts: int) -> timedelta:
        """Twice as long with each attempt, within the limit."""
        doublings = min(max(attempts - 1, 0), 10)
        return min(rest * (1 << doublings), self.limit)


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the rules of dispatch."""

    version: str
    quiet: QuietHours
    at_once: frozenset[str]
    at_once_singles: int
    singles: int
    window: timedelta
    digest_lines: int
    digests: int
    stale: timedelta
    quote: int
    duty_from: Mapping[str, int]  # class → percent of a term
    answer_pause: timedelta
    answers_per_run: int
    remind: timedelta  # since a question that nobody has answered
    rest: Rest

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """The rules out of their file."""
        cards, answers = raw["cards"], raw["answers"]
        return cls(
            version=raw["version"],
            quiet=_quiet(raw["quiet"]),
            at_once=frozenset(cards["at_once"]),
            at_once_singles=cards["at_once_singles"],
            singles=cards["singles"],
            window=timedelta(minutes=cards["window_minutes"]),
            digest_lines=cards["digest_lines"],
            digests=cards["digests"],
            stale=timedelta(days=cards["stale_days"]),
            quote=cards["quote_characters"],
            duty_from={name: raw["duty_from_percent"].get(name, NEVER) for name in Priority},
            answer_pause=timedelta(seconds=answers["pause_seconds"]),
            answers_per_run=answers["per_run"],
            remind=timedelta(hours=answers["remind_hours"]),
            rest=_rest(raw["rest_minutes"]),
        )


def _quiet(raw: dict[str, Any]) -> QuietHours:
    begins, ends = (time.fromisoformat(raw[name]) for name in ("from", "until"))
    return QuietHours(begins, ends, frozenset(raw["except"]))


def _rest(raw: dict[str, Any]) -> Rest:
    names = ("unreachable", "flood", "captcha", "limit")
    return Rest(*(timedelta(minutes=raw[name]) for name in names))


@cache
def shipped_rules() -> Rules:
    """The rules that come with the program."""
    return Rules.from_toml(tomllib.loads((files("data") / "dispatch.toml").read_text("utf-8")))
