"""Districts of the oblast, and what lies outside it."""

import re

from nlp.address.gazetteer import PETERSBURG, load_districts
from nlp.address.mention import DistrictMention, OutsideMention, SettlementMention
from nlp.address.view import View

SPLIT = frozenset({"н", "не", "на", "ну", "он", "оне", "ном"})  # «р-н», «р-не»
GAPS = frozenset({" ", "", ".", ". "})  # «Тосненский район», «Тосн. р-н»
MUNICIPAL = ("муниципальн", "городск")
BARE_END = re.compile(r"\s*(?:$|[.!?)\n,])")


def district_at(view: View, index: int) -> tuple[DistrictMention | OutsideMention, int] | None:
    """«Тосненский район», «Лужского р-на»; «Центральный район» is of St Petersburg."""
    line = view.line
    if name := called_district(view, index):
        return DistrictMention(line.starts[index], line.stops[index], name), index + 1
    last = status_at(view, index + 1)
    if last is None:
        return None
    name = adjective_name(view, index)
    start, stop = line.starts[index], line.stops[last]
    if name in view.gazetteer.districts and not is_of_city(view, last + 1):
        return DistrictMention(start, stop, name), last + 1
    return OutsideMention(start, stop, None, PETERSBURG), last + 1


def status_at(view: View, index: int) -> int | None:
    """The last word of «район», «р-н», «муниципальный округ»; None when no such word is there."""
    line = view.line
    if line.gap(index) not in GAPS:
        return None
    if line.words[index].startswith(MUNICIPAL) and line.gap(index + 1) == " ":
        index += 1
    if line.words[index] not in view.words.district_words:
        return None
    return index + 1 if line.words[index] == "р" and line.words[index + 1] in SPLIT else index


def is_of_city(view: View, index: int) -> bool:
    """«Кировский район Петербурга»: of the districts of that name the other one."""
    found = view.longest("outside", index)
    return found is not None and found[0].whole[0] in view.gazetteer.petersburg_names


def called_district(view: View, index: int) -> str | None:
    """«район Тосненский», «м.р-н Всеволожский»: the word for it stands before the adjective."""
    words, name = view.line.words, adjective_name(view, index)
    last, before = words[index - 1], words[index - 2]
    called = last in view.words.district_words or (last in SPLIT and before == "р")
    called = called or (last == "о" and before in {"м", "г"})  # «м.о.», «г.о.»
    if last in {"весь", "всему", "всем"} and not words[index].endswith(("ая", "ой", "ую")):
        called = not words[index + 1].startswith(view.words.things)
    if name not in view.gazetteer.districts or not called or not view.line.capital(index):
        return None
    return name if view.line.gap(index) in {" ", ". ", "."} else None


def adjective_name(view: View, index: int) -> str:
    """The district whose adjective stands at the word."""
    found = view.longest("district", index)
    return found[0].whole[0] if found else ""


def bare_district_at(view: View, index: int) -> tuple[DistrictMention, int] | None:
    """«Копорье, Ломоносовский», «Каменки Лужского»: the adjective alone, behind a settlement."""
    line, name = view.line, adjective_name(view, index)
    if not line.capital(index) or not line.words[index].endswith(("ский", "ского")):
        return None
    if name not in view.gazetteer.districts or line.gap(index).strip() not in {"", ",", "("}:
        return None
    if not BARE_END.match(line.text, line.stops[index]):
        return None
    return DistrictMention(line.starts[index], line.stops[index], name), index + 1


def leading_district_at(view: View, index: int) -> tuple[DistrictMention, int] | None:
    """«Выборгский, Лесогорский»: the adjective alone, before a settlement."""
    line, name = view.line, adjective_name(view, index)
    if name not in view.gazetteer.districts or not line.words[index].endswith("ский"):
        return None
    beside = line.gap(index + 1).strip() in {"", ","} and line.capital(index + 1)
    if not (beside and line.capital(index) and view.longest("settlement", index + 1)):
        return None
    return DistrictMention(line.starts[index], line.stops[index], name), index + 1


def office_at(view: View, index: int) -> tuple[SettlementMention, int] | None:
    """«Тосненская ЦРБ», «Волховский водоканал»: a town told by its adjective."""
    line, office = view.line, view.line.words[index + 1]
    clinic = office.startswith(view.words.clinics)
    if (not clinic and not office.startswith(view.words.offices)) or line.gap(index + 1) != " ":
        return None
    centre = load_districts().get(adjective_name(view, index))
    if centre is None or centre not in view.gazetteer.namesakes:
        return None
    start, stop = line.starts[index], line.stops[index + 1]
    return SettlementMention(start, stop, (centre,), 0, aside=not clinic), index + 2


def outside_at(view: View, index: int) -> tuple[OutsideMention, int] | None:
    """A city that is not of the oblast: «в Питере», «г. Санкт-Петербург»."""
    found = view.longest("outside", index)
    if found is None:
        return None
    names, after = found
    line, name = view.line, names.whole[0]
    if names.ordinary and line.opens(index) and not precedes_street(view, after):
        return None
    if not line.capital(index) and line.words[index][:3] not in {"спб", "пит", "сан"}:
        return None
    region = view.gazetteer.regions[name]
    if region == PETERSBURG and name in view.gazetteer.petersburg_names:
        name = PETERSBURG
    return OutsideMention(line.starts[index], line.stops[after - 1], name, region), after


def precedes_street(view: View, index: int) -> bool:
    """«Пушкин, Ленинградская 12»: a known street with a house follows."""
    street = view.known(index)
    return street is not None and bool(view.houses(street[2]))
