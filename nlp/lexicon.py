"""Groups of words that mean one thing in a complaint, written by hand."""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple, Self, TypeVar

DEFAULT = "_by_default"
Value = TypeVar("Value")
NEAR = 12  # words between which a sign must be complete
Alarm = tuple[int, frozenset[str]]  # where a word stands and what it names
BRIEF, START = 3, 4  # letters by which short stems and everything else are looked up
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


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
class Danger:
    """Something that may cost health, the topics it bears on and what betrays it."""

    name: str
    labels: tuple[str, ...]
    signs: tuple[frozenset[str], ...]
    below_c: float | None  # indoors at most so warm is a danger without any word

    def is_cold(self, temperature_c: float | None) -> bool:
        """Whether the temperature of a dwelling alone is the danger."""
        return (
            self.below_c is not None and temperature_c is not None and temperature_c <= self.below_c
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Concepts by whole word and by stem, and what they speak for."""

    version: str
    starts: Mapping[str, tuple[Entry, ...]]  # how words begin → what may go on so
    topics: Mapping[str, Mapping[str, float]]  # label → concept → weight
    signs: Mapping[str, Mapping[str, tuple[frozenset[str], ...]]]  # label → subtopic → signs
    dangers: tuple[Danger, ...]
    alarms: frozenset[str]  # the concepts in signs of dangers

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

    def subtopic(self, label: str, concepts: Iterable[str]) -> str | None:
        """Find the first subtopic whose sign is complete; the last one is the default."""
        seen = frozenset(concepts)
        for name, signs in self.signs.get(label, {}).items():
            for sign in signs or (frozenset[str](),):
                if sign <= seen:
                    return f"{label}.{name.removesuffix(DEFAULT)}"
        return None

    def danger(self, concepts: frozenset[str]) -> tuple[str, ...]:
        """Name the dangers whose sign is among the concepts."""
        return tuple(d.name for d in self.dangers if any(sign <= concepts for sign in d.signs))

    def endangered(
        self, dangers: Collection[str], temperature_c: float | None = None
    ) -> frozenset[str]:
        """Name the labels under which some dangers, or the cold of a dwelling, count."""
        return frozenset(
            label
            for d in self.dangers
            if d.name in dangers or d.is_cold(temperature_c)
            for label in d.labels
        )

    def scores(self, concepts: Iterable[str]) -> dict[str, float]:
        """Add up the hand-made weights of each label: the keyword baseline."""
        seen = list(concepts)
        return {
            label: sum(weights.get(concept, 0.0) for concept in seen)
            for label, weights in self.topics.items()
        }


@cache
def lexicon() -> Lexicon:
    """Load the lexicon that ships with the program, once."""
    folder = files("data") / "lexicons"
    concepts, topics, signs, dangers = (
        tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
        for name in ("concepts", "topics", "subtopics", "dangers")
    )
    entries = [
        entry
        for name, line in concepts["concept"].items()
        for told in line.split()
        for entry in Entry.parsed(told, name)
    ]
    fears = tuple(
        Danger(
            name, tuple(told["labels"]), tuple(parted(told["signs"])), told.get("indoors_below_c")
        )
        for name, told in dangers["danger"].items()
    )
    return Lexicon(
        version=concepts["version"],
        starts=grouped((entry.text[:START], entry) for entry in entries),
        topics=topics["topic"],
        signs={label: parsed(listed) for label, listed in signs["sign"].items()},
        dangers=fears,
        alarms=frozenset(concept for d in fears for sign in d.signs for concept in sign),
    )


def neighbours(named: Sequence[Alarm]) -> Iterator[frozenset[str]]:
    """Give what each word names together with those that follow it closely; positions rise."""
    for i, (start, first) in enumerate(named):
        following = named[i + 1 : i + 1 + NEAR]
        yield first.union(*(concepts for at, concepts in following if at <= start + NEAR))


def parsed(signs: Mapping[str, Iterable[str]]) -> dict[str, tuple[frozenset[str], ...]]:
    """Read the signs under each name."""
    return {name: tuple(parted(listed)) for name, listed in signs.items()}


def parted(signs: Iterable[str]) -> Iterator[frozenset[str]]:
    """Read «concept concept» as both together."""
    return (frozenset(sign.split()) for sign in signs)


def grouped(pairs: Iterable[tuple[str, Value]]) -> dict[str, tuple[Value, ...]]:
    """Gather the second of each pair under the first."""
    table: dict[str, tuple[Value, ...]] = {}
    for key, value in pairs:
        table[key] = (*table.get(key, ()), value)
    return table
