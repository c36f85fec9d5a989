"""A house as written put beside the houses of its street: «16/2» may be «16к2»."""

import re
from collections.abc import Collection

from nlp.address.house import House

FRACTION = re.compile(r"(\d+[А-Я]?)/(\d+[А-Я]?)")
RANGE = re.compile(r"(\d+[А-Я]?)-(\d+[А-Я]?)")


def key(house: House) -> str:
    """The house as the register's keys are written: «16к2»."""
    return f"{house.number}к{house.building}" if house.building else house.number


def surveyed(house: House, known: Collection[str]) -> House:
    """The house in the form in which the street has it, if exactly one form of it is there."""
    ends = RANGE.fullmatch(house.number)
    if not known or key(house) in known or (ends and ends[2] in known):
        return house
    forms = [form for form in other_forms(house) if key(form) in known]
    return forms[0] if len(forms) == 1 else house


def other_forms(house: House) -> list[House]:
    """What else the same writing may mean: corpus for fraction, flat for the end of a range."""
    if house.building:
        return [house._replace(number=f"{house.number}/{house.building}", building=None)]
    if found := FRACTION.fullmatch(house.number):
        return [house._replace(number=found[1], building=found[2])]
    found = RANGE.fullmatch(house.number)
    if found and house.flat is None:
        return [house._replace(number=found[1], flat=found[2])]
    return []


def stands(house: House, known: Collection[str]) -> bool | None:
    """Whether the street has the house, either end of a range; None when nothing is known."""
    if not known:
        return None
    found = RANGE.fullmatch(house.number)
    return any(number in known for number in (found.groups() if found else (key(house),)))
