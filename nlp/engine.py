"""The fitted pipeline as arrays: values of the heads for many remarks at a time.

A remark is a sum of its words, so each distinct word is worked out once and kept as one
row; what is left for a comment is to look up, add and divide by the lengths of the blocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.context import Contexts
from nlp.growing import Growing
from nlp.manner import Manner
from nlp.plane import Floats, Ints, Plane, Sums, shared
from nlp.reading import OF_CONTEXT, Block, Reader
from nlp.remark import Remark
from nlp.tokens import tokens
from nlp.words import Parts, Words

Way = tuple[Manner, tuple[str, ...]]  # how a remark is written and the dangers it names


@dataclass(frozen=True, slots=True)
class Sight:
    """What the engine saw in some remarks."""

    cut: list[list[str]]
    words: Ints  # numbers of the words, one remark after another
    owners: Ints  # the remark of each word
    dangers: list[tuple[str, ...]]
    values: Floats  # a row of head values for each remark


class Engine:
    """Gives the value of each head for remarks."""

    def __init__(self, plane: Plane, reader: Reader, keep: int = 200_000) -> None:
        self.reader = reader
        self.keep = keep
        self.parts = Parts(plane, reader)
        self.intercept = plane.intercept.astype(np.float32)
        self.cues = Sums(plane, Block.CUE)
        self.ways = Growing(self.cues.width - 1, self._ways)
        self.around = [Sums(plane, block) for block in OF_CONTEXT]
        self.forget()

    def forget(self) -> None:
        """Drop what was kept of words and contexts met so far."""
        self.words = Words(self.parts)
        self.posts, self.parents = (Contexts(self.reader, sums) for sums in self.around)

    def values(self, remarks: Sequence[Remark]) -> Floats:
        """Give a row of head values for each remark."""
        return self.see(remarks).values

    def see(self, remarks: Sequence[Remark]) -> Sight:
        """Cut remarks into words and add up what those say."""
        if max(len(self.words), len(self.posts), len(self.parents)) > self.keep:
            self.forget()
        cut = [tokens(remark.text) for remark in remarks]
        words = self.words.find(cut)
        sizes = np.fromiter(map(len, cut), np.intp)
        owners = np.repeat(np.arange(len(cut)), sizes)
        dangers = self.words.dangers(words, owners, len(cut))
        values = self.words.total(words, owners, sizes) + self.intercept
        digits = self.words.with_digits(words, owners, len(cut))
        manners = Manner.of_each([remark.text for remark in remarks], cut, digits)
        values += self.ways.pick(zip(manners, dangers, strict=True))
        self.posts.add([remark.post for remark in remarks], values)
        self.parents.add([remark.parent for remark in remarks], values)
        return Sight(cut, words, owners, dangers, values)

    def spoke(self, sight: Sight, heads: Ints) -> Floats:
        """Say how much each word spoke for the head chosen for its remark, if one was."""
        chosen = heads[sight.owners]
        return self.words.spoke(sight.words[chosen >= 0], chosen[chosen >= 0])

    def concepts_of(self, words: Sequence[str]) -> frozenset[str]:
        """Give the concepts that words just seen name."""
        return self.words.concepts_of(words)

    def _ways(self, ways: list[Way]) -> Floats:
        named = [[*manner.cues(), *dangers] for manner, dangers in ways]
        return shared(self.cues.named(named))
