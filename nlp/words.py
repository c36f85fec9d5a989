"""What is worked out of each word, once: its rows, lemma, tag and concepts."""

from collections.abc import Sequence
from itertools import chain, compress

import numpy as np

from nlp.alarm import Alarms
from nlp.danger import dangers
from nlp.growing import Growing
from nlp.letters import LetterTree
from nlp.naming import Naming
from nlp.plane import Floats, Ints, Plane, Sums, added, shared
from nlp.reading import OF_WORDS, Block, Reader
from nlp.readings import Read, Readings
from nlp.sequences import Grammar, Pairs
from nlp.tokens import all_spelled

NONE: Ints = np.zeros(0, dtype=np.intp)


class Parts:
    """The learnt side of words and their sequences; it does not grow."""

    def __init__(self, plane: Plane, reader: Reader) -> None:
        self.forms, self.letters = Sums(plane, Block.WORD), Sums(plane, Block.LETTERS)
        self.width = self.forms.width
        self.tree = LetterTree(plane.names[Block.LETTERS])
        self.pairs = Pairs(Sums(plane, Block.PAIR))
        self.grammar = Grammar(Sums(plane, Block.GRAMMAR))
        self.readings = Readings(reader.morphology, self.forms, self.pairs, self.grammar)
        self.naming = Naming(reader.lexicon.vocabulary + dangers().vocabulary)
        self.alarms = Alarms(dangers(), self.naming.sets)
        self.concepts = Sums(plane, Block.CONCEPT).named(self.naming.sets)

    def rows(self, words: Sequence[str], read: Read, naming: Ints) -> Floats:
        """Give the row of each word: what its form and lemma, its letters, its concepts say."""
        forms = self.forms.rows[read.form] + self.forms.rows[read.lemma]
        letters = added(self.letters.rows, *self.tree.find(words), len(words))
        return np.hstack([forms, letters, self.concepts[naming]])


class Words:
    """Words met so far."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.known = Growing(len(OF_WORDS) * parts.width, self._learn)
        self.concepts: dict[str, tuple[str, ...]] = {}
        self.naming, self.lemma, self.tag, self.digit = NONE, NONE, NONE, NONE

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

    def dangers(self, words: Ints, owners: Ints, size: int) -> list[tuple[str, ...]]:
        """Name the dangers that the words of each owner tell."""
        return self.parts.alarms.dangers(self.naming[words], owners, size)

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
        parts, words = self.parts, all_spelled(tokens)
        read, naming = parts.readings.of(words), parts.naming.of(words)
        named = compress(zip(tokens, naming.tolist(), strict=True), naming)
        self.concepts.update((token, parts.naming.sets[number]) for token, number in named)
        self.naming = np.append(self.naming, naming)
        self.lemma, self.tag = np.append(self.lemma, read.paired), np.append(self.tag, read.tag)
        self.digit = np.append(self.digit, np.fromiter(map(str.isdigit, tokens), np.intp))
        return parts.rows(words, read, naming)
