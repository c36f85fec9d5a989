"""Houses that people in a talk name without a street: «у 12го», «14й дом», «тринадцатый тоже»."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from pipeline.tickets.notation import pattern_of
from pipeline.tickets.phrases import meanings
from pipeline.tickets.place import NOWHERE, Spot, fold_case
from pipeline.tickets.talk import is_correction

MENTION = re.compile(r"\[[^\]]*\],?\s*")
CASE = r"(?P<case>ый|ий|ой|ого|его|ому|ему|ом|ем|ым|им|ье[гм]о?)"
WRITTEN = r"(?P<number>\d{1,3})[\s-]?(?:й|ый|ой|го|ого|м|ом|му|ему)"
BARE = re.compile(r"(?<![\d:.+-])\b(\d{1,3}[а-я]?)\b(?![:.]\d)")  # «37* опечатка»
NUMBER = r"(?P<number>\d{1,3}(?:/\d{1,2})?[а-я]?)\b"
LED = re.compile(
    rf"\b{NUMBER} (?:по|на) (?:ул[а-я.]* |пр[а-я.-]* )?(?P<after>[а-я]+)"
)  # «63 по Героев»
AFTER = re.compile(
    r"\b(?P<street>[а-я]{4,})[\s,.]{1,3}(?P<number>\d{1,3}[а-я]?)\b(?=\s?(?P<after>[а-я]*))"
)  # «Фортов 15»
BUILDING = re.compile(
    r"\bкорп(?:ус[а-я]*|\.)?\s(\d{1,2})\b|\b(?:во?|из|наш)\s(\d{1,2})(?:-?(?:м|ом|й|го))?\sкорпус"
)  # «в корпусе 2», «из 3-го корпуса»
RANGE = re.compile(r"\bсо? [а-я\d-]+ $")  # «с первого по пятый»: floors, or days
ANSWER = re.compile(
    r"\W*(?:(?:д|дом|номер)\b\W*)*(\d{1,3}(?:/\d{1,2})?[а-я]?)\W*"
)  # «31», «дом №31»
INSTEAD = re.compile(r"\bне \d{1,3}[а-я]?,? а (\d{1,3}[а-я]?)\b")  # «не 32, а 34»
STEM = 4  # letters by which the street after a number is known


@dataclass(frozen=True, slots=True)
class House:
    """A house told by its number alone."""

    number: str
    sure: bool  # the word «дом» or the street stands by it
    led: bool = True  # the word before lets it be a house: «в 11м», not «на 11м»


@dataclass(frozen=True, slots=True)
class Ordinals:
    """How a house is called by its number in words or figures."""

    named: re.Pattern[str]  # «жители дома 28»
    pattern: re.Pattern[str]  # «в 12м», «тринадцатый»
    values: dict[str, int]
    leads: frozenset[str]
    cases: frozenset[str]
    others: tuple[str, ...]

    @classmethod
    def from_toml(cls, raw: Mapping[str, Any]) -> Self:
        """The section «house»."""
        values = {stem: number for number, stem in enumerate(raw["ones"], start=1)}
        for names in (raw["tens"], raw["compound"]):
            values |= {name: 10 * number for number, name in enumerate(names, start=2)}
        units = "|".join([*raw["ones"], *raw["tens"]])
        spoken = rf"(?:(?P<tens>{'|'.join(raw['compound'])})\s)?(?P<unit>{units}){CASE}"
        whose = rf"\b(?:{pattern_of(raw['owners'])})\sдома\s"
        return cls(
            re.compile(rf"(?:{whose}|\bд(?:ом(?:е|у|ом)?\s|\.\s?))№?\s?{NUMBER}"),
            re.compile(
                rf"(?P<before>(?:^|[.,;:!?)(\n])\s*|\b[а-я]+\s)(?:{WRITTEN}|{spoken})\b"
                r"(?=(?P<house>\sдом(?:а|е|у|ом)?\b)?[\s,]*(?P<after>[а-я]*))"
            ),
            values,
            frozenset(raw["leads"]),
            frozenset(raw["cases"]),
            tuple(raw["others"]),
        )

    def find(self, text: str, street: str | None) -> Iterator[House]:
        """The houses that a text may mean, those first that stand by their word."""
        plain = fold_case(MENTION.sub("", text))
        for found in self.named.finditer(plain):
            yield House(found["number"].upper(), sure=True)
        for found in LED.finditer(plain):
            if _is_named(street, found["after"]):
                yield House(found["number"].upper(), sure=True)
        for found in self.pattern.finditer(plain):
            sure = found["house"] is not None or _is_named(street, found["after"])
            lead = found["before"].strip()
            if lead == "по" and RANGE.search(plain[: found.start()]) and not sure:
                continue
            led = not lead[-1:].isalpha() or lead in self.leads
            entrance = lead in self.cases and found["case"] == "ой"  # «во второй» is no house
            if sure or not (entrance or found["after"].startswith(self.others)):
                yield House(found["number"] or str(self._value(found)), sure, led)

    def _value(self, found: re.Match[str]) -> int:
        unit = self.values[found["unit"]]
        return self.values[found["tens"]] + unit if found["tens"] and unit < 10 else unit


@cache
def ordinals() -> Ordinals:
    """The words that come with the program."""
    return Ordinals.from_toml(meanings()["house"])


def with_house(said: Spot, text: str, near: Spot, *, own: bool) -> Spot:
    """The place with a house told by its number alone, where the talk knows the street.

    Of the author's own house only a plain word changes it: «во втором» may be an entrance.
    """
    if said.street is None and said.house is not None and _is_at_home(said.house, text):
        said = said._replace(house=None)
    instead = INSTEAD.search(fold_case(text)) if own and said.street is None else None
    if instead:
        return said._replace(house=instead[1].upper())
    if said.house is not None and said.house == near.house and _is_short(said, near):
        return said._replace(street=near.street)
    if said.house is not None or (said.street is None and near == NOWHERE):
        return said
    building = BUILDING.search(fold_case(text))
    if building and near.house and (not own or is_correction(text)):
        return said._replace(house=near.house, building=building[1] or building[2])
    told = [*ordinals().find(text, said.street), *_on_street(near.street, text)]
    if own and near.house and not told and is_correction(text):
        told = [House(number.upper(), sure=True) for number in BARE.findall(fold_case(text))]
    same = [house for house in told if house.number == near.house and (house.led or own)]
    other = [house for house in told if house.sure or (house.led and not (own and near.house))]
    for house in same or sorted(other, key=lambda house: not house.sure):
        return said._replace(house=house.number)
    return said


def answered_house(text: str, near: Spot) -> str | None:
    """«31» to who asks which house of the street it is."""
    asked = near.street is not None and near.house is None
    told = ANSWER.fullmatch(fold_case(MENTION.sub("", text))) if asked else None
    return told[1].upper() if told else None


def _is_short(said: Spot, near: Spot) -> bool:
    """«Мичурина 11» in a talk of «улица Садовода Мичурина», д. 11."""
    names = [word.lower() for word in (said.street or "").split() if word[0].isupper()]
    return bool(names) and all(_is_named(near.street, fold_case(name)) for name in names)


def _on_street(street: str | None, text: str) -> Iterator[House]:
    """«На Фортов 15» in a talk of «улица Красных Фортов»."""
    for found in AFTER.finditer(fold_case(text)):
        counts = found["after"].startswith(ordinals().others)  # «на Фортов 3 дня нет воды»
        if _is_named(street, found["street"]) and not counts:
            yield House(found["number"].upper(), sure=True)


def _is_at_home(number: str, text: str) -> bool:
    """«Дома 16»: how cold it is there, unless somebody's house is meant."""
    if not re.search(rf"дома {number}\b", fold_case(text)):
        return False
    return all(house.number != number for house in ordinals().find(text, None))


def _is_named(street: str | None, word: str) -> bool:
    """«на 6м Космонавтов»: the street follows its house."""
    if street is None or len(word) < STEM:
        return False
    return any(part.startswith(word[:STEM]) for part in fold_case(street).split())
