"""From mentions to places: what the remark names, in order of the text."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from typing import Any

from nlp.address.gazetteer import CENTRE, OBLAST, PETERSBURG
from nlp.address.house import House
from nlp.address.line import Line
from nlp.address.mention import (
    DistrictMention,
    HouseMention,
    Mention,
    OutsideMention,
    SettlementMention,
    StreetMention,
)
from nlp.address.pruning import (
    SENTENCE,
    distinct,
    without_areas,
    without_bounds,
    without_errands,
)
from nlp.address.reading import Home, Reader, Reading
from nlp.address.site import Site, is_scene, resolve, settled
from nlp.address.source import folded
from nlp.address.survey import stands, surveyed
from nlp.place import Place

BESIDE = re.compile(r"[\s,(]{1,3}")
FLAT = re.compile(r"(?<![а-я])(?:квартира|кв)\.?\s?(?:№\s?)?(\d{1,4})[\s,]{1,3}(?:в\s)?$")
FLAT_BEFORE = 18  # characters
AROUND = 3  # settlements on either side of a street that are weighed
BEHIND = 20  # a settlement behind its street counts as this much further away
DOUBT = 0.8  # the name was mended
HOUSELESS = 0.9  # a street without a house is less sure to be one
MOST_RIVALS = 5
NEAR = 24  # characters: a street no list has in the town is named beside it
FAR = 100  # characters between a street and a house told apart from it
SHORT = 24  # words: in so short a remark «дом 18» is an address


class Resolution:
    """Turns the mentions of one line into places."""

    def __init__(self, reader: Reader, line: Line, found: list[Mention], home: Home) -> None:
        self.reader = reader
        self.line = line
        self.home = home
        self.districts = [m for m in found if isinstance(m, DistrictMention)]
        self.outside = [m for m in found if isinstance(m, OutsideMention)]
        self.loose = [m for m in found if isinstance(m, HouseMention)]
        streets = [m for m in found if isinstance(m, StreetMention) and self.is_there(m)]
        streets = without_errands(line, without_areas(line, streets))
        self.streets = without_bounds(line, streets)
        self.complexes = [m.guess for m in found if isinstance(m, StreetMention) and m.is_complex]
        sites = settled(line, list(self.sites_of(found)))
        told = [site for site in sites if not site.mention.aside]
        self.sites = told or sites
        self.streets = [street for street in self.streets if self.is_likely(street)]
        if len(self.streets) == 1 and self.loose:
            self.streets = [self.housed(self.streets[0], self.loose[0])]

    def is_there(self, mention: StreetMention) -> bool:
        """Whether «4 квартал» without a house is a place at all."""
        if mention.kind is None or mention.kind.word != "квартал" or mention.houses:
            return True
        return bool(self.reader.spots(mention.guess))

    def housed(self, street: StreetMention, loose: HouseMention) -> StreetMention:
        """«дома 30, Тосно, проспект Ленина»: a street without a house and a house without one."""
        if street.houses or abs(loose.start - street.start) > FAR:
            return street
        if loose.start > street.start:
            return street._replace(houses=loose.houses)
        houses = (h._replace(start=loose.start, stop=street.stop) for h in loose.houses)
        return street._replace(start=loose.start, houses=tuple(houses))

    def is_likely(self, street: StreetMention) -> bool:
        """Whether a name alone is a street: of the town named, or a name close beside it."""
        if street.kind or street.houses or street.town or not self.sites:
            return True
        written = self.line.cased[street.start : street.stop]
        capital = written != written.lower()
        for site in self.sites:
            districts = {option.district for option in site.options}
            if self.reader.has(street, site.name, districts):
                return True
            start, stop = site.mention.start, site.mention.stop
            if capital and start - street.stop < NEAR and street.start - stop < NEAR:
                return True
        return False

    def sites_of(self, found: list[Mention]) -> Iterator[Site]:
        """The settlements named, each told from its namesakes."""
        named = {mention.district for mention in self.districts}
        for mention in found:
            town = mention.town if isinstance(mention, StreetMention) else mention
            if isinstance(town, SettlementMention):
                beside = self.district_beside(town)
                gazetteer = self.reader.gazetteer
                yield resolve(town, gazetteer, named, beside, self.home.district)

    def district_beside(self, town: SettlementMention) -> str | None:
        """The district right behind a settlement: «Сорокино, Приозерский район»."""
        for mention in self.districts:
            if BESIDE.fullmatch(self.line.text, town.stop, max(town.stop, mention.start)):
                return mention.district
        return None

    def places(self) -> tuple[Place, ...]:
        """The places in order of the text."""
        found = [place for mention in self.streets for place in self.of_street(mention)]
        used = {site.name for site in self.sites if site.used}
        for site in self.sites:
            if (site.name not in used and not site.mention.aside) or site.mention.houses:
                found.extend(self.of_site(site))
        if not found:
            found = list(self.of_nothing())
        return tuple(distinct(sorted(found, key=lambda place: (place.start, place.stop))))

    def of_nothing(self) -> Iterator[Place]:
        """What is left when no settlement or street is named: a district, a lone house."""
        if not self.districts:
            yield from self.of_city()
        for mention in self.districts[:3]:
            span = self.span(mention.start, mention.stop)
            yield Place(*span, region=OBLAST, district=mention.district)
        if self.line.size <= SHORT and not self.districts:
            for loose in self.loose[:1]:
                for house in loose.houses:
                    span = self.span(loose.start, house.stop)
                    yield Place(*span, **written(house), confidence=0.4)

    def of_city(self) -> Iterator[Place]:
        """Settlements of St Petersburg: whoever complains of one must be sent elsewhere."""
        for mention in self.outside:
            told = mention.name not in {None, PETERSBURG} and mention.region == PETERSBURG
            if told and is_scene(self.line, mention.start, mention.stop, mention.name or ""):
                span = self.span(mention.start, mention.stop)
                yield Place(*span, region=PETERSBURG, settlement=mention.name, confidence=0.6)

    def of_site(self, site: Site) -> Iterator[Place]:
        """A settlement without a street, with the houses of a village."""
        mention, houses = site.mention, site.mention.houses
        start = mention.start
        if not houses and site.rank >= CENTRE and len(self.sites) == 1 and self.loose:
            start, houses = self.loose[0].start, self.loose[0].houses
        reading = Reading(None, site.name, site.district, OBLAST, 0.95)
        if site.district is None:
            rivals = tuple((None, site.name, option.district) for option in site.options)
            reading = reading._replace(confidence=0.5, rivals=rivals)
        if not houses:
            yield self.place(start, mention.stop, reading, None, mention.doubtful)
        yield from self.of_houses(start, houses, reading, mention.doubtful)

    def of_street(self, mention: StreetMention) -> Iterator[Place]:
        """A street with its houses."""
        reading, houses = self.read(mention), mention.houses
        if not houses:
            yield self.place(mention.start, mention.stop, reading, None, mention.doubtful)
        if len(houses) == 1 and houses[0].flat is None and (flat := self.flat_before(mention)):
            houses = (houses[0]._replace(flat=flat),)
        yield from self.of_houses(mention.start, houses, reading, mention.doubtful)

    def of_houses(
        self, start: int, houses: tuple[House, ...], reading: Reading, doubtful: bool
    ) -> Iterator[Place]:
        """The houses of a street or a village; flats of one house share its span."""
        known = self.known_houses(reading) if houses else ()
        for house in houses:
            first = house.start == houses[0].start
            begin = min(start, house.start) if first else house.start
            found = surveyed(house, known)
            doubt = doubtful or stands(found, known) is False
            yield self.place(begin, house.stop, reading, found, doubt)

    def known_houses(self, reading: Reading) -> Collection[str]:
        """The houses that the register has on the street."""
        if reading.street is None:
            return ()
        return self.reader.houses(reading.settlement, reading.district, reading.street)

    def flat_before(self, mention: StreetMention) -> str | None:
        """«Квартира 28, Бокситогорск, Павлова 37»: the flat told first."""
        starts = [site.mention.start for site in self.sites if site.mention.start < mention.start]
        for start in (mention.start, *starts):
            if found := FLAT.search(self.line.text[max(0, start - FLAT_BEFORE) : start]):
                return found[1]
        return None

    def place(
        self,
        start: int,
        stop: int,
        reading: Reading,
        house: House | None = None,
        doubtful: bool = False,
    ) -> Place:
        """The place cut out of the original text, with the other readings as alternatives."""
        span = self.span(start, stop)
        rest = written(house) if house else {}
        sure = reading.confidence * (1 if house or not reading.street else HOUSELESS)
        sure *= DOUBT if doubtful else 1
        rest["confidence"] = round(sure, 2)
        rivals = tuple(
            Place(*span, OBLAST, district, settlement, street, **rest)
            for street, settlement, district in reading.rivals[:MOST_RIVALS]
        )
        known = (reading.region, reading.district, reading.settlement, reading.street)
        return Place(*span, *known, **rest, alternatives=rivals)

    def span(self, start: int, stop: int) -> tuple[str, int, int]:
        """The text between the offsets and its borders in the original."""
        start, stop = self.line.span(start, stop)
        return self.line.original[start:stop], start, stop

    def read(self, mention: StreetMention) -> Reading:
        """The likeliest reading of a street mention."""
        if self.sites:
            place = bisect_left(self.sites, mention.start, key=lambda site: site.mention.start)
            around = self.sites[max(0, place - AROUND) : place + AROUND]
            site = min(around, key=lambda site: self.distance(site, mention))
            site.used = True
            return self.reader.in_settlement(mention, site.name, site.district, 0.95)
        for outside in self.outside:
            if outside.region == PETERSBURG:
                name = next((o.name for o in self.outside if o.name), None)
                return self.reader.in_petersburg(mention, name, 0.9)
        for name in self.complexes:
            if found := self.reader.gazetteer.complexes.get(folded(name.partition(" ")[2])):
                return self.reader.in_settlement(mention, *found, 0.85)
        named = {mention.district for mention in self.districts}
        return self.reader.by_name(mention, named.pop() if len(named) == 1 else None, self.home)

    def distance(self, site: Site, mention: StreetMention) -> tuple[int, bool, int]:
        """How far a settlement stands: another sentence is far, behind is further than before."""
        before = site.mention.start < mention.start
        first, last = (site.mention, mention) if before else (mention, site.mention)
        between = self.line.text[first.stop : last.start]
        districts = {option.district for option in site.options}
        missing = not self.reader.has(mention, site.name, districts)
        return (
            SENTENCE.search(between) is not None,
            missing,
            len(between) + (0 if before else BEHIND),
        )


def written(house: House) -> dict[str, Any]:
    """The fields of a place that a house fills."""
    return {"house": house.number, "building": house.building, "flat": house.flat}
