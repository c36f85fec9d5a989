"""Dangers for life and health, betrayed by words that stand close to each other."""

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain, product
from operator import itemgetter
from typing import Any, Self

from nlp.vocabulary import Vocabulary

NEAR = 12  # words between which a sign must be complete
DENIAL, NEARLY, SUPPOSED = "denial", "nearly", "supposed"  # «не», «чуть», «может»
SHADES = (DENIAL, NEARLY, SUPPOSED)
SHADE = 3  # words after «может» or «чуть» on which they still bear: «чудом никого не зашибло»
CALMED = "calmed"  # told where there are signs, and none of a danger of now
Concepts = frozenset[str]
NOTHING: Concepts = frozenset()
Alarm = tuple[int, Concepts]  # where a word stands and what it names
Sign = Concepts


@dataclass(frozen=True, slots=True)
class Danger:
    """Something that may cost health, the topics it bears on and what betrays it."""

    name: str
    labels: tuple[str, ...]
    signs: tuple[Sign, ...]
    below_c: float | None  # indoors at most so warm is a danger without any word
    indoors_c: float | None  # the words count only where it is at most so warm indoors
    outdoors_c: float | None  # the same of the street

    @classmethod
    def from_toml(cls, name: str, told: Mapping[str, Any]) -> Self:
        """Read one danger of the data file."""
        signs = tuple(sign for line in told["signs"] for sign in spread(line))
        limits = ("indoors_below_c", "indoors_at_most_c", "outdoors_at_most_c")
        return cls(name, tuple(told["labels"]), signs, *map(told.get, limits))

    @property
    def is_told_by_words(self) -> bool:
        """Whether the words are enough."""
        return self.indoors_c is None and self.outdoors_c is None

    def is_there(self, named: bool, indoors_c: float | None, outdoors_c: float | None) -> bool:
        """Whether the words, the degrees or both tell the danger."""
        if is_at_most(indoors_c, self.below_c):
            return True
        cold = is_at_most(indoors_c, self.indoors_c) or is_at_most(outdoors_c, self.outdoors_c)
        return named and (cold or self.is_told_by_words)


@dataclass(frozen=True, slots=True)
class Calm:
    """What makes a danger beside it none, and what takes that back."""

    signs: tuple[Sign, ...]
    but: Concepts

    @classmethod
    def from_toml(cls, told: Mapping[str, Any]) -> Self:
        """Read one group of the data file."""
        return cls(tuple(map(frozenset, map(str.split, told["signs"]))), frozenset(told["but"]))

    def is_told(self, around: Concepts) -> bool:
        """Whether the concepts around a danger say that it is none."""
        return self.but.isdisjoint(around) and any(sign <= around for sign in self.signs)


