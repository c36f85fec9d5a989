"""Places named by a remark."""

import re
from dataclasses import dataclass
from typing import Self

from nlp.address.gazetteer import Gazetteer, folded
from nlp.place import Place
from nlp.remark import Remark

WORD = re.compile(r"[а-яё]+|\d+")
HOUSE = re.compile(
    r"(?:[\s,.]*(?:ул(?:ица|ице|ицы|\.)?|пр(?:-?к?т|осп\w*)?\.?))?[\s,]*(?:д(?:ом(?:а|е|у)?)?\.?\s*)?№?\s*"
    r"(?P<house>\d{1,3}(?:/\d{1,3})?(?:\s?[абвгд](?![а-яё]))?)"
    r"(?:[\s,]*(?:к|корп|корпус)\.?\s*(?P<building>\d{1,2}))?"
    r"(?:[\s,]*кв\.?\s*(?P<flat>\d{1,4}))?(?![\d:])(?!\s*(?:градус|час|год|лет|дн|руб|мин|°|%))"
)


@dataclass(slots=True)
class Extractor:
    """Finds places by the gazetteer's forms and a grammar anchored on them."""

    gazetteer: Gazetteer

    @classmethod
    def load(cls) -> Self:
        """An extractor with the gazetteer shipped with the program."""
        return cls(Gazetteer.load())

    def district_of(self, settlement: str) -> str | None:
        """The district of a settlement of the oblast, by its register name."""
        return self.gazetteer.districts.get(settlement)

    def find(self, remark: Remark) -> tuple[Place, ...]:
        """The places in order of the text; spans always cut ``remark.text``."""
        text = remark.text.lower()
        if len(text) != len(remark.text):
            return ()
        tokens = [(m.start(), m.end(), folded(m[0])) for m in WORD.finditer(text)]
        settlements: list[tuple[int, int, str]] = []
        streets: list[tuple[int, int, str, re.Match[str] | None]] = []
        i = 0
        while i < len(tokens):
            for size in (3, 2, 1):
                key = " ".join(t[2] for t in tokens[i : i + size])
                start, stop = tokens[i][0], tokens[min(i + size, len(tokens)) - 1][1]
                if key in self.gazetteer.streets and (house := HOUSE.match(text, stop)):
                    streets.append((start, house.end(), key, house))
                elif key in self.gazetteer.settlements and remark.text[start].isupper():
                    settlements.append((start, stop, key))
                else:
                    continue
                i += size - 1
                break
            i += 1
        home = next((self.gazetteer.settlements[key] for *_, key in settlements), [])
        if not home and remark.settlement:
            home = [(remark.settlement, self.district_of(remark.settlement) or "")]
        places = [
            self._street(remark, start, stop, key, house, home)
            for start, stop, key, house in streets
        ]
        if places:
            return tuple(places)
        return tuple(
            Place(
                remark.text[start:stop],
                start,
                stop,
                region="Ленинградская область",
                district=self.district_of(self.gazetteer.settlements[key][0][0]),
                settlement=self.gazetteer.settlements[key][0][0],
            )
            for start, stop, key in settlements
        )

    def _street(
        self,
        remark: Remark,
        start: int,
        stop: int,
        key: str,
        house: re.Match[str] | None,
        home: list[tuple[str, str]],
    ) -> Place:
        known = self.gazetteer.streets[key]
        names = {name for name, _ in home}
        street, settlement, district = next((k for k in known if k[1] in names), known[0])
        certain = settlement in names or len({k[1] for k in known}) == 1
        return Place(
            remark.text[start:stop],
            start,
            stop,
            region="Ленинградская область" if certain else None,
            district=district if certain else None,
            settlement=settlement if certain else None,
            street=street,
            house=house["house"].upper().replace(" ", "") if house else None,
            building=house["building"] if house else None,
            flat=house["flat"] if house else None,
            confidence=0.9 if certain else 0.5,
        )
