"""What words mean, learnt by others from much text: a rare word speaks as its neighbours do.

Only training needs this: what it teaches is folded into the weights of the words themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Words, the commonest first, each with its row of directions; «ё» is «е» in them."""

    words: Mapping[str, int]
    rows: Floats

    @classmethod
    def of(cls, words: Iterable[str], rows: Floats) -> Self:
        """Take words and their rows in the same order."""
        return cls({word: row for row, word in enumerate(words)}, rows)

    def directions(self, words: Iterable[str]) -> Floats:
        """Give the row of each word; an unknown one points nowhere."""
        padded = np.vstack([self.rows, np.zeros(self.rows.shape[1])])
        return np.asarray(padded[[self.words.get(word, -1) for word in words]])


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which features are learnt one by one, and where the words among them point."""

    learnt: NDArray[np.bool_]
    directions: Floats  # a row for each word; words are the first features

    def narrowed(self, matrix: csr_matrix) -> csr_matrix:
        """Put where a remark points in the place of the words that are not learnt."""
        pointed = matrix[:, : len(self.directions)] @ self.directions
        return hstack([matrix[:, self.learnt], csr_matrix(pointed)]).tocsr()

    def widened(self, coef: Floats) -> Floats:
        """Give the weight of each feature: its own and what its directions tell."""
        own = int(self.learnt.sum())
        wide = np.zeros((len(self.learnt), coef.shape[1]))
        wide[self.learnt] = coef[:own]
        wide[: len(self.directions)] += self.directions @ coef[own:]
        return wide
