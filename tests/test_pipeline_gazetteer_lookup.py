"""Looking an address up: what people write, and what the register calls it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, event

from models import RegisterHouse, RegisterObject, RegisterVersion
from nlp.address.extractor import Extractor
from nlp.address.register import Register
from nlp.place import Place
from nlp.remark import Remark
from pipeline.errors import WrongUsage
from pipeline.gazetteer.load import import_register
from pipeline.gazetteer.lookup import lookup
from pipeline.gazetteer.register import DatabaseRegister, find_register
from pipeline.progress import Silent
from pipeline.workspace import Workspace, open_workspace
from tests.gar import write_export

LAND = """
1 обл | Ленинградская
  3 м.р-н | Всеволожский
    4 г.п. | Муринское
      5 г. | Мурино
        8 ул. |Шувалова| 9; г-ж 9; 13А; 14 лит А; 16 к 2; зд. 5; 8/2; 20 к 1; 20/1; 21 стр 3; 22 к А
        8 ул | Лаврики | 9
        8 б-р | Воронцовский | 10; 10 к 1
        8 ул | Мира | 4
        8 пер | Мира | 5
        7 мкр. | 3 | 5; 6
          8 пер | Тихий | 1
    4 с.п. | Романовское
      6 п | Романовка | 22
      7 тер. СНТ | Малинка
        8 лн. | 3-я | 45
      6 д | Лесная
        8 ул | Лесная | 1
  3 м.р-н | Бокситогорский
    5 г | Пикалево
      8 ул. | Советская 1-я | 12
      8 ул. | Лесная | 1; 2
  3 г.о. | Сосновоборский
    5 г. | Сосновый Бор
      8 пр-кт | Героев | 63
