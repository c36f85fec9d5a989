"""Where the problem is, as folding compares it and as people read it."""

from operator import itemgetter
from typing import NamedTuple, Protocol, Self


class Located(Protocol):
    """Whatever names a place: an address row, a ticket."""

    @property
    def district(self) -> str | None:
        """District of the oblast."""

    @property
    def settlement(self) -> str | None:
        """Town or village."""

    @property
    def street(self) -> str | None:
        """Street in register order."""

    @property
    def house(self) -> str | None:
        """House number."""

    @property
    def building(self) -> str | None:
        """Building of the house."""


class Spot(NamedTuple):
    """A place without its span: what a ticket keeps of an address.

    A tuple, for each comment has a dozen of them made and compared.
    """

    district: str | None = None
    settlement: str | None = None
    street: str | None = None
    house: str | None = None
    building: str | None = None

    @classmethod
    def of(cls, place: Located) -> Self:
        """The fields of any located thing."""
        try:
            return cls(*_parts(vars(place)))  # past the instruments of a ticket's columns
        except KeyError:  # not read yet
            return cls(place.district, place.settlement, place.street, place.house, place.building)

    @property
    def key(self) -> str:
        """Equal for one house or street however it was written; the town is compared apart.

        People of one town leave it out, so a street is not looked for under its town;
        a village without streets has nothing else.
        """
        name = self.street or self.settlement or self.district
        # «14/5» is how people write «14 корпус 5».
        house = f"{self.house}/{self.building}" if self.building else self.house or ""
        return fold_case(f"{name}|{house}") if name else ""

    @property
    def exact(self) -> bool:
        """A house is known."""
        return self.house is not None

    @property
    def is_point(self) -> bool:
        """A house or a street is known: others may complain of the same place."""
        return self.house is not None or self.street is not None

    @property
    def detail(self) -> int:
        """How many of the parts are known."""
        parts = (self.district, self.settlement, self.street, self.house, self.building)
        return len(parts) - parts.count(None)

    def fits(self, other: "Spot") -> bool:
        """Nothing that both name differs."""
        return self == other or all(map(_fits, _compared(self), _compared(other)))

    def on_street(self, other: "Spot") -> "Spot":
        """A house told without its street stands on the street of the talk."""
        if self.house is None or self.street is not None or self.settlement is not None:
            return self
        return Spot(self.district, self.settlement, other.street, self.house, self.building)

    def within(self, other: "Spot") -> "Spot":
        """This place with the town of another, where it names none itself."""
        if self.settlement or (self.district and self.district != other.district):
            return self
        return Spot(other.district, other.settlement, self.street, self.house, self.building)

    def completed(self, earlier: "Spot") -> "Spot":
        """This place with what it leaves out taken from an earlier one of the same talk."""
        if self.settlement and earlier.settlement and self.settlement != earlier.settlement:
            return self
        street = self.street or (earlier.street if self.house or not self.settlement else None)
        house = self.house or (earlier.house if street == earlier.street else None)
        same_house = house == earlier.house and street == earlier.street
        return Spot(
            self.district or earlier.district,
            self.settlement or earlier.settlement,
            street,
            house,
            self.building or (earlier.building if same_house else None),
        )

    def __str__(self) -> str:
        house = f"д. {self.house}" if self.house else None
        building = f"корп. {self.building}" if self.building else None
        place = self.settlement or (f"{self.district} район" if self.district else None)
        return ", ".join(part for part in (place, self.street, house, building) if part)


NOWHERE = Spot()
_parts = itemgetter(*Spot._fields)


def _compared(spot: Spot) -> tuple[str | None, ...]:
    number, _, fraction = (spot.house or "").partition("/")
    building = spot.building or fraction
    return (spot.district, spot.settlement, spot.street, number or None, building or None)


def _fits(mine: str | None, theirs: str | None) -> bool:
    if mine is None or theirs is None or mine == theirs:
        return True
    return fold_case(mine) == fold_case(theirs)


def fold_case(name: str) -> str:
    """Equal for «Ёлкино» and «елкино»."""
    return name.lower().replace("ё", "е")
