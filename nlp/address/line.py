"""The text as the grammar sees it: folded, cut into words, with the way back to the original."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

from nlp.glyphs import SILENT, fold, seen

WORD = re.compile(r"([а-яa-z]+|\d+)")
# What has no place of its own in the folded text; a lone «\xa0» is folded as it stands.
UNSEEN = re.compile(rf"{SILENT.pattern}|[^\S\n \xa0]|[^\S\n]{{2}}")
# «ЛугаПобеды14»: words that lost the space between them.
GLUED = re.compile(r"[А-ЯЁ](?<=[а-яё]{3}.)(?=[а-яё]{3})")
ODD = re.compile(
    rf"(?P<glued>{GLUED.pattern})|(?P<blank>[^\S\n](?:{SILENT.pattern}|[^\S\n])+|[^\S\n ])"
    rf"|.?{SILENT.pattern}+"
)
CAPITALS = re.compile(r"[А-ЯЁ]{2,}")
SENTENCE_END = re.compile(r"[.!?\n…]")
PADDING = [""] * 6  # so that a look beyond the end, or before the start, finds an empty word
LONGEST_CAPITALS = 3  # «УК», «ЖКС»; a longer word in capitals is a shout
LOUD = 0.6  # of the letters capital: the author shouts, capitals tell nothing


def composed(text: str) -> tuple[str, list[int]]:
    """The text without silent characters, й and ё made whole, and where each char came from.

    Words that are glued together are parted by a space, as all others in a line are.
    """
    pieces: list[str] = []
    places: list[int] = []
    past = 0
    for odd in ODD.finditer(text):
        start, stop = odd.span()
        plain = " " if odd["blank"] else f" {odd[0]}" if odd["glued"] else seen(odd[0])
        pieces += text[past:start], plain
        places += range(past, start)
        places += [start] * len(plain)
        past = stop
    places += range(past, len(text) + 1)
    return "".join(pieces) + text[past:], places


@dataclass(slots=True)
class Line:
    """Words of a text with their borders; all offsets are into ``text`` until ``span``."""

    original: str
    cased: str  # the original without silent characters, glued words parted
    text: str  # the same folded; as long as ``cased``
    places: list[int] | None  # offset in ``text`` → offset in ``original``; None when equal
    size: int  # how many words
    words: list[str]  # and a few empty ones past the end
    starts: list[int]
    stops: list[int]
    gaps: list[str]  # what stands before each word, and past the last
    shouts: bool | None = None  # most of the text is in capitals; None until asked

    @classmethod
    def read(cls, original: str) -> Self:
        """The text folded and cut into words."""
        uneven = UNSEEN.search(original) or GLUED.search(original)
        cased, places = composed(original) if uneven else (original, None)
        text = fold(cased)
        parts = WORD.split(text)  # gap, word, gap … word, gap
        borders = list(accumulate(map(len, parts)))
        words = parts[1::2]
        size = len(words)
        words += PADDING
        return cls(
            original, cased, text, places, size, words, borders[:-1:2], borders[1::2], parts[::2]
        )

    def gap(self, index: int) -> str:
        """What stands between the word before and the word there."""
        if not 0 < index < self.size:
            return "\n"
        return self.gaps[index]

    def capital(self, index: int) -> bool:
        """Whether the word has a capital letter that means something: not of a shout."""
        if not 0 <= index < self.size or not self.cased[self.starts[index]].isupper():
            return False
        word = self.cased[self.starts[index] : self.stops[index]]
        if len(word) > LONGEST_CAPITALS:
            return not word.isupper()
        if not word[1:].isupper():
            return True
        if self.shouts is None:
            capitals = sum(map(len, CAPITALS.findall(self.cased)))
            self.shouts = capitals > LOUD * max(len(self.text) - self.text.count(" "), 12)
        return not self.shouts

    def opens(self, index: int) -> bool:
        """Whether the word begins a sentence."""
        return index == 0 or bool(SENTENCE_END.search(self.gap(index)))

    def after(self, offset: int) -> int:
        """The index of the first word at or past the offset."""
        return bisect_left(self.starts, offset)

    def parted(self, offset: int) -> bool:
        """Whether spaces stand at the offset, not one: «Мира 5  раз в год», «Новая  Лесная»."""
        start, stop = self.span(offset, min(offset + 1, len(self.text)))
        return stop - start > 1 and self.original[start:stop].isspace()

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """The borders in the original text."""
        if self.places is None:
            return start, stop
        return self.places[start], self.places[stop]
