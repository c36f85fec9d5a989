"""What is worked out of each word, once: its rows, lemma, tag and concepts."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from nlp.growing import Growing
from nlp.letters import LetterTree
from nlp.plane import Floats, Ints, Plane, Sums, added, shared
from nlp.reading import OF_WORDS, Block, Reader
from nlp.sequences import Grammar, Pairs
from nlp.tokens import spelled


class Parts:
    """The learnt side of words and their sequences; it does not grow."""

    def __init__(self, plane: Plane, reader: Reader) -> None:
        self.reader = reader
        self.forms, self.concepts = Sums(plane, Block.WORD), Sums(plane, Block.CONCEPT)
        self.letters = Sums(plane, Block.LETTERS)
        self.tree = LetterTree(plane.names[Block.LETTERS])
        self.pairs = Pairs(Sums(plane, Block.PAIR))
        self.grammar = Grammar(Sums(plane, Block.GRAMMAR))
        self.width = self.forms.rows.shape[1]

    def of_letters(self, words: Sequence[str]) -> Floats:
        """Add up the rows of the runs of letters inside each word."""
        total = np.zeros((len(words), self.width), dtype=np.float32)
        for found, owners in self.tree.find(words):
            total += added(self.letters.rows, found, owners, len(words))
        return total


class Words:
    """Words met so far."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.concepts: dict[str, tuple[str, ...]] = {}
        self.lemma = np.zeros(0, dtype=np.intp)
        self.tag = np.zeros(0, dtype=np.intp)
        self.known = Growing(self._rows)

    def __len__(self) -> int:
        return len(self.known)

    def find(self, cut: Sequence[Sequence[str]]) -> Ints:
        """Give the numbers of the words of cut remarks, one remark after another."""
        return self.known.find(chain.from_iterable(cut))

    def concepts_of(self, cut: Sequence[Sequence[str]]) -> list[frozenset[str]]:
        """Give the concepts that each cut remark names."""
        named = self.concepts.get
        nothing: frozenset[str] = frozenset()
        return [nothing.union(*(c for token in own if (c := named(token)))) for own in cut]

    def total(self, words: Ints, owners: Ints, sizes: Ints) -> Floats:
        """Add up what the words of each owner say, singly and in a row."""
        size, width = len(sizes), self.parts.width
        total = added(self.known.rows, words, owners, size)
        blocks = [total[:, i * width : (i + 1) * width] for i in range(len(OF_WORDS))]
        pairs = self.parts.pairs.total(self.lemma[words], owners, size)
        grammar = self.parts.grammar.total(self.tag[words], owners, sizes)
        return np.asarray(sum(shared(block) for block in (*blocks, pairs, grammar)))

    def spoke(self, words: Ints, heads: Ints) -> Floats:
        """Say how much each word speaks for a head, by form, letters and concept."""
        width = self.parts.width
        return np.asarray(
            sum(self.known.rows[words, heads + i * width] for i in range(len(OF_WORDS)))
        )

    def _rows(self, tokens: list[str]) -> Floats:
        """Work out new words."""
        parts, reader = self.parts, self.parts.reader
        words = [spelled(token) for token in tokens]
        read = [reader.morphology.read(word) for word in words]
        named = [reader.lexicon.concepts(word) for word in words]
        self.concepts.update((t, c) for t, c in zip(tokens, named, strict=True) if c)
        self.lemma = extended(self.lemma, [parts.pairs.number(lemma) for lemma, _ in read])
        self.tag = extended(self.tag, [parts.grammar.number(tag) for _, tag in read])
        forms = (reader.forms(w, lemma) for w, (lemma, _) in zip(words, read, strict=True))
        return np.hstack(
            [
                parts.forms.named(forms, len(words)),
                parts.of_letters(words),
                parts.concepts.named(named, len(words)),
            ]
        )


def extended(numbers: Ints, more: list[int]) -> Ints:
    """Put numbers behind others."""
    return np.concatenate([numbers, np.array(more, dtype=np.intp)])
