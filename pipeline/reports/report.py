"""A summary as a value: what it says, before anybody decides how it looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeline.register.form import Form, Value
from pipeline.reports.metrics import Measure
from pipeline.reports.period import Period
from pipeline.reports.pictures import Picture
from pipeline.reports.terms import terms


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
    short: str = ""  # the word where room is scarce

    @classmethod
    def of(cls, heading: Heading, text: str) -> "Definition":
        """What a column means."""
        return cls(heading.title, text, heading.short)


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
class Headline:
    """A number that is seen first."""

    name: str
    value: str
    note: str


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
    headlines: tuple[Headline, ...] = ()  # the sentences say them too
    gaps: tuple[str, ...] = ()  # when nothing could be harvested, and why
    brief: bool = False  # as text, the sentences are enough: one screen


def define(headings: Iterable[Heading], **elsewhere: str) -> tuple[Definition, ...]:
    """What each column means, where data tell; a code may be explained under another key."""
    told = terms().measures
    keys = ((head, elsewhere.get(head.code, head.code)) for head in headings)
    return tuple(Definition.of(head, told[key]) for head, key in keys if key in told)
