"""Dangers named by many remarks at a time; few words bear on one, and only those are looked at."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np

from nlp.lexicon import Lexicon, neighbours
from nlp.plane import Ints

NOTHING: frozenset[str] = frozenset()


class Alarms:
    """What each set of concepts says of dangers."""

    def __init__(self, lexicon: Lexicon, sets: Iterable[Sequence[str]]) -> None:
        self.lexicon = lexicon
        numbers = {NOTHING: 0}  # sets of concepts that signs of dangers ask for
        alarms = (lexicon.alarms.intersection(named) for named in sets)
        self.number = np.array([numbers.setdefault(found, len(numbers)) for found in alarms])
        self.sets = list(numbers)
        self.told: dict[frozenset[str], tuple[str, ...]] = {}

    def dangers(self, naming: Ints, owners: Ints, size: int) -> list[tuple[str, ...]]:
        """Name the dangers that words of each owner tell close to each other."""
        alarms = self.number[naming]
        met = np.flatnonzero(alarms)
        told: list[tuple[str, ...]] = [()] * size
        found = zip(owners[met].tolist(), met.tolist(), alarms[met].tolist(), strict=True)
        for owner, group in groupby(found, key=itemgetter(0)):
            named = [(at, self.sets[alarm]) for _, at, alarm in group]
            told[owner] = tuple(
                dict.fromkeys(name for near in neighbours(named) for name in self._danger(near))
            )
        return told

    def _danger(self, concepts: frozenset[str]) -> tuple[str, ...]:
        if concepts not in self.told:
            self.told[concepts] = self.lexicon.danger(concepts)
        return self.told[concepts]
