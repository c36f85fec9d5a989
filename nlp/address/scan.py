"""The mentions of a line, left to right."""

import re

from nlp.address.bare import bare_street, likely_street
from nlp.address.district import bare_district_at, district_at, office_at, outside_at
from nlp.address.frontage import fronting_street, house_alone
from nlp.address.gazetteer import VILLAGE, folded
from nlp.address.houses import MARKED
from nlp.address.mention import Mention, SettlementMention, StreetMention
from nlp.address.plan import plan_at
from nlp.address.settlement import marker, rank_of, settlement_at
from nlp.address.street import Found, with_houses
from nlp.address.typed import typed_street
from nlp.address.view import View

JOINT = re.compile(r"[\s,(:/]{0,3}(?:(?:и|до|от|угол|на) |- ?)?|\. ")

Step = tuple[Mention, int]


def mentions(view: View) -> list[Mention]:
    """Every place named in the line, in order."""
    found: list[Mention] = []
    index = 0
    while index < len(view.line):
        step = mention_at(view, index, found[-1] if found else None)
        if step is None:
            index += 1
            continue
        mention, after = step
        found.append(mention)
        index = max(after, index + 1)
    return found


def mention_at(view: View, index: int, last: Mention | None) -> Step | None:
    """The mention that begins at the word."""
    if found := plan_at(view, index):
        return with_houses(view, found)
    if district := district_at(view, index) or office_at(view, index):
        return district
    if isinstance(last, SettlementMention) and (bare := bare_district_at(view, index)):
        return bare
    if street := fronting_street(view, index) or typed_street(view, index):
        return with_houses(view, street)
    if name := named(view, index, last):
        return name
    if likely := likely_street(view, index):
        return with_houses(view, likely)
    return house_alone(view, index)


def named(view: View, index: int, last: Mention | None) -> Step | None:
    """A settlement or a street by its name alone, whichever the surroundings favour."""
    if not view.reach(index):
        return None
    before = neighbour(view, index, last)
    town = outside_at(view, index) or settlement_at(view, index)
    street = bare_street(view, index, before)
    if street and (town is None or is_street_rather(view, index, street, town, before)):
        return with_houses(view, street)
    return town


def neighbour(view: View, index: int, last: Mention | None) -> Mention | None:
    """The settlement or the street that stands right before."""
    if not isinstance(last, StreetMention | SettlementMention):
        return None
    stop = max([last.stop, *(house.stop for house in last.houses)])
    if isinstance(last, StreetMention) and view.line.opens(index):
        return None
    return last if JOINT.fullmatch(view.line.text, stop, view.line.starts[index]) else None


def is_street_rather(
    view: View, index: int, street: Found, town: Step, before: Mention | None
) -> bool:
    """Whether a name that is a street and a settlement too is the street here."""
    if marker(view, index)[0] < index or town[1] > street[1]:
        return False
    if not isinstance(town[0], SettlementMention):
        return bool(view.houses(street[1]))
    written = " ".join(view.line.words[index : street[1]])
    called = [name for name in town[0].names if folded(name) == written]
    if not view.houses(street[1]):
        large = any(rank_of(view, name) < VILLAGE for name in called)
        after_street = isinstance(before, StreetMention) and not large
        return after_street or view.line.word(index - 1) in ("на", "по", *view.words.corner)
    stop = view.line.stops[street[1] - 1]
    return not (called and MARKED.match(view.line.text, stop))
