"""`otklik tickets import`: a committee's filled register is taken in whole or not at all."""

import csv
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from models import Answer, Ticket
from models.database import open_engine, open_sessions
from pipeline.lock import exclusive
from pipeline.tickets.clocks import MOSCOW
from tests.command import Called, Caller
from tests.conftest import dump_tables
from tests.factory import NOON, ticket

EXPORTED, RETURNED = NOON + timedelta(hours=1), NOON + timedelta(days=1)
NUMBERS = ("ТШ-2023-000101", "ТШ-2023-000102", "ТШ-2023-000103")

Rows = list[dict[str, str]]
Fill = Callable[[Rows], object]


class Committee:
    """Somebody who takes a register out, fills it in and sends it back."""

    def __init__(self, otklik: Caller, home: Path) -> None:
        self.otklik, self.home, self.path = otklik, home, home / "р.csv"
        otklik("init", home)
        otklik("tickets", "list", "--home", home)  # makes the tables
        self.engine = open_engine(f"sqlite:///{home / 'otklik.db'}")
        with open_sessions(self.engine).begin() as session:
            for number in NUMBERS:
                ticket(session, number=number)

    def take_out(self, *options: str) -> None:
        at = ("--as-of", EXPORTED.isoformat(), "--home", self.home)
        assert self.otklik("export", "-o", self.path, *at, *options).code == 0

    def fill(self, change: Fill, *, encoding: str = "utf-8-sig", delimiter: str = ";") -> None:
        with self.path.open(encoding=encoding, newline="") as file:
            rows = list(csv.DictReader(file, delimiter=delimiter))
        change(rows)
        titles = list(dict.fromkeys(title for row in rows for title in row))
        with self.path.open("w", encoding=encoding, newline="") as file:
            table = csv.DictWriter(file, titles, delimiter=delimiter)
            table.writeheader()
            table.writerows(rows)

    def give_back(self, *options: object) -> Called:
        at = ("--as-of", RETURNED.isoformat(), "--home", self.home, "--actor", "Иванова")
        return self.otklik("tickets", "import", self.path, *at, *options)

    def do(self, *arguments: object) -> None:
        at = ("--as-of", (EXPORTED + timedelta(hours=1)).isoformat(), "--home", self.home)
        assert self.otklik("tickets", *arguments, *at).code == 0

    def state(self, number: str) -> Any:
        with open_sessions(self.engine)() as session:
            found = session.scalars(select(Ticket).where(Ticket.number == number)).one()
            return found.status, found.outcome, found.assignee


@pytest.fixture
def committee(otklik: Caller, tmp_path: Path) -> Committee:
    return Committee(otklik, tmp_path)


@pytest.mark.parametrize(
    "options",
    [(), ("--profile", "cp1251"), ("--profile", "rfc"), ("--format", "xlsx")],
    ids=["excel-ru", "cp1251", "rfc", "xlsx"],
)
def test_our_own_export_asks_for_nothing(committee: Committee, options: tuple[str, ...]) -> None:
    if "xlsx" in options:
        committee.path = committee.path.with_suffix(".xlsx")
    committee.take_out(*options)
    before = dump_tables(committee.engine)

    called = committee.give_back("--json")

    assert called.code == 0
    assert called.json["lines"] == len(NUMBERS)
    assert called.json["changes"] == called.json["stale"] == []
    assert dump_tables(committee.engine) == before


