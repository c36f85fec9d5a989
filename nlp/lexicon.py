"""Groups of words that mean one thing in a complaint, written by hand."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.vocabulary import Vocabulary

DEFAULT = "_by_default"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Concepts by whole word and by stem, and what they speak for."""

    version: str
    vocabulary: Vocabulary
    topics: Mapping[str, Mapping[str, float]]  # label → concept → weight
    signs: Mapping[str, Mapping[str, tuple[frozenset[str], ...]]]  # label → subtopic → signs

    def concepts(self, word: str) -> tuple[str, ...]:
        """Give the concepts that one word names, each once."""
        return self.vocabulary.concepts(word)

    def subtopic(self, label: str, concepts: Iterable[str]) -> str | None:
        """Find the first subtopic whose sign is complete; the last one is the default."""
        seen = frozenset(concepts)
        for name, signs in self.signs.get(label, {}).items():
            for sign in signs or (frozenset[str](),):
                if sign <= seen:
                    return f"{label}.{name.removesuffix(DEFAULT)}"
        return None

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
    concepts, topics, signs = (
        tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
        for name in ("concepts", "topics", "subtopics")
    )
    return Lexicon(
        version=concepts["version"],
        vocabulary=Vocabulary.of(concepts["concept"]),
        topics=topics["topic"],
        signs={label: parsed(listed) for label, listed in signs["sign"].items()},
    )


def parsed(signs: Mapping[str, Iterable[str]]) -> dict[str, tuple[frozenset[str], ...]]:
    """Read the signs under each name."""
    return {name: tuple(parted(listed)) for name, listed in signs.items()}


def parted(signs: Iterable[str]) -> Iterator[frozenset[str]]:
    """Read «concept concept» as both together."""
    return (frozenset(sign.split()) for sign in signs)
