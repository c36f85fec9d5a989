"""Types of houses and of their parts, and the house they make together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple, Self

from nlp.address.source import rows
from pipeline.gazetteer.house_key import HouseKey

HOUSE, PART = "house", "part"
UNKNOWN = 0  # the register is silent of the type


@dataclass(frozen=True, slots=True)
class HouseType:
    """One type: how it is abbreviated, where it stands in the key, how likely it is meant."""

    short: str
    slot: str
    rank: int


class Numbered(NamedTuple):
    """The attributes of a house that make its number."""

    number: str
    kind: int
    part: str = ""
    part_kind: int = UNKNOWN
    other: str = ""
    other_kind: int = UNKNOWN


@cache
def shipped() -> dict[tuple[str, int], tuple[str, HouseType]]:
    """The types we know with their names, by table and number."""
    return {
        (table, int(number)): (name, HouseType(short, slot, int(rank)))
        for table, number, name, short, slot, rank in rows("gar_houses.tsv")
    }


@cache
def ranks() -> dict[int, int]:
    """HOUSETYPE → rank; a house without a type is a house."""
    known = {
        number: kind.rank for (table, number), (_, kind) in shipped().items() if table == HOUSE
    }
    return {UNKNOWN: 0, **known}


def house_rank(kind: int) -> int:
    """Which of several houses of one number is meant: the one of the lowest rank."""
    return ranks().get(kind, 2)


class HouseTypes:
    """The shipped types, renumbered by the dictionaries of an export."""

    def __init__(self, types: Mapping[tuple[str, int], HouseType]) -> None:
        self._types = types
        self.describe = lru_cache(maxsize=65_536)(self._describe)  # «д. 5» is on every street

    @classmethod
    def learn(cls, names: Mapping[tuple[str, int], str]) -> Self:
        """From AS_HOUSE_TYPES and AS_ADDHOUSE_TYPES: table and number → full name."""
        types = {key: kind for key, (_, kind) in shipped().items()}
        by_name = {(table, name): kind for (table, _), (name, kind) in shipped().items()}
        for (table, number), name in names.items():
            known = by_name.get((table, name.lower()))
            types[table, number] = known or HouseType(name.lower(), "structure", 2)
        return cls(types)

    def _describe(self, house: Numbered) -> tuple[str, str]:
        """The key of a house and its title by order 171n: «16||2|», «д. 16, к. 2»."""
        main = self._types.get((HOUSE, house.kind)) or self._types[HOUSE, 2]
        key, titles = HouseKey.parse(house.number), [f"{main.short} {house.number}"]
        for value, kind in ((house.part, house.part_kind), (house.other, house.other_kind)):
            if value:
                part = self._types.get((PART, kind)) or self._types[PART, 2]
                key = key.with_part(part.slot, value)
                titles.append(f"{part.short} {value}")
        return str(key), ", ".join(titles if house.number else titles[1:])
