"""A place named by a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nlp.glyphs import fold

WORD = re.compile(r"\w+")
STEM = 5  # letters that the forms of a name have in common


@dataclass(frozen=True, slots=True)
class Place:
    """A span of the original text and what it names; ``text == whole[start:stop]``."""

    text: str
    start: int
    stop: int
    region: str | None = None
    district: str | None = None  # «Всеволожский», without the word «район»
    settlement: str | None = None  # «Всеволожск»
    street: str | None = None  # register order, type word included: «Ленинградская улица»
    house: str | None = None  # «16», «16А», «16/2», a range as «3-9»
    building: str | None = None  # «2» for 16к2, 16 корпус 2, 16 стр. 2
    flat: str | None = None
    confidence: float = 1.0  # 0..1
    alternatives: tuple["Place", ...] = ()


def without_streets(text: str, places: Iterable[Place]) -> str:
    """The text with blanks for the names of its streets: «Школьная 6» tells of no school."""
    for place in places:
        if place.street:
            stems = tuple(word[:STEM] for word in fold(place.street).split())
            there = text[place.start : place.stop]
            for word in WORD.findall(there):
                if fold(word).startswith(stems):
                    there = there.replace(word, " " * len(word))
            text = text[: place.start] + there + text[place.stop :]
    return text
