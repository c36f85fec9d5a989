"""Where only a street can stand: «на Моховой», «угол Победы и Мира», «Тосно, Боярова»."""

import re
from collections.abc import Collection

from nlp.address.mention import Mention, SettlementMention
from nlp.address.naming import STRAY, agrees, is_adjective
from nlp.address.view import Known, View

ON = frozenset({"на", "по", "вдоль"})
BESIDE = frozenset({"а", "и"})
STREETS = ("ая", "яя", "ую", "юю")  # endings of a street: «а Боровая когда?»
OWN = frozenset({"свой", "наш", "ваш", "какой", "этот", "тот"})
LAST = re.compile(r"[\s.!?)]*$")
PUNCTUATION = re.compile(r"\s*(?:$|[.,;:!?)(\n\"/-])")


def is_expected(view: View, index: int, names: Known, weak: bool, follows: Mention | None) -> bool:
    """Whether a known name without a house stands where a street would."""
    after = names[2]
    capital = view.has_capital(index, after)
    line, before = view.line, view.line.words[index - 1]
    if before in OWN | view.words.firms and line.gap(index) == " ":
        return False  # «у нас свой Кировский»: a district; «ТСЖ Невский»
    if weak and not capital and follows is None:
        return before in view.words.along and leads_to_town(view, names)
    last, following = line.words[after - 1], line.words[after]
    close = line.gap(index) == " "
    ends = bool(PUNCTUATION.match(line.text, line.stops[after - 1]))
    adjective = is_adjective(last, "mfn")
    if adjective and not ends and following.startswith(view.words.things):
        return line.capital(after) and not following.startswith(("област", "район", "нев"))
    modifies = adjective and not ends and not line.capital(after) and modified(last, following)
    if isinstance(follows, SettlementMention) and is_there(view, names, follows.names):
        on = close and before == "на"
        return on or capital or (not modifies and (ends or not weak))
    if not capital:
        listed = follows is not None and ends
        return not weak and (listed or (close and before in ON and not modifies))
    if close and (before in view.words.along or before in view.words.corner):
        return not (weak and modifies and not (last.endswith("ой") and following[-1] not in "еи"))
    if pairs(view, index, after) or (leads_to_town(view, names) and not modifies):
        return True
    return not modifies and stands_alone(view, index, after, weak, follows)


def stands_alone(view: View, index: int, after: int, weak: bool, follows: Mention | None) -> bool:
    """Whether a name with a capital letter is a street by what is right before it."""
    line, before, following = view.line, view.line.words[index - 1], view.line.words[after]
    ends = bool(PUNCTUATION.match(line.text, line.stops[after - 1]))
    adjective = is_adjective(line.words[after - 1], "mfn")
    if adjective and ends and line.gap(index).strip() == ":":  # «пишу адрес: Лесная, напротив…»
        return True
    if follows or (before in view.words.near and line.gap(index) in {" ", ": "}):
        return bool(follows) or not weak
    if line.opens(index):
        told = (ends or adjective or following == "не") and following not in view.words.posts
        return not weak and told and not following.isdigit()  # «Ивановский 3 раза приезжал»
    listed = before in BESIDE and line.opens(index - 1)
    beside = listed and line.words[after - 1].endswith(STREETS)
    return adjective and (beside or not weak)


def modified(adjective: str, noun: str) -> bool:
    """Whether the next word is the noun of the adjective: «Гатчинского офиса»."""
    return agrees(adjective, noun) and not STRAY.search(noun)


def is_there(view: View, names: Known, towns: Collection[str]) -> bool:
    """Whether one of the settlements has such a street."""
    return any(
        place in towns
        for street in names[0].whole
        for place, _ in view.gazetteer.streets.get(street, ())
    )


def leads_to_town(view: View, names: Known) -> bool:
    """«Молодёжную в Сертолово», «Щербинка, посёлок Свердлова»: the settlement is right behind."""
    line, after = view.line, names[2]
    gap, at = line.gap(after).strip(), after
    if gap == "," and line.words[at] in view.words.urban | view.words.towns:
        return view.longest("settlement", at + 1) is not None
    if line.words[at] in {"в", "во"} and not gap:
        at += 1
    elif gap not in {",", "-", "(", ", г.", ""}:
        return False
    found = view.longest("settlement", at)
    if found is None:
        return False
    towns, end = found
    if is_there(view, names, towns.whole):
        return True
    ends = bool(LAST.match(line.text, line.stops[end - 1]))
    return line.capital(at) and (at > after or (bool(gap) and (ends or not towns.ordinary)))


def pairs(view: View, index: int, after: int) -> bool:
    """«Победы и Мира», «Кирова угол Мира», «Сапёрный, Митавский»: two known names together."""
    line, joint = view.line, view.line.words[after]
    at = after + 1 if joint in {"и", "угол"} else after
    listed = line.gap(after).strip() in ({""} if at > after else {",", "-"})
    second = view.known(at) if listed and line.capital(index) and line.capital(at) else None
    if second is None:
        return False
    told = not second[0].ordinary and not second[1].ordinary
    if line.opens(index) and at > after:
        return joint == "угол" or told
    if leads_to_town(view, second):
        return True
    around = line.gap(index).strip() in {"(", ":"} or line.words[index - 1] in view.words.corner
    return around or joint == "угол" or (at == after and told)
