"""The mentions of a line, left to right."""

from nlp.address.bare import likely_street
from nlp.address.block import numbered_block
from nlp.address.candidate import candidates, is_joint
from nlp.address.district import bare_district_at, district_at, leading_district_at, office_at
from nlp.address.frontage import fronting_street
from nlp.address.head import DISTRICT, HOUSE, MARK, PROPER, TYPE
from nlp.address.homonym import Step, named, neighbour
from nlp.address.mention import Mention, SettlementMention, StreetMention
from nlp.address.numeral import ordinal
from nlp.address.plan import another_in_quotes, plan_at
from nlp.address.settlement import marked_town, misspelt_town
from nlp.address.street import Found, with_houses
from nlp.address.typed import name_first, typed_street
from nlp.address.unlisted import likely_adjective
from nlp.address.unplaced import house_alone
from nlp.address.view import View

MOST = 80  # mentions: no person names more places in one comment


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
    if (joint or (role | ahead) & HOUSE) and (street := fronting_street(view, index)):
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
    return numbered_block(view, index, town.names) if isinstance(town, SettlementMention) else None


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
