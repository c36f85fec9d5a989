"""Half-open stretches of time that numbers are about."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.register.wording import moment
from pipeline.tickets.clocks import MOSCOW


@dataclass(frozen=True, slots=True)
class Period:
    """From the start up to, not including, the end."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def __str__(self) -> str:
        return f"{moment(self.start)} — {moment(self.end)}"

    def previous(self) -> "Period":
        """The period of the same length before this one."""
        return Period(self.start - (self.end - self.start), self.start)

    def days(self) -> list["Period"]:
        """Its days by the Moscow calendar; the first and the last may be shorter."""
        edges = [self.start]
        midnight = self.start.astimezone(MOSCOW).replace(hour=0, minute=0, second=0, microsecond=0)
        while (midnight := midnight + timedelta(days=1)) < self.end:
            edges.append(midnight)
        return [Period(a, b) for a, b in zip(edges, [*edges[1:], self.end], strict=True)]
