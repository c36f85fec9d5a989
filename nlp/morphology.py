"""Lemma and grammatical tag of a word, from a table built once with pymorphy3.

The table holds every form of every lemma the classifier knows, so that serving needs no
dictionary; a word outside it has no lemma and a tag guessed by its ending.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Self

UNKNOWN = "?"
GUESSES = 100_000  # kept, not to guess twice
ENDINGS = (4, 3, 2)  # tried in this order
PERSONAL = ("Name", "Surn", "Patr")


@dataclass(slots=True)
class Morphology:
    """What is known of words."""

    forms: Mapping[str, tuple[str, str]]  # form → lemma, tag
    endings: Mapping[str, str]  # ending → the tag it mostly has
    guessed: dict[str, tuple[None, str]] = field(default_factory=dict, repr=False)

    def read(self, word: str) -> tuple[str | None, str]:
        """Give the lemma, when known, and the tag of a word."""
        if not word.isalpha():
            return ("0" * len(word), "#") if word.isdigit() else (word, word[:1])
        read = self.forms.get(word) or self.guessed.get(word)
        if read is None:
            read = (None, self.tag(word))
            if len(self.guessed) < GUESSES:
                self.guessed[word] = read
        return read

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
        forms = {
            form: read
            for lemma in sorted(wanted)
            for form in (lemma, *lexeme(lemma))
            if (read := analysed(form))[0] in wanted
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
        return cls(forms, endings)


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
