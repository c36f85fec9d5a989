"""What a comment says of places that it does not name: «у нас так же», «у 12-го», «где это?»."""

import re
import tomllib
from functools import cache

from nlp.address.line import fold
from nlp.address.source import table

# «у 12го», «дом 12», «12», «д.5 кв 3»: a house and nothing else.
HOUSE = re.compile(
    r"\W*(?:(?:у|около|возле|напротив|за|в|это|дом|доме|дома|д|номер|№)\W*){0,3}"
    r"(?P<house>\d{1,3})(?:-?(?:го|й|ый|ой|м|ом))?\s?(?P<letter>[абвг](?![а-я]))?"
    r"(?:\W*(?:к|корп|корпус)\W*(?P<building>\d{1,2}))?(?:\W*(?:дом|дома|доме))?"
    r"(?:\W*(?:кв|квартира)\W*(?P<flat>\d{1,4}))?\W*"
)


def asks_address(text: str) -> bool:
    """Whether a text asks where it is: «назовите адрес», «уточните номер дома»."""
    folded = fold(text)
    return any(phrase in folded for phrase in phrases()["asks"])


def asks_place(text: str) -> bool:
    """The same, and not how much or how long: a number may answer that too."""
    return asks_address(text) and "сколько" not in fold(text)


def says_same(text: str) -> bool:
    """Whether a text says that it is the same at the author's: «у нас так же»."""
    folded = fold(text)
    return any(phrase in folded for phrase in phrases()["same"])


def house_alone(text: str) -> re.Match[str] | None:
    """The house of a text that is a house and nothing else: «у 12го»."""
    return HOUSE.fullmatch(fold(text))


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """The phrases of data/gazetteer/talk.toml."""
    return {name: tuple(found) for name, found in tomllib.loads(table("talk.toml")).items()}
