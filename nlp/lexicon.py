"""Groups of words that mean one thing in a complaint, written by hand."""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

DEFAULT = "_by_default"
Value = TypeVar("Value")
START = 3  # letters by which stems are found; the shortest stems have two


@dataclass(frozen=True, slots=True)
class Danger:
    """Something that may cost health, the topics it bears on and what betrays it."""

    name: str
    labels: tuple[str, ...]
    signs: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Concepts by whole word and by stem, and what they speak for."""

    version: str
    words: Mapping[str, tuple[str, ...]]  # whole word → concepts
    stems: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]  # start → stem, concepts
    topics: Mapping[str, Mapping[str, float]]  # label → concept → weight
    signs: Mapping[str, Mapping[str, tuple[frozenset[str], ...]]]  # label → subtopic → signs
    dangers: tuple[Danger, ...]
    alarms: frozenset[str]  # the concepts in signs of dangers

    def concepts(self, word: str) -> tuple[str, ...]:
        """Give the concepts that one word names, each once."""
        found = self.words.get(word, ())
        for start in (word[:2], word[:START]):
            for stem, names in self.stems.get(start, ()):
                if word.startswith(stem):
                    found += names
        return tuple(dict.fromkeys(found)) if len(found) > 1 else found

    def subtopic(self, label: str, concepts: Iterable[str]) -> str | None:
        """Find the first subtopic whose sign is complete; the last one is the default."""
        seen = frozenset(concepts)
        for name, signs in self.signs.get(label, {}).items():
            for sign in signs or (frozenset[str](),):
                if sign <= seen:
                    return f"{label}.{name.removesuffix(DEFAULT)}"
        return None

    def danger(self, concepts: Iterable[str]) -> tuple[str, ...]:
        """Name the dangers whose sign is complete."""
        seen = self.alarms.intersection(concepts)
        if not seen:
            return ()
        return tuple(d.name for d in self.dangers if any(sign <= seen for sign in d.signs))

    def endangered(self, dangers: Collection[str]) -> frozenset[str]:
        """Name the labels under which some dangers count."""
        return frozenset(label for d in self.dangers if d.name in dangers for label in d.labels)

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
        (entry, name) for name, line in concepts["concept"].items() for entry in line.split()
    ]
    stems = grouped((entry[:-1], name) for entry, name in entries if entry.endswith("*"))
    fears = tuple(
        Danger(name, tuple(told["labels"]), tuple(parted(told["signs"])))
        for name, told in dangers["danger"].items()
    )
    return Lexicon(
        version=concepts["version"],
        words=grouped((entry, name) for entry, name in entries if not entry.endswith("*")),
        stems=grouped((stem[:START], (stem, names)) for stem, names in stems.items()),
        topics=topics["topic"],
        signs={label: parsed(listed) for label, listed in signs["sign"].items()},
        dangers=fears,
        alarms=frozenset(concept for d in fears for sign in d.signs for concept in sign),
    )


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
