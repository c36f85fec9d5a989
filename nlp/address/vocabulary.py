"""Guard words: what makes a number no house and a capital letter no street."""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, Self

from nlp.address.source import table

STEMS = ("units", "loose", "parts", "things", "offices", "clinics")
INFLECTED = {"headings": 2, "pronouns": 3, "given": 2}  # letters of the longest ending
WORDS = (
    *("short", "waters", "towns", "urban", "villages", "district_words"),
    *(
        "along",
        "near",
        "corner",
        "into",
        "titles",
        "telling",
        "houses",
        "rivers",
        "feasts",
        "firms",
        "posts",
        "roadside",
        "few",
        "many",
    ),
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Stems and words by the part they play; data/gazetteer/words.toml says what each is."""

    units: tuple[str, ...]
    loose: tuple[str, ...]
    parts: tuple[str, ...]
    things: tuple[str, ...]
    offices: tuple[str, ...]
    clinics: tuple[str, ...]
    headings: re.Pattern[str]
    pronouns: re.Pattern[str]
    given: re.Pattern[str]
    short: frozenset[str]
    waters: frozenset[str]
    towns: frozenset[str]
    urban: frozenset[str]
    villages: frozenset[str]
    district_words: frozenset[str]
    along: frozenset[str]
    near: frozenset[str]
    corner: frozenset[str]
    into: frozenset[str]
    titles: frozenset[str]
    telling: frozenset[str]
    houses: frozenset[str]
    rivers: frozenset[str]
    feasts: frozenset[str]
    firms: frozenset[str]
    posts: frozenset[str]
    roadside: frozenset[str]
    few: frozenset[str]
    many: frozenset[str]
    prepositions: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        together = self.along | self.near | self.corner | self.into
        object.__setattr__(self, "prepositions", together)

    def begins_no_name(self, word: str) -> bool:
        """Whether the word is «подъезд», «нашей» or the like."""
        return bool(self.headings.fullmatch(word) or self.pronouns.fullmatch(word))

    @classmethod
    def load(cls) -> Self:
        """The words shipped with the program."""
        found: dict[str, Any] = tomllib.loads(table("words.toml"))
        parts: dict[str, Any] = {name: tuple(found[name]) for name in STEMS}
        parts |= {name: frozenset(found[name]) for name in WORDS}
        parts |= {name: inflected(found[name], length) for name, length in INFLECTED.items()}
        return cls(**parts)


def inflected(stems: list[str], length: int) -> re.Pattern[str]:
    """The stems with an ending of at most so many letters: «роста», but not «ростовская»."""
    return re.compile(rf"(?:{'|'.join(stems)})[а-я]{{0,{length}}}")
