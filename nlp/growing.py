"""Rows worked out once for each key met and kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import count, islice
from typing import TypeVar

import numpy as np

from nlp.plane import Floats, Ints

Key = TypeVar("Key")


class Growing(defaultdict[Key, int]):
    """Numbers of the keys met so far; a new key gets its number at once, its row before use."""

    def __init__(self, width: int, work: Callable[[list[Key]], Floats]) -> None:
        super().__init__(count().__next__)
        self.work = work
        self.rows: Floats = np.zeros((0, width), dtype=np.float32)

    def find(self, keys: Iterable[Key]) -> Ints:
        """Give the numbers of keys, the rows of new ones worked out."""
        known = len(self)
        numbers = np.fromiter(map(self.__getitem__, keys), np.intp)
        if len(self) > known:
            self._keep(self.work(list(islice(reversed(self), len(self) - known))[::-1]), known)
        return numbers

    def pick(self, keys: Iterable[Key]) -> Floats:
        """Give the rows of keys."""
        numbers = self.find(keys)
        return self.rows[numbers]

    def _keep(self, rows: Floats, known: int) -> None:
        if len(self) > len(self.rows):
            room = np.zeros((2 * len(self), rows.shape[1]), dtype=np.float32)
            room[:known] = self.rows[:known]
            self.rows = room
        self.rows[known : len(self)] = rows
