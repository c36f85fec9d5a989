"""Deadlines: a pure function of the policy and the moment of the appeal."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from pipeline.tickets.policy import ClassRule

MOSCOW = ZoneInfo("Europe/Moscow")
OPENS, CLOSES = time(9), time(18)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When a ticket must be taken, answered and solved."""

    take_by: datetime
    answer_by: datetime
    solve_by: datetime


def deadlines(rule: ClassRule, start: datetime) -> Deadlines:
    """The three terms of a class, counted from the comment's own time."""
    add = add_working if rule.working else add_plain
    return Deadlines(
        add(start, timedelta(hours=rule.take_hours)),
        add(start, timedelta(hours=rule.answer_hours)),
        add(start, timedelta(hours=rule.solve_hours)),
    )


def add_plain(start: datetime, term: timedelta) -> datetime:
    """Round the clock."""
    return start + term


def add_working(start: datetime, term: timedelta) -> datetime:
    """Counting Monday to Friday from 9 to 18 Moscow time, without Russian holidays."""
    now, left = start.astimezone(MOSCOW), term
    while True:
        opens = datetime.combine(now.date(), OPENS, MOSCOW)
        closes = datetime.combine(now.date(), CLOSES, MOSCOW)
        now = max(now, opens)
        if is_working_day(now) and now < closes:
            if left <= closes - now:
                return (now + left).astimezone(start.tzinfo)
            left -= closes - now
        now = opens + timedelta(days=1)


def is_working_day(moment: datetime) -> bool:
    """By the Russian production calendar, moved days included."""
    return _calendar(moment.year).is_working_day(moment.date())


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("RU", years=year)
