"""The fitted pipeline as arrays: values of the heads for many remarks at a time.

A remark is a sum of its words, so each distinct word is worked out once and kept as one
row; what is left for a comment is to look up, add and divide by the lengths of the blocks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlp.reading import EDGE, OF_CONTEXT, OF_WORDS, Block, Reader, cues
from nlp.remark import Remark
from nlp.tokens import spelled, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
ABSENT = -1


@dataclass(frozen=True, slots=True)
class Plane:
    """What the artifact keeps: features by name, their rarity and weight in each head."""

    features: tuple[tuple[Block, str], ...]
    rarity: NDArray[np.float64]
    shares: "Mapping[Block, float]"
    coef: NDArray[np.float64]
    intercept: NDArray[np.float64]


class Sums:
    """Rows to be added up: a weighed part and the square of its length for each feature."""

    def __init__(self, plane: Plane, block: Block) -> None:
        own = [i for i, (kind, _) in enumerate(plane.features) if kind == block]
        self.index = {plane.features[i][1]: row for row, i in enumerate(own)}
        rarity = plane.rarity[own]
        weighed = plane.coef[own] * (rarity * plane.shares[block])[:, None]
        self.rows = np.hstack([weighed, rarity[:, None] ** 2]).astype(np.float32)

    def add(self, features: Ints, owners: Ints, size: int) -> Floats:
        """Add up the rows of features by owner; owners do not fall."""
        total = np.zeros((size, self.rows.shape[1]), dtype=np.float32)
        if features.size:
            starts = np.flatnonzero(np.r_[True, np.diff(owners) > 0])
            total[owners[starts]] = np.add.reduceat(self.rows[features], starts, axis=0)
        return total

    def named(self, names: Iterable[Sequence[str]], size: int) -> Floats:
        """Add up the rows of named features, a list for each owner; unknown ones are nothing."""
        get = self.index.get
        found = [[i for name in own if (i := get(name)) is not None] for own in names]
        owners = np.repeat(np.arange(size), [len(own) for own in found])
        return self.add(np.fromiter(chain.from_iterable(found), np.intp), owners, size)


def shared(total: Floats) -> Floats:
    """Divide sums by the length of their block."""
    length = np.sqrt(total[:, -1:])
    return np.asarray(total[:, :-1] / np.where(length > 0, length, 1))


class Words(dict[str, int]):
    """Rows of words met so far; a new word gets a number at once and its row before use."""

    def __missing__(self, token: str) -> int:
        """Number a new word."""
        self[token] = number = len(self)
        return number


class Engine:
    """Gives the value of each head for remarks."""

    def __init__(self, plane: Plane, reader: Reader, keep: int = 200_000) -> None:
        self.plane = plane
        self.reader = reader
        self.keep = keep
        self.sums = {block: Sums(plane, block) for block in Block}
        self.heads = plane.coef.shape[1]
        self.pairs = PairIndex(self.sums[Block.PAIR].index)
        self.grammar = GrammarIndex(self.sums[Block.GRAMMAR].index)
        self.contexts: dict[tuple[Block, str], Floats] = {}
        self.forget()

    def forget(self) -> None:
        """Drop the rows of words met so far."""
        self.words = Words()
        self.concepts: dict[str, list[str]] = {}
        self.rows = np.zeros((0, len(OF_WORDS) * (self.heads + 1)), dtype=np.float32)
        self.lemma = np.zeros(0, dtype=np.intp)
        self.tag = np.zeros(0, dtype=np.intp)
        self.contexts.clear()

    def values(self, remarks: Sequence[Remark]) -> Floats:
        """Give a row of head values for each remark."""
        found = [tokens(remark.text) for remark in remarks]
        return self.values_of(remarks, found)

    def values_of(self, remarks: Sequence[Remark], found: Sequence[list[str]]) -> Floats:
        """Give the values when the remarks are cut already."""
        if len(self.words) > self.keep:
            self.forget()
        number = self.words.__getitem__
        words = np.fromiter(map(number, chain.from_iterable(found)), np.intp)
        self._learn()
        concepts = self.concepts_of(found)
        sizes = np.array([len(own) for own in found])
        owners = np.repeat(np.arange(len(found)), sizes)
        total = self._words(words, owners, len(found))
        total += self._sequences(words, owners, len(found))
        danger = self.reader.lexicon.danger
        whole = (
            cues(remark.text, own) + (danger(named) if named else [])
            for remark, own, named in zip(remarks, found, concepts, strict=True)
        )
        total += shared(self.sums[Block.CUE].named(whole, len(found)))
        self._contexts(remarks, total)
        return np.asarray(total + self.plane.intercept.astype(np.float32))

    def concepts_of(self, found: Sequence[list[str]]) -> list[frozenset[str]]:
        """Give the concepts that each cut remark names."""
        named = self.concepts.get
        nothing: frozenset[str] = frozenset()
        return [nothing.union(*(c for t in own if (c := named(t)))) for own in found]

    def spoke(self, words: Sequence[str], head: int) -> Floats:
        """Say how much each word speaks for a head, by form, letters and concept."""
        rows = self.rows[[self.words[word] for word in words]]
        width = self.heads + 1
        parts = [rows[:, i * width : (i + 1) * width] for i in range(len(OF_WORDS))]
        return np.asarray(sum(part[:, head] for part in parts))

    def _words(self, words: Ints, owners: Ints, size: int) -> Floats:
        total = np.zeros((size, self.rows.shape[1]), dtype=np.float32)
        if words.size:
            starts = np.flatnonzero(np.r_[True, np.diff(owners) > 0])
            total[owners[starts]] = np.add.reduceat(self.rows[words], starts, axis=0)
        width = self.heads + 1
        blocks = [total[:, i * width : (i + 1) * width] for i in range(len(OF_WORDS))]
        return np.asarray(sum(shared(block) for block in blocks))

    def _sequences(self, words: Ints, owners: Ints, size: int) -> Floats:
        lemmas, tags = self.lemma[words], self.tag[words]
        pairs, of_pairs = self.pairs.find(lemmas, owners)
        runs, of_runs = self.grammar.find(tags, owners, size)
        return shared(self.sums[Block.PAIR].add(pairs, of_pairs, size)) + shared(
            self.sums[Block.GRAMMAR].add(runs, of_runs, size)
        )

    def _contexts(self, remarks: Sequence[Remark], total: Floats) -> None:
        for i, remark in enumerate(remarks):
            for block, text in zip(OF_CONTEXT, (remark.post, remark.parent), strict=True):
                if text:
                    total[i] += self._context(block, text)

    def _context(self, block: Block, text: str) -> Floats:
        known = self.contexts.get((block, text))
        if known is None:
            names = list(self.reader.context(text))
            known = shared(self.sums[block].named([names], 1))[0]
            if len(self.contexts) < self.keep // 50:
                self.contexts[block, text] = known
        return known

    def _learn(self) -> None:
        """Work out the rows of words numbered since the last time."""
        new = list(self.words)[len(self.lemma) :] if len(self.words) > len(self.lemma) else []
        if not new:
            return
        read = [self.reader.word(token) for token in new]
        parts = [
            self.sums[block].named((word[block] for word in read), len(new)) for block in OF_WORDS
        ]
        self.rows = np.vstack([self.rows, np.hstack(parts)])
        for token, word in zip(new, read, strict=True):
            if word[Block.CONCEPT]:
                self.concepts[token] = word[Block.CONCEPT]
        seen = [self.reader.morphology.read(spelled(token)) for token in new]
        lemmas = [self.pairs.number(lemma) for lemma, _ in seen]
        tags = [self.grammar.number(tag) for _, tag in seen]
        self.lemma = np.r_[self.lemma, np.array(lemmas, dtype=np.intp)]
        self.tag = np.r_[self.tag, np.array(tags, dtype=np.intp)]


class PairIndex:
    """Finds two lemmas in a row by number."""

    def __init__(self, names: "Mapping[str, int]") -> None:
        split = [(name.split(" "), row) for name, row in names.items()]
        words = sorted({word for parts, _ in split for word in parts})
        self.numbers = {word: i for i, word in enumerate(words)}
        self.base = len(words) + 1
        keyed = sorted(
            (self.key(*(self.numbers[word] for word in parts)), row) for parts, row in split
        )
        self.keys = np.array([key for key, _ in keyed], dtype=np.intp)
        self.values = np.array([row for _, row in keyed], dtype=np.intp)

    def key(self, left: int, right: int) -> int:
        """Join two numbers into one."""
        return left * self.base + right

    def number(self, lemma: str | None) -> int:
        """Number a lemma; what stands in no pair is absent."""
        return self.numbers.get(lemma, ABSENT) if lemma else ABSENT

    def find(self, lemmas: Ints, owners: Ints) -> tuple[Ints, Ints]:
        """Give the pairs in a run of lemmas, with their owners."""
        left, right = lemmas[:-1], lemmas[1:]
        near = np.flatnonzero((owners[:-1] == owners[1:]) & (left >= 0) & (right >= 0))
        keys = left[near] * self.base + right[near]
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        hit = self.keys[at] == keys if len(self.keys) else np.zeros(len(keys), dtype=bool)
        return self.values[at[hit]], owners[near[hit]]


class GrammarIndex:
    """Finds one, two and three tags in a row by number, edges of the text included."""

    def __init__(self, names: "Mapping[str, int]") -> None:
        split = [(name.split(" "), row) for name, row in names.items()]
        tags = sorted({tag for parts, _ in split for tag in parts} | {EDGE})
        self.numbers = {tag: i + 1 for i, tag in enumerate(tags)}
        self.base = len(tags) + 1
        self.table = np.full(self.base**3, ABSENT, dtype=np.int32)
        for parts, row in split:
            self.table[self._key(np.array([self.numbers[tag] for tag in parts]))] = row

    def _key(self, numbers: Ints) -> Ints:
        key = np.zeros(numbers.shape[1:], dtype=np.intp)
        for part in numbers:
            key = key * self.base + part
        return np.asarray(key)

    def number(self, tag: str) -> int:
        """Number a tag; zero is an unknown one, and nothing begins with it."""
        return self.numbers.get(tag, ABSENT)

    def find(self, tags: Ints, owners: Ints, size: int) -> tuple[Ints, Ints]:
        """Give the runs of tags, with their owners in order."""
        edge = np.full(size, self.numbers[EDGE], dtype=np.intp)
        all_tags = np.concatenate([edge, tags, edge])
        all_owners = np.concatenate([np.arange(size), owners, np.arange(size)])
        order = np.argsort(all_owners, kind="stable")
        run, own = all_tags[order], all_owners[order]
        found, of = [], []
        for length in (1, 2, 3):
            parts = np.stack([run[i : len(run) - length + 1 + i] for i in range(length)])
            last = own[length - 1 :]
            fits = (own[: len(last)] == last) & (parts >= 0).all(axis=0)
            rows = self.table[self._key(parts[:, fits])]
            found.append(rows[rows >= 0])
            of.append(last[fits][rows >= 0])
        rows, owned = np.concatenate(found), np.concatenate(of)
        order = np.argsort(owned, kind="stable")
        return rows[order].astype(np.intp), owned[order]
