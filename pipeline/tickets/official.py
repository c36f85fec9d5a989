"""What an official reply says of its ticket."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Self

from pipeline.tickets.phrases import Phrases
from pipeline.tickets.words import done_verbs


class Says(StrEnum):
    """What an official reply does."""

    ASKS = "asks"  # wants the address or other details
    NATURAL = "natural"  # it went away by itself
    REFUSED = "refused"  # not ours
    PLANNED = "planned"  # work and a term: an interim answer
    DONE = "done"  # the problem is reported as solved
    EXPLAINED = "explained"  # why it is so; nothing will be done
    RETRACTED = "retracted"  # the answer before was a mistake
    FORWARDED = "forwarded"  # anything else: taken note of, passed on


FINAL = (Says.NATURAL, Says.REFUSED, Says.DONE, Says.EXPLAINED)  # our last word, unless objected to


@dataclass(frozen=True, slots=True)
class Sign:
    """What gives a reply away."""

    says: Says
    phrases: Phrases
    unless: frozenset[str]  # verbs that take it back

    @classmethod
    def from_toml(cls, raw: Mapping[str, Any], book: Mapping[str, Any]) -> Self:
        """A table «sign»; its verbs are named lists of the book."""
        verbs = {"verbs": book["verbs"].get(raw.get("verbs"), ())}
        phrases = Phrases.of({**raw, **verbs}, lists=book["lists"])
        return cls(Says(raw["says"]), phrases, frozenset(book["verbs"].get(raw.get("unless"), ())))

    def found(self, text: str) -> bool:
        """Whether a reply has the sign, and nothing takes it back."""
        return self.phrases.found(text) and self.unless.isdisjoint(done_verbs(text))


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """How officials write: signs in the order they are looked for."""

    signs: tuple[Sign, ...]
    place: Phrases  # what is asked for when it is the address

    @classmethod
    def from_toml(cls, raw: Mapping[str, Any]) -> Self:
        """The phrasebook out of its file."""
        signs = tuple(Sign.from_toml(sign, raw) for sign in raw["sign"])
        return cls(signs, Phrases.of(raw["place"]))

    def read(self, text: str) -> Says:
        """The meaning of the first sign found."""
        found = (sign.says for sign in self.signs if sign.found(text))
        return next(found, Says.FORWARDED)


@cache
def phrasebook() -> Phrasebook:
    """The phrasebook that comes with the program."""
    return Phrasebook.from_toml(tomllib.loads((files("data") / "answers.toml").read_text("utf-8")))


def what_it_says(text: str) -> Says:
    """The meaning of an official reply by its stock phrases."""
    return phrasebook().read(text)


def asks_place(text: str) -> bool:
    """«Уточните, пожалуйста, улицу и дом»."""
    return what_it_says(text) is Says.ASKS and phrasebook().place.found(text)


def is_natural(text: str) -> bool:
    """Somebody says that it went away by itself: «растаяло»."""
    return what_it_says(text) is Says.NATURAL
