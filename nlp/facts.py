"""Measurable things that a comment tells: degrees, days, money, who suffers."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

from nlp.prediction import Facts

DEGREES = re.compile(
    r"(?:\+\s?(?P<plus>\d{1,2}(?:[.,]\d)?)(?!\d)(?!\s{0,9}(?:руб|тыс|%|\d))"
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
OUTDOORS = re.compile(r"(?:на улице|за окном|мороз\w{0,10}|снаружи)\D{0,12}$")
BEFORE = 40  # letters looked at before a number or a unit
DAYS = {"д": 1, "с": 1, "н": 7, "м": 30}
INDOORS = range(-5, 41)


@dataclass(frozen=True, slots=True)
class Group:
    """People who suffer most: how their words begin, cheap to look for, and the words."""

    starts: tuple[str, ...]
    words: re.Pattern[str]

    @classmethod
    def of(cls, stems: Sequence[str]) -> Self:
        """Read stems that may be regular expressions."""
        starts = (re.split(r"[^а-я]", stem, maxsplit=1)[0] for stem in stems)
        return cls(tuple(starts), re.compile(rf"(?<![а-я])(?:{'|'.join(stems)})"))

    def named_in(self, low: str) -> bool:
        """Whether a text names one of them."""
        return any(start in low for start in self.starts) and bool(self.words.search(low))


@dataclass(frozen=True, slots=True)
class FactWords:
    """Words for counts and for people who suffer most."""

    counts: Mapping[str, int]
    vulnerable: Mapping[str, Group]


@cache
def fact_words() -> FactWords:
    """Load the words that ship with the program, once."""
    raw = tomllib.loads((files("data") / "lexicons" / "facts.toml").read_text("utf-8"))
    return FactWords(
        counts=raw["count"],
        vulnerable={name: Group.of(stems.split()) for name, stems in raw["vulnerable"].items()},
    )


def facts(text: str) -> Facts:
    """Read what can be measured in a comment."""
    low = text.lower().replace("ё", "е")
    numeric = DIGIT.search(low) is not None
    return Facts(
        temperature_c=degrees(low) if numeric else None,
        days=days(low),
        sum_rub=money(low) if numeric else None,
        vulnerable=tuple(
            name for name, group in fact_words().vulnerable.items() if group.named_in(low)
        ),
    )


def degrees(low: str) -> float | None:
    """Find the temperature indoors; «на улице -20» is not it."""
    for match in DEGREES.finditer(low):
        before = low[max(0, match.start() - BEFORE) : match.start()]
        if OUTDOORS.search(before) or before.endswith(("-", "−", "–")):
            continue
        value = float(next(part for part in match.groups() if part).replace(",", "."))
        if int(value) in INDOORS:
            return value
    return None


def days(low: str) -> int | None:
    """Find how long it has lasted, the longest span told; «третьи сутки» is 3."""
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
    sums = []
    for match in MONEY.finditer(low):
        number = match["sum"].replace(" ", "")
        grouped = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number)
        value = float(number.replace(".", "") if grouped else number.replace(",", "."))
        thousands = match["unit"].startswith(("тыс", "т", "к"))
        sums.append(round(value * 1000 if thousands else value))
    return max(sums, default=None)
