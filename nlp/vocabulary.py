"""Words and stems of words that name concepts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self, TypeVar

BRIEF, START = 3, 4  # letters by which short stems and everything else are looked up
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
Value = TypeVar("Value")


class Entry(NamedTuple):
    """A word, or a stem of words, that names a concept."""

    text: str
    is_stem: bool
    concept: str

    @classmethod
    def parsed(cls, told: str, concept: str) -> Iterator[Self]:
        """Read «слово» or «основ*»; too short a stem is told with each letter that may follow."""
        text = told.removesuffix("*")
        if text == told or len(text) >= BRIEF:
            yield cls(text, text != told, concept)
        else:
            yield cls(text, False, concept)
            yield from (cls(text + letter, True, concept) for letter in LETTERS)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Entries by how the words they fit begin."""

    starts: Mapping[str, tuple[Entry, ...]]

    @classmethod
    def of(cls, lines: Mapping[str, str]) -> Self:
        """Read the line of each concept: «слово», «основ*»."""
        return cls.listing(
            entry
            for concept, line in lines.items()
            for told in line.split()
            for entry in Entry.parsed(told, concept)
        )

    @classmethod
    def listing(cls, entries: Iterable[Entry]) -> Self:
        """Put entries where they are looked up."""
        return cls(grouped((entry.text[:START], entry) for entry in entries))

    def __add__(self, other: "Vocabulary") -> "Vocabulary":
        """Name the concepts of both, the own first."""
        return Vocabulary.listing([*self.entries(), *other.entries()])

    def entries(self) -> Iterator[Entry]:
        """Give every entry."""
        return (entry for likely in self.starts.values() for entry in likely)

    def concepts(self, word: str) -> tuple[str, ...]:
        """Give the concepts that one word names, each once."""
        likely = self.starts.get(word[:START], ())
        if len(word) > BRIEF:
            likely += self.starts.get(word[:BRIEF], ())
        found = [
            concept
            for text, is_stem, concept in likely
            if (word.startswith(text) if is_stem else word == text)
        ]
        return tuple(dict.fromkeys(found)) if found else ()


def grouped(pairs: Iterable[tuple[str, Value]]) -> dict[str, tuple[Value, ...]]:
    """Gather the second of each pair under the first."""
    table: dict[str, tuple[Value, ...]] = {}
    for key, value in pairs:
        table[key] = (*table.get(key, ()), value)
    return table
