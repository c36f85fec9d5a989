"""Measurable things that a comment tells: degrees, days, money, who suffers."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from nlp.degrees import degrees, tells
from nlp.glyphs import fold, seen, spaced
from nlp.prediction import NO_FACTS, Facts

UNIT = re.compile(r"\s(д(?:ень|ня|ней|н)\b|сут(?:ки|ок)|недел[юяиь]|месяц(?:а|ев)?)")
COUNT = re.compile(r"((?<!\d)(?<!\d[.,])\d{1,3}(?:[.,]5)?|[а-я]+)(?:-?(?:й|ый|ой|ую|ю|я|е|и|х))?$")
WEEK = re.compile(r"(?<![а-я])(неделю|месяц)(?![а-я])")
# «раз в неделю», «через 5 дней», «с 5 по 10 день»: it is not so long that it has lasted.
NOT_LASTING = re.compile(
    r"(?<![а-я])(?:через|раз в|в|на|по|до|не|каждые|кажд[уы][юй]|прошл[уы][юй]|следующ[уи][юй]|эту"
    r"|этот)\s$"
)
MONEY = re.compile(
    r"(?<![\da-z/])(?P<sum>\d{1,3}(?:[ .]\d{3}){1,3}(?:,\d{1,2})?|\d{1,9}(?:[.,]\d{1,4})?)"
    # «16 к 2» is a house, «5 к соседям» a way.
    r"(?P<unit>\s?(?:тыс\w{0,10}|т\.?\s?р\b|руб\w{0,10}|р\b(?!-)|₽)|к\b(?!\s?\d))"
    r"(?:\s?р(?:уб\w{0,10})?)?"
)
GROUPING = re.compile(r"[ .](?=\d{3}(?:\D|$))")  # «8 500», «8.500»
DIGIT = re.compile(r"\d")
PRICED = re.compile(r"\d\s?[ткр₽]")  # cheap to look for
LASTING = ("день", "дн", "сут", "недел", "месяц")
NOTHING = (None, None, None, ())
BEFORE = 40  # letters looked at before a unit
DAYS = {"д": 1, "с": 1, "н": 7, "м": 30}
TEN = 10


@dataclass(frozen=True, slots=True)
class FactWords:
    """Words for counts and for people who suffer most."""

    counts: Mapping[str, int]
    spelled: Mapping[str, int]  # degrees in words: «плюс девять»
    degrees: re.Pattern[str]  # where such words stand: after «плюс» or before «градусов»
    vulnerable: Mapping[str, re.Pattern[str]]
    starts: tuple[str, ...]  # of the words for the vulnerable


@cache
def fact_words() -> FactWords:
    """Load the words that ship with the program, once."""
    raw = tomllib.loads((files("data") / "lexicons" / "facts.toml").read_text("utf-8"))
    number = "|".join(sorted(raw["degrees"], key=len, reverse=True))
    stems = {name: told.split() for name, told in raw["vulnerable"].items()}
    return FactWords(
        counts=raw["count"],
        spelled=raw["degrees"],
        degrees=re.compile(
            rf"плюс (?:(?=\d)|({number})(?: ({number}))?)"
            rf"|(?<![а-я])({number})(?: ({number}))? (?=градус)"
        ),
        vulnerable={
            name: re.compile(rf"(?<![а-я])(?:{'|'.join(own)})") for name, own in stems.items()
        },
        starts=tuple(re.split("[^а-я]", stem)[0] for own in stems.values() for stem in own),
    )


def facts(text: str, words: Iterable[str]) -> Facts:
    """Read what can be measured in a comment that is cut into words."""
    low = fold(spaced(seen(text)))
    suffering = vulnerable(low) if any(map(may_suffer, words)) else ()
    if "плюс" in low or "градус" in low:
        low = fact_words().degrees.sub(in_digits, low)
    numeric = DIGIT.search(low) is not None
    found = (
        degrees(low) if numeric else None,
        days(low),
        money(low) if numeric else None,
        suffering,
    )
    return NO_FACTS if found == NOTHING else Facts(*found)


def vulnerable(low: str) -> tuple[str, ...]:
    """Name the people told of who suffer most."""
    return tuple(name for name, stems in fact_words().vulnerable.items() if stems.search(low))


@lru_cache(maxsize=65536)
def may_suffer(word: str) -> bool:
    """Whether a word begins like one for the vulnerable; most comments have none."""
    return word.startswith(fact_words().starts)


def in_digits(told: re.Match[str]) -> str:
    """Write degrees told in words in digits: «плюс двадцать восемь» as «+28», «плюс 8» as «+8»."""
    numbers = [fact_words().spelled[word] for word in told.groups() if word]
    if len(numbers) > 1 and numbers[1] < TEN <= numbers[0]:
        return f"+{sum(numbers)} "
    return "".join(f"+{number} " for number in numbers) or "+"


def days(low: str) -> int | None:
    """Find how long it has lasted, the longest span told; «третьи сутки» is 3."""
    if not tells(low, LASTING):
        return None
    spans = [
        DAYS[match[1][0]]
        for match in WEEK.finditer(low)
        if not NOT_LASTING.search(low[max(0, match.start() - BEFORE) : match.start()])
    ]
    for match in UNIT.finditer(low):
        before = low[max(0, match.start() - BEFORE) : match.start()]
        told = COUNT.search(before)
        if told is None or NOT_LASTING.search(before[: told.start()]):
            continue
        if (count := counted(told[1])) is not None:
            spans.append(int(count * DAYS[match[1][0]]))
    return max(spans, default=None)


def counted(word: str) -> float | None:
    """Read «3», «1,5» or «третьи» as a count."""
    if word[0].isdigit():
        return float(word.replace(",", "."))
    return next((n for stem, n in fact_words().counts.items() if word.startswith(stem)), None)


def money(low: str) -> int | None:
    """Find the largest sum of money told, in roubles."""
    if not PRICED.search(low):
        return None
    sums = []
    for match in MONEY.finditer(low):
        value = float(GROUPING.sub("", match["sum"]).replace(",", "."))
        thousands = match["unit"].lstrip().startswith(("т", "к"))
        sums.append(round(value * 1000 if thousands else value))
    return max(sums, default=None)
