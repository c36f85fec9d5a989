"""Places that a comment leaves to its thread: «у нас так же», «у 12-го», «Лиговский 44»."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlp.address.gazetteer import PETERSBURG
from nlp.address.line import fold
from nlp.address.talk import asks_address, house_alone, says_same
from nlp.place import Place

WORD = re.compile(r"[а-яa-z]{2,}")
FEW = 3  # words besides the address: the comment is nothing but an address
DOUBT = 0.8


@dataclass(frozen=True, slots=True)
class Turn:
    """One comment of a thread with what was found in it."""

    author: int
    text: str
    places: tuple[Place, ...] = ()
    official: bool = False  # written for the authority or the community


def settle(turn: Turn, parent: Turn | None, earlier: Sequence[Turn]) -> tuple[Place, ...]:
    """The places of a comment, filled up or inherited from its thread.

    ``parent`` is the comment replied to, ``earlier`` the thread before this comment, oldest first.
    """
    own = [past for past in earlier if past.author == turn.author and past.places]
    if turn.places:
        return tuple(completed(place, parent, own, earlier) for place in turn.places)
    if house := house_alone(turn.text):
        place = first_place(parent, own)
        return (with_house(place, house, turn.text),) if place else ()
    if says_same(turn.text):
        return inherited(same_place(parent, own, earlier))
    if own and replies(turn, parent):
        return inherited(own[-1].places)
    return ()


def completes(turn: Turn, parent: Turn | None, earlier: Sequence[Turn]) -> int | None:
    """The index in ``earlier`` of the author's own comment whose address this one tells."""
    if not tells_address(turn, parent):
        return None
    for index in range(len(earlier) - 1, -1, -1):
        past = earlier[index]
        if past.author == turn.author and not any(place.house for place in past.places):
            return index
    return None


def tells_address(turn: Turn, parent: Turn | None) -> bool:
    """Whether a comment is nothing but an address, or answers a question for one."""
    asked = parent is not None and asks_address(parent.text)
    if house_alone(turn.text):
        return asked
    return bool(turn.places) and (asked or is_bare(turn))


def is_bare(turn: Turn) -> bool:
    """Whether a comment has hardly a word besides its places: «Лиговский 44»."""
    text = fold(turn.text)
    for place in turn.places:
        text = text.replace(fold(place.text), " ")
    return len(WORD.findall(text)) <= FEW


def same_place(
    parent: Turn | None, own: Sequence[Turn], earlier: Sequence[Turn]
) -> tuple[Place, ...]:
    """What «у нас так же» points at: the parent's place, else the last one told by a resident."""
    if parent is not None and parent.places and not parent.official:
        return parent.places
    if own:
        return own[-1].places
    if parent is None or parent.official:
        told = [past for past in earlier if past.places and not past.official]
        return told[-1].places if told and parent is None and earlier[-1] is told[-1] else ()
    return ()


def replies(turn: Turn, parent: Turn | None) -> bool:
    """Whether the author goes on with the own matter, not with another resident's."""
    return parent is None or parent.official or parent.author == turn.author


def inherited(places: Sequence[Place]) -> tuple[Place, ...]:
    """The places as another comment told them: no span of this text, less sure."""
    return tuple(
        replace(
            place,
            text="",
            start=0,
            stop=0,
            confidence=round(DOUBT * place.confidence, 2),
            alternatives=(),
            inherited=True,
        )
        for place in places[:1]
    )


def first_place(parent: Turn | None, own: Sequence[Turn]) -> Place | None:
    """The latest place of the author, else of the comment replied to."""
    turns = [*reversed(own), *([parent] if parent else [])]
    places = (place for turn in turns for place in turn.places)
    return next((place for place in places if place.street or place.settlement), None)


def with_house(place: Place, house: re.Match[str], text: str) -> Place:
    """The place with the house that a later comment tells."""
    number = house["house"] + (house["letter"] or "").upper()
    return replace(
        place,
        text=text.strip(),
        start=len(text) - len(text.lstrip()),
        stop=len(text.rstrip()),
        house=number,
        building=house["building"],
        flat=house["flat"],
        alternatives=(),
        inherited=True,
    )


def completed(
    place: Place, parent: Turn | None, own: Sequence[Turn], earlier: Sequence[Turn]
) -> Place:
    """A place whose settlement or street another comment of the thread tells."""
    if place.settlement is not None or place.region == PETERSBURG:
        return place
    for known in surroundings(place, parent, own, earlier):
        if place.district in (None, known.district):
            street = place.street or known.street
            return replace(
                place,
                region=known.region,
                district=known.district,
                settlement=known.settlement,
                street=street,
                alternatives=(),
                inherited=True,
            )
    return place


def surroundings(
    place: Place, parent: Turn | None, own: Sequence[Turn], earlier: Sequence[Turn]
) -> Iterator[Place]:
    """Places that may tell the settlement: the author's, the parent's, those of the same street."""
    turns = [*reversed(own), *([parent] if parent else [])]
    for turn in turns:
        yield from (known for known in turn.places if known.settlement)
    for turn in reversed(earlier):
        for known in turn.places:
            if known.settlement and known.street and known.street == place.street:
                yield known
