"""Pictures of a summary as values: what they show, before anybody draws them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trend:
    """Counts by day, a line for each name."""

    title: str
    days: tuple[str, ...]  # «24.10»
    lines: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Counts in two directions; the darker, the more."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A bar of a funnel, and the parts that it falls into."""

    name: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All of its parts."""
        return sum(count for _, count in self.parts)


@dataclass(frozen=True, slots=True)
class Funnel:
    """How all comments become appeals, and appeals answers: the equation as bars."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How each term is kept: a bar for each, in parts."""

    title: str
    bars: tuple[Step, ...]


Picture = Trend | Heat | Funnel | Deadlines
