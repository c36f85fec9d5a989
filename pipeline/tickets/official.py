"""What an official reply says of its ticket."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Self

from pipeline.tickets.words import done_verbs, folded


class Says(StrEnum):
    """What an official reply does."""

    ASKS = "asks"  # wants the address or other details
    NATURAL = "natural"  # it went away by itself
    REFUSED = "refused"  # not ours
    PLANNED = "planned"  # work and a term: an interim answer
    DONE = "done"  # the problem is reported as solved
    EXPLAINED = "explained"  # why it is so; nothing will be done
    FORWARDED = "forwarded"  # anything else: taken note of, passed on


@dataclass(frozen=True, slots=True)
class Sign:
    """Phrases, or verbs in the past, that give a reply away."""

    says: Says
    stems: re.Pattern[str] | None
    verbs: str  # name of a list
    unless: str  # verbs that take it back

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """A table «sign»."""
        stems = re.compile("|".join(raw["stems"])) if "stems" in raw else None
        return cls(Says(raw["says"]), stems, raw.get("verbs", ""), raw.get("unless", ""))


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """How officials write: signs in the order they are looked for, and lists of verbs."""

    signs: tuple[Sign, ...]
    verbs: dict[str, frozenset[str]]
    place: re.Pattern[str]  # what is asked for when it is the address

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """The phrasebook out of its file."""
        return cls(
            tuple(Sign.from_toml(sign) for sign in raw["sign"]),
            {name: frozenset(verbs) for name, verbs in raw["verbs"].items()},
            re.compile("|".join(raw["place"]["stems"])),
        )

    def read(self, text: str) -> Says:
        """The meaning of the first sign found."""
        plain, done = folded(text), set(done_verbs(text))
        for sign in self.signs:
            verbs = self.verbs.get(sign.verbs, frozenset())
            found = (sign.stems and sign.stems.search(plain)) or verbs & done
            if found and not self.verbs.get(sign.unless, frozenset()) & done:
                return sign.says
        return Says.FORWARDED


@cache
def phrasebook() -> Phrasebook:
    """The phrasebook that comes with the program."""
    return Phrasebook.from_toml(tomllib.loads((files("data") / "answers.toml").read_text("utf-8")))


def what_it_says(text: str) -> Says:
    """The meaning of an official reply by its stock phrases."""
    return phrasebook().read(text)


def asks_place(text: str) -> bool:
    """«Уточните, пожалуйста, улицу и дом»."""
    asks = what_it_says(text) is Says.ASKS
    return asks and phrasebook().place.search(folded(text)) is not None


def is_natural(text: str) -> bool:
    """Somebody says that it went away by itself: «растаяло»."""
    return what_it_says(text) is Says.NATURAL
