"""What holds for any text."""

import random
import string
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.address import Extractor
from nlp.place import Place
from nlp.remark import Remark
from tests.order_171n import Canon

TOWNS = st.sampled_from(["Гатчина", "Тосно", "Луга", "Волхов", "Кириши", "Выборг", "Тихвин"])
STREETS = st.sampled_from(
    ["улица Ленина", "Советская улица", "проспект Победы", "Садовый переулок", "8 Марта", "Мира"]
)
HOUSES = st.builds(
    lambda number, letter, corpus: f"{number}{letter}{corpus}",
    st.integers(1, 199),
    st.sampled_from(["", "а", "Б", "/2"]),
    st.sampled_from(["", "к1", " корп. 2", ", корпус 3"]),
)
WORDS = [
    "\nв",
    "на",
    "по",
    "у",
    "от",
    "до",
    "и",
    "с",
    "за",
    "не",
    "ул",
    "пр",
    "пер",
    "мкр",
    "кв",
    "д",
    "дом",
    "дома",
    "корпус",
    "литера",
    "подъезд",
    "этаж",
    "Гатчина",
    "тосно",
    "Луга\nлуга",
    "Сланцы",
    "Победа",
    "победы",
    "Мира",
    "Советская",
    "советской",
    "Ленина",
    "Большая",
    "Новая",
    "новый",
    "бор",
    "Старая",
    "район",
    "р-н\nТосненский",
    "Кировский",
    "Санкт-Петербург",
    "СНТ",
    "ЖК",
    "«Ромашка»",
    "первый",
    "двадцать",
    "третий",
    "линия",
    "дорога",
    "1",
    "5",
    "16к2\n23/2",
    "62-15",
    "10-1-52",
    "№7",
    "8-813-782-54-33",
    "15.10.2024",
    "9:30",
    "+15",
    "-20",
    "градусов",
    "руб.",
    "часов",
    ",",
    ".",
    "!",
    "?",
    "(",
    ")",
    "-",
    "—",
    "…\nа́дрес",
    "gorod",
    "3b",
    "ё",
    "Ё",
    "\u200b",
    "́",
    "\ufeff",
    "\n",
    "й\n",
]
LETTERS = string.ascii_letters + string.digits + string.punctuation + " \n" + "абвгдежзийклмнопрст"


@cache
def extractor() -> Extractor:
    return Extractor.load()


@cache
def canon() -> Canon:
    return Canon(extractor().gazetteer)


def fields(place: Place) -> tuple[str | None, ...]:
    return (
        place.district,
        place.settlement,
        place.street,
        place.house,
        place.building,
        place.flat,
    )


def check_spans(text: str) -> None:
    for place in extractor().find(Remark(text)):
        for reading in (place, *place.alternatives):
            assert text[reading.start : reading.stop] == reading.text
            assert reading.text
        assert 0 < place.confidence <= 1


@given(st.text())
def test_spans_cut_any_text(text: str) -> None:
    check_spans(text)


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.sampled_from([" ", "", ", "]))
@settings(max_examples=500)
def test_spans_cut_any_heap_of_words(words: list[str], glue: str) -> None:
    check_spans(glue.join(words))


@given(TOWNS, STREETS, HOUSES)
def test_an_address_written_plainly_is_found(town: str, street: str, house: str) -> None:
    [place] = extractor().find(Remark(f"{town}, {street}, {house}"))

    assert place.settlement == town
    assert place.house is not None
    assert house.startswith(place.house[:1])


@given(TOWNS, STREETS, HOUSES)
def test_a_canonical_address_says_the_same_again(town: str, street: str, house: str) -> None:
    [place] = extractor().find(Remark(f"{town}, {street}, {house}"))
    [again] = extractor().find(Remark(canon().line(place)))

    assert fields(again) == fields(place)


PHONES = st.from_regex(r"(\+7|8)[ -]?\(?8\d{2}\)?[ -]?\d{3}-\d{2}-\d{2}", fullmatch=True)
DATES = st.from_regex(r"[0-3][1-9]\.(0[1-9]|1[0-2])(\.20\d{2})?", fullmatch=True)
HOURS = st.from_regex(r"с \d до 1\d|в 1\d[:.][0-5]\d|1\d:[0-5]\d", fullmatch=True)
SUMS = st.builds(lambda n: f"{n} руб.", st.integers(1, 99999))
TEMPERATURES = st.builds(
    lambda n, unit: f"{n}{unit}",
    st.integers(-40, 40),
    st.sampled_from([" градусов", "°", " град", " °C"]),
)
COUNTS = st.builds(
    lambda n, unit: f"{n} {unit}",
    st.integers(1, 99),
    st.sampled_from(["лет", "дней", "часов", "раз", "человек", "минут", "этаж", "подъезд", "мая"]),
)
NUMBERS = st.one_of(PHONES, DATES, HOURS, SUMS, TEMPERATURES, COUNTS)


@given(NUMBERS, st.sampled_from(["{}", "в квартире {}", "опять {}", "Итого: {}", "уже {}!"]))
def test_a_lone_number_is_no_place(number: str, frame: str) -> None:
    assert extractor().find(Remark(frame.format(number))) == ()


@given(TOWNS, st.sampled_from(["улица Ленина", "Советская улица"]), NUMBERS)
def test_no_house_comes_from_a_number_of_another_kind(town: str, street: str, number: str) -> None:
    places = extractor().find(Remark(f"{town}, {street}, {number}"))

    assert [place.house for place in places] == [None]
    assert places[0].street is not None


@pytest.mark.slow
def test_fifty_thousand_random_texts_are_read_without_a_stumble() -> None:
    chance = random.Random(20260101)
    for _ in range(25_000):
        check_spans("".join(chance.choices(LETTERS, k=chance.randint(0, 200))))
        check_spans(" ".join(chance.choices(WORDS, k=chance.randint(0, 12))))
