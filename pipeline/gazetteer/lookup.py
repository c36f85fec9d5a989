"""From an address as people write it to the objects of the register."""

from collections import defaultdict

from sqlalchemy.orm import Session

from nlp.address.extractor import Extractor
from nlp.place import Place
from nlp.remark import Remark
from pipeline.errors import WrongUsage
from pipeline.gazetteer.found import Found, best
from pipeline.gazetteer.house_key import HouseKey
from pipeline.gazetteer.housing import with_house
from pipeline.gazetteer.loaded import ABSENT, find_version
from pipeline.gazetteer.objects import Level
from pipeline.gazetteer.search import Titled, find_above, find_streets, parents
from pipeline.gazetteer.wording import read_line


def lookup(session: Session, asked: str | Place) -> list[Found]:
    """What is meant: one when it is sure, several to choose from, none when nothing is like it.

    When the register has the street but not the house, the street comes with ``valid=False``.
    Raises WrongUsage when no register is loaded.
    """
    found = by_fields(session, asked) if isinstance(asked, Place) else by_text(session, asked)
    if not found and find_version(session) is None:
        raise WrongUsage(ABSENT)
    return found


def by_text(session: Session, asked: str) -> list[Found]:
    """By what the extractor reads; where it stops short, by the names of the register."""
    said = by_extractor(session, asked)
    if depth(said) >= Level.AREA and said[0].valid:
        return said
    read = by_names(session, asked)
    if depth(said) == Level.STREET:  # the street is known: the house may be on its namesake there
        read = [one for one in read if one.settlement == said[0].settlement]
    return read if depth(read) > depth(said) else said


def depth(found: list[Found]) -> int:
    """How deep into the register an answer goes; 0 when there is none."""
    return max((one.level for one in found), default=0)


def by_fields(session: Session, place: Place) -> list[Found]:
    """The objects that fit the fields of a prediction."""
    number = f"{place.house}к{place.building}" if place.building else place.house
    key = HouseKey.parse(number) if number else None
    if not place.street:
        return best(with_house(session, find_above(session, place), key))
    if streets := find_streets(session, place):
        return best(with_house(session, streets, key))
    reason = f"такой улицы в реестре нет: {place.street}"
    return best(found.short_of(reason) for _, found in find_above(session, place))


def by_extractor(session: Session, text: str) -> list[Found]:
    """By case forms and colloquial names, but only of what the gazetteer knows."""
    places = Extractor.load().find(Remark(text))
    return best(found for place in places for found in by_fields(session, place))


def by_names(session: Session, text: str) -> list[Found]:
    """By the register's own names, but only as they stand there."""
    by_house: dict[HouseKey | None, list[Titled]] = defaultdict(list)
    for reading in read_line(session, text):
        by_house[reading.house].append(reading.row)
    return best(
        found
        for house, rows in by_house.items()
        for found in with_house(session, parents(rows), house)
    )
