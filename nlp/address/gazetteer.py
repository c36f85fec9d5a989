"""The places we know: settlements and streets of the oblast, and what is not of the oblast."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Self

from nlp.address.forms import Forms, load_forms
from nlp.address.source import folded, rows, table

OBLAST = "Ленинградская область"
PETERSBURG = "Санкт-Петербург"
RANKS = {"город": 0, "городской посёлок": 1}
CENTRE, VILLAGE = 2, 3  # a centre of a rural settlement, any other village


@dataclass(frozen=True, slots=True)
class Settlement:
    """A settlement of the oblast; name and district together tell it from its namesakes."""

    name: str
    district: str
    kind: str
    rank: int  # 0 town … 3 village: of namesakes the one of the lower rank is meant


@dataclass(frozen=True, slots=True)
class Type:
    """A type word of a street or a planned area."""

    word: str
    gender: str  # m, f, n; x does not decline
    level: str  # street, plan
    short: str  # by order 171n: «пр-кт»


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Look-up tables of the places of the oblast and of the negative class."""

    forms: Forms
    types: dict[str, Type]
    namesakes: dict[str, tuple[Settlement, ...]]  # by name, the biggest first
    streets: dict[str, tuple[tuple[str, str], ...]]  # street → (settlement, district)
    complexes: dict[str, tuple[str, str]]  # folded name → (settlement, district)
    regions: dict[str, str]  # place outside → its region
    districts: frozenset[str]
    petersburg_districts: frozenset[str]
    petersburg_names: frozenset[str]  # of the city itself: «Питер»

    @classmethod
    def load(cls) -> Self:
        """The gazetteer shipped with the program."""
        outside = list(rows("outside.tsv"))
        return cls(
            forms=load_forms(),
            types={row[0]: Type(*row[:4]) for row in rows("types.tsv")},
            namesakes=load_settlements(),
            streets=load_streets(),
            complexes={folded(name): (town, home) for name, town, home, _ in rows("complexes.tsv")},
            regions={name: region for name, region, kind, _ in outside if kind != "district"},
            districts=frozenset(load_districts()),
            petersburg_districts=frozenset(n for n, _, kind, _ in outside if kind == "district"),
            petersburg_names=frozenset(
                n for n, region, kind, _ in outside if kind == "city" and region == PETERSBURG
            ),
        )

    def settlement(self, name: str, district: str | None = None) -> Settlement | None:
        """The settlement of that name; without a district only when one stands out."""
        found = [s for s in self.namesakes.get(name, ()) if district in (None, s.district)]
        if len(found) == 1 or (len(found) > 1 and found[0].rank < found[1].rank):
            return found[0]
        return None


def load_settlements() -> dict[str, tuple[Settlement, ...]]:
    """Settlements by name, of namesakes the biggest first."""
    found: dict[str, list[Settlement]] = defaultdict(list)
    centres = {(name, district) for name, district, _ in rows("centres.tsv")}
    for name, kind, district, _ in rows("settlements.tsv"):
        rank = RANKS.get(kind, CENTRE if (name, district) in centres else VILLAGE)
        found[name].append(Settlement(name, district, kind, rank))
    return {name: tuple(sorted(same, key=lambda s: s.rank)) for name, same in found.items()}


def load_streets() -> dict[str, tuple[tuple[str, str], ...]]:
    """Streets in register order with the settlements that have them."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for street, settlement, district, _ in rows("streets.tsv"):
        found[street] = (*found.get(street, ()), (settlement, district))
    return found


@cache
def load_districts() -> dict[str, str]:
    """The adjectives of the 18 territories with their centres."""
    found = tomllib.loads(table("districts.toml"))["district"]
    return {district["name"]: district["centre"] for district in found}
