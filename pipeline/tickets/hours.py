"""Two ways to count hours: round the clock, and by the Russian working calendar."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays

MOSCOW = ZoneInfo("Europe/Moscow")


class Hours(Protocol):
    """Arithmetic of terms; ``add(start, between(start, stop)) == stop`` for a counted stop."""

    def add(self, start: datetime, term: timedelta) -> datetime:
        """The moment when the term has run out."""

    def between(self, start: datetime, stop: datetime) -> timedelta:
        """What of a term passes between two moments; nothing when they stand the other way."""


@dataclass(frozen=True, slots=True)
class AllHours:
    """Round the clock."""

    def add(self, start: datetime, term: timedelta) -> datetime:
        """The moment when the term has run out."""
        return start + term

    def between(self, start: datetime, stop: datetime) -> timedelta:
        """What of a term passes between two moments."""
        return max(stop - start, timedelta())


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """From opening to closing on working days, Moscow time; moved days are known."""

    opens: time = time(9)
    closes: time = time(18)
    off: frozenset[date] = frozenset()  # days off beside the calendar
    on: frozenset[date] = frozenset()  # working days against the calendar

    def add(self, start: datetime, term: timedelta) -> datetime:
        """The moment when the term has run out."""
        now, left = start.astimezone(MOSCOW), term
        while True:
            opens, closes = self._bounds(now.date())
            now = max(now, opens)
            if now < closes and self.is_working(now.date()):
                if left <= closes - now:
                    return (now + left).astimezone(start.tzinfo)
                left -= closes - now
            now = opens + timedelta(days=1)

    def between(self, start: datetime, stop: datetime) -> timedelta:
        """What of a term passes between two moments."""
        passed, day = timedelta(), start.astimezone(MOSCOW).date()
        while day <= stop.astimezone(MOSCOW).date():
            if self.is_working(day):
                opens, closes = self._bounds(day)
                passed += max(min(closes, stop) - max(opens, start), timedelta())
            day += timedelta(days=1)
        return passed

    def is_working(self, day: date) -> bool:
        """By the production calendar and the policy's own exceptions."""
        if day in self.on or day in self.off:
            return day in self.on
        return _is_working(day)

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        return datetime.combine(day, self.opens, MOSCOW), datetime.combine(day, self.closes, MOSCOW)


@lru_cache(maxsize=4096)
def _is_working(day: date) -> bool:
    return _calendar(day.year).is_working_day(day)


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("RU", years=year)
