"""The mentions of a line, left to right."""

import re

from nlp.address.bare import bare_street, likely_street
from nlp.address.district import (
    bare_district_at,
    district_at,
    leading_district_at,
    office_at,
    outside_at,
)
from nlp.address.expectation import ON
from nlp.address.frontage import fronting_street, house_alone
from nlp.address.gazetteer import VILLAGE
from nlp.address.glimpse import ALIKE
from nlp.address.head import DISTRICT, HOUSE, LONGER, MARK, PROPER, TYPE
from nlp.address.houses import MARKED
from nlp.address.line import Line
from nlp.address.meaning import rank_of
from nlp.address.mention import Mention, SettlementMention, StreetMention
from nlp.address.numeral import ordinal
from nlp.address.plan import another_in_quotes, numbered_block, plan_at
from nlp.address.settlement import (
    marked_town,
    marker,
    misspelt_town,
    settlement_at,
)
from nlp.address.source import folded
from nlp.address.street import Found, with_houses
from nlp.address.typed import name_first, typed_street
from nlp.address.unlisted import likely_adjective
from nlp.address.view import Known, View

JOINT = re.compile(
    r"[\s,(:/]{0,3}(?:лен\.?\s?обл(?:асть|\.)?[\s,]{0,2}|ло[\s,]{1,2})?"
    r"(?:(?:и|до|от|угол|на) |- ?)?|\. "
)

ANCHOR = HOUSE | TYPE  # a name no list has is looked for beside these and numbers only
MOST = 80  # mentions: no person names more places in one comment
AHEAD = 3  # words
SHORTEST = 5  # letters of a name that no list has
# «саперном», «третьего», «матисова»: what may be a name, or count houses, in lower case.
LIKELY = re.compile(
    r"[сц]к[а-я]{2,3}$|(?:[ыио][йм]|[еоё]го|[еоё]му|[ао]я|[ую]ю|[ыи][ех]|ь[яюе]й?)$"
)

Step = tuple[Mention, int]


def mentions(view: View) -> list[Mention]:
    """Every place named in the line, in order."""
    found: list[Mention] = []
    past = 0
    for index in candidates(view):
        if index < past:
            continue
        if step := mention_at(view, index, found[-1] if found else None):
            mention, past = step
            found.append(mention)
            while isinstance(mention, StreetMention) and (
                another := another_in_quotes(view, mention)
            ):
                mention, past = another
                found.append(mention)
            if len(found) >= MOST:
                break
    return found


def candidates(view: View) -> list[int]:
    """The words at which a mention may begin: those with a role, and those just before one."""
    words, codes, openings = view.line.words, view.codes, view.gazetteer.forms.heads.openings
    found, seen = list[int](), 0
    for index, (word, role) in enumerate(zip(words[: view.line.size], codes, strict=False)):
        if word > ":" and not role:
            continue
        number = word < ":"
        if number or role & ANCHOR:
            found += [at for at in range(max(index - AHEAD, seen), index) if leads(view, at)]
            seen = index
        begins = f"{word} {words[index + 1]}" in openings if role & LONGER else False
        if number:  # «дом» or a type word stands further on, or it begins a name itself
            ahead = codes[index + 1] | codes[index + 2] | codes[index + 3]
            begins = begins or bool(ahead & ANCHOR) or is_joint(view.line, index)
        if begins or (role & ~LONGER and not number):
            found.append(index)
    return sorted(set(found))


def is_joint(line: Line, index: int) -> bool:
    """«14к2», «5-41-72», «12-м тоже»: a number that something hangs on."""
    joint, following = line.words[index + 1], line.words[index + 2]
    if joint == "к":
        return "0" <= following < ":"
    return ("0" <= joint < ":" and line.gaps[index + 1] in {"-", "/"}) or following in ALIKE


def leads(view: View, at: int) -> bool:
    """Whether a word that no list has may begin a name: few words in lower case do."""
    line, word = view.line, view.line.words[at]
    if len(word) < SHORTEST:
        return False
    if line.cased[line.starts[at]].isupper() or line.gaps[at] != " " or view.codes[at - 1]:
        return True
    return bool(LIKELY.search(word)) or line.words[at - 1] in view.words.along


