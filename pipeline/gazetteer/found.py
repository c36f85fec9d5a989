"""An answer of the register."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Self

from models import RegisterHouse, RegisterObject
from pipeline.gazetteer.house_key import HouseKey
from pipeline.gazetteer.objects import STREETS, Level


@dataclass(frozen=True, slots=True)
class Found:
    """An object of the register, in the register's words."""

    address: str  # by order 171n: «г. Мурино, ул. Шувалова, д. 9»
    guid: str
    level: int
    district: str | None
    settlement: str | None  # spelled as predictions spell it; street and house too
    street: str | None
    house: str | None  # «9», «16к2»
    postal_code: str | None
    oktmo: str | None
    many_flats: bool | None = None
    valid: bool = True  # False: the register has only this much of what was asked
    reason: str | None = None

    @classmethod
    def of_object(cls, found: RegisterObject, settlement: str | None) -> Self:
        """A street, a settlement, a district."""
        return cls(
            address=found.address,
            guid=found.guid,
            level=found.level,
            district=found.district,
            settlement=settlement,
            street=found.title if found.level in STREETS else None,
            house=None,
            postal_code=found.postal_code,
            oktmo=found.oktmo,
        )

    def with_house(self, house: RegisterHouse) -> Self:
        """A house under this object."""
        return replace(
            self,
            address=f"{self.address}, {house.title}",
            guid=house.guid,
            level=Level.HOUSE,
            house=HouseKey.load(house.key).written(),
            postal_code=house.postal_code or self.postal_code,
            many_flats=house.many_flats,
        )

    def short_of(self, reason: str) -> Self:
        """The same, but not all of what was asked."""
        return replace(self, valid=False, reason=reason)

    def as_json(self) -> dict[str, object]:
        """For --json."""
        return asdict(self)

    def line(self) -> str:
        """For people."""
        district = f" ({self.district})" if self.district else ""
        reason = f": {self.reason}" if self.reason else ""
        return f"{self.address}{district}  {self.guid}{reason}"


def best(found: Iterable[Found]) -> list[Found]:
    """The best answers, each once: whole before short, a house before a street."""
    once = list({one.guid: one for one in found}.values())
    top = max(((one.valid, one.level) for one in once), default=None)
    return [one for one in once if (one.valid, one.level) == top]
