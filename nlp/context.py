"""What the texts around a comment say: posts and the comments replied to."""

from collections.abc import Sequence

import numpy as np

from nlp.growing import Growing
from nlp.plane import Floats, Sums, added, shared
from nlp.reading import Reader
from nlp.tokens import tokens

TEXT = 50  # a kept text takes the room of so many words


class Contexts:
    """Texts of one kind met so far, each a row worked out of the rows of its words."""

    def __init__(self, reader: Reader, sums: Sums) -> None:
        self.reader = reader
        self.sums = sums
        self.words = Growing(sums.width, self._words)
        self.texts = Growing(sums.width - 1, self._texts)

    def __len__(self) -> int:
        return len(self.words) + TEXT * len(self.texts)

    def add(self, texts: Sequence[str | None], values: Floats) -> None:
        """Add what the texts say to the values of their comments."""
        beside = [i for i, text in enumerate(texts) if text]
        if beside:
            values[beside] += self.texts.pick(text for text in texts if text)

    def _texts(self, texts: list[str]) -> Floats:
        cut = [tokens(text) for text in texts]
        owners = np.repeat(np.arange(len(cut)), [len(own) for own in cut])
        words = self.words.find(token for own in cut for token in own)
        return shared(added(self.words.rows, words, owners, len(cut)))

    def _words(self, words: list[str]) -> Floats:
        return self.sums.named([list(self.reader.context_word(word)) for word in words])
