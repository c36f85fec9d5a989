"""Names of the register: how they are looked up, and how predictions spell them."""

import re
from functools import cache

from nlp.address.gazetteer import load_districts, load_settlements
from pipeline.gazetteer.kinds import Kind

ORDINAL = re.compile(r"(\d)-?(?:ый|ой|ий|ая|ое|ого|го|му|ти|й|я|е|х)\b")
WORD = re.compile(r"\d+|[a-zа-я]+")
NUMBERED = re.compile(r"(\d+)(?:-?[йяе])?")
LETTERED = re.compile(r"\d+-?[а-яА-Я]")
HONOURS = {"им", "имени"}
NOMINATIVE = {"m": ("ый", "ий", "ой"), "f": ("ая", "яя"), "n": ("ое", "ее"), "x": ()}
SUFFIX = {"m": "й", "f": "я", "n": "е"}
STREET = 8


def name_key(name: str) -> str:
    """The name as it is looked up: «Советская 1-я» and «1-я Советская» are «1 советская»."""
    words = WORD.findall(ORDINAL.sub(r"\1", name.lower().replace("ё", "е")))
    proper = [word for word in words if word not in HONOURS] or words
    if any(len(word) > 1 and word.isalpha() for word in proper):
        proper = [word for word in proper if len(word) > 1 or word.isdigit()]  # initials out
    return " ".join(sorted(proper))


def street_title(name: str, kind: Kind, level: int, official: str | None) -> str:
    """As predictions spell it: «Ленинградская улица», «улица Шувалова», «3-й микрорайон»."""
    title = _ordered(name, kind, level)
    if official and name_key(official) == name_key(title):
        return official  # the register itself tells the order of the words
    return title


def _ordered(name: str, kind: Kind, level: int) -> str:
    if (number := NUMBERED.fullmatch(name)) and kind.gender in SUFFIX:
        return f"{number[1]}-{SUFFIX[kind.gender]} {kind.word}"
    if LETTERED.fullmatch(name):
        return f"{name.replace('-', '').upper()} {kind.word}"
    if level == STREET and name.endswith(NOMINATIVE[kind.gender]):
        return f"{name} {kind.word}"
    return f"{kind.word} {name}"


def settlement_title(name: str, district: str | None) -> str:
    """As the gazetteer spells it: «Пикалёво» for the register's «Пикалево»."""
    return known_settlements().get((name_key(name), district), name)


@cache
def known_settlements() -> dict[tuple[str, str | None], str]:
    """The gazetteer's spellings by key and district."""
    return {
        (name_key(settlement.name), settlement.district): settlement.name
        for same in load_settlements().values()
        for settlement in same
    }


def district_name(name: str) -> str:
    """The adjective of one of the 18 territories, whatever status the register gives it."""
    return next((word for word in name.split() if word in load_districts()), name)
