"""What a classifier has learnt, as arrays, and the rows that serving adds up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nlp.reading import Block

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
ABSENT = -1
NEAR = 100_000  # numbers


@dataclass(frozen=True, slots=True)
class Plane:
    """What the artifact keeps: features by name, their rarity and weight in each head."""

    names: Mapping[Block, Sequence[str]]  # of the features; their rows lie block after block
    rarity: NDArray[np.floating[Any]]
    shares: Mapping[Block, float]
    coef: NDArray[np.floating[Any]]
    intercept: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        features: Iterable[tuple[Block, str]],
        rarity: NDArray[np.float64],
        shares: Mapping[Block, float],
        coef: NDArray[np.float64],
        intercept: NDArray[np.float64],
    ) -> Self:
        """Take features as pairs, in the order of their rows."""
        names: dict[Block, list[str]] = {block: [] for block in Block}
        for block, name in features:
            names[block].append(name)
        return cls(names, rarity, shares, coef, intercept)

    @property
    def features(self) -> tuple[tuple[Block, str], ...]:
        """The features as pairs, in the order of their rows."""
        return tuple((block, name) for block in Block for name in self.names[block])

    def rows(self, block: Block) -> slice:
        """Where the rows of a block lie."""
        blocks = list(Block)
        start = sum(len(self.names[other]) for other in blocks[: blocks.index(block)])
        return slice(start, start + len(self.names[block]))


class Sums:
    """Rows to be added up: a weighed part and the square of its length for each feature."""

    def __init__(self, plane: Plane, block: Block) -> None:
        own = plane.rows(block)
        rarity = plane.rarity[own].astype(np.float64)
        coef = plane.coef[own]
        self.names = plane.names[block]
        self.rows = np.zeros((len(coef) + 1, coef.shape[1] + 1), dtype=np.float32)
        factor = rarity * plane.shares[block]
        # The last row is nothing, for what is absent.
        np.multiply(coef, factor[:, None], out=self.rows[:ABSENT, :-1], casting="same_kind")
        self.rows[:ABSENT, -1] = rarity**2
        self.width = self.rows.shape[1]

    @cached_property
    def index(self) -> dict[str, int]:
        """The number of the row of each name."""
        return {name: row for row, name in enumerate(self.names)}

    def named(self, names: Sequence[Sequence[str]]) -> Floats:
        """Add up the rows of named features, a list for each owner; unknown ones are nothing."""
        rows = numbered(self.index, chain.from_iterable(names))
        owners = np.repeat(np.arange(len(names)), list(map(len, names)))
        known = rows != ABSENT
        return added(self.rows, rows[known], owners[known], len(names))


def added(rows: Floats, found: Ints, owners: Ints, size: int) -> Floats:
    """Add up the rows found by owner; owners do not fall."""
    total = np.zeros((size, rows.shape[1]), dtype=np.float32)
    starts = np.flatnonzero(np.diff(owners, prepend=ABSENT))
    # So few owners at a time that their rows stay near the processor.
    few = max(1, NEAR * len(starts) // max(1, found.size * rows.shape[1]))
    for at in range(0, len(starts), few):
        own = starts[at : at + few]
        last = starts[at + few] if at + few < len(starts) else len(found)
        near = rows.take(found[own[0] : last], axis=0)
        total[owners[own]] = np.add.reduceat(near, own - own[0], axis=0)
    return total


def shared(total: Floats) -> Floats:
    """Divide sums by the length of their block."""
    length = np.sqrt(total[:, -1:])
    return np.asarray(total[:, :-1] / np.where(length > 0, length, 1))


def numbered(numbers: Mapping[Any, int], keys: Iterable[Any]) -> Ints:
    """Give the number of each key; unknown ones are absent."""
    return np.fromiter(map(numbers.get, keys, repeat(ABSENT)), np.intp)
