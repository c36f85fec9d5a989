"""Dangers named by many remarks at a time; few words bear on one, and only those are looked at."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np

from nlp.lexicon import Lexicon, neighbours
from nlp.plane import Ints, extended

NOTHING: frozenset[str] = frozenset()


class Alarms:
    """What each word met so far says of dangers, by the number of the word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.sets = {NOTHING: 0}  # sets of concepts that signs of dangers ask for
        self.of_word: Ints = np.zeros(0, dtype=np.intp)
        self.told: dict[frozenset[str], tuple[str, ...]] = {}

    def learn(self, named: Iterable[Sequence[str]]) -> None:
        """Take the concepts of the next words."""
        alarms = (self.lexicon.alarms.intersection(own) if own else NOTHING for own in named)
        self.of_word = extended(
            self.of_word, [self.sets.setdefault(found, len(self.sets)) for found in alarms]
        )

    def dangers(self, words: Ints, owners: Ints, size: int) -> list[tuple[str, ...]]:
        """Name the dangers that words of each owner tell close to each other."""
        alarms = self.of_word[words]
        met = np.flatnonzero(alarms)
        sets = list(self.sets)
        told: list[tuple[str, ...]] = [()] * size
        found = zip(owners[met].tolist(), met.tolist(), alarms[met].tolist(), strict=True)
        for owner, group in groupby(found, key=itemgetter(0)):
            named = [(at, sets[alarm]) for _, at, alarm in group]
            told[owner] = tuple(
                dict.fromkeys(name for near in neighbours(named) for name in self._danger(near))
            )
        return told

    def _danger(self, concepts: frozenset[str]) -> tuple[str, ...]:
        if concepts not in self.told:
            self.told[concepts] = self.lexicon.danger(concepts)
        return self.told[concepts]
