"""Districts of the oblast, and what lies outside it."""

import re

from nlp.address.gazetteer import PETERSBURG, load_districts
from nlp.address.mention import DistrictMention, OutsideMention, SettlementMention
from nlp.address.naming import ENDINGS, nominative
from nlp.address.view import View

ADJECTIVE = re.compile(r"[а-я]{3,}(?:ск|ьн)(?:ий|ого|ому|им|ом|ый|ым)$")
SPLIT = frozenset({"н", "не", "на", "ну", "он", "оне", "ном"})  # «р-н», «р-не»
TOWN = re.compile(r"ск(?:ая|ой|ую|ий|ого|ому|ом|им|ое)$")
BARE_END = re.compile(r"\s*(?:$|[.!?)\n,])")


def district_at(view: View, index: int) -> tuple[DistrictMention | OutsideMention, int] | None:
    """«Тосненский район», «Лужского р-на»; «Центральный район» is of St Petersburg."""
    line, word = view.line, view.line.word(index)
    if not ADJECTIVE.match(word):
        return None
    after = index + 1
    if line.word(after) not in view.words.district_words or line.gap(after).strip(" "):
        return None
    if line.word(after) == "р" and line.word(after + 1) in SPLIT:
        after += 1
    name = nominative(word, "m").capitalize()
    start, stop = line.starts[index], line.stops[after]
    if name in view.gazetteer.districts:
        return DistrictMention(start, stop, name), after + 1
    if name in view.gazetteer.petersburg_districts:
        return OutsideMention(start, stop, None, PETERSBURG), after + 1
    return None


def bare_district_at(view: View, index: int) -> tuple[DistrictMention, int] | None:
    """«Копорье, Ломоносовский», «Каменки Лужского»: the adjective alone, behind a settlement."""
    line, word = view.line, view.line.word(index)
    if not line.capital(index) or not word.endswith(("ский", "ского", "жский", "жского")):
        return None
    name = nominative(word, "m").capitalize()
    if name not in view.gazetteer.districts or line.gap(index).strip() not in {"", ",", "("}:
        return None
    if not BARE_END.match(line.text, line.stops[index]):
        return None
    return DistrictMention(line.starts[index], line.stops[index], name), index + 1


def office_at(view: View, index: int) -> tuple[SettlementMention, int] | None:
    """«Тосненская ЦРБ», «Волховский водоканал»: a town told by its adjective."""
    line, word = view.line, view.line.word(index)
    if not TOWN.search(word) or line.gap(index + 1) != " ":
        return None
    office = line.word(index + 1)
    clinic = office.startswith(view.words.clinics)
    if not clinic and not office.startswith(view.words.offices):
        return None
    gender = next(gender for gender in "mfn" if word.endswith(ENDINGS[gender]))
    masculine = re.sub(r"(?:ая|ое)$", "ий", nominative(word, gender))
    centre = load_districts().get(masculine.capitalize())
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
    if names.ordinary and (not line.capital(index) or line.opens(index)):
        return None
    if not line.capital(index) and line.word(index)[:3] not in {"спб", "пит", "сан"}:
        return None
    region = view.gazetteer.regions[name]
    if region == PETERSBURG and name in view.gazetteer.petersburg_names:
        name = PETERSBURG
    return OutsideMention(line.starts[index], line.stops[after - 1], name, region), after
