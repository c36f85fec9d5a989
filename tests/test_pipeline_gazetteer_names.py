"""How the register's names, type words and house numbers are read and spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.gazetteer.house_key import HouseKey
from pipeline.gazetteer.house_types import HouseTypes, Numbered
from pipeline.gazetteer.kinds import Kinds, parted
from pipeline.gazetteer.names import name_key, street_title

# written               | number|letter|corpus|structure
NUMBERS = """
9                       | 9|||
 9                      | 9|||
д. 9                    | 9|||
13а                     | 13|а||
13 А                    | 13|а||
13-А                    | 13|а||
13/А                    | 13|а||
13A                     | 13|а||
13 «А»                  | 13|а||
13А, к. 2               | 13|а|2|
13 литера А             | 13|а||
13 лит. А               | 13|а||
16к2                    | 16||2|
16 к. 2                 | 16||2|
16 корп. 2              | 16||2|
16 корпус 2             | 16||2|
16, к. 2                | 16||2|
16А к2                  | 16|а|2|
16к2а                   | 16||2а|
16 к А                  | 16||а|
8/2                     | 8/2|||
8 / 2                   | 8/2|||
8/2а                    | 8/2|а||
3-9                     | 3-9|||
21 стр. 3               | 21|||3
21 строение 3           | 21|||3
21с3                    | 21|||3
21к1 стр. 3             | 21||1|3
16к1 лит. Б             | 16|б|1|
б/н                     | б/н|||
"""


@pytest.mark.parametrize("line", NUMBERS.strip("\n").splitlines())
def test_however_a_number_is_written_it_is_one_key(line: str) -> None:
    written, _, expected = line.partition("|")
    assert str(HouseKey.parse(written)) == expected.strip()


# a line that goes on | number|letter|corpus|structure
LINES = """
, д. 9, кв. 5           | 9|||
 9 в Мурино             | 9|||
 9 а у нас холодно      | 9|||
 9 а, кв. 5             | 9|а||
 8 кв. 5                | 8|||
 8 к. 2, кв. 5          | 8||2|
