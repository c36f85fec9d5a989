"""Runs of letters in words, looked up for many words at a time.

The known runs form a tree; all places of all words walk it together, a letter a step.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.plane import ABSENT, Ints
from nlp.reading import LETTERS, edged
from nlp.tokens import points

Codes = NDArray[np.int32]
LOST, ROOT = 0, 1  # whoever steps off the tree stays lost
END = "\0"  # stands between words and is no letter


class LetterTree:
    """The known runs of letters as a tree of numbered knots."""

    def __init__(self, runs: Sequence[str]) -> None:
        self.deep = max(map(len, runs), default=0)
        letters = np.flatnonzero(np.bincount(points("".join(runs))))
        self.alphabet = np.zeros(letters.max(initial=0) + 2, dtype=np.int32)
        self.alphabet[letters] = np.arange(1, len(letters) + 1)
        self.width = len(letters) + 1
        order = np.array(sorted(range(len(runs)), key=runs.__getitem__), dtype=np.intp)
        self.row, self.step = self._grown(self._table(runs)[order], order)

    def _coded(self, text: str) -> Codes:
        """Number the letters of a text; what no run has is 0."""
        return np.asarray(self.alphabet[np.minimum(points(text), len(self.alphabet) - 1)])

    def _table(self, runs: Sequence[str]) -> Codes:
        """Number the letters of runs, a row for each, 0 behind the short ones."""
        sizes = np.fromiter(map(len, runs), np.intp)
        places = (np.cumsum(sizes) - sizes)[:, None] + np.arange(self.deep)
        coded = self._coded("".join(runs) + END * self.deep)
        return np.where(np.arange(self.deep) < sizes[:, None], coded[places], 0)

    def _grown(self, table: Codes, rows: Ints) -> tuple[Codes, Codes]:
        """Give the row of each knot, if its run is known, and where each letter leads from it."""
        at, size, steps = np.full(len(table), ROOT), ROOT + 1, [np.zeros(0, dtype=np.intp)]
        for letter in table.T:  # the runs are in order, so those of one knot lie together
            goes = np.flatnonzero(letter)
            taken = at[goes] * self.width + letter[goes]
            new = np.diff(taken, prepend=LOST) != 0
            at[goes] = size + np.cumsum(new) - 1
            steps.append(taken[new])
            size += int(new.sum())
        row = np.full(size, ABSENT, dtype=np.int32)
        row[at] = rows
        step = np.zeros(size * self.width, dtype=np.int32)
        step[np.concatenate(steps)] = np.arange(ROOT + 1, size)
        return row, step

    def find(self, words: Sequence[str]) -> tuple[Ints, Ints]:
        """Give the rows of the runs in words, word after word, and the word of each."""
        text = END.join([edged(word) if word.isalpha() else "" for word in words]) + END * self.deep
        coded = self._coded(text)
        places = len(coded) - self.deep
        found = np.full((places, len(LETTERS)), ABSENT, dtype=np.int32)
        knot = np.full(places, ROOT)
        for length in range(1, self.deep + 1):
            knot = self.step[knot * self.width + coded[length - 1 : length - 1 + places]]
            if length in LETTERS:
                found[:, LETTERS.index(length)] = self.row[knot]
        met = np.flatnonzero(found >= 0)
        word = np.cumsum(points(text) == 0)
        return found.ravel()[met].astype(np.intp), word[met // len(LETTERS)]

    def longest(self, words: Sequence[str]) -> Ints:
        """Give the row of the longest run that each word begins with, its end a letter too."""
        coded = self._coded(END.join(words) + END * self.deep)
        ends = np.cumsum(np.fromiter(map(len, words), np.intp) + 1)
        at = np.append(0, ends)[: len(words)]
        knot, found = np.full(len(words), ROOT), np.full(len(words), ABSENT)
        for letter in range(self.deep):
            knot = self.step[knot * self.width + coded[at + letter]]
            found = np.where(self.row[knot] >= 0, self.row[knot], found)
        return found