def test_filled_cells_move_the_tickets(committee: Committee) -> None:
    committee.take_out()

    def change(rows: Rows) -> None:
        rows[0] |= {"Статус": "Устранено", "Итог": "Устранено"}
        rows[1] |= {"Статус": "в работе", "Исполнитель": "Петров"}
        rows[2] |= {"Ответ": "Стояк промыли, проверьте, пожалуйста."}

    committee.fill(change)
    called = committee.give_back()

    assert called.code == 0, called.err
    assert "Статус: Новое → Устранено (по данным исполнителя); Итог: Устранено" in called.err
    assert committee.state(NUMBERS[0]) == ("resolved", "fixed", "")
    assert committee.state(NUMBERS[1]) == ("in_progress", None, "Петров")
    with open_sessions(committee.engine)() as session:
        [draft] = session.scalars(select(Answer))
        assert (draft.state, draft.text) == ("draft", "Стояк промыли, проверьте, пожалуйста.")
    once = dump_tables(committee.engine)
    assert "Менять нечего" in committee.give_back().err
    assert dump_tables(committee.engine) == once


def test_a_promised_day_lasts_as_long_as_its_work(committee: Committee) -> None:
    committee.take_out()
    told = {"Статус": "Дан промежуточный ответ", "Промежуточный ответ до": "27.10.2023"}
    committee.fill(lambda rows: rows[0].update(told))
    assert committee.give_back().code == 0
    with open_sessions(committee.engine)() as session:
        found = session.scalars(select(Ticket).where(Ticket.number == NUMBERS[0])).one()
        assert found.interim_until == datetime(2023, 10, 27, 18, tzinfo=MOSCOW)
    assert "Менять нечего" in committee.give_back().err


