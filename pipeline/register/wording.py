"""Values as text: Moscow wall clock and decimal comma for people, ISO for programs."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

from pipeline.tickets.clocks import MOSCOW

MINUTES = tuple(f"{minute:02}" for minute in range(60))


def moment(at: datetime) -> str:
    """«24.10.2023 09:30», Moscow wall clock, as Russian Excel reads it."""
    return moments([at])[0]


def moments(values: Iterable[datetime | None]) -> list[str]:
    """A column of them, empty where there is none."""
    # Without a call for each: a register of a million lines has six million.
    stamps = [at if at is None or at.tzinfo is UTC else at.astimezone(UTC) for at in values]
    return [
        "" if at is None else _hour(at.year, at.month, at.day, at.hour) + MINUTES[at.minute]
        for at in stamps
    ]


@cache  # a season has five thousand
def _hour(year: int, month: int, day: int, hour: int) -> str:
    # Moscow is whole hours away from UTC: minutes stay as they are.
    local = datetime(year, month, day, hour, tzinfo=UTC).astimezone(MOSCOW)
    return f"{local:%d.%m.%Y %H}:"


def one_line(text: str) -> str:
    """The words with one blank between them."""
    # Most comments are so already, which is soon seen: of all blanks only this one is printable.
    if text.isprintable() and "  " not in text and text.strip() == text:
        return text
    return " ".join(text.split())


def iso(at: datetime) -> str:
    """«2023-10-24T09:30:00+03:00»."""
    return at.astimezone(MOSCOW).isoformat(timespec="seconds")


def decimal(value: float) -> str:
    """With a comma."""
    return f"{value:g}".replace(".", ",")


def point(value: float) -> str:
    """With a point."""
    return f"{value:g}"
