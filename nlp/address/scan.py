"""The mentions of a line, left to right."""

import re

from nlp.address.bare import bare_street, likely_street
from nlp.address.district import bare_district_at, district_at, outside_at
from nlp.address.frontage import fronting_street, house_alone
from nlp.address.houses import MARKED
from nlp.address.mention import Mention, SettlementMention, StreetMention
from nlp.address.plan import plan_at
from nlp.address.settlement import marker, settlement_at
from nlp.address.street import Found, with_houses
from nlp.address.typed import typed_street
from nlp.address.view import View

JOINT = re.compile(r"[\s,.(:/]{0,3}(?:(?:и|до|от|угол|на) |- ?)?")

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
    if district := district_at(view, index):
        return district
    if isinstance(last, SettlementMention) and (bare := bare_district_at(view, index)):
        return bare
    if street := fronting_street(view, index) or typed_street(view, index):
        return with_houses(view, street)
    if bare_ := named(view, index, last):
        return bare_
    if likely := likely_street(view, index):
        return with_houses(view, likely)
    return house_alone(view, index)


def named(view: View, index: int, last: Mention | None) -> Step | None:
    """A settlement or a street by its name alone, whichever the surroundings favour."""
    if not view.reach(index):
        return None
    town = outside_at(view, index) or settlement_at(view, index)
    street = bare_street(view, index, follows(view, index, last))
    if street and (town is None or is_street_rather(view, index, street, town, last)):
        return with_houses(view, street)
    return town


def follows(view: View, index: int, last: Mention | None) -> bool:
    """Whether a settlement or a street stands right before."""
    if not isinstance(last, StreetMention | SettlementMention):
        return False
    stop = max([last.stop, *(house.stop for house in last.houses)])
    return bool(JOINT.fullmatch(view.line.text, stop, view.line.starts[index]))


def is_street_rather(
    view: View, index: int, street: Found, town: Step, last: Mention | None
) -> bool:
    """Whether a name that is a street and a settlement too is the street here."""
    if marker(view, index)[0] < index or town[1] > street[1]:
        return False
    if isinstance(last, StreetMention) and follows(view, index, last):
        return True
    if not view.houses(street[1]):
        return view.line.word(index - 1) in ("на", "по", *view.words.corner)
    stop = view.line.stops[street[1] - 1]
    called = isinstance(town[0], SettlementMention) and view.line.words[index] in {
        name.lower().replace("ё", "е") for name in town[0].names
    }
    return not (called and MARKED.match(view.line.text, stop))
