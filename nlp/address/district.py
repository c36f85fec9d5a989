"""Districts of the oblast, and what lies outside it."""

import re

from nlp.address.gazetteer import PETERSBURG, load_districts
from nlp.address.mention import DistrictMention, OutsideMention, SettlementMention
from nlp.address.view import View

SPLIT = frozenset({"н", "не", "на", "ну", "он", "оне", "ном"})  # «р-н», «р-не»
GAPS = frozenset({" ", "  ", "", ".", ". "})  # «Тосненский район», «Тосн. р-н»
BARE_END = re.compile(r"\s*(?:$|[.!?)\n,])")


def district_at(view: View, index: int) -> tuple[DistrictMention | OutsideMention, int] | None:
    """«Тосненский район», «Лужского р-на»; «Центральный район» is of St Petersburg."""
    line, after = view.line, index + 1
    if name := called_district(view, index):
        return DistrictMention(line.starts[index], line.stops[index], name), after
    if line.words[after] not in view.words.district_words or line.gap(after) not in GAPS:
        return None
    if line.words[after] == "р" and line.words[after + 1] in SPLIT:
        after += 1
    name = adjective_name(view, index)
    start, stop = line.starts[index], line.stops[after]
    if name in view.gazetteer.districts:
        return DistrictMention(start, stop, name), after + 1
    return OutsideMention(start, stop, None, PETERSBURG), after + 1


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
