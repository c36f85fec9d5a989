"""Addresses as the state register writes them, by order 171n of the Ministry of Finance."""

import tomllib

from nlp.address.gazetteer import OBLAST, Gazetteer
from nlp.address.source import table
from nlp.place import Place

KINDS = {
    "город": "г.",
    "городской посёлок": "гп.",
    "деревня": "д.",
    "посёлок": "п.",
    "село": "с.",
    "станция": "ст.",
    "хутор": "х.",
}


class Canon:
    """Writes places with the short forms of the order: «г. Тосно, ул. Боярова, д. 16А»."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        told = tomllib.loads(table("districts.toml"))["district"]
        self.districts = {district["name"]: district["names"][-1]["short"] for district in told}

    def line(self, place: Place) -> str:
        """The whole address, from the region down to the flat."""
        parts = [self.region(place), self.district(place), self.settlement(place)]
        parts += [self.street(place.street), *numbers(place)]
        return ", ".join(part for part in parts if part)

    def region(self, place: Place) -> str | None:
        """The region."""
        return "Ленинградская обл." if place.region == OBLAST else place.region

    def district(self, place: Place) -> str | None:
        """The district with the status it has now."""
        return self.districts.get(place.district or "")

    def settlement(self, place: Place) -> str | None:
        """The settlement with its kind, when the gazetteer tells it."""
        if place.settlement is None or place.settlement == place.region:
            return None
        found = self.gazetteer.settlement(place.settlement, place.district)
        return f"{KINDS[found.kind]} {place.settlement}" if found else place.settlement

    def street(self, street: str | None) -> str | None:
        """The street with its type word in front: «ул. Ленинградская»."""
        if street is None:
            return None
        words = street.split()
        kind = next((word for word in words if word in self.gazetteer.types), None)
        if kind is None:
            return street
        words.remove(kind)
        return " ".join([self.gazetteer.types[kind].short, *words])


def numbers(place: Place) -> list[str]:
    """House, building, flat."""
    parts = (("д. ", place.house), ("к. ", place.building), ("кв. ", place.flat))
    return [mark + value for mark, value in parts if value]
