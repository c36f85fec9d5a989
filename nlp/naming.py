"""The concepts that words name, found for many words at a time."""

from collections.abc import Sequence

import numpy as np

from nlp.letters import END, LetterTree
from nlp.plane import Ints
from nlp.vocabulary import Vocabulary

OTHER = "ъ"  # ends no entry: a stem with it behind is a word like any that the stem begins


class Naming:
    """Every set of concepts that a word can name, by number; the first names nothing."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        entries = set(vocabulary.entries())
        stems = sorted({entry.text for entry in entries if entry.is_stem})
        whole = sorted({entry.text for entry in entries if not entry.is_stem})
        self.tree = LetterTree([*stems, *(word + END for word in whole)])
        named = map(vocabulary.concepts, [*(stem + OTHER for stem in stems), *whole])
        numbers: dict[tuple[str, ...], int] = {(): 0}
        self.number = np.array([*(numbers.setdefault(own, len(numbers)) for own in named), 0])
        self.sets = list(numbers)

    def of(self, words: Sequence[str]) -> Ints:
        """Give the number of the set that each word names."""
        return self.number[self.tree.longest(words)]
