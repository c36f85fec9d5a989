"""What is left out of an answer: areas around a street, streets that only bound another."""

import re
from collections.abc import Iterable, Iterator

from nlp.address.line import Line
from nlp.address.mention import StreetMention
from nlp.place import Place

SENTENCE = re.compile(r"[.!?\n](?=\s|$)")
BOUND = re.compile(r"(?:^|[\s(])(?:от|до)\s$")
# «не на Кирова, а на Мира», «и на Мира тоже, не только на Кирова»
DENIED = re.compile(r"(?:^|[\s(])не(?: только)?(?: (?:на|по|у|в))?\s$")
BEFORE = 15  # characters
# «ездим в Питер на Литейный», «оформляла через МФЦ на Октябрьской»: not what the matter is about.
ERRAND = re.compile(
    r"(?:^|\s)(?:в (?:питер|спб|(?:санкт-)?петербург)|через (?:мфц|банк|почту|соцзащиту)) на\s$"
)
ERRAND_BEFORE = 26  # characters
TOWN = re.compile(r"[\s,(]*(?:[а-я-]+[\s,(]+){0,2}")
AREA = re.compile(r"микрорайон|квартал|СНТ")


def without_areas(line: Line, streets: list[StreetMention]) -> list[StreetMention]:
    """«мкр Южный, Доктора Сотникова 19»: of an area and a street in it the street stays.

    Of a partnership and a row of its lots, the partnership.
    """
    kept: list[StreetMention] = []
    for street in streets:
        last = kept[-1] if kept else None
        between = line.text[last.stop : street.start] if last else ""
        if last and is_area(last) and is_row(street):
            kept[-1] = last._replace(houses=street.houses)
        elif last and is_area(last) and is_inside(street, between):
            kept[-1] = street
        elif not (last and last.houses and is_area(street) and TOWN.fullmatch(between)):
            kept.append(street)  # of «Зверевой 6, Гатчина, мкр Аэродром» the area is left out
    return kept


def is_inside(street: StreetMention, between: str) -> bool:
    """Whether a street stands so close behind an area that it lies in it."""
    if street.is_plan or SENTENCE.search(between):
        return False
    return bool(street.houses) or len(between) <= len(" - ")


def is_area(street: StreetMention) -> bool:
    """Whether it is a micro-district or the like, itself without a house."""
    names = street.oblast.whole
    plan = street.is_plan or (names and all(AREA.match(name) for name in names))
    return bool(plan) and not street.houses


def is_row(street: StreetMention) -> bool:
    """Whether it is a row of lots inside a partnership: «3-я линия, участок 45»."""
    return street.kind is not None and street.kind.word == "линия"


def without_errands(line: Line, streets: Iterable[StreetMention]) -> list[StreetMention]:
    """The streets without those to which somebody only goes."""
    return [street for street in streets if street.houses or not is_errand(line, street)]


def is_errand(line: Line, street: StreetMention) -> bool:
    """Whether the street only tells where somebody goes, or where an office is."""
    return bool(ERRAND.search(line.text[max(0, street.start - ERRAND_BEFORE) : street.start]))


def without_bounds(line: Line, streets: list[StreetMention]) -> list[StreetMention]:
    """«на Моховой от Белинского до Пестеля»: streets that only bound another are left out."""
    return [street for street in streets if not is_bound(line, street)] or streets


def is_bound(line: Line, street: StreetMention) -> bool:
    """Whether a street only bounds another one, or is denied."""
    before = line.text[max(0, street.start - BEFORE) : street.start]
    return bool(DENIED.search(before)) or (not street.houses and bool(BOUND.search(before)))


def distinct(places: Iterable[Place]) -> Iterator[Place]:
    """The places without repetitions, nor a street alone that another place has with a house."""
    found = list(places)
    with_houses = {place.street for place in found if place.street and place.house}
    seen: set[tuple[str | None, ...]] = set()
    for place in found:
        key = (place.settlement, place.street, place.house, place.building, place.flat)
        if key in seen or (place.street in with_houses and not place.house):
            continue
        seen.add(key)
        yield place
