"""Houses that people in a talk name by their number alone."""

import pytest

from pipeline.tickets.house import with_house
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
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_a_number_is_a_house_where_nothing_is_counted(line: str) -> None:
    house, text = (part.strip() for part in line.split("|"))
    talk = Spot("Лужский", "Луга", "улица Красных Фортов", "13")
    found = with_house(NOWHERE, text, talk, own=False).house
    assert (found or "-").lower() == house


def test_how_cold_it_is_at_home_is_no_house() -> None:
    assert with_house(Spot(house="16"), "дома 16", NOWHERE, own=False).house is None


def test_a_house_stays_where_the_cold_at_home_begins_with_its_digit() -> None:
    said = Spot(house="1")
    assert with_house(said, "мы из 1, дома 15 градусов", NOWHERE, own=False) == said
