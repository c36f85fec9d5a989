"""An address line read by the register's own names, whatever the gazetteer knows of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy.orm import Session

from models import RegisterObject
from pipeline.gazetteer.house_key import HouseKey
from pipeline.gazetteer.kinds import shipped, spelling
from pipeline.gazetteer.names import name_key
from pipeline.gazetteer.objects import Level
from pipeline.gazetteer.search import Titled, titled

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
LONGEST = 5  # words of a name
MOST_WORDS = 20  # of a line


@dataclass(frozen=True, slots=True)
class Span:
    """Words from the first to before the last."""

    first: int
    last: int

    def overlaps(self, other: Self) -> bool:
        """Whether a word belongs to both."""
        return self.first < other.last and other.first < self.last

    def __len__(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Reading:
    """An object that the line names, with what stands above it there."""

    row: Titled
    spans: tuple[Span, ...]  # its own first
    house: HouseKey | None

    @property
    def covered(self) -> int:
        """How many words it explains."""
        return sum(map(len, self.spans))


class Line:
    """An address line cut into words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(WORD.finditer(text))[:MOST_WORDS]
        self.keys: dict[str, list[Span]] = {}
        for first in range(len(self.words)):
            for last in range(first + 1, min(first + LONGEST, len(self.words)) + 1):
                key = name_key(text[self.words[first].start() : self.words[last - 1].end()])
                self.keys.setdefault(key, []).append(Span(first, last))

    def spans(self, found: RegisterObject) -> Iterator[Span]:
        """Where the object is named, its type word included; a mere number needs one."""
        for span in self.keys.get(found.name_key, ()):
            if self.is_type(span.last, found.kind):
                yield Span(span.first, span.last + 1)
            elif self.is_type(span.first - 1, found.kind):
                yield Span(span.first - 1, span.last)
            elif not found.name_key.isdigit():
                yield span

    def is_type(self, index: int, kind: str | None = None) -> bool:
        """Whether there is a type word there, of this kind."""
        if not 0 <= index < len(self.words):
            return False
        known = shipped().get(spelling(self.words[index][0]))
        return known is not None and kind in (None, known.word)

    def house_after(self, spans: Sequence[Span]) -> HouseKey | None:
        """The house behind the first of the spans that has one behind it."""
        for span in spans:
            last = span.last
            while self.is_type(last) and self.words[last][0].lower() != "д":
                last += 1
            if house := HouseKey.read(self.text[self.words[last - 1].end() :]):
                return house
        return None


def read_line(session: Session, text: str) -> list[Reading]:
    """The readings that explain most of the words; several when it names several places."""
    line = Line(text)
    named = RegisterObject.name_key.in_(line.keys)
    found = titled(session, named, RegisterObject.level >= Level.TOWN)
    rows = {row[0].object_id: row for row in found}
    readings = [one for row in rows.values() if (one := reading(line, row, rows))]
    most = max((one.covered for one in readings), default=0)
    top = [one for one in readings if one.covered == most]
    if not any(one.house for one in top):  # «Мурино» alone is the town, not a street of that name
        highest = min((one.row[0].level for one in top), default=0)
        top = [one for one in top if one.row[0].level == highest]
    return top


def reading(line: Line, row: Titled, rows: Mapping[int, Titled]) -> Reading | None:
    """The object with as many of those above it as the line names beside it."""
    found = row[0]
    related = {found.municipal_parent_id, found.administrative_parent_id, found.settlement_id}
    above = [other for number, (other, _) in rows.items() if number in related and other != found]
    best: tuple[Span, ...] = ()
    for own in line.spans(found):
        spans = [own]
        for other in above:
            free = [span for span in line.spans(other) if is_free(span, spans)]
            spans.extend(sorted(free, key=len)[-1:])
        best = max(best, tuple(spans), key=lambda spans: sum(map(len, spans)))
    return Reading(row, best, line.house_after(best)) if best else None


def is_free(span: Span, used: Sequence[Span]) -> bool:
    """Whether no used span shares a word with it."""
    return not any(span.overlaps(other) for other in used)
