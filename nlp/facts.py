"""Measurable things that a comment tells: degrees, days, money, who suffers."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.prediction import Facts

DEGREES = re.compile(
    r"(?:\+\s?(?P<plus>\d{1,2}(?:[.,]\d)?)(?!\d)(?!\s*(?:руб|тыс|%|\d))"
    r"|(?P<bare>\d{1,2}(?:[.,]\d)?)\s?(?:°|градус|гр\b))"
    r"|(?:температур\w*|градусник\w*|термометр\w*|дома|квартире|комнате)\s(?:\w+\s){0,3}?"
    r"(?P<told>\d{1,2}(?:[.,]\d)?)(?=[\s,.!?;)]|$)(?!\s*(?:руб|тыс|числ|час|дн|ден|сут|лет|год|этаж|\d))"
)
SPAN = re.compile(
    r"(?P<count>\d{1,3}|[а-я]+)(?:-?(?:й|ый|ой|ую|ю|я|е|и|х))?\s"
    r"(?P<unit>д(?:ень|ня|ней|н)\b|сут(?:ки|ок)|недел[юяиь]|месяц(?:а|ев)?)"
)
WEEK = re.compile(r"(?<![а-я])(?P<unit>неделю|месяц)(?![а-я])")
MONEY = re.compile(
    r"(?P<sum>\d{1,3}(?:[ .]\d{3})+|\d+(?:[.,]\d+)?)\s?"
    r"(?P<unit>тыс\w*|т\.?\s?р\b|к\b|руб\w*|р\b|₽)(?:\s?р(?:уб\w*)?)?"
)
DIGIT = re.compile(r"\d")
LASTING = re.compile(r"д[ен]|сут|недел|месяц")  # cheap to look for; most comments tell no span
OUTDOORS = re.compile(r"(?:на улице|за окном|мороз\w*|снаружи)\D{0,12}$")
DAYS = {"д": 1, "с": 1, "н": 7, "м": 30}
INDOORS = range(-5, 41)


@dataclass(frozen=True, slots=True)
class FactWords:
    """Words for counts and for people who suffer most."""

    counts: Mapping[str, int]
    vulnerable: Mapping[str, re.Pattern[str]]


@cache
def fact_words() -> FactWords:
    """Load the words that ship with the program, once."""
    raw = tomllib.loads((files("data") / "lexicons" / "facts.toml").read_text("utf-8"))
    return FactWords(
        counts=raw["count"],
        vulnerable={
            name: re.compile(rf"(?<![а-я])(?:{'|'.join(stems.split())})")
            for name, stems in raw["vulnerable"].items()
        },
    )


def facts(text: str) -> Facts:
    """Read what can be measured in a comment."""
    low = text.lower().replace("ё", "е")
    return Facts(
        temperature_c=degrees(low),
        days=days(low),
        sum_rub=money(low) if DIGIT.search(low) else None,
        vulnerable=tuple(
            name for name, stems in fact_words().vulnerable.items() if stems.search(low)
        ),
    )


def degrees(low: str) -> float | None:
    """Find the temperature indoors; «на улице -20» is not it."""
    if not DIGIT.search(low):
        return None
    for match in DEGREES.finditer(low):
        if OUTDOORS.search(low[: match.start()]) or low[: match.start()].endswith(("-", "−", "–")):
            continue
        value = float(next(part for part in match.groups() if part).replace(",", "."))
        if int(value) in INDOORS:
            return value
    return None


def days(low: str) -> int | None:
    """Find how long it has lasted, the longest span told; «третьи сутки» is 3."""
    if not LASTING.search(low):
        return None
    spans = [
        count * DAYS[match["unit"][0]]
        for match in SPAN.finditer(low)
        if (count := counted(match["count"])) is not None
    ]
    spans += [DAYS[match["unit"][0]] for match in WEEK.finditer(low)]
    return max(spans, default=None)


def counted(word: str) -> int | None:
    """Read «3» or «третьи» as a count."""
    if word.isdigit():
        return int(word)
    return next((n for stem, n in fact_words().counts.items() if word.startswith(stem)), None)


def money(low: str) -> int | None:
    """Find the largest sum of money told, in roubles."""
    sums = []
    for match in MONEY.finditer(low):
        number = match["sum"].replace(" ", "")
        grouped = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number)
        value = float(number.replace(".", "") if grouped else number.replace(",", "."))
        thousands = match["unit"].startswith(("тыс", "т", "к"))
        sums.append(round(value * 1000 if thousands else value))
    return max(sums, default=None)
