"""Definitions and thresholds of the summaries, as data tell them."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Self

from pipeline.tickets.clocks import MOSCOW


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of data/reports.toml."""

    version: str
    measures: dict[str, str]  # code → definition for people
    unanswered_hours: float
    top: int
    oldest: int
    decide_overdue_hours: float
    decide_repeats: int
    rated_from: int
    public_from: int
    season_start: tuple[int, int]  # month and day
    age_hours: tuple[float, ...]

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """Out of the file."""
        given = raw["thresholds"]
        month, day = given["season_start"].split("-")
        return cls(
            version=raw["version"],
            measures=raw["measures"],
            unanswered_hours=given["unanswered_hours"],
            top=given["top"],
            oldest=given["oldest"],
            decide_overdue_hours=given["decide_overdue_hours"],
            decide_repeats=given["decide_repeats"],
            rated_from=given["rated_from"],
            public_from=given["public_from"],
            season_start=(int(month), int(day)),
            age_hours=tuple(given["age_hours"]),
        )

    def season(self, now: datetime) -> datetime:
        """When the season that the moment belongs to began."""
        local = now.astimezone(MOSCOW)
        month, day = self.season_start
        began = datetime(local.year, month, day, tzinfo=MOSCOW)
        return began if began <= local else began.replace(year=local.year - 1)


@cache
def terms() -> Terms:
    """The file that comes with the program."""
    return Terms.from_toml(tomllib.loads((files("data") / "reports.toml").read_text("utf-8")))
