"""Dangers named by many remarks at a time; few words bear on one, and only those are looked at."""

from collections.abc import Iterable, Sequence

import numpy as np

from nlp.lexicon import Lexicon
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
        """Name the dangers that the words of each owner tell together."""
        alarms = self.of_word[words]
        met = np.flatnonzero(alarms)
        sets = list(self.sets)
        seen: dict[int, frozenset[str]] = {}
        for owner, alarm in zip(owners[met].tolist(), alarms[met].tolist(), strict=True):
            seen[owner] = seen.get(owner, NOTHING) | sets[alarm]
        return [self._danger(seen[i]) if i in seen else () for i in range(size)]

    def _danger(self, concepts: frozenset[str]) -> tuple[str, ...]:
        if concepts not in self.told:
            self.told[concepts] = self.lexicon.danger(concepts)
        return self.told[concepts]
