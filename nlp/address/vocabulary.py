"""Guard words: what makes a number no house and a capital letter no street."""

import tomllib
from dataclasses import dataclass, field
from typing import Any, Self

from nlp.address.gazetteer import table

STEMS = ("units", "parts", "headings", "pronouns", "things", "offices", "clinics")
WORDS = (
    *("short", "waters", "towns", "urban", "villages", "district_words"),
    *("along", "near", "corner", "into", "titles", "telling"),
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Stems and words by the part they play; data/gazetteer/words.toml says what each is."""

    units: tuple[str, ...]
    parts: tuple[str, ...]
    headings: tuple[str, ...]
    pronouns: tuple[str, ...]
    things: tuple[str, ...]
    offices: tuple[str, ...]
    clinics: tuple[str, ...]
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
    nameless: tuple[str, ...] = field(init=False)  # stems that begin no name
    prepositions: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "nameless", self.headings + self.pronouns)
        together = self.along | self.near | self.corner | self.into
        object.__setattr__(self, "prepositions", together)

    @classmethod
    def load(cls) -> Self:
        """The words shipped with the program."""
        found: dict[str, Any] = tomllib.loads(table("words.toml"))
        parts: dict[str, Any] = {name: tuple(found[name]) for name in STEMS}
        parts |= {name: frozenset(found[name]) for name in WORDS}
        return cls(**parts)
