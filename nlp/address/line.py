"""The text as the grammar sees it: folded, cut into words, with the way back to the original."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Self

WORD = re.compile(r"[а-яa-z]+|\d+")
# Zero-width and combining characters: they have no place of their own in the folded text.
SILENT = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
LATIN = re.compile(r"[a-z]")
MIXED = re.compile(r"[а-яa-z]*(?:[а-я][a-z]|[a-z][а-я])[а-яa-z]*|(?<=\d)[kabc](?=\d|\b)")
LOOKALIKES = str.maketrans("aceopxykmtbh", "асеорхукмтвн")
REPLACED = {"ё": "е", "–": "-", "—": "-", "−": "-", "‑": "-", "\xa0": " ", "«": '"', "»": '"'}
SENTENCE_END = ".!?\n…"
LOUD = 0.6  # of the letters capital: the author shouts, capitals tell nothing


def fold(text: str) -> str:
    """Lower case, ё as е, one kind of dash, space and quotation mark; the length is kept."""
    folded = text.lower()
    if len(folded) != len(text):  # «İ» grows when lowered
        folded = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    for char, plain in REPLACED.items():
        if char in folded:
            folded = folded.replace(char, plain)
    if LATIN.search(folded):
        folded = MIXED.sub(lambda word: word[0].translate(LOOKALIKES), folded)
    return folded


def composed(text: str) -> tuple[str, list[int]]:
    """The text without silent characters, й and ё made whole, and where each char came from."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if not SILENT.match(char):
            chars.append(char)
            places.append(place)
        elif chars and len(whole := unicodedata.normalize("NFC", chars[-1] + char)) == 1:
            chars[-1] = whole
    return "".join(chars), [*places, len(text)]


@dataclass(slots=True)
class Line:
    """Words of a text with their borders; all offsets are into ``text`` until ``span``."""

    original: str
    cased: str  # the original without silent characters
    text: str  # the same folded; as long as ``cased``
    places: list[int] | None  # offset in ``text`` → offset in ``original``; None when equal
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    shouts: bool = False

    @classmethod
    def read(cls, original: str) -> Self:
        """The text folded, not yet cut into words."""
        cased, places = composed(original) if SILENT.search(original) else (original, None)
        return cls(original, cased, fold(cased), places)

    def cut(self) -> None:
        """Find the words."""
        for found in WORD.finditer(self.text):
            self.words.append(found[0])
            start, stop = found.span()
            self.starts.append(start)
            self.stops.append(stop)
        letters = len(self.cased) - self.cased.count(" ")
        self.shouts = sum(map(str.isupper, self.cased)) > LOUD * max(letters, 12)

    def __len__(self) -> int:
        return len(self.words)

    def word(self, index: int) -> str:
        """The word there, empty beyond the ends."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def gap(self, index: int) -> str:
        """What stands between the word before and the word there."""
        if not 0 < index < len(self.words):
            return "\n"
        return self.text[self.stops[index - 1] : self.starts[index]]

    def capital(self, index: int) -> bool:
        """Whether the word has a capital letter that means something: not of a shout."""
        if self.shouts or not 0 <= index < len(self.words):
            return False
        word = self.cased[self.starts[index] : self.stops[index]]
        return word[0].isupper() and not (len(word) > 3 and word.isupper())

    def opens(self, index: int) -> bool:
        """Whether the word begins a sentence."""
        return index == 0 or any(char in SENTENCE_END for char in self.gap(index))

    def after(self, offset: int) -> int:
        """The index of the first word at or past the offset."""
        return bisect_left(self.starts, offset)

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """The borders in the original text."""
        if self.places is None:
            return start, stop
        return self.places[start], self.places[stop]
