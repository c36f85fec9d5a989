"""Areas of boiler houses: which streets and houses of a town one failure leaves cold."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pipeline.tickets.place import Located, fold_case
from pipeline.tickets.rulefile import find_rules

RANGE = re.compile(r"(\d+)[-–](\d+)")


@dataclass(frozen=True, slots=True)
class Area:
    """A named part of a town."""

    name: str
    settlement: str
    streets: dict[str, tuple[str, ...]]  # street → houses, «1-15»; empty: the whole street

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Self:
        """A table «area»: name, settlement, streets = { "улица Кирова" = ["1-15", "22"] }."""
        streets = {fold_case(name): tuple(houses) for name, houses in raw["streets"].items()}
        return cls(raw["name"], raw["settlement"], streets)

    def holds(self, place: Located) -> bool:
        """Whether a place lies within."""
        if fold_case(place.settlement or "") != fold_case(self.settlement):
            return False
        houses = self.streets.get(fold_case(place.street or ""))
        if not houses:
            return houses is not None
        return any(_holds(part, place.house or "") for part in houses)


def _holds(part: str, house: str) -> bool:
    if found := RANGE.fullmatch(part):
        number = re.match(r"\d+", house)
        return number is not None and int(found[1]) <= int(number[0]) <= int(found[2])
    return fold_case(part) == fold_case(house)


def load_areas(path: Path) -> tuple[Area, ...]:
    """The areas of a workspace, none without the file; raises WrongUsage for a broken one."""
    return find_rules(path, _areas) or ()


def _areas(raw: dict[str, Any]) -> tuple[Area, ...]:
    return tuple(map(Area.from_toml, raw["area"]))
