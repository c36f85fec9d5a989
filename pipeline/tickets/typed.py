"""A place as an official types it, in the words of the gazetteer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from nlp.address.extractor import Extractor
from nlp.address.gazetteer import load_settlements, load_streets
from nlp.glyphs import fold
from nlp.remark import Remark
from pipeline.errors import WrongUsage
from pipeline.tickets.choice import district_called
from pipeline.tickets.place import Spot

HOUSE_WORD = re.compile(r"^д(?:ом\b|\.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of each part: None leaves it as it was, an empty string takes it away."""

    district: str | None = None
    settlement: str | None = None
    street: str | None = None
    house: str | None = None
    building: str | None = None

    def over(self, known: Spot) -> Spot:
        """The place that a known one becomes; raises WrongUsage naming the districts there are."""
        settlement, street = known.settlement, known.street
        if self.settlement is not None:
            settlement = _named(self.settlement)
        if self.street is not None:
            street = _registered(self.street.strip(), settlement)
        house, building = known.house, known.building
        if self.house is not None:
            house, building = _numbered(self.house)
        if self.building is not None:
            building = self.building.strip() or None
        return Spot(self._district(known.district, settlement), settlement, street, house, building)

    def doubts(self, spot: Spot) -> Iterator[str]:
        """What to say of a settlement or a street that no list has; slips of the pen most often."""
        if self.settlement and spot.settlement not in load_settlements():
            near = _near(spot.settlement or "", load_settlements())
            yield f"Посёлка {spot.settlement} в списках нет, и района его мы не знаем.{near}"
        elif (self.settlement or self.street) and spot.street and spot.settlement:
            known = _streets(spot.settlement)
            if known and spot.street not in known:
                near = _near(spot.street, known)
                yield f"«{spot.street}»: такой улицы в списке ({spot.settlement}) нет.{near}"

    def _district(self, known: str | None, settlement: str | None) -> str | None:
        """The district told, else the known one, else the only one of the settlement told."""
        district = known if self.district is None else district_called(self.district) or None
        lies_in = sorted({place.district for place in load_settlements().get(settlement or "", ())})
        if not lies_in or district in lies_in or (self.district, self.settlement) == (None, None):
            return district
        here = " или ".join(lies_in)
        if self.district:
            ways = "Исправьте --district или --settlement."
            msg = f"{settlement}: район {here}, а не {district}. {ways}"
            raise WrongUsage(msg)
        if len(lies_in) > 1:
            msg = f"{settlement}: район {here}? Назовите --district."
            raise WrongUsage(msg)
        return lies_in[0]


def _named(typed: str) -> str | None:
    """The settlement as the gazetteer spells it, Latin «a» or not; an unknown one as typed."""
    return _settlements().get(fold(typed.strip()), typed.strip()) or None


def _near(name: str, known: Iterable[str]) -> str:
    """What may have been meant."""
    found = get_close_matches(name, list(known), n=1)
    return f" Может быть, {found[0]}?" if found else ""


@cache
def _streets(settlement: str) -> tuple[str, ...]:
    """The streets that the gazetteer has in a settlement."""
    spots = load_streets().items()
    return tuple(street for street, lies in spots if any(town == settlement for town, _ in lies))


@cache
def _settlements() -> dict[str, str]:
    return {fold(name): name for name in load_settlements()}


def _registered(typed: str, settlement: str | None) -> str | None:
    """«улица Шувалова» for «ул. Шувалова»; a street that no list has as typed."""
    found = Extractor.load().find(Remark(f"{typed}, д. 1", settlement=settlement)) if typed else ()
    streets = {place.street for place in found if place.street}
    return streets.pop() if len(streets) == 1 else typed or None


def _numbered(typed: str) -> tuple[str | None, str | None]:
    """House and building of «16к2», «д. 16 корп. 2»; what is no number stays as typed."""
    number = HOUSE_WORD.sub("", typed.strip())
    found = Extractor.load().find(Remark(f"дом {number}"))
    if len(found) == 1 and found[0].house:
        return found[0].house, found[0].building
    return number.upper() or None, None
