"""Whether the form of a settlement means the settlement: «Сланцы мёрзнут», not «сланцы мокрые»."""

import re
from collections.abc import Collection

from nlp.address.district import bare_district_at, district_at
from nlp.address.expectation import is_there
from nlp.address.forms import Names
from nlp.address.gazetteer import CENTRE, VILLAGE
from nlp.address.head import DISTRICT
from nlp.address.houses import MARKED
from nlp.address.naming import LONGEST_INITIALS, RELATIONAL, agrees, is_adjective
from nlp.address.street import distant_houses
from nlp.address.surname import is_bearer
from nlp.address.view import View

CLAUSE_END = re.compile(r"\s*(?:$|[.,:;!\n)(-])")
VERB = re.compile(r"[еиуюая]т(?:ся)?$|[аиеыу]л[аои]?(?:сь|ся)?$")
LAST = re.compile(r"[\s.!?)]*$")


def is_meant(view: View, index: int, after: int, names: Names) -> bool:
    """Whether a form without «г.» or «пос.» before it is the settlement."""
    line, before = view.line, view.line.words[index - 1]
    if is_water(view, index) and not is_way(view, index):
        return False
    if before in view.words.firms and line.gap(index).strip() == '"':  # «ТСЖ «Заневка»»
        return False
    if before in view.words.feasts and line.gap(index) == " ":  # «День Победы»
        return False
    if line.gap(after) == "-" and RELATIONAL.search(line.words[after]):
        return False  # «Кирово-Чепецкий»
    if is_bearer(view, index, min(rank_of(view, name) for name in names.whole)):
        return False
    street = view.known(index)
    if street and street[2] >= after and before in {"на", "по"} and line.gap(index) == " ":
        return False
    # «Новую линию включили» is no street in Новая.
    named = introduces(view, after) and not view.street_type_at(after)
    if describes(view, after, names.ordinary) and not named:
        return False
    best = min(rank_of(view, name) for name in names.whole)
    if not view.has_capital(index, after):
        return is_meant_in_lower(view, index, after, names, best)
    if not names.ordinary or is_titled(view, index, after):
        return True
    return is_ordinary_meant(view, index, after, best)


def is_titled(view: View, index: int, after: int) -> bool:
    """«Старая Слобода», but not «Старая слобода»: several words, a capital letter in each."""
    return after > index + 1 and all(map(view.line.capital, range(index, after)))


def describes(view: View, after: int, ordinary: bool) -> bool:
    """Whether an adjective describes the next word: «Советский район», «Новая школа»."""
    line = view.line
    last, following = line.words[after - 1], line.words[after]
    if not is_adjective(last, "mfn") or line.gap(after) != " " or line.capital(after):
        return False
    if following in view.words.urban or following in view.words.towns:
        return False  # «Ефимовский посёлок»
    if following.startswith(view.words.things):
        return agrees(last, following) or len(following) <= LONGEST_INITIALS
    return ordinary and agrees(last, following)


def is_ordinary_meant(view: View, index: int, after: int, best: int) -> bool:
    """The same for a word that has another meaning: «Победа», «Луга», «Сланцы»."""
    line, before = view.line, view.line.words[index - 1]
    alone = bool(LAST.match(line.text, line.stops[after - 1]))
    if introduces(view, after) or (line.opens(index) and alone):
        return True
    if line.gap(after) == " " and line.words[after] in view.words.urban:
        return True  # «Ефимовский посёлок»
    if line.gap(after).strip() == "-" and view.longest("settlement", after):
        return True  # «Кипень - Глухово»
    if MARKED.match(line.text, line.stops[after - 1]) and view.houses(after):
        return best < VILLAGE
    if line.opens(index):
        return opens_sentence(view, after, best)
    if before in view.words.into and line.gap(index) == " ":
        return best < VILLAGE or before in {"в", "во"}
    return best < (VILLAGE if line.gap(index).strip() or alone else CENTRE)


def opens_sentence(view: View, after: int, best: int) -> bool:
    """Whether an ordinary word at the start of a sentence is the place: «Сланцы мёрзнут»."""
    line, following, gap = view.line, view.line.words[after], view.line.gap(after)
    if CLAUSE_END.match(line.text, line.stops[after - 1]):
        alone = line.opens(after) or gap.strip()[:1] in {":", ",", "-", "("}
        alone = alone and "!" not in gap  # «Победа! Дали воду»
        return best < CENTRE or (best == CENTRE and alone)
    if gap != " " or best > CENTRE:
        return False
    if best == CENTRE:
        return following == "без"
    return following in view.words.telling or bool(VERB.search(following))


def is_meant_in_lower(view: View, index: int, after: int, names: Names, best: int) -> bool:
    """The same for a form in lower case."""
    if not names.ordinary:
        return len(view.line.words[index]) > 3
    if best == VILLAGE:
        return False
    line = view.line
    if MARKED.match(line.text, line.stops[after - 1]) and view.houses(after):
        return True
    if line.opens(index) and LAST.match(line.text, line.stops[after - 1]) and index:
        return True
    if best < CENTRE and line.words[index - 1] in {"в", "во"}:
        return True
    return introduces(view, after) or has_street(view, after, names.whole)


def introduces(view: View, index: int) -> bool:
    """Whether a street or a district follows: a type word, a known name with a house."""
    line = view.line
    if index >= line.size or line.gap(index).strip(" ,.("):
        return False
    if view.codes[index] & DISTRICT and (district_at(view, index) or bare_district_at(view, index)):
        return True
    if view.street_type_at(index):
        return True
    if view.street_type_at(index + 1) and is_adjective(line.words[index], "mfn"):
        return not view.words.begins_no_name(line.words[index])  # «мга, донецкое шоссе»
    if names := view.known(index):
        beside = distant_houses(view, line.stops[names[2] - 1], directly=False)
        return bool(view.houses(names[2]) or beside or view.street_type_at(names[2]))
    if line.words[index].isdigit():
        return bool(view.type_at(index + 1))
    likely = line.capital(index) and is_adjective(line.words[index], "f")  # «Бугры, Тепличная 5»
    return likely and bool(view.houses(index + 1))


def has_street(view: View, index: int, towns: Collection[str]) -> bool:
    """«сланцы шахтёрской славы», «луга, володарского»: a street of that town ends the clause."""
    if view.line.gap(index).strip(" ,"):
        return False
    names = view.known(index)
    if names is None or not is_there(view, names, towns):
        return False
    return bool(CLAUSE_END.match(view.line.text, view.line.stops[names[2] - 1]))


def rank_of(view: View, name: str) -> int:
    """The rank of the biggest settlement of that name."""
    found = view.gazetteer.namesakes.get(name)
    return found[0].rank if found else VILLAGE


def is_way(view: View, index: int) -> bool:
    """«маршрут через Кобрино», but not «мост через Волхов»."""
    if view.line.words[index - 1] != "через":
        return False
    names = view.longest("settlement", index)
    return names is not None and not view.words.rivers & {*names[0].whole}


def is_water(view: View, index: int) -> bool:
    """Whether «река», «р.» or «метро» stands right before."""
    before, gap = view.line.words[index - 1], view.line.gap(index)
    if before == "м":  # «ст. м. Площадь Восстания»
        return gap in {".", ". "} and view.line.words[index - 2] in {"ст", "у"}
    if before == "р":
        return gap in {".", ". "} and not view.line.words[index - 2].isdigit()
    return before in view.words.waters and gap in {" ", ' "'}
