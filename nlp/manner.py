"""How a comment is written, whatever it says."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

from nlp.tokens import AT, LINK

CAPITALISED = re.compile(r" [А-ЯЁ](?<=[а-яё,] .)(?=[а-яё])")  # inside a sentence
ADDRESSED = [AT]
BITS = tuple(map(int.bit_length, range(257)))


class Manner(NamedTuple):
    """How a text is written, in few enough ways to work out each of them once."""

    length: int  # in bits
    answers: bool
    asks: bool
    digits: bool
    capitals: int  # in bits
    shouts: bool
    lines: bool
    link: bool

    @classmethod
    def of(cls, text: str, found: Sequence[str], *, digits: bool) -> Self:
        """Look at a text and its words, of which some are numbers or none."""
        return next(cls.of_each([text], [found], [digits]))

    @classmethod
    def of_each(
        cls, texts: Sequence[str], cut: Sequence[Sequence[str]], digits: Sequence[bool]
    ) -> Iterator[Self]:
        """Do the same for many texts at a time."""
        looks = zip(
            [BITS[min(len(found), 255) + 1] for found in cut],
            [found[:1] == ADDRESSED for found in cut],
            ["?" in text for text in texts],
            digits,
            [BITS[min(len(CAPITALISED.findall(text)), 15)] for text in texts],
            map(str.isupper, texts),
            ["\n" in text for text in texts],
            [LINK in found for found in cut],
            strict=True,
        )
        return map(cls._make, looks)

    def cues(self) -> list[str]:
        """Name length, question, address to someone, shouting."""
        length = f"length {self.length}"
        answers = "answers someone" if self.answers else "speaks to all"
        asks = "asks" if self.asks else "does not ask"
        digits = "has digits" if self.digits else "has no digits"
        return [
            length,
            answers,
            asks,
            digits,
            f"{length}, {answers}, {asks}, {digits}",
            f"capitals {self.capitals}",
            "shouts" if self.shouts else "does not shout",
            "has lines" if self.lines else "has no lines",
            "has a link" if self.link else "has no link",
        ]
