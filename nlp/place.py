"""A place named by a text."""

from dataclasses import dataclass


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
    inherited: bool = False  # told by another comment of the thread
