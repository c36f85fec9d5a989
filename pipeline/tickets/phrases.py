"""The phrases of data/talk, and whether a text has those of a meaning."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Self

from pipeline.tickets.notation import NO_LISTS, Lists, pattern_of
from pipeline.tickets.words import done_verbs, folded

FILES = ("relief", "trouble", "turns", "posts", "house")
Group = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Phrases:
    """What gives one meaning away."""

    phrases: re.Pattern[str] | None
    verbs: frozenset[str]  # infinitives, counted where they are done
    ignored: re.Pattern[str] | None  # what only looks like it

    @classmethod
    def of(cls, *groups: Group, lists: Lists = NO_LISTS) -> Self:
        """The groups of a meaning together."""
        verbs = frozenset(verb for group in groups for verb in group.get("verbs", ()))
        ignored = _either(groups, "ignored", lists)
        return cls(_either(groups, "phrases", lists), verbs, ignored)

    def found(self, text: str) -> bool:
        """Whether a text has any of them."""
        plain = folded(text)
        if self.ignored:
            plain = self.ignored.sub(" ", plain)
        if self.phrases and self.phrases.search(plain):
            return True
        return not self.verbs.isdisjoint(done_verbs(plain)) if self.verbs else False


def _either(groups: Iterable[Group], key: str, lists: Lists) -> re.Pattern[str] | None:
    phrases = [phrase for group in groups for phrase in group.get(key, ())]
    return re.compile(pattern_of(phrases, lists)) if phrases else None


@cache
def meanings() -> Mapping[str, Mapping[str, Any]]:
    """All that data/talk says: meaning → group → lists."""
    return {meaning: told for name in FILES for meaning, told in _read(name).items()}


@cache
def word_lists() -> Lists:
    """The lists of words that phrases call by name."""
    return _read("words")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("data") / "talk" / f"{name}.toml").read_text("utf-8"))


@cache
def _meaning(name: str, *, lasting: bool) -> Phrases:
    groups = meanings()[name].values()
    told = [group for group in groups if group.get("lasting") or "ignored" in group]
    return Phrases.of(*(told if lasting else groups), lists=word_lists())


@cache
def _subjects() -> Mapping[str, Phrases]:
    return {
        topic: Phrases.of(group, lists=word_lists()) for topic, group in meanings()["posts"].items()
    }


@lru_cache(maxsize=4096)  # a statement is asked for the same meaning by many rules
def means(name: str, text: str, *, lasting: bool = False) -> bool:
    """Whether a text has a phrase of a meaning, or a verb of it that is done."""
    return _meaning(name, lasting=lasting).found(text)


@lru_cache(maxsize=1024)  # a batch asks for the same post again and again
def subject(text: str) -> str | None:
    """The one topic that the text of a post is about."""
    found = [topic for topic, phrases in _subjects().items() if phrases.found(text)]
    return found[0] if len(found) == 1 else None
