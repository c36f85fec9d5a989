"""Form, lemma and tag of many words at a time, as numbers of what was learnt of them."""

from collections.abc import Iterable, Sequence
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
        told = (told.partition(" ") for told in morphology.readings)
        # The last column is of a word that has no reading yet.
        self.table = self._numbers([*((lemma, tag) for lemma, _, tag in told), (None, UNKNOWN)])

    def of(self, words: Sequence[str]) -> Read:
        """Read words; those that the morphology does not know are guessed."""
        numbers = numbered(self.morphology.forms, words)
        read, new = self.table[:, numbers], numbers == ABSENT
        read[:, new] = self._numbers(map(self.morphology.guess, compress(words, new)))
        return Read(numbered(self.forms, words), *read)

    def _numbers(self, read: Iterable[tuple[str | None, str]]) -> Ints:
        told = list(read)
        lemmas, tags = [lemma for lemma, _ in told], [tag for _, tag in told]
        return np.array(
            [numbered(self.lemmas, lemmas), self.pairs.of(lemmas), self.grammar.of(tags)]
        )
