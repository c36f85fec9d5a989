"""A summary as a value: what it says, before anybody decides how it looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeline.register.form import Form, Value
from pipeline.reports.metrics import Measure
from pipeline.reports.period import Period
from pipeline.reports.pictures import Picture


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table."""

    code: str  # the key in JSON
    title: str
    form: Form
    short: str = ""  # where room is scarce

    @classmethod
    def of(cls, measure: Measure) -> "Heading":
        """The column of a measure."""
        return cls(measure.code, measure.title, measure.form, measure.short)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a word of a table means."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values under headings; definitions are printed under it."""

    code: str
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    definitions: tuple[Definition, ...] = ()
    empty: str = "Ничего нет."


@dataclass(frozen=True, slots=True)
class Report:
    """One summary at one moment."""

    name: str
    title: str
    now: datetime
    period: Period | None
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    gaps: tuple[str, ...] = ()  # when nothing could be harvested, and why
    brief: bool = False  # as text, the sentences are enough: one screen


def define(measures: Iterable[Measure]) -> tuple[Definition, ...]:
    """The definitions of measures, in their order."""
    return tuple(Definition(measure.title, measure.definition) for measure in measures)