@dataclass(frozen=True, slots=True)
class Dangers:
    """All that may be at stake, and what tells a danger of now from others."""

    every: tuple[Danger, ...]
    vocabulary: Vocabulary  # words that only dangers need
    happening: Concepts  # tells nothing after «не»
    calms: tuple[Calm, ...]
    signs: Concepts  # the concepts that signs are made of
    concepts: Concepts  # these and what is looked for beside them
    calming: Concepts  # calms nothing after «не»
    by_words: Concepts  # names of the dangers that words alone tell
    _told: dict[Concepts, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def from_toml(cls, raw: Mapping[str, Any]) -> Self:
        """Read the data file."""
        every = tuple(Danger.from_toml(name, told) for name, told in raw["danger"].items())
        calms = tuple(map(Calm.from_toml, raw["calm"].values()))
        signs = NOTHING.union(*(sign for danger in every for sign in danger.signs))
        return cls(
            every=every,
            vocabulary=Vocabulary.of(raw["word"]),
            happening=frozenset(raw["now"]["happening"]),
            calms=calms,
            signs=signs,
            concepts=signs.union(SHADES, *(calm.but.union(*calm.signs) for calm in calms)),
            calming=frozenset(raw["now"]["calming"]),
            by_words=frozenset(danger.name for danger in every if danger.is_told_by_words),
        )

    def told(self, word: str, concepts: Iterable[str]) -> Concepts:
        """Give what a word, with its concepts of the lexicon, tells of dangers."""
        found = (*concepts, *self.vocabulary.concepts(word))
        return self.concepts.intersection(found) if found else NOTHING

    def read(self, words: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
        """Name the dangers of now that words in a row, each with its concepts, tell."""
        told = (self.told(*word) for word in words)
        return self.named([(at, concepts) for at, concepts in enumerate(told) if concepts])

    def named(self, alarms: Sequence[Alarm]) -> tuple[str, ...]:
        """Name the same by the words that bear on dangers alone; positions rise."""
        bare = self._named(alarms)
        if not bare:
            return ()
        asserted = list(self._asserted(alarms))
        named = self._named(asserted, asserted)
        return named or ((CALMED,) if self.by_words.intersection(bare) else ())

    def endangered(
        self,
        names: Collection[str],
        indoors_c: float | None = None,
        outdoors_c: float | None = None,
    ) -> frozenset[str]:
        """Give the labels under which the dangers named by words, or told by degrees, count."""
        if not names and indoors_c is None:  # nothing is named of most comments
            return frozenset()
        return frozenset(
            label
            for danger in self.every
            if danger.is_there(danger.name in names, indoors_c, outdoors_c)
            for label in danger.labels
        )

    def _named(self, alarms: Sequence[Alarm], around: Sequence[Alarm] = ()) -> tuple[str, ...]:
        """Name the dangers whose signs are complete where nothing around calms."""
        signs = [(at, told) for at, concepts in alarms if (told := concepts & self.signs)]
        found = (
            names
            for at, near in neighbours(signs)
            if (names := self._complete(near)) and not self._is_calm(at, around)
        )
        return tuple(dict.fromkeys(chain.from_iterable(found)))

    def _asserted(self, alarms: Sequence[Alarm]) -> Iterator[Alarm]:
        """Give what words tell; what is denied or only supposed does not happen, or calm."""
        denied, nearly, supposed = -1 - SHADE, -1 - SHADE, -1 - SHADE
        for at, concepts in alarms:
            told = concepts
            if at - denied == 1 or at - supposed <= SHADE:
                told -= self.happening
            if at - denied == 1:
                told -= self.calming
            if told:
                yield at, told
            if NEARLY in concepts:
                nearly = at
            if SUPPOSED in concepts:
                supposed = at
            if DENIAL in concepts and at - nearly > SHADE:
                denied = at

    def _complete(self, near: Concepts) -> tuple[str, ...]:
        if near not in self._told:
            told = [danger.name for danger in self.every for sign in danger.signs if sign <= near]
            self._told[near] = tuple(dict.fromkeys(told))
        return self._told[near]

    def _is_calm(self, at: int, alarms: Sequence[Alarm]) -> bool:
        near = slice(
            bisect_left(alarms, at - NEAR, key=itemgetter(0)),
            bisect_right(alarms, at + NEAR, key=itemgetter(0)),
        )
        around = NOTHING.union(*(concepts for _, concepts in alarms[near]))
        return any(calm.is_told(around) for calm in self.calms)


@cache
def dangers() -> Dangers:
    """Load the dangers that ship with the program, once."""
    raw = tomllib.loads((files("data") / "lexicons" / "dangers.toml").read_text("utf-8"))
    return Dangers.from_toml(raw)


def is_at_most(degrees: float | None, limit: float | None) -> bool:
    """Whether degrees that are told are not above a limit that is set."""
    return degrees is not None and limit is not None and degrees <= limit


def spread(line: str) -> Iterator[Sign]:
    """Read «a|b c» as «a c» and «b c»."""
    return map(frozenset, product(*(part.split("|") for part in line.split())))


def neighbours(named: Sequence[Alarm]) -> Iterator[Alarm]:
    """Give each place with what is named there or closely after it; positions rise."""
    for i, (start, first) in enumerate(named):
        following: Iterable[Alarm] = named[i + 1 : i + 1 + NEAR]
        yield start, first.union(*(concepts for at, concepts in following if at <= start + NEAR))
