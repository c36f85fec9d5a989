"""Names that are a street and a settlement too: which of them is meant."""

import re

from nlp.address.bare import bare_street, likely_street
from nlp.address.district import outside_at
from nlp.address.expectation import ON
from nlp.address.gazetteer import VILLAGE
from nlp.address.houses import MARKED
from nlp.address.meaning import rank_of
from nlp.address.mention import Mention, SettlementMention, StreetMention
from nlp.address.settlement import marker, settlement_at
from nlp.address.source import folded
from nlp.address.street import Found, with_houses
from nlp.address.view import Known, View

JOINT = re.compile(
    r"[\s,(:/]{0,3}(?:лен\.?\s?обл(?:асть|\.)?[\s,]{0,2}|ло[\s,]{1,2})?"
    r"(?:(?:и|до|от|угол|на) |- ?)?|\. "
)

Step = tuple[Mention, int]  # and the index of the word past it


def named(view: View, index: int, last: Mention | None) -> Step | None:
    """A settlement or a street by its name alone, whichever the surroundings favour."""
    before = neighbour(view, index, last)
    town = town_at(view, index)
    street = bare_street(view, index, before)
    if street and (town is None or is_street_rather(view, index, street, town, before)):
        return with_houses(view, street)
    if town and isinstance(before, SettlementMention) and is_surname(view, index, town):
        return with_houses(view, street) if (street := likely_street(view, index)) else town
    return town


def town_at(view: View, index: int) -> Step | None:
    """A settlement; one that lies outside only when no large one of the oblast is called so."""
    ours = view.longest("settlement", index)
    large = ours and min(rank_of(view, name) for name in ours[0].whole) < VILLAGE
    outside = None if large else outside_at(view, index)
    return outside or settlement_at(view, index)


def neighbour(view: View, index: int, last: Mention | None) -> Mention | None:
    """The settlement or the street that stands right before."""
    if not isinstance(last, StreetMention | SettlementMention):
        return None
    stop = max([last.stop, *(house.stop for house in last.houses)])
    if isinstance(last, StreetMention) and view.line.opens(index):
        return None
    return last if JOINT.fullmatch(view.line.text, stop, view.line.starts[index]) else None


def is_surname(view: View, index: int, town: Step) -> bool:
    """«Ульяновка, Дмитрова 6»: the form of a village, behind a settlement and before a house."""
    mention, after = town
    if not isinstance(mention, SettlementMention) or mention.houses or after > index + 1:
        return False
    written = view.line.words[index]
    return bool(view.houses(after)) and written not in map(folded, mention.names)


def is_street_rather(
    view: View, index: int, street: Found, town: Step, before: Mention | None
) -> bool:
    """Whether a name that is a street and a settlement too is the street here."""
    known, place = view.known(index), view.longest("settlement", index)
    if marker(view, index)[0] < index or (known and place and place[1] > known[2]):
        return False
    if not isinstance(town[0], SettlementMention):
        on = view.line.words[index - 1] in view.words.corner | ON
        return on or isinstance(before, StreetMention) or bool(view.houses(street[1]))
    written = " ".join(view.line.words[index : street[1]])
    called = [name for name in town[0].names if folded(name) == written]
    if not view.houses(street[1]):
        large = any(rank_of(view, name) < VILLAGE for name in called)
        inside = not called if isinstance(before, SettlementMention) else before and not large
        return bool(inside) or view.line.words[index - 1] in view.words.corner | ON
    if any(is_only_there(view, known, name) for name in called):
        return False  # «Горбунки, 29»: the street is of the village and named for it
    stop = view.line.stops[street[1] - 1]
    return not (called and MARKED.match(view.line.text, stop))


def is_only_there(view: View, known: Known | None, village: str) -> bool:
    """Whether the street is in that village and nowhere else."""
    streets = known[0].whole if known else ()
    spots = [spot for street in streets for spot in view.gazetteer.streets.get(street, ())]
    return bool(spots) and all(spot[0] == village for spot in spots)