def mention_at(view: View, index: int, last: Mention | None) -> Step | None:
    """The mention that begins at the word."""
    words, codes = view.line.words, view.codes
    role, ahead = codes[index], codes[index + 1] | codes[index + 2] | codes[index + 3]
    if not role and words[index] > ":":
        return unlisted_at(view, index, ahead)
    if role == PROPER and last is None and not ahead and is_plain(view, index):
        return None
    if (role | ahead) & TYPE and (area := plan_at(view, index)):
        return with_houses(view, area)
    joint = words[index] < ":" and is_joint(view.line, index)
    if joint and (block := block_at(view, index, last)):
        return block
    if role & DISTRICT and (district := adjective_at(view, index, last)):
        return district
    if (role | ahead) & HOUSE and (street := fronting_street(view, index)):
        return with_houses(view, street)
    if (role | ahead) & TYPE and (street := typed_street(view, index)):
        return with_houses(view, street)
    if view.entries(index) and (name := named(view, index, last)):
        return name
    if role & MARK and (town := marked_town(view, index)):
        return town
    if likely := likely_street(view, index):
        return with_houses(view, likely)
    return house_alone(view, index) if joint or (role | ahead) & HOUSE else None


def block_at(view: View, index: int, last: Mention | None) -> Found | None:
    """«Тихвин, 5-41-72»: a house of a numbered micro-district right behind its town."""
    town = neighbour(view, index, last)
    return numbered_block(view, index, town) if isinstance(town, SettlementMention) else None


def is_plain(view: View, index: int) -> bool:
    """Whether an ordinary word is just that: in lower case, with no number behind it."""
    return not view.line.capital(index) and not is_numbered(view, index, 0)


def unlisted_at(view: View, index: int, ahead: int) -> Step | None:
    """The mention that begins at a word no list has: «третий дом», «Прибалтийская ул.»."""
    if ordinal(view.line.text, view.line.starts[index]):
        found = plan_at(view, index) or fronting_street(view, index)
        if found is None:
            return house_alone(view, index)
    elif ahead & TYPE and likely_adjective(view, index, index):
        found = name_first(view, index) or likely_street(view, index)
    else:
        found = likely_street(view, index) if is_numbered(view, index, ahead) else None
    return with_houses(view, found) if found else misspelt_town(view, index)


def is_numbered(view: View, index: int, ahead: int) -> bool:
    """Whether a house may stand behind the word: a number, or «дом»."""
    words = view.line.words
    return bool(ahead & HOUSE) or "0" <= words[index + 1] < ":" or "0" <= words[index + 2] < ":"


def adjective_at(view: View, index: int, last: Mention | None) -> Step | None:
    """The district or the town told by an adjective."""
    found: Step | None = district_at(view, index) or office_at(view, index)
    behind = isinstance(last, SettlementMention | StreetMention)
    if behind:
        found = found or bare_district_at(view, index)
    return found or leading_district_at(view, index)


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
    return (
        settlement_at(view, index)
        if large
        else outside_at(view, index) or settlement_at(view, index)
    )


def is_inside(view: View, known: Known | None, village: str) -> bool:
    """Whether the street is in that village and nowhere else."""
    streets = known[0].whole if known else ()
    spots = [spot for street in streets for spot in view.gazetteer.streets.get(street, ())]
    return bool(spots) and all(spot[0] == village for spot in spots)


def is_surname(view: View, index: int, town: Step) -> bool:
    """«Ульяновка, Дмитрова 6»: the form of a village, behind a settlement and before a house."""
    mention, after = town
    if not isinstance(mention, SettlementMention) or mention.houses or after > index + 1:
        return False
    written = view.line.words[index]
    return bool(view.houses(after)) and written not in map(folded, mention.names)


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
    if any(is_inside(view, known, name) for name in called):
        return False  # «Горбунки, 29»: the street is of the village and named for it
    stop = view.line.stops[street[1] - 1]
    return not (called and MARKED.match(view.line.text, stop))
