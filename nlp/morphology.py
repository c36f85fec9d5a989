"""Lemma and grammatical tag of a word, from a table built once with pymorphy3.

The table holds every form of every lemma the classifier knows, so that serving needs no
dictionary; a word outside it has no lemma and a tag guessed by its ending.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Self

UNKNOWN = "?"
ENDINGS = (4, 3, 2)  # tried in this order
DEGREES = {"18": "00-", "23": "00=", "36": "00+"}  # how a number below reads
PERSONAL = ("Name", "Surn", "Patr")


@dataclass(slots=True)
class Morphology:
    """What is known of words."""

    forms: Mapping[str, int]  # form → number of its reading
    readings: Sequence[str]  # lemma and tag with a space between
    endings: Mapping[str, str]  # ending → the tag it mostly has

    def read(self, word: str) -> tuple[str | None, str]:
        """Give the lemma, when known, and the tag of a word."""
        number = self.forms.get(word)
        if number is not None:
            lemma, _, tag = self.readings[number].partition(" ")
            return lemma, tag
        return self.guess(word)

    def guess(self, word: str) -> tuple[str | None, str]:
        """Read a word that is not in the table, a number or a mark."""
        if word.isalpha():
            return None, self.tag(word)
        return (scale(word), "#") if word.isdigit() else (word, word[:1])

    def tag(self, word: str) -> str:
        """Guess the tag of an unknown word."""
        for size in ENDINGS:
            if len(word) > size and (tag := self.endings.get(word[-size:])):
                return tag
        return UNKNOWN

    @classmethod
    def build(cls, lemmas: Iterable[str], words: Iterable[str]) -> Self:
        """Expand lemmas into all their forms; learn endings from words."""
        wanted = frozenset(lemmas)
        read = {
            form: " ".join(lemma_and_tag)
            for lemma in sorted(wanted)
            for form in (lemma, *lexeme(lemma))
            if (lemma_and_tag := analysed(form))[0] in wanted
        }
        votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word in words:
            for size in ENDINGS:
                if len(word) > size and word.isalpha():
                    votes[word[-size:]][analysed(word)[1]] += 1
        endings = {
            ending: min(counts, key=lambda tag: (-counts[tag], tag))
            for ending, counts in sorted(votes.items())
            if counts.total() >= 5
        }
        readings = sorted(set(read.values()))
        number = {reading: i for i, reading in enumerate(readings)}
        forms = {form: number[reading] for form, reading in sorted(read.items())}
        return cls(forms, readings, endings)


def scale(number: str) -> str:
    """Tell the size of a number and nothing more: a house, a flat and a phone name someone.

    Of two digits it may be degrees: those of a cold home, of a warm one, of a hot one.
    """
    if len(number) != 2:
        return "0" * len(number)
    return next((name for limit, name in DEGREES.items() if number < limit), "00")


@lru_cache(maxsize=1)
def analyzer() -> Any:
    """Load pymorphy3, which only training needs."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@cache
def analysed(word: str) -> tuple[str, str]:
    """Give the likeliest lemma of a word and its short tag."""
    if len(word) <= 2:
        return word, short(analyzer().parse(word)[0].tag)
    best = analyzer().parse(word)[0]
    return best.normal_form.replace("ё", "е"), short(best.tag)


def short(tag: Any) -> str:
    """Write a tag in the few grammemes that tell an order from a story."""
    number = tag.number if tag.POS in {"VERB", "NPRO"} else None
    parts = (tag.POS, tag.mood, tag.tense, tag.person, number)
    return ".".join(str(part) for part in parts if part) or UNKNOWN


def lexeme(lemma: str) -> list[str]:
    """Give the forms of a lemma, «ё» as «е»."""
    if not lemma.isalpha():
        return []
    return [form.word.replace("ё", "е") for form in analyzer().parse(lemma)[0].lexeme]


@cache
def is_personal(word: str) -> bool:
    """Whether a word is most likely someone's name."""
    best = analyzer().parse(word)[0].tag
    return any(mark in best for mark in PERSONAL)
