"""When something that is made at fixed hours was due for the last time."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from pipeline.tickets.clocks import MOSCOW


def last_due(now: datetime, hours: Iterable[time]) -> datetime | None:
    """The latest of the hours, Moscow time, that has come; None when there are no hours."""
    local = now.astimezone(MOSCOW)
    today, yesterday = local.date(), local.date() - timedelta(days=1)
    due = [datetime.combine(day, hour, MOSCOW) for hour in hours for day in (today, yesterday)]
    came = [at for at in due if at <= local]
    return max(came).astimezone(UTC) if came else None
