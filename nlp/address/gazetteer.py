"""The places we know: settlements and streets of the oblast with their districts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Self

from nlp.address.inflection import adjective, forms

TYPES = frozenset(
    [
        "улица",
        "проспект",
        "переулок",
        "проезд",
        "шоссе",
        "бульвар",
        "набережная",
        "площадь",
        "аллея",
        "линия",
        "тупик",
        "дорога",
        "тракт",
        "заезд",
        "микрорайон",
        "квартал",
        "СНТ",
        "канал",
    ]
)


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a tab-separated file of the gazetteer, comments left out."""
    text = files("data").joinpath("gazetteer", name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and line[0] != "#")


def folded(name: str) -> str:
    """The name as it is looked up: lower case, ё as е, words parted by single spaces."""
    return " ".join(name.lower().replace("ё", "е").replace("-", " ").split())


@dataclass(slots=True)
class Gazetteer:
    """Look-up tables by folded form."""

    settlements: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    streets: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        """The gazetteer shipped with the program."""
        settlements: dict[str, list[tuple[str, str]]] = defaultdict(list)
        streets: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        districts: dict[str, str] = {}
        for name, kind, district, _ in rows("settlements.tsv"):
            if kind.startswith("гор") or name not in districts:
                districts[name] = district
            for form in forms(folded(name)):
                settlements[form].append((name, district))
        for street, settlement, district, _ in rows("streets.tsv"):
            name = folded(" ".join(word for word in street.split() if word not in TYPES))
            if not name:
                continue
            for form in forms(name) if adjective(name.split()[-1]) else (name,):
                streets[form].append((street, settlement, district))
        return cls(dict(settlements), dict(streets), districts)
