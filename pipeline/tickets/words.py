"""Words of a text as the dictionary has them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from typing import Any

from nlp.glyphs import seen

MENTION = re.compile(r"\[[^\]]{0,200}\],?\s*")
WORD = re.compile(r"[а-яё]+|\d+")
WORD_OR_STOP = re.compile(r"[а-яё]+|\d+|[.!?]")
# Within so many words before a verb these make it undone: «будет восстановлено».
BEFORE = 3
STOPS = frozenset({".", "!", "?", "но"})  # «не ждали, но дали»
UNDONE = frozenset({"не", "будет", "будут", "быть", "чтобы", "если", "пока"})
# Verb forms that tell of something done: «заменили», «восстановлено».
PAST = frozenset({"VERB", "PRTS"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word."""

    lemma: str
    past: bool  # a finished action


@lru_cache(maxsize=256)  # a statement is asked for many phrases
def folded(text: str) -> str:
    """Lower case, «ё» as «е», single spaces, without the name of who is spoken to."""
    return " ".join(MENTION.sub("", seen(text).lower().replace("ё", "е")).split())


def words(text: str) -> list[str]:
    """The words and numbers in order."""
    return WORD.findall(folded(text))


@lru_cache(maxsize=256)
def done_verbs(text: str) -> frozenset[str]:
    """Verbs that tell of something done, unless a word before takes it back."""
    said = WORD_OR_STOP.findall(folded(text))
    return frozenset(
        reading.lemma
        for index, word in enumerate(said)
        if not _is_undone(said[max(0, index - BEFORE) : index])
        for reading in readings(word)
        if reading.past
    )


def _is_undone(before: list[str]) -> bool:
    """Whether the words right before a verb take it back."""
    near = takewhile(lambda word: word not in STOPS, reversed(before))
    return not UNDONE.isdisjoint(near)


def lemmas(text: str) -> Iterator[str]:
    """The likeliest lemma of each word."""
    for word in words(text):
        yield readings(word)[0].lemma


def search_words(*texts: str) -> str:
    """The lemmas of texts, each between spaces, for a search by the whole word."""
    found = {readings(word)[0].lemma for text in texts for word in words(text)}
    return f" {' '.join(sorted(found))} "


@lru_cache(maxsize=200_000)
def readings(word: str) -> tuple[Reading, ...]:
    """All ways to read a word, the likeliest first."""
    if word.isdigit():
        return (Reading(word, past=False),)
    return tuple(
        Reading(parse.normal_form.replace("ё", "е"), _is_past(parse.tag))
        for parse in _analyzer().parse(word)
    )


def _is_past(tag: Any) -> bool:
    return tag.POS in PAST and tag.aspect == "perf" and tag.tense == "past"


@cache
def _analyzer() -> Any:
    import pymorphy3  # slow to load, and not every command reads words

    return pymorphy3.MorphAnalyzer()
