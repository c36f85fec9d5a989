"""What is worked out of each word, once: its rows, lemma, tag and concepts."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from nlp.alarm import Alarms
from nlp.growing import Growing
from nlp.letters import LetterTree
from nlp.plane import Floats, Ints, Plane, Sums, added, extended, shared
from nlp.reading import OF_WORDS, Block, Reader
from nlp.sequences import Grammar, Pairs
from nlp.tokens import all_spelled


class Parts:
    """The learnt side of words and their sequences; it does not grow."""

    def __init__(self, plane: Plane, reader: Reader) -> None:
        self.reader = reader
        self.forms, self.concepts = Sums(plane, Block.WORD), Sums(plane, Block.CONCEPT)
        self.letters = Sums(plane, Block.LETTERS)
        self.tree = LetterTree(plane.names[Block.LETTERS])
        self.pairs = Pairs(Sums(plane, Block.PAIR))
        self.grammar = Grammar(Sums(plane, Block.GRAMMAR))
        self.width = self.forms.width

    def rows(
        self, words: Sequence[str], lemmas: Sequence[str], named: Sequence[Sequence[str]]
    ) -> Floats:
        """Give the row of each word: what its form and lemma, its letters, its concepts say."""
        forms = self.forms.one(f"={word}" for word in words) + self.forms.one(lemmas)
        letters = added(self.letters.rows, *self.tree.find(words), len(words))
        return np.hstack([forms, letters, self.concepts.named(named, len(words))])


class Words:
    """Words met so far."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.known = Growing(len(OF_WORDS) * parts.width, self._learn)
        self.concepts: dict[str, tuple[str, ...]] = {}
        self.alarms = Alarms(parts.reader.lexicon)
        self.lemma: Ints = np.zeros(0, dtype=np.intp)
        self.tag: Ints = np.zeros(0, dtype=np.intp)
        self.digit: Ints = np.zeros(0, dtype=np.intp)

    def __len__(self) -> int:
        return len(self.known)

    def find(self, cut: Sequence[Sequence[str]]) -> Ints:
        """Give the numbers of the words of cut remarks, one remark after another."""
        return self.known.find(chain.from_iterable(cut))

    def with_digits(self, words: Ints, owners: Ints, size: int) -> list[bool]:
        """Say which owners have a number among their words."""
        found = np.zeros(size, dtype=bool)
        found[owners[self.digit[words] > 0]] = True
        return found.tolist()

    def concepts_of(self, words: Sequence[str]) -> frozenset[str]:
        """Give the concepts that words name."""
        known = self.concepts
        return frozenset().union(*[known[word] for word in words if word in known])

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

    def _learn(self, tokens: list[str]) -> Floats:
        """Work out new words."""
        reader = self.parts.reader
        words = all_spelled(tokens)
        read = [reader.morphology.read(word) for word in words]
        lemmas = [lemma or "" for lemma, _ in read]
        named = [reader.lexicon.concepts(word) for word in words]
        self.concepts.update((t, c) for t, c in zip(tokens, named, strict=True) if c)
        self.alarms.learn(named)
        self.lemma = extended(self.lemma, self.parts.pairs.of(lemmas))
        self.tag = extended(self.tag, self.parts.grammar.of(tag for _, tag in read))
        self.digit = extended(self.digit, map(str.isdigit, tokens))
        return self.parts.rows(words, lemmas, named)
