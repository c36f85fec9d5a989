"""The places we know: settlements and streets of the oblast, and what is not of the oblast."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

OBLAST = "Ленинградская область"
PETERSBURG = "Санкт-Петербург"
ORDINARY = "~"  # in forms.tsv: an ordinary word too, or a form that only shortens the name
RANKS = {"город": 0, "городской посёлок": 1}
CENTRE, VILLAGE = 2, 3  # a centre of a rural settlement, any other village


def table(name: str) -> str:
    """The text of a file of the gazetteer."""
    return files("data").joinpath("gazetteer", name).read_text(encoding="utf-8")


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a tab-separated file of the gazetteer, comments left out."""
    return (line.split("\t") for line in table(name).split("\n") if line and line[0] != "#")


def folded(name: str) -> str:
    """The name as it is looked up: lower case, ё as е, words parted by single spaces."""
    return " ".join(name.lower().replace("ё", "е").replace("-", " ").split())


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


@dataclass(frozen=True, slots=True)
class Names:
    """What a form may stand for."""

    whole: tuple[str, ...]
    shortened: tuple[str, ...]  # «Гагарина» for «улица Юрия Гагарина»
    ordinary: bool  # the form is an ordinary word too

    @classmethod
    def parse(cls, cell: str) -> Self:
        """From the last two cells of a row of forms.tsv, joined."""
        ordinary, _, names = cell.partition("\t")
        found = names.split("|")
        return cls(
            tuple(name for name in found if name[0] != ORDINARY),
            tuple(name[1:] for name in found if name[0] == ORDINARY),
            bool(ordinary),
        )


NOBODY = Names((), (), ordinary=False)


class Forms:
    """Case forms of one kind of names; cells are read when they are first met."""

    def __init__(self, cells: dict[str, str]) -> None:
        self._cells = cells
        self._read: dict[str, Names] = {}

    def find(self, form: str) -> Names | None:
        """What the form stands for."""
        names = self._read.get(form)
        if names is None and (cell := self._cells.get(form)):
            names = self._read[form] = Names.parse(cell)
        return names

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Look-up tables of the places of the oblast and of the negative class."""

    forms: dict[str, Forms]  # by kind: settlement, street, petersburg, outside, type
    longest: dict[str, int]  # first word of a form → how many words its longest form has
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
        forms, longest = load_forms()
        outside = list(rows("outside.tsv"))
        return cls(
            forms=forms,
            longest=longest,
            types={word: Type(word, gender, level) for word, gender, level, _ in rows("types.tsv")},
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


def load_forms() -> tuple[dict[str, Forms], dict[str, int]]:
    """The forms by kind, and the length in words of the longest form by its first word."""
    cells: dict[str, dict[str, str]] = defaultdict(dict)
    longest: dict[str, int] = {}
    for line in table("forms.tsv").split("\n"):
        if not line or line[0] == "#":
            continue
        kind, form, cell = line.split("\t", 2)
        cells[kind][form] = cell
        first, *rest = form.split(" ")
        if longest.get(first, 0) <= len(rest):
            longest[first] = len(rest) + 1
    return {kind: Forms(found) for kind, found in cells.items()}, longest


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
