"""What the state register, when there is one, decides."""

from collections.abc import Collection
from functools import cache

import pytest

from nlp.address import Extractor
from nlp.remark import Remark

HOUSES = {
    ("Гатчина", "Рощинская улица"): {"11к2", "16/2", "9", "11"},
    ("Тосно", "улица Боярова"): {"5", "17", "62"},
    ("Кириши", "Советская улица"): {"7"},
    ("Тихвин", "Советская улица"): {"38"},
    ("Луга", "Неведомая улица"): {"3"},
}
DISTRICTS = {
    "Гатчина": "Гатчинский",
    "Тосно": "Тосненский",
    "Кириши": "Киришский",
    "Тихвин": "Тихвинский",
    "Луга": "Лужский",
}


class Shelf:
    """A register of five streets."""

    def settlements(self, street: str) -> Collection[tuple[str, str]]:
        return {(town, DISTRICTS[town]) for town, name in HOUSES if name == street}

    def houses(self, settlement: str, district: str | None, street: str) -> Collection[str]:
        return HOUSES.get((settlement, street), set())


@cache
def extractor() -> Extractor:
    return Extractor.load(Shelf())


@pytest.mark.parametrize(
    ("written", "house", "building", "flat"),
    [
        ("Гатчина, Рощинская 11/2", "11", "2", None),
        ("Гатчина, Рощинская 16к2", "16/2", None, None),
        ("Гатчина, Рощинская 11 корпус 2", "11", "2", None),
        ("Гатчина, Рощинская 9/4", "9/4", None, None),
        ("Тосно, Боярова 5-17", "5-17", None, None),
        ("Тосно, Боярова 62-75", "62", None, "75"),
        ("Тосно, Боярова 17-24", "17", None, "24"),
    ],
)
def test_a_house_takes_the_form_that_the_street_has(
    written: str, house: str, building: str | None, flat: str | None
) -> None:
    [place] = extractor().find(Remark(written))

    assert (place.house, place.building, place.flat) == (house, building, flat)


def test_of_streets_of_one_name_the_one_with_the_house_is_meant() -> None:
    [place] = extractor().find(Remark("на Советской 38 холодно"))

    assert (place.settlement, place.street) == ("Тихвин", "Советская улица")


def test_a_house_that_is_not_there_lowers_confidence() -> None:
    [there] = extractor().find(Remark("Гатчина, Рощинская 9"))
    [missing] = extractor().find(Remark("Гатчина, Рощинская 99"))

    assert missing.house == "99"
    assert missing.confidence < there.confidence


def test_a_street_only_the_register_knows_is_placed() -> None:
    [place] = extractor().find(Remark("на Неведомой улице 3 потоп"))

    assert (place.settlement, place.district) == ("Луга", "Лужский")
