"""Guard words: what makes a number no house and a capital letter no street."""

import tomllib
from dataclasses import dataclass, fields
from typing import Self

from nlp.address.gazetteer import table


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and stems by the part they play; data/gazetteer/words.toml says what each is."""

    units: tuple[str, ...]
    parts: tuple[str, ...]
    short: tuple[str, ...]
    headings: tuple[str, ...]
    pronouns: tuple[str, ...]
    things: tuple[str, ...]
    waters: tuple[str, ...]
    towns: tuple[str, ...]
    urban: tuple[str, ...]
    villages: tuple[str, ...]
    district_words: tuple[str, ...]
    along: tuple[str, ...]
    near: tuple[str, ...]
    corner: tuple[str, ...]
    into: tuple[str, ...]
    titles: tuple[str, ...]
    offices: tuple[str, ...]
    clinics: tuple[str, ...]

    @classmethod
    def load(cls) -> Self:
        """The words shipped with the program."""
        found = tomllib.loads(table("words.toml"))
        return cls(**{part.name: tuple(found[part.name]) for part in fields(cls)})
