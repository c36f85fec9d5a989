"""Houses that people in a talk name by their number alone."""

import pytest

from pipeline.tickets.house import answered_house, with_house
from pipeline.tickets.place import NOWHERE, Spot

# house meant | what is said in a talk of улица Красных Фортов, д. 13, by another resident
CASES = """
15  | нас на Фортов 15 так же гоняют
15а | на Фортов, 15а тоже
28  | жители дома 28 замерзают
12  | в 12м то же самое
14  | а в четырнадцатом вообще лёд
-   | на Фортов 15 этаж без света
-   | на Фортов 3 дня нет воды
-   | Фортов 5 лет не чистят
-   | по Фортов 20 минут ползли
-   | на Фортов 7 градусов в квартире
-   | во второй тоже не топят
22  | напротив 22го открытый люк
13  | в вашем же 13м то же самое
-   | ледяная вся, с первого по пятый
-   | холодно с 1-го по 5й
-   | свет дали, первым делом чайник
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_a_number_is_a_house_where_nothing_is_counted(line: str) -> None:
    house, text = (part.strip() for part in line.split("|"))
    talk = Spot("Лужский", "Луга", "улица Красных Фортов", "13")
    found = with_house(NOWHERE, text, talk, own=False).house
    assert (found or "-").lower() == house


BUILDINGS = """
2 | а в корпусе 2 вода нормальная
3 | мы из 3-го корпуса, то же самое
- | корпус без света
"""


@pytest.mark.parametrize("line", BUILDINGS.strip().splitlines())
def test_a_building_told_alone_is_of_the_house_talked_of(line: str) -> None:
    building, text = (part.strip() for part in line.split("|"))
    talk = Spot("Лужский", "Луга", "улица Мира", "4", "1")
    found = with_house(NOWHERE, text, talk, own=False)
    assert (found.house, found.building or "-") == ("4" if found.house else None, building)


def test_a_street_called_by_one_of_its_words_is_the_one_talked_of() -> None:
    talk = Spot("Лужский", "Луга", "улица Садовода Мичурина", "11")
    said = Spot("Лужский", "Луга", "улица Мичурина", "11")
    assert with_house(said, "Мичурина 11 тоже", talk, own=False).street == talk.street
    assert with_house(said._replace(house="12"), "Мичурина 12", talk, own=False).house == "12"


def test_how_cold_it_is_at_home_is_no_house() -> None:
    assert with_house(Spot(house="16"), "дома 16", NOWHERE, own=False).house is None


def test_a_house_stays_where_the_cold_at_home_begins_with_its_digit() -> None:
    said = Spot(house="1")
    assert with_house(said, "мы из 1, дома 15 градусов", NOWHERE, own=False) == said


# the house | what is answered to «какой дом?»
ANSWERS = """
31  | 31
31А | дом №31а
5   | д. 5!
-   | 31, 2 подъезд
-   | с 31 числа
-   | кв 31
"""


@pytest.mark.parametrize("line", ANSWERS.strip().splitlines())
def test_a_number_alone_answers_which_house_it_is(line: str) -> None:
    house, text = (part.strip() for part in line.split("|"))
    street = Spot("Лужский", "Луга", "улица Мира")
    assert (answered_house(text, street) or "-") == house
    assert answered_house(text, street._replace(house="7")) is None
