"""Two lemmas in a row, and one to three tags in a row, found by number."""

from collections.abc import Iterable, Sequence

import numpy as np

from nlp.plane import ABSENT, Floats, Ints, Sums, added, numbered
from nlp.reading import EDGE


class Pairs:
    """Two lemmas in a row."""

    def __init__(self, sums: Sums) -> None:
        self.rows = sums.rows
        names = sums.names
        words = sorted(set(" ".join(names).split(" ")))
        self.numbers = {word: i for i, word in enumerate(words)}
        self.base = len(words) + 1
        parts = (name.split(" ") for name in names)
        keys = [self.numbers[left] * self.base + self.numbers[right] for left, right in parts]
        self.values = np.argsort(keys)
        self.keys = np.array(keys, dtype=np.intp)[self.values]

    def of(self, lemmas: Iterable[str | None]) -> Ints:
        """Number lemmas; what stands in no pair is absent."""
        return numbered(self.numbers, lemmas)

    def total(self, lemmas: Ints, owners: Ints, size: int) -> Floats:
        """Add up the pairs in a run of lemmas by owner."""
        left, right = lemmas[:-1], lemmas[1:]
        near = np.flatnonzero((owners[:-1] == owners[1:]) & (left >= 0) & (right >= 0))
        keys = left[near] * self.base + right[near]
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        hit = self.keys[at] == keys if len(self.keys) else np.zeros(len(keys), dtype=bool)
        return added(self.rows, self.values[at[hit]], owners[near[hit]], size)


class Grammar:
    """One, two and three tags in a row, edges of the text included.

    The three runs that end at a tag are one row, worked out when they are first met.
    """

    def __init__(self, sums: Sums) -> None:
        tags = sorted({EDGE, *" ".join(sums.names).split(" ")})
        self.numbers = {tag: i + 1 for i, tag in enumerate(tags)}  # 0 is before the beginning
        self.unknown = len(tags) + 1
        self.base = len(tags) + 2
        self.single = sums.rows
        self.table = np.full(self.base**3, ABSENT, dtype=np.int32)
        runs = ([self.numbers[tag] for tag in name.split(" ")] for name in sums.names)
        self.table[[self._key(run) for run in runs]] = np.arange(len(sums.names))
        self.place = np.full(self.base**3, ABSENT, dtype=np.int32)
        self.rows = np.zeros((0, sums.rows.shape[1]), dtype=np.float32)

    def _key(self, run: Sequence[int]) -> int:
        key = 0
        for tag in run:
            key = key * self.base + tag
        return key

    def of(self, tags: Iterable[str]) -> Ints:
        """Number tags."""
        numbers = numbered(self.numbers, tags)
        return np.where(numbers == ABSENT, self.unknown, numbers)

    def total(self, tags: Ints, owners: Ints, sizes: Ints) -> Floats:
        """Add up the runs of tags by owner."""
        edge = self.numbers[EDGE]
        ends = np.cumsum(sizes + 2)
        run = np.full(ends[-1] if len(ends) else 0, edge, dtype=np.intp)
        run[np.arange(len(tags)) + 2 * owners + 1] = tags
        starts = ends - sizes - 2
        before = np.r_[0, run[:-1]]
        before[starts] = 0
        earlier = np.r_[0, before[:-1]]
        earlier[starts] = 0
        keys = (earlier * self.base + before) * self.base + run
        of = np.repeat(np.arange(len(sizes)), sizes + 2)
        placed = self._placed(keys)
        return added(self.rows, placed, of, len(sizes))

    def _placed(self, keys: Ints) -> Ints:
        """Give the joint row of each run of three, new ones worked out."""
        new = sorted(set(keys[self.place[keys] < 0].tolist()))
        if new:
            self.place[new] = np.arange(len(self.rows), len(self.rows) + len(new))
            self.rows = np.vstack([self.rows, self._joint(np.array(new))])
        return self.place[keys].astype(np.intp)

    def _joint(self, keys: Ints) -> Floats:
        """Add up the rows of the last tag, the last two and all three."""
        total = np.zeros((len(keys), self.rows.shape[1]), dtype=np.float32)
        for length in (1, 2, 3):
            full = keys % self.base**length
            row = self.table[full]
            whole = (full >= self.base ** (length - 1)) & (row >= 0)
            total[whole] += self.single[row[whole]]
        return total
