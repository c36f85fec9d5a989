"""Form, lemma and tag of many words at a time, as numbers of what was learnt of them."""

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np

from nlp.morphology import UNKNOWN, Morphology
from nlp.plane import ABSENT, Ints, Sums, numbered
from nlp.sequences import Grammar, Pairs


class Read(NamedTuple):
    """Numbers of words: rows of their forms and lemmas, lemmas in pairs, tags in grammar."""

    form: Ints
    lemma: Ints
    paired: Ints
    tag: Ints


class Readings:
    """Every reading of the morphology, numbered once."""

    def __init__(self, morphology: Morphology, words: Sums, pairs: Pairs, grammar: Grammar) -> None:
        self.morphology = morphology
        self.lemmas, self.pairs, self.grammar = words.index, pairs, grammar
        self.forms = {name[1:]: row for name, row in words.index.items() if name[0] == "="}
        # One cut of them all is quicker than one of each; the last is of unknown words.
        told = " ".join([*morphology.readings, f" {UNKNOWN}"]).split(" ")
        self.table = self._numbers(told[::2], told[1::2])

    def of(self, words: Sequence[str]) -> Read:
        """Read words; those that the morphology does not know are guessed."""
        numbers = numbered(self.morphology.forms, words)
        read, new = self.table[:, numbers], numbers == ABSENT
        guesses = [self.morphology.guess(word) for word in compress(words, new)]
        read[:, new] = self._numbers([lemma for lemma, _ in guesses], [tag for _, tag in guesses])
        return Read(numbered(self.forms, words), *read)

    def _numbers(self, lemmas: Sequence[str | None], tags: Sequence[str]) -> Ints:
        rows = numbered(self.lemmas, lemmas)
        return np.array([rows, self.pairs.of(lemmas), self.grammar.of(tags)])
