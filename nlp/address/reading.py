"""Which street of which settlement a mention means, and how surely."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nlp.address.gazetteer import OBLAST, PETERSBURG, Gazetteer
from nlp.address.mention import StreetMention
from nlp.address.register import Register
from nlp.address.survey import stands

COMMON = 3  # a name found in so many settlements is of the oblast rather than of St Petersburg
ORDER = ("улица", "проспект", "набережная", "микрорайон", "квартал", "переулок")


Rival = tuple[str | None, str, str]  # street, settlement, district


@dataclass(frozen=True, slots=True)
class Home:
    """Where a remark belongs when it does not say: told by parent, post or community."""

    settlement: str | None = None
    district: str | None = None
    region: str | None = None
    confidence: float = 0.0


class Reading(NamedTuple):
    """One reading of a street mention."""

    street: str | None
    settlement: str | None
    district: str | None
    region: str | None
    confidence: float
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Chooses readings by the gazetteer and, when there is one, the register."""

    gazetteer: Gazetteer
    register: Register | None = None

    def spots(self, street: str) -> Collection[tuple[str, str]]:
        """The settlements, with their districts, that have the street."""
        known = self.gazetteer.streets.get(street, ())
        return {*known, *self.register.settlements(street)} if self.register else known

    def houses(self, settlement: str | None, district: str | None, street: str) -> Collection[str]:
        """The houses of a street; none when nothing is known of it."""
        if self.register is None or settlement is None:
            return ()
        return self.register.houses(settlement, district, street)

    def has(self, mention: StreetMention, settlement: str, districts: Collection[str]) -> bool:
        """Whether the street is known in that settlement."""
        return any(
            town == settlement and district in districts
            for street in mention.oblast.whole + mention.oblast.shortened
            for town, district in self.spots(street)
        )

    def in_settlement(
        self, mention: StreetMention, settlement: str, district: str | None, confidence: float
    ) -> Reading:
        """The street in a settlement that is known."""
        for names in (mention.oblast.whole, mention.oblast.shortened):
            there = [
                street
                for street in names
                for town, home in self.spots(street)
                if town == settlement and district in (None, home)
            ]
            if there and (street := self.typed(mention, there)):
                return Reading(street, settlement, district, OBLAST, confidence)
        known = mention.oblast.whole or mention.oblast.shortened
        street = self.usual(mention, ours_only=True) if known else mention.guess
        return Reading(street, settlement, district, OBLAST, confidence - 0.2)

    def in_petersburg(self, mention: StreetMention, settlement: str | None, sure: float) -> Reading:
        """The street in St Petersburg."""
        names = mention.petersburg.whole or mention.petersburg.shortened
        street = self.typed(mention, names) or mention.guess
        return Reading(street, settlement, None, PETERSBURG, sure)

    def typed(self, mention: StreetMention, streets: Sequence[str]) -> str | None:
        """The street with the type word as written, or any when none was written."""
        if mention.kind is None:
            return min(streets, key=precedence, default=None)
        same = [street for street in streets if mention.kind.word in street.split()]
        if not same and mention.kind.word == "проспект":  # «пр» may be «проезд»
            same = [street for street in streets if "проезд" in street.split()]
        return same[0] if same else None

    def usual(self, mention: StreetMention, ours_only: bool = False) -> str:
        """The register name where no settlement tells: the commonest of that name."""
        ours = [street for street in mention.oblast.whole if not street.startswith("СНТ")]
        ours.sort(key=lambda street: -len(self.spots(street)))
        theirs = () if ours_only else mention.petersburg.whole
        if mention.kind is not None:
            return self.typed(mention, (*ours, *theirs)) or self.lengthened(mention)
        if theirs and (not ours or len(self.spots(ours[0])) < COMMON or is_lane(ours[0])):
            return min(theirs, key=precedence)
        rest = (*ours, *mention.oblast.shortened, *mention.petersburg.shortened)
        # Without a type word no lane is meant, unless it is the only one.
        return next((name for name in rest if not is_lane(name)), mention.guess)

    def lengthened(self, mention: StreetMention) -> str:
        """«ул. Р. Люксембург» → «улица Розы Люксембург», when only one name shortens so."""
        names = {*mention.oblast.shortened, *mention.petersburg.shortened}
        full = self.typed(mention, tuple(names)) if len(names) == 1 else None
        return full or mention.guess

    def by_name(self, mention: StreetMention, district: str | None, home: Home) -> Reading:
        """The street by what surrounds the remark, or by its being the only one of its name."""
        if home.region == PETERSBURG and district is None:
            return self.in_petersburg(mention, home.settlement, home.confidence)
        wanted = district or home.district
        spots = self.candidates(mention)
        local = tuple(spot for spot in spots if wanted in (None, spot[2]))
        local = self.with_house(mention, local) or local
        if home.settlement and district in (None, home.district):
            at_home = any(spot[1] == home.settlement for spot in local)
            if at_home or not local:
                return self.in_settlement(mention, home.settlement, home.district, home.confidence)
        if wanted is None and mention.petersburg.whole:
            region = None if spots else PETERSBURG
            return Reading(self.usual(mention), None, None, region, 0.5, spots)
        # Of gardens the gazetteer knows a few, and every district has its «Ромашка».
        garden = mention.kind is not None and mention.kind.gender == "x"
        if len({spot[1:] for spot in local}) == 1 and not (garden and wanted is None):
            return Reading(*local[0], OBLAST, 0.75 if wanted else 0.7)
        region = OBLAST if local or wanted else None
        return Reading(self.usual(mention), None, wanted, region, 0.5, local)

    def candidates(self, mention: StreetMention) -> tuple[Rival, ...]:
        """Every street of the oblast that the mention may be: street, settlement, district."""
        streets = mention.oblast.whole or ((mention.guess,) if self.register else ())
        return tuple(
            (street, *spot)
            for street in streets
            if mention.kind is None or mention.kind.word in street.split()
            for spot in self.spots(street)
        )

    def with_house(self, mention: StreetMention, spots: tuple[Rival, ...]) -> tuple[Rival, ...]:
        """Of several streets of a name those that have the house."""
        if self.register is None or not mention.houses or len(spots) == 1:
            return ()
        house = mention.houses[0]
        return tuple(
            (street, settlement, district)
            for street, settlement, district in spots
            if street and stands(house, self.houses(settlement, district, street))
        )


def is_lane(street: str) -> bool:
    """Whether it is a lane or a passage: hardly meant when there is an avenue of that name."""
    return bool({"переулок", "проезд", "тупик"} & {*street.split()})


def precedence(street: str) -> int:
    """Without a type word a street is meant before an avenue, a lane last."""
    ranks = [ORDER.index(word) for word in street.split() if word in ORDER]
    return min(ranks, default=len(ORDER))
