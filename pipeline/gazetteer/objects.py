"""Address objects of levels 1 to 8 in memory, and where each belongs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import takewhile
from typing import Any, Self

from pipeline.gazetteer.kinds import Kind, Kinds, stored_kind
from pipeline.gazetteer.names import district_name, name_key, settlement_title, street_title
from pipeline.gazetteer.rows import Row

DEEPEST = 20  # a chain of parents longer than that is a loop


class Level(IntEnum):
    """Levels of the register that people name."""

    REGION = 1
    DISTRICT = 2  # administrative
    TERRITORY = 3  # municipal district, municipal or urban okrug
    TOWN = 5
    VILLAGE = 6
    AREA = 7  # micro-district, quarter, garden partnership
    STREET = 8
    HOUSE = 10


SETTLEMENTS = (Level.TOWN, Level.VILLAGE)
STREETS = (Level.AREA, Level.STREET)


@dataclass(slots=True)
class AddressObject:
    """One current object; parents may be missing until the hierarchies are read."""

    object_id: int
    guid: str
    level: int
    name: str
    kind: Kind
    official_name: str | None = None
    municipal: int | None = None
    administrative: int | None = None
    oktmo: str | None = None
    postal_code: str | None = None

    @classmethod
    def from_row(cls, row: Row, kinds: Kinds) -> Self:
        """From AS_ADDR_OBJ."""
        level = int(row["LEVEL"])
        kind = kinds.find(row["TYPENAME"].strip(), level)
        guid, name = row["OBJECTGUID"].lower(), row["NAME"].strip()
        return cls(int(row["OBJECTID"]), guid, level, name, kind)

    @classmethod
    def from_stored(cls, row: Mapping[str, Any]) -> Self:
        """From the database."""
        return cls(
            row["object_id"],
            row["guid"],
            row["level"],
            row["name"],
            stored_kind(row["kind"], row["short"]),
            row["official_name"],
            row["municipal_parent_id"],
            row["administrative_parent_id"],
            row["oktmo"],
            row["postal_code"],
        )

    @property
    def label(self) -> str:
        """Its part of an address line: «ул. Шувалова»."""
        return f"{self.kind.short} {self.name}"


class Objects(dict[int, AddressObject]):
    """The current objects by their numbers."""

    def nearest(self, path: str) -> int | None:
        """The deepest known object above the last one of a path: a house may hang from a stead."""
        above = path.rpartition(".")[0]
        while above:
            above, _, last = above.rpartition(".")
            if (number := int(last)) in self:
                return number
        return None

    def overlay(self, changed: Self, ended: Iterable[int]) -> None:
        """Take over what a delta says; what its other tables do not repeat stays as it was."""
        for object_id in ended:
            self.pop(object_id, None)
        for object_id, found in changed.items():
            if was := self.get(object_id):
                found.municipal, found.administrative = was.municipal, was.administrative
                found.oktmo, found.postal_code = was.oktmo, was.postal_code
                # The official name is of the old name: a new one comes with the parameters.
                found.official_name = was.official_name if found.name == was.name else None
            self[object_id] = found

    def rows(self) -> Iterator[dict[str, Any]]:
        """The objects as the database keeps them."""
        return map(self._row, self.values())

    def _row(self, found: AddressObject) -> dict[str, Any]:
        municipal = self._above(found, "municipal")
        administrative = self._above(found, "administrative")
        both = (municipal, administrative)
        chain = next((c for c in both if settlement_of(c)), max(both, key=len))
        settlement, district = settlement_of(chain), district_of(municipal, administrative)
        return {
            "object_id": found.object_id,
            "guid": found.guid,
            "level": found.level,
            "name": found.name,
            "official_name": found.official_name,
            "kind": found.kind.word,
            "short": found.kind.short,
            "title": title_of(found, district),
            "name_key": name_key(found.name),
            "municipal_parent_id": found.municipal,
            "administrative_parent_id": found.administrative,
            "settlement_id": settlement.object_id if settlement else None,
            "district": district,
            "address": address_of(chain),
            "oktmo": found.oktmo,
            "postal_code": found.postal_code,
        }

    def _above(self, found: AddressObject, hierarchy: str) -> list[AddressObject]:
        """The object and everything above it, the region last."""
        chain = [found]
        while len(chain) < DEEPEST and (above := self.get(getattr(chain[-1], hierarchy))):
            chain.append(above)
        return chain


def settlement_of(chain: list[AddressObject]) -> AddressObject | None:
    """The deepest town or village of a chain."""
    return next((found for found in chain if found.level in SETTLEMENTS), None)


def district_of(municipal: list[AddressObject], administrative: list[AddressObject]) -> str | None:
    """The adjective of the territory: municipal borders first, they follow the reform."""
    for chain, level in ((municipal, Level.TERRITORY), (administrative, Level.DISTRICT)):
        for found in chain:
            if found.level == level:
                return district_name(found.name)
    return None


def title_of(found: AddressObject, district: str | None) -> str:
    """The name as predictions spell it."""
    if found.level in SETTLEMENTS:
        return settlement_title(found.name, district)
    if found.level in STREETS:
        return street_title(found.name, found.kind, found.level, found.official_name)
    return f"{found.name} {found.kind.word}"


def address_of(chain: list[AddressObject]) -> str:
    """From the town or village down; outside of one, from the unit that stands above."""
    named = list(takewhile(lambda found: found.level >= Level.TOWN, chain))
    if settlement_of(chain) is None:
        named = chain[: len(named) + 1] if named else chain[:1]
    return ", ".join(found.label for found in reversed(named))