def test_one_mistake_and_nothing_is_taken(committee: Committee) -> None:
    committee.take_out()

    def change(rows: Rows) -> None:
        rows[0] |= {"Статус": "В работе"}
        rows[1] |= {"Статус": "сделано"}
        rows[2] |= {"Номер обращения": "ТШ-2023-999999"}
        rows.append(dict(rows[0]))

    committee.fill(change)
    before = dump_tables(committee.engine)
    called = committee.give_back()

    assert called.code == 2
    for told in ("строка 3, ТШ-2023-000102: столбец «Статус»: «сделано» не понято",
                 "строка 4, ТШ-2023-999999: такого номера нет",
                 "строка 5, ТШ-2023-000101: номер уже стоит в строке 2"):  # fmt: skip
        assert told in called.err
    assert dump_tables(committee.engine) == before


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Статус": "Устранено"}, "нужен и столбец «Итог»"),
        ({"Статус": "Отклонено"}, "нужен и столбец «Причина отклонения»"),
        ({"Статус": "Закрыто", "Итог": "Устранено"}, "без ответа жителю"),
        ({"Статус": "Возобновлено"}, "Можно: "),
        ({"Статус": "Ответ опубликован"}, "в столбец «Ответ»"),
        ({"Статус": "Запрошено уточнение"}, "Чтобы спросить жителя"),
        ({"Итог": "Устранено"}, "меняется только вместе со столбцом «Статус»"),
        ({"Статус": "Дан промежуточный ответ", "Промежуточный ответ до": "скоро"}, "не дата"),
        ({"Статус": "Дан промежуточный ответ", "Промежуточный ответ до": "9.12.2023"}, "7 раб"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_row_and_what_to_do(
    committee: Committee, cells: dict[str, str], told: str
) -> None:
    committee.take_out()
    committee.fill(lambda rows: rows[1].update(cells))
    called = committee.give_back()
    assert called.code == 2
    assert "строка 3, ТШ-2023-000102: столбец «" in called.err
    assert told in called.err


def test_what_changed_meanwhile_stays_and_is_told(committee: Committee) -> None:
    committee.take_out()
    committee.do("take", NUMBERS[0])
    called = committee.give_back("--json")
    assert called.json["stale"] == [{"row": 2, "number": NUMBERS[0], "columns": ["status"]}]
    assert committee.state(NUMBERS[0])[0] == "in_progress"


def test_two_who_changed_one_cell_must_agree(committee: Committee) -> None:
    committee.take_out()
    committee.do("assign", NUMBERS[0], "--assignee", "Сидоров")
    committee.fill(lambda rows: rows[0].update({"Исполнитель": "Петров"}))
    called = committee.give_back()
    assert called.code == 2
    assert "пока файл был у комитета, «пусто» сменилось на «Сидоров»" in called.err


def test_a_file_that_forgot_its_moment_moves_nothing_back(committee: Committee) -> None:
    committee.take_out()
    committee.path.with_name("р.csv.manifest.json").unlink()
    committee.do("resolve", NUMBERS[0], "--outcome", "fixed")
    committee.do("reopen", NUMBERS[0], "--reason", "снова холодно")
    committee.fill(lambda rows: rows[0].update({"Статус": "Устранено", "Итог": "Устранено"}))
    called = committee.give_back()
    assert committee.state(NUMBERS[0])[0] == "reopened"
    assert called.code == 2  # an outcome without its state
    assert "назовите --exported" in called.err


@pytest.mark.parametrize("manifest", ["[]", "{}", "{", '{"as_of": "вчера"}'])
def test_a_broken_manifest_is_named_and_can_be_done_without(
    committee: Committee, manifest: str
) -> None:
    committee.take_out()
    committee.path.with_name("р.csv.manifest.json").write_text(manifest, "utf-8")
    called = committee.give_back()
    assert called.code == 2
    assert "р.csv.manifest.json: не видно, когда реестр выгрузили" in called.err
    assert committee.give_back("--exported", EXPORTED.isoformat()).code == 0


def test_a_workbook_that_was_written_over_asks_for_its_moment(committee: Committee) -> None:
    committee.path = committee.path.with_suffix(".xlsx")
    committee.take_out()
    committee.path.with_name("р.xlsx.manifest.json").unlink()
    book = openpyxl.load_workbook(committee.path)
    next(row for row in book["Описание"] if row[0].value == "Состояние на")[1].value = "позавчера"
    book.save(committee.path)
    assert "Описание: не видно, когда реестр выгрузили (позавчера)" in committee.give_back().err
    assert committee.give_back("--exported", EXPORTED.isoformat()).code == 0


def test_whose_word_it_is_is_no_part_of_a_state(committee: Committee) -> None:
    committee.take_out()
    said = {"Статус": "Устранено (со слов жителя)", "Итог": "Устранено"}
    committee.fill(lambda rows: rows[0].update(said))
    called = committee.give_back()
    assert (called.code, committee.state(NUMBERS[0])[0]) == (0, "resolved"), called.err


def test_a_rehearsal_changes_nothing(committee: Committee) -> None:
    committee.take_out()
    committee.fill(lambda rows: rows[0].update({"Статус": "В работе"}))
    before = dump_tables(committee.engine)
    with exclusive(committee.home):  # and waits for nobody
        assert "это проба" in committee.give_back("--dry-run").err
    assert dump_tables(committee.engine) == before


def test_a_workbook_comes_back_too(committee: Committee) -> None:
    committee.path = committee.path.with_suffix(".xlsx")
    committee.take_out()
    committee.path.with_name("р.xlsx.manifest.json").unlink()
    book = openpyxl.load_workbook(committee.path)
    sheet = book["Реестр"]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index("Статус") + 1).value = "В работе"
    book.save(committee.path)
    assert committee.give_back("--json").json["applied"] == 1
    assert committee.state(NUMBERS[0])[0] == "in_progress"


def test_a_table_that_is_no_register_says_what_it_lacks(committee: Committee) -> None:
    committee.path.write_text("Номер;Состояние\n1;да\n", encoding="utf-8")
    called = committee.give_back()
    assert called.code == 2
    assert "нужны столбец «Номер обращения»" in called.err


def test_the_card_is_what_the_chat_would_get(committee: Committee) -> None:
    called = committee.otklik("tickets", "card", NUMBERS[0], "--home", committee.home)
    assert called.out.startswith(f"{NUMBERS[0]}. ")
    assert "ответственный не назначен" in called.out
    told = committee.otklik("tickets", "card", "101", "--home", committee.home, "--json").json
    assert told["text"] + "\n" == called.out
    assert json.dumps(told)