"""


@pytest.mark.parametrize("line", LINES.strip("\n").splitlines())
def test_a_house_ends_where_the_line_goes_on(line: str) -> None:
    written, _, expected = line.partition("|")
    assert str(HouseKey.read(written)) == expected.strip()


# HOUSENUM | HOUSETYPE | ADDNUM1 | ADDTYPE1 | ADDNUM2 | ADDTYPE2 → key and title
REGISTERED = (
    (Numbered("16", 2), "16|||", "д. 16"),
    (Numbered("16А", 2), "16|а||", "д. 16А"),
    (Numbered("16", 2, "2", 1), "16||2|", "д. 16, к. 2"),
    (Numbered("16", 2, "2", 1, "3", 2), "16||2|3", "д. 16, к. 2, стр. 3"),
    (Numbered("16", 2, "А", 4), "16|а||", "д. 16, литера А"),
    (Numbered("16А", 2, "Б", 4), "16|а|б|", "д. 16А, литера Б"),
    (Numbered("16", 5), "16|||", "зд. 16"),
    (Numbered("16", 1), "16|||", "влд. 16"),  # closed in 2015, alive in the data
    (Numbered("16", 0), "16|||", "д. 16"),
    (Numbered("16", 77), "16|||", "д. 16"),
    (Numbered("", 2, "2", 2), "|||2", "стр. 2"),
    (Numbered("16 корп. 2", 2), "16||2|", "д. 16 корп. 2"),
)


@pytest.mark.parametrize(("house", "key", "title"), REGISTERED)
def test_the_register_and_people_come_to_one_key(house: Numbered, key: str, title: str) -> None:
    assert HouseTypes.learn({}).describe(house) == (key, title)


def test_the_dictionary_of_an_export_renumbers_the_types() -> None:
    types = HouseTypes.learn({("part", 1): "Строение", ("part", 9): "Корпус"})
    assert types.describe(Numbered("5", 2, "1", 9))[0] == "5||1|"
    assert types.describe(Numbered("5", 2, "1", 1))[0] == "5|||1"


# what is asked | what it may stand for when the register has no such house
LIKE = """
8/2   | 8к2, 8 стр. 2
8к2   | 8/2, 8 стр. 2
8/2а  | 8к2а, 8 стр. 2а
8кА   | 8А
8А    | 8кА
8     |
8к1 стр. 2 |
"""


@pytest.mark.parametrize("line", LIKE.strip().splitlines())
def test_a_number_may_stand_for_others(line: str) -> None:
    asked, _, like = line.partition("|")
    expected = {HouseKey.parse(one) for one in like.split(",") if one.strip()}
    assert set(HouseKey.parse(asked).likenesses()) == expected


NUMBER = st.integers(1, 999).map(str)
LETTER = st.sampled_from(["", "а", "б", "г"])


@given(NUMBER, LETTER, st.one_of(st.just(""), NUMBER), st.one_of(st.just(""), NUMBER))
def test_a_key_survives_being_stored(number: str, letter: str, corpus: str, part: str) -> None:
    key = HouseKey(number, letter, corpus, part)
    assert HouseKey.load(str(key)) == key


@given(NUMBER, LETTER, st.one_of(st.just(""), NUMBER))
def test_a_key_survives_being_written(number: str, letter: str, corpus: str) -> None:
    key = HouseKey(number, letter, corpus)
    assert HouseKey.parse(key.written()) == key
    assert all(key in like.likenesses() for like in key.likenesses())


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    assert str(HouseKey.parse(text)).count("|") == 3
    HouseKey.read(text)
    name_key(text)
    parted(text)


# TYPENAME of either generation, level | kind | short form
KINDS = """
ул         | 8 | улица      | ул.
ул.        | 8 | улица      | ул.
пр-кт      | 8 | проспект   | пр-кт
проезд     | 8 | проезд     | пр-д
пр-д       | 8 | проезд     | пр-д
аллея      | 8 | аллея      | ал.
снт        | 7 | СНТ        | тер. СНТ
тер. СНТ   | 7 | СНТ        | тер. СНТ
мкр        | 7 | микрорайон | мкр.
г          | 5 | город      | г.
д.         | 6 | деревня    | д.
п. ж/д ст. | 6 | посёлок при железнодорожной станции | п. ж/д ст.
сп.        | 6 | сельский посёлок    | сп.
с.п.       | 4 | сельское поселение  | с.п.
гп.        | 6 | городской посёлок   | гп.
г.п.       | 4 | городское поселение | г.п.
м.о.       | 3 | муниципальный округ | м.о.
бечев.     | 8 | бечевник   | бечев.
неслых     | 8 | неслых     | неслых
"""


@pytest.mark.parametrize("line", KINDS.strip().splitlines())
def test_both_generations_of_type_words_are_one_kind(line: str) -> None:
    typename, level, word, short = map(str.strip, line.split("|"))
    kind = Kinds.learn([(8, "бечев.", "Бечевник")]).find(typename, int(level))
    assert (kind.word, kind.short) == (word, short)


# NAME | TYPENAME | level | as predictions spell it
TITLES = """
Ленинградская          | ул    | 8 | Ленинградская улица
Шувалова               | ул    | 8 | улица Шувалова
1-я Советская          | ул    | 8 | 1-я Советская улица
8 Марта                | ул    | 8 | улица 8 Марта
Героев                 | пр-кт | 8 | проспект Героев
Красный                | пер   | 8 | Красный переулок
Луговой                | пр-д  | 8 | Луговой проезд
Малоневский            | б-р   | 8 | Малоневский бульвар
3-я                    | лн    | 8 | 3-я линия
Зверевой               | ул    | 8 | улица Зверевой
3                      | мкр   | 7 | 3-й микрорайон
1а                     | мкр   | 7 | 1А микрорайон
Южный                  | мкр   | 7 | микрорайон Южный
Малинка                | снт   | 7 | СНТ Малинка
"""


@pytest.mark.parametrize("line", TITLES.strip().splitlines())
def test_streets_are_spelled_in_register_order(line: str) -> None:
    name, typename, level, title = map(str.strip, line.split("|"))
    kind = Kinds({}).find(typename, int(level))
    assert street_title(name, kind, int(level), None) == title


def test_the_official_name_settles_the_order_of_the_words() -> None:
    street = Kinds({}).find("ул", 8)
    assert street_title("Малая Шувалова", street, 8, "Малая Шувалова улица").endswith("улица")
    assert street_title("Шувалова", street, 8, "улица Иная") == "улица Шувалова"


# two spellings of one name
SAME = """
1-я Советская    | Советская 1-я
Карла Маркса     | карла маркса
им. Морозова     | имени Морозова
Пикалёво         | Пикалево
К. Маркса        | Маркса
Юго-Западная     | Юго Западная
"""


@pytest.mark.parametrize("line", SAME.strip().splitlines())
def test_spellings_of_a_name_meet_in_one_key(line: str) -> None:
    one, other = line.split("|")
    assert name_key(one) == name_key(other)


# as predictions spell it | kind | name
PARTED = """
Ленинградская улица    | улица      | Ленинградская
улица Шувалова         | улица      | Шувалова
Набережная улица       | улица      | Набережная
набережная реки Мги    | набережная | реки Мги
3-й микрорайон         | микрорайон | 3-й
СНТ Малинка            | СНТ        | Малинка
тер. СНТ Малинка       | СНТ        | Малинка
ул. Мира               | улица      | Мира
Неведомая              |            | Неведомая
"""


@pytest.mark.parametrize("line", PARTED.strip().splitlines())
def test_a_street_is_parted_from_its_type_word(line: str) -> None:
    street, kind, name = map(str.strip, line.split("|"))
    assert parted(street) == (kind or None, name)
