"""Measurable things that a comment tells: degrees, days, money, who suffers."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from nlp.prediction import NO_FACTS, Facts

DEGREES = re.compile(
    r"(?:\+\s?(?P<plus>\d{1,2}(?:[.,]\d)?)(?!\d)"
    r"(?!\s{0,9}(?:руб|тыс|%|мин|час|дн|ден|сут|лет|год|этаж|чел|\d))"
    r"|(?P<bare>\d{1,2}(?:[.,]\d)?)\s?(?:°|градус|гр\b))"
    r"|(?:(?:температур|градусник|термометр)\w{0,20}|дома|квартире|комнате)\s(?:\w{1,30}\s){0,3}?"
    r"(?P<told>\d{1,2}(?:[.,]\d)?)(?=[\s,.!?;)]|$)"
    r"(?!\s{0,9}(?:руб|тыс|числ|час|дн|ден|сут|лет|год|этаж|\d))"
)
UNIT = re.compile(r"\s(д(?:ень|ня|ней|н)\b|сут(?:ки|ок)|недел[юяиь]|месяц(?:а|ев)?)")
COUNT = re.compile(r"(\d{1,3}|[а-я]+)(?:-?(?:й|ый|ой|ую|ю|я|е|и|х))?$")
WEEK = re.compile(r"(?<![а-я])(неделю|месяц)(?![а-я])")
MONEY = re.compile(
    r"(?P<sum>\d{1,3}(?:[ .]\d{3}){1,3}|(?<!\d)\d{1,9}(?:[.,]\d{1,4})?)\s?"
    r"(?P<unit>тыс\w{0,10}|т\.?\s?р\b|к\b|руб\w{0,10}|р\b|₽)(?:\s?р(?:уб\w{0,10})?)?"
)
DIGIT = re.compile(r"\d")
PRICED = re.compile(r"\d\s?[ткр₽]")  # cheap to look for
WARMTH = ("+", "°", "гр", "температур", "термометр", "дома", "квартире", "комнате")
LASTING = ("день", "дн", "сут", "недел", "месяц")
PLUS = re.compile(r"плюс ([а-я]+)(?: ([а-я]+))?")
OUTDOORS = re.compile(r"(?:на улице|за окном|мороз\w{0,10}|снаружи)\D{0,12}$")
# «у дома 12», «во дворе дома на Мира 7»: a house, not «at home».
HOUSE = re.compile(
    r"(?<![а-я])(?:из|у|к|о|от|до|для|возле|около|кроме|против|напротив|вдоль|вокруг|внутри"
    r"|двор\w{0,2}|подъезд\w{0,2}|угл[ау]|крыш\w{0,2}|жител\w{0,2}|адрес\w{0,2})"
    r"\s(?:(?!нас|меня|вас|них|нее|него)[а-я]+\s)?$"
)
NOTHING = (None, None, None, ())
BEFORE = 40  # letters looked at before a number or a unit
DAYS = {"д": 1, "с": 1, "н": 7, "м": 30}
INDOORS = range(-5, 41)
TEN = 10


@dataclass(frozen=True, slots=True)
class FactWords:
    """Words for counts and for people who suffer most."""

    counts: Mapping[str, int]
    spelled: Mapping[str, int]  # degrees in words: «плюс девять»
    vulnerable: Mapping[str, re.Pattern[str]]
    starts: tuple[str, ...]  # of the words for the vulnerable


@cache
def fact_words() -> FactWords:
    """Load the words that ship with the program, once."""
    raw = tomllib.loads((files("data") / "lexicons" / "facts.toml").read_text("utf-8"))
    stems = {name: told.split() for name, told in raw["vulnerable"].items()}
    return FactWords(
        counts=raw["count"],
        spelled=raw["degrees"],
        vulnerable={
            name: re.compile(rf"(?<![а-я])(?:{'|'.join(own)})") for name, own in stems.items()
        },
        starts=tuple(re.split("[^а-я]", stem)[0] for own in stems.values() for stem in own),
    )


def facts(text: str, words: Iterable[str]) -> Facts:
    """Read what can be measured in a comment that is cut into words."""
    low = text.lower().replace("ё", "е")
    suffering = vulnerable(low) if any(map(may_suffer, words)) else ()
    if "плюс" in low:
        low = PLUS.sub(in_digits, low)
    numeric = DIGIT.search(low) is not None
    found = (
        degrees(low) if numeric else None,
        days(low),
        money(low) if numeric else None,
        suffering,
    )
    return NO_FACTS if found == NOTHING else Facts(*found)


def tells(low: str, signs: Iterable[str]) -> bool:
    """Whether a text has any of the signs: cheap, and most comments have none."""
    return any(map(low.__contains__, signs))


def vulnerable(low: str) -> tuple[str, ...]:
    """Name the people told of who suffer most."""
    return tuple(name for name, stems in fact_words().vulnerable.items() if stems.search(low))


@lru_cache(maxsize=65536)
def may_suffer(word: str) -> bool:
    """Whether a word begins like one for the vulnerable; most comments have none."""
    return word.startswith(fact_words().starts)


def in_digits(told: re.Match[str]) -> str:
    """Write degrees told in words in digits: «плюс двадцать восемь» as «+28»."""
    first, second = (fact_words().spelled.get(word) for word in told.groups())
    if first is None:
        return told[0]
    if second is not None and second < TEN <= first:
        return f"+{first + second}"
    return f"+{first} {told[2] or ''}"


def degrees(low: str) -> float | None:
    """Find the temperature indoors; «на улице -20» is not it."""
    if not tells(low, WARMTH):
        return None
    for match in DEGREES.finditer(low):
        before = low[max(0, match.start() - BEFORE) : match.start()]
        if OUTDOORS.search(before) or before.endswith(("-", "−", "–")):
            continue
        if match[0].startswith("дома") and HOUSE.search(before):
            continue
        value = float(next(part for part in match.groups() if part).replace(",", "."))
        if int(value) in INDOORS:
            return value
    return None


def days(low: str) -> int | None:
    """Find how long it has lasted, the longest span told; «третьи сутки» is 3."""
    if not tells(low, LASTING):
        return None
    spans = [DAYS[unit[0]] for unit in WEEK.findall(low)]
    for match in UNIT.finditer(low):
        told = COUNT.search(low[max(0, match.start() - BEFORE) : match.start()])
        if told and (count := counted(told[1])) is not None:
            spans.append(count * DAYS[match[1][0]])
    return max(spans, default=None)


def counted(word: str) -> int | None:
    """Read «3» or «третьи» as a count."""
    if word.isdigit():
        return int(word)
    return next((n for stem, n in fact_words().counts.items() if word.startswith(stem)), None)


def money(low: str) -> int | None:
    """Find the largest sum of money told, in roubles."""
    if not PRICED.search(low):
        return None
    sums = []
    for match in MONEY.finditer(low):
        number = match["sum"].replace(" ", "")
        grouped = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number)
        value = float(number.replace(".", "") if grouped else number.replace(",", "."))
        thousands = match["unit"].startswith(("тыс", "т", "к"))
        sums.append(round(value * 1000 if thousands else value))
    return max(sums, default=None)
