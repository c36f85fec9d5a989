"""Groups of words that mean one thing in a complaint, written by hand."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DEFAULT = "_by_default"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Concepts by whole word and by stem, and what they speak for."""

    version: str
    words: Mapping[str, tuple[str, ...]]  # whole word → concepts
    stems: Mapping[str, tuple[str, ...]]  # how a word begins → concepts
    topics: Mapping[str, Mapping[str, float]]  # label → concept → weight
    signs: Mapping[str, Mapping[str, tuple[frozenset[str], ...]]]  # label → subtopic → signs
    dangers: Mapping[str, tuple[frozenset[str], ...]]  # what may be at stake → signs

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
        return [name for name, signs in self.dangers.items() if any(s <= seen for s in signs)]

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
        dangers=parsed(dangers["danger"]),
    )


def parsed(signs: Mapping[str, Iterable[str]]) -> dict[str, tuple[frozenset[str], ...]]:
    """Read «concept concept» as both together."""
    return {name: tuple(frozenset(s.split()) for s in listed) for name, listed in signs.items()}


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Gather the second of each pair under the first."""
    table: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        table[key] = (*table.get(key, ()), value)
    return table
