"""Settlements of the oblast in a line."""

import re
from dataclasses import replace

from nlp.address.bare import is_water
from nlp.address.district import bare_district_at, district_at
from nlp.address.gazetteer import CENTRE, VILLAGE, Names, folded
from nlp.address.glimpse import DISTRICT
from nlp.address.house import House
from nlp.address.houses import FREE, MARKED, houses_at
from nlp.address.mention import SettlementMention
from nlp.address.naming import LONGEST_INITIALS, agrees, is_adjective, titled
from nlp.address.view import View

CLAUSE_END = re.compile(r"\s*(?:$|[.,:;!\n)(-])")
SHORT_MARK = 3  # letters: «д.», «пос.»
VERB = re.compile(r"[еиуюая]т(?:ся)?$|[аиеыу]л[аои]?(?:сь|ся)?$")
LAST = re.compile(r"[\s.!?)]*$")


def settlement_at(view: View, index: int) -> tuple[SettlementMention, int] | None:
    """A settlement of the oblast that begins at the word, with the houses of a village."""
    found = view.longest("settlement", index)
    if found is None:
        return None
    names, after = found
    line = view.line
    start, rank = marker(view, index)
    if start == index and not is_meant(view, index, after, names):
        return None
    mention = SettlementMention(line.starts[start], line.stops[after - 1], names.whole, rank)
    houses = village_houses(view, mention)
    if not houses:
        return mention, after
    past = line.after(max(house.stop for house in houses))
    return replace(mention, stop=houses[0].stop, houses=houses), past


def marked_town(view: View, index: int) -> tuple[SettlementMention, int] | None:
    """«д. Рыжкова Гора», «пос. Кузьмоловкий»: a name no list has, behind «деревня» or «посёлок»."""
    line, words, at = view.line, view.words, index + 1
    mark, name = line.words[index], line.words[at]
    gaps = {" ", ".", ". "} if len(mark) <= SHORT_MARK else {" "}
    if len(name) < 4 or not line.capital(at) or line.gap(at) not in gaps:
        return None
    if view.entries(at) or name.startswith(words.nameless) or (mark == "с" and line.gap(at) == " "):
        return None
    start, stop = line.starts[index], line.stops[at]
    if form := view.speller.town(name):
        names = view.gazetteer.forms.find(form) or {}
        found = names["settlement"].whole if "settlement" in names else ()
        return SettlementMention(start, stop, found, doubtful=True), at + 1
    if mark not in words.urban | words.villages or mark.startswith(("ст", "плат")):
        return None
    name = line.cased[line.starts[at] : stop]
    return SettlementMention(start, stop, (titled(name),), CENTRE, doubtful=True), at + 1


def misspelt_town(view: View, index: int) -> tuple[SettlementMention, int] | None:
    """«Всеволжск, Московская 6»: a slip in a name before its street."""
    line = view.line
    if not line.capital(index) or view.entries(index) or not introduces(view, index + 1):
        return None
    form = view.speller.town(line.words[index])
    names = view.gazetteer.forms.find(form) if form else None
    if not names:
        return None
    start, stop = line.starts[index], line.stops[index]
    return SettlementMention(start, stop, names["settlement"].whole, doubtful=True), index + 1


def village_houses(view: View, mention: SettlementMention) -> tuple[House, ...]:
    """«Романовка, дом 22»; «Пашозеро 9» where the number ends the clause."""
    line = view.line
    houses = houses_at(line, mention.stop, view.words)
    if not houses:
        return ()
    after = line.after(max(house.stop for house in houses))
    if line.words[after] in {"по", "на"}:  # «Кингисепп, дом 6 по ул. Жукова»
        return ()
    written = folded(line.cased[mention.start : mention.stop])
    named = any(written.endswith(folded(name)) for name in mention.names)
    if MARKED.match(line.text, mention.stop):
        return houses if named or mention.rank is not None else ()
    small = all(rank_of(view, name) > 0 for name in mention.names)
    return houses if small and named and FREE.match(line.text, houses[-1].stop) else ()


def rank_of(view: View, name: str) -> int:
    """The rank of the biggest settlement of that name."""
    found = view.gazetteer.namesakes.get(name)
    return found[0].rank if found else VILLAGE


def marker(view: View, index: int) -> tuple[int, int | None]:
    """Where the settlement begins with «г.» or «деревня», and the rank that the word tells."""
    line, word, words = view.line, view.line.words[index - 1], view.words
    if line.gap(index) not in {" ", ".", ". ", "  "}:
        return index, None
    loose = len(word) == 1 and line.gap(index) == " "
    if loose and (word == "с" or not view.has_capital(index, index + 2)):
        return index, None
    for rank, marks in enumerate((words.towns, words.urban, words.villages)):
        if word in marks:
            return index - 1, rank
    return index, None


def is_meant(view: View, index: int, after: int, names: Names) -> bool:
    """Whether a form without «г.» or «пос.» before it is the settlement."""
    line, before = view.line, view.line.words[index - 1]
    if is_water(view, index):
        return False
    street = view.known(index)
    if street and street[2] >= after and before in {"на", "по"} and line.gap(index) == " ":
        return False
    if describes(view, after, names.ordinary) and not introduces(view, after):
        return False
    best = min(rank_of(view, name) for name in names.whole)
    if not view.has_capital(index, after):
        return is_meant_in_lower(view, index, after, names.ordinary, best)
    if not names.ordinary:
        return True
    return is_ordinary_meant(view, index, after, best)


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
    if MARKED.match(line.text, line.stops[after - 1]) and view.houses(after):
        return best < VILLAGE
    if line.opens(index):
        return opens_sentence(view, after, best)
    if before in view.words.into and line.gap(index) == " ":
        return best < VILLAGE or before in {"в", "во"}
    return best < (VILLAGE if line.gap(index).strip() else CENTRE)


def opens_sentence(view: View, after: int, best: int) -> bool:
    """Whether an ordinary word at the start of a sentence is the place: «Сланцы мёрзнут»."""
    line, following, gap = view.line, view.line.words[after], view.line.gap(after)
    if CLAUSE_END.match(line.text, line.stops[after - 1]):
        alone = line.opens(after) or gap.strip()[:1] in {":", ",", "-"}
        return best < CENTRE or (best == CENTRE and alone)
    if gap != " " or best > CENTRE:
        return False
    if best == CENTRE:
        return following == "без"
    return following in view.words.telling or bool(VERB.search(following))


def is_meant_in_lower(view: View, index: int, after: int, ordinary: bool, best: int) -> bool:
    """The same for a form in lower case."""
    if not ordinary:
        return len(view.line.words[index]) > 3
    if best == VILLAGE:
        return False
    line = view.line
    if line.opens(index) and LAST.match(line.text, line.stops[after - 1]) and index:
        return True
    return introduces(view, after) or (best < CENTRE and line.words[index - 1] in {"в", "во"})


def introduces(view: View, index: int) -> bool:
    """Whether a street or a district follows: a type word, a known name with a house."""
    line = view.line
    if index >= line.size or line.gap(index).strip(" ,.("):
        return False
    if view.roles.get(line.words[index], 0) & DISTRICT:
        return bool(district_at(view, index) or bare_district_at(view, index))
    if view.street_type_at(index):
        return True
    if names := view.known(index):
        return bool(view.houses(names[2]) or view.street_type_at(names[2]))
    return line.words[index].isdigit() and bool(view.type_at(index + 1))
