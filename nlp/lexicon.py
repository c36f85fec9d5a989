"""Groups of words that mean one thing in a complaint, written by hand."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DEFAULT = "_by_default"


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
    stems: Mapping[str, tuple[str, ...]]  # how a word begins → concepts
    topics: Mapping[str, Mapping[str, float]]  # label → concept → weight
    signs: Mapping[str, Mapping[str, tuple[frozenset[str], ...]]]  # label → subtopic → signs
    dangers: tuple[Danger, ...]

    def concepts(self, word: str) -> tuple[str, ...]:
        """Give the concepts that one word names, each once."""
        found = self.words.get(word, ())
        get = self.stems.get
        for end in range(2, len(word) + 1):
            if more := get(word[:end]):
                found += more
        return tuple(dict.fromkeys(found)) if len(found) > 1 else found

    def subtopic(self, label: str, concepts: Iterable[str]) -> str | None:
        """Find the first subtopic whose sign is complete; the last one is the default."""
        seen = frozenset(concepts)
        for name, signs in self.signs.get(label, {}).items():
            if not signs or any(sign <= seen for sign in signs):
                return f"{label}.{name.removesuffix(DEFAULT)}"
        return None

    def danger(self, concepts: Iterable[str]) -> list[str]:
        """Name the dangers whose sign is complete."""
        seen = frozenset(concepts)
        return [d.name for d in self.dangers if any(sign <= seen for sign in d.signs)]

    def endangered(self, concepts: Iterable[str]) -> frozenset[str]:
        """Name the labels under which the dangers count."""
        named = self.danger(concepts)
        return frozenset(label for d in self.dangers if d.name in named for label in d.labels)

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
    return Lexicon(
        version=concepts["version"],
        words=grouped((entry, name) for entry, name in entries if not entry.endswith("*")),
        stems=grouped((entry[:-1], name) for entry, name in entries if entry.endswith("*")),
        topics=topics["topic"],
        signs={label: parsed(listed) for label, listed in signs["sign"].items()},
        dangers=tuple(
            Danger(name, tuple(told["labels"]), tuple(parted(told["signs"])))
            for name, told in dangers["danger"].items()
        ),
    )


def parsed(signs: Mapping[str, Iterable[str]]) -> dict[str, tuple[frozenset[str], ...]]:
    """Read the signs under each name."""
    return {name: tuple(parted(listed)) for name, listed in signs.items()}


def parted(signs: Iterable[str]) -> Iterator[frozenset[str]]:
    """Read «concept concept» as both together."""
    return (frozenset(sign.split()) for sign in signs)


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Gather the second of each pair under the first."""
    table: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        table[key] = (*table.get(key, ()), value)
    return table