"""


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Workspace]:
    home = tmp_path / "home"
    home.mkdir()
    (home / "otklik.toml").write_text(f'database_url = "{database_url}"')
    desk = open_workspace(home)
    export = write_export(LAND, tmp_path / "gar.zip")
    import_register(desk, export, now=datetime(2024, 1, 10, tzinfo=UTC), progress=Silent())
    yield desk
    desk.engine.dispose()


# what is asked                       | what the register calls it; «!»: it has only so much of it
LINES = """
Мурино Шувалова 9                     | г. Мурино, ул. Шувалова, д. 9
мурино шувалова, 9                    | г. Мурино, ул. Шувалова, д. 9
г. Мурино, ул. Шувалова, д. 9         | г. Мурино, ул. Шувалова, д. 9
Шувалова 9, Мурино                    | г. Мурино, ул. Шувалова, д. 9
в Мурине на Шувалова 9 холодно        | г. Мурино, ул. Шувалова, д. 9
Мурино Шувалова 5                     | г. Мурино, ул. Шувалова, зд. 5
Мурино Шувалова 13а                   | г. Мурино, ул. Шувалова, д. 13А
Мурино Шувалова 13 литера А           | г. Мурино, ул. Шувалова, д. 13А
Мурино Шувалова 14а                   | г. Мурино, ул. Шувалова, д. 14, литера А
Мурино Шувалова 16к2                  | г. Мурино, ул. Шувалова, д. 16, к. 2
Мурино Шувалова 16/2                  | г. Мурино, ул. Шувалова, д. 16, к. 2
г. Мурино, ул. Шувалова, д. 16, к. 2  | г. Мурино, ул. Шувалова, д. 16, к. 2
Мурино Шувалова 8 корпус 2            | г. Мурино, ул. Шувалова, д. 8/2
Мурино Шувалова 20/1                  | г. Мурино, ул. Шувалова, д. 20/1
Мурино Шувалова 20к1                  | г. Мурино, ул. Шувалова, д. 20, к. 1
Мурино Шувалова 20 стр. 1             | г. Мурино, ул. Шувалова, д. 20, к. 1
Мурино Шувалова 21 стр. 3             | г. Мурино, ул. Шувалова, д. 21, стр. 3
Мурино Шувалова 22А                   | г. Мурино, ул. Шувалова, д. 22, к. А
Мурино Шувалова 99                    | ! г. Мурино, ул. Шувалова
Мурино, Воронцовский бульвар 10 к 1   | г. Мурино, б-р Воронцовский, д. 10, к. 1
Мурино, Лаврики 9                     | г. Мурино, ул. Лаврики, д. 9
Мурино, улица Мира 4                  | г. Мурино, ул. Мира, д. 4
Мурино, Мира 5                        | г. Мурино, пер. Мира, д. 5
Мурино, мкр. 3, д. 6                  | г. Мурино, мкр. 3, д. 6
Мурино, Тихий переулок 1              | г. Мурино, мкр. 3, пер. Тихий, д. 1
Романовка, дом 22                     | п. Романовка, д. 22
СНТ Малинка, 3-я линия, 45            | с.п. Романовское, тер. СНТ Малинка, лн. 3-я, д. 45
Пикалёво, 1-я Советская, 12           | г. Пикалево, ул. Советская 1-я, д. 12
Сосновый Бор, Героев 63               | г. Сосновый Бор, пр-кт Героев, д. 63
Лесная улица 2                        | г. Пикалево, ул. Лесная, д. 2
Мурино                                | г. Мурино
Всеволожский район                    | м.р-н Всеволожский
Мурино, улица Неведомая 5             | ! г. Мурино
сегодня очень холодно                 |
"""


def test_what_people_write_is_found(desk: Workspace) -> None:
    wrong = []
    with desk.sessions() as session:
        for line in LINES.strip("\n").splitlines():
            asked, expected = map(str.strip, line.split("|"))
            found = lookup(session, asked)
            said = "; ".join(f"{'' if one.valid else '! '}{one.address}" for one in found)
            if said != expected:
                wrong.append(f"{asked} → {said}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_the_same_address_in_two_towns_is_left_to_choose(desk: Workspace) -> None:
    with desk.sessions() as session:
        found = lookup(session, "Лесная 1")
    assert {one.district for one in found} == {"Всеволожский", "Бокситогорский"}


def test_an_answer_tells_everything_that_a_ticket_needs(desk: Workspace) -> None:
    with desk.sessions() as session:
        [found] = lookup(session, "Мурино Шувалова 16/2")
    assert found.as_json() == {
        "address": "г. Мурино, ул. Шувалова, д. 16, к. 2",
        "guid": found.guid,
        "level": 10,
        "district": "Всеволожский",
        "settlement": "Мурино",
        "street": "улица Шувалова",
        "house": "16к2",
        "postal_code": "188662",
        "oktmo": "41612000",
        "many_flats": None,
        "valid": True,
        "reason": None,
    }


def test_what_is_missing_is_said(desk: Workspace) -> None:
    with desk.sessions() as session:
        [house] = lookup(
            session, Place("", 0, 0, settlement="Мурино", street="улица Шувалова", house="99")
        )
        [near] = lookup(session, "Мурино Шувалова 20-1")
        [street] = lookup(session, Place("", 0, 0, settlement="Мурино", street="улица Неведомая"))
    assert house.reason == "дома 99 в реестре нет"
    assert near.line()
    assert street.reason == "такой улицы в реестре нет: улица Неведомая"


# place: district, settlement, street, house, building | what the register calls it
PLACES = """
- | Мурино | улица Шувалова | 16 | 2              | г. Мурино, ул. Шувалова, д. 16, к. 2
- | Мурино | проспект Шувалова | 9 | -            | г. Мурино, ул. Шувалова, д. 9
Бокситогорский | - | Лесная улица | 1 | -         | г. Пикалево, ул. Лесная, д. 1
Всеволожский | - | Лесная улица | 1 | -           | д. Лесная, ул. Лесная, д. 1
- | Романовка | - | 22 | -                        | п. Романовка, д. 22
- | Мурино | 3-й микрорайон | 5 | -               | г. Мурино, мкр. 3, д. 5
- | Мурино | - | - | -                            | г. Мурино
Сосновоборский | - | - | - | -                    | г.о. Сосновоборский
- | - | СНТ Малинка | - | -                       | с.п. Романовское, тер. СНТ Малинка
"""


def test_fields_of_a_prediction_are_found(desk: Workspace) -> None:
    with desk.sessions() as session:
        for line in PLACES.strip().splitlines():
            *fields, expected = (part.strip() for part in line.split("|"))
            names = ("district", "settlement", "street", "house", "building")
            place = {name: field for name, field in zip(names, fields, strict=True) if field != "-"}
            [found] = lookup(session, Place("", 0, 0, **place))  # type: ignore[arg-type]
            assert (found.address, found.valid) == (expected, True)


def test_the_extractor_may_ask_the_register(desk: Workspace) -> None:
    register: Register = DatabaseRegister(desk.sessions)
    assert register.settlements("Лесная улица") == {
        ("Лесная", "Всеволожский"),
        ("Пикалёво", "Бокситогорский"),  # as the gazetteer spells it
    }
    assert register.settlements("Лесной бульвар") == frozenset()
    assert register.houses("Мурино", "Всеволожский", "улица Шувалова") == {
        *("9", "13А", "14А", "16к2", "5", "8/2", "20к1", "20/1", "21к3", "22кА")
    }
    assert register.houses("Пикалёво", None, "1-я Советская улица") == {"12"}
    assert register.houses("Мурино", "Выборгский", "улица Шувалова") == frozenset()
    assert isinstance(find_register(desk.sessions), DatabaseRegister)
    [place] = Extractor.load(register).find(Remark("Мурино, улица Лаврики 9"))
    assert (place.settlement, place.street) == ("Мурино", "улица Лаврики")


def test_without_a_register_that_is_said(desk: Workspace) -> None:
    with desk.sessions() as session:
        for table in (RegisterVersion, RegisterObject, RegisterHouse):
            session.execute(delete(table))
        with pytest.raises(WrongUsage, match="не загружен"):
            lookup(session, "Мурино Шувалова 9")
        session.commit()
    assert find_register(desk.sessions) is None


def test_a_street_is_asked_of_the_database_once(desk: Workspace) -> None:
    register, asked = DatabaseRegister(desk.sessions), []
    event.listen(desk.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    for _ in range(3):
        register.settlements("Лесная улица")
        register.houses("Мурино", None, "улица Шувалова")
    assert len([statement for statement in asked if "SELECT" in statement]) == 2
