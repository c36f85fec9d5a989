"""Dangers named by many remarks at a time; few words bear on one, and only those are looked at."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np

from nlp.danger import NOTHING, Dangers
from nlp.plane import Ints


class Alarms:
    """What each set of concepts tells of dangers."""

    def __init__(self, known: Dangers, sets: Iterable[Sequence[str]]) -> None:
        self.known = known
        numbers = {NOTHING: 0}  # sets of concepts that bear on dangers
        told = (known.concepts.intersection(named) for named in sets)
        self.number = np.array([numbers.setdefault(found, len(numbers)) for found in told])
        self.sets = list(numbers)
        self.alarming = np.array([not known.signs.isdisjoint(own) for own in self.sets])

    def dangers(self, naming: Ints, owners: Ints, size: int) -> list[tuple[str, ...]]:
        """Name the dangers that words of each owner tell close to each other."""
        told = self.number[naming]
        # Most remarks have no word of a sign: what stands beside signs is not looked at there.
        alarmed = np.zeros(size, dtype=bool)
        alarmed[owners[self.alarming[told]]] = True
        met = np.flatnonzero((told > 0) & alarmed[owners])
        named: list[tuple[str, ...]] = [()] * size
        found = zip(owners[met].tolist(), met.tolist(), told[met].tolist(), strict=True)
        for owner, group in groupby(found, key=itemgetter(0)):
            named[owner] = self.known.named([(at, self.sets[own]) for _, at, own in group])
        return named
