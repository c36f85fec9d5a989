"""When something that is made at fixed hours was due for the last time."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from pipeline.tickets.clocks import MOSCOW


class Weekday(StrEnum):
    """Days as otklik.toml names them."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEK = tuple(Weekday)


def last_due(
    now: datetime, hours: Iterable[time], days: Collection[Weekday] = WEEK
) -> datetime | None:
    """The latest of the hours, Moscow time, that has come; None when there are no hours."""
    local = now.astimezone(MOSCOW)
    dates = [local.date() - timedelta(days=back) for back in range(len(WEEK) + 1)]
    wanted = [day for day in dates if WEEK[day.weekday()] in days]
    due = [datetime.combine(day, hour, MOSCOW) for hour in hours for day in wanted]
    came = [at for at in due if at <= local]
    return max(came).astimezone(UTC) if came else None
