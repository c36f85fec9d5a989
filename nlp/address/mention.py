"""What the grammar finds in a text before anything is resolved.

Tuples, because a comment makes many of them and a frozen dataclass takes three times as long.
"""

from typing import NamedTuple

from nlp.address.forms import Names
from nlp.address.gazetteer import Type
from nlp.address.house import House


class SettlementMention(NamedTuple):
    """A settlement of the oblast, perhaps one of several of that name."""

    start: int
    stop: int
    names: tuple[str, ...]
    rank: int | None = None  # «г.», «пос.», «деревня» before the name
    houses: tuple[House, ...] = ()  # «Бегуницы, дом 24»
    aside: bool = False  # told by an adjective only: «Волховский водоканал»
    doubtful: bool = False  # the name was mended, or no list has it


class StreetMention(NamedTuple):
    """A street or a planned area with the houses named on it."""

    start: int
    stop: int
    kind: Type | None  # the type word as written
    oblast: Names  # streets of the gazetteer that it may be
    petersburg: Names
    guess: str  # the name in register order by grammar alone
    houses: tuple[House, ...] = ()
    town: SettlementMention | None = None  # named between the street and its houses
    doubtful: bool = False  # the name was mended

    @property
    def is_plan(self) -> bool:
        """Whether it is a micro-district, a partnership, a complex."""
        return self.kind is not None and self.kind.level == "plan"

    @property
    def is_complex(self) -> bool:
        """Whether it is a residential complex: every garden may be called «Лотос» too."""
        return self.kind is not None and self.kind.word in {"ЖК", "КП"}


class DistrictMention(NamedTuple):
    """A district of the oblast."""

    start: int
    stop: int
    district: str


class OutsideMention(NamedTuple):
    """A place that is not of the oblast."""

    start: int
    stop: int
    name: str | None  # None for a district of St Petersburg
    region: str


class HouseMention(NamedTuple):
    """Houses without a street: «дом 18»."""

    start: int
    stop: int
    houses: tuple[House, ...]


Mention = StreetMention | SettlementMention | DistrictMention | OutsideMention | HouseMention
