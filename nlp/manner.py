"""How a comment is written, whatever it says."""

import re
from collections.abc import Sequence
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
        return cls(
            BITS[min(len(found), 255) + 1],
            found[:1] == ADDRESSED,
            "?" in text,
            digits,
            BITS[min(len(CAPITALISED.findall(text)), 15)],
            text.isupper(),
            "\n" in text,
            LINK in found,
        )

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
