"""What a dispatcher types in a day, and what is said to it."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands.workplace import opened
from models import EventKind
from pipeline.tickets.events import Cause, TakenByAnother, change, save
from pipeline.tickets.listing import get_ticket
from tests.command import Called, Caller

# number | author | minutes later | text
SEASON = """
2 | 7 | 0   | Гатчина, Рощинская 9, нет отопления, батареи ледяные
3 | 8 | 60  | Гатчина, Рощинская 11, нет отопления, дома холодно
4 | 9 | 120 | Луга, Урицкого 77, нет горячей воды с понедельника
"""
NOW = ("--as-of", "2023-10-12T12:00", "--actor", "Иванова")


def objects() -> Iterator[str]:
    for line in SEASON.strip().splitlines():
        number, author, minutes, text = (part.strip() for part in line.split("|"))
        said = {"id": int(number), "from_id": int(author), "date": 1697090000 + 60 * int(minutes)}
        where = {"type": "comment", "owner_id": -5, "post_id": 1}
        yield json.dumps({**where, **said, "text": text}, ensure_ascii=False)


class Desk:
    """One workspace and its dispatcher."""

    def __init__(self, otklik: Caller, home: Path) -> None:
        self._otklik, self.home = otklik, home

    def __call__(self, act: str, *words: object) -> Called:
        """«tickets ACT …», as she types it at noon."""
        who = () if act in ("list", "show") else NOW[2:]
        return self._otklik("tickets", act, *words, *NOW[:2], *who, "--home", self.home)


@pytest.fixture
def desk(otklik: Caller, tmp_path: Path) -> Desk:
    home = tmp_path / "desk"
    otklik("init", home)
    (tmp_path / "dump.jsonl").write_text("\n".join(objects()) + "\n", "utf-8")
    for call in (("import", tmp_path / "dump.jsonl"), ("classify",), ("tickets", "load")):
        assert otklik(*call, "--home", home).code == 0
    return Desk(otklik, home)


def test_a_body_that_no_route_knows_is_doubted(desk: Desk) -> None:
    assert "Внимание" not in desk("assign", 1, "--department", "комитет по ТЭК").err
    said = desk("assign", 1, "--department", "КТЭК", "--assignee", "Петров")
    assert (said.code, "Отвечает: КТЭК, Петров" in said.err) == (0, True)
    assert "нет в таблице маршрутов" in said.err
    assert "Комитет по ТЭК" in said.err


def test_what_is_done_already_is_told_of_when_more_is_merged_into_it(desk: Desk) -> None:
    desk("resolve", 2, "--outcome", "разъяснено")
    said = desk("merge", 1, 2)
    assert "«9» и «11»" in said.err
    assert "уже с итогом: если беда осталась, возобновите его" in said.err
    assert "split" in desk("answer", 1).err


def test_what_is_split_off_is_shown_with_the_way_back(desk: Desk) -> None:
    desk("merge", 2, 1)
    said = desk("split", 1, "--comment", 3)
    assert "Выделено: ТШ-2023-000004  12.10 09:53  Новое  Отопление  Гатчина" in said.err
    assert "Отменить: otklik tickets merge ТШ-2023-000004 ТШ-2023-000001" in said.err


def test_an_answer_that_waits_may_be_taken_back(desk: Desk) -> None:
    desk("answer", 1, "--text", "Слесарь придёт завтра", "--approve")
    said = desk("answer", 1, "--text", "Слесарь придёт сегодня", "--approve")
    assert "Отозвать его: otklik tickets answer ТШ-2023-000001 --withdraw" in said.err


def test_a_state_in_the_history_says_by_whose_word_it_is_so(desk: Desk) -> None:
    desk("resolve", 1, "--outcome", "устранено", "--reason", "позвонил сам")
    desk("resolve", 2, "--outcome", "устранено")
    assert "состояние → Устранено (позвонил сам)" in desk("show", 1).out
    assert "состояние → Устранено (по данным исполнителя)" in desk("show", 2).out


def test_no_colleague_is_blamed_for_a_database_held_by_another_program(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.database.BUSY_SECONDS", 0)
    with closing(sqlite3.connect(desk.home / "otklik.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = desk("take", 1)
    assert (said.code, "держит другая программа" in said.err) == (7, True), said.err


def test_a_ticket_that_changed_meanwhile_is_opened_anew(desk: Desk) -> None:
    with opened(desk.home).sessions() as slow:
        ticket = get_ticket(slow, "1")
        assert desk("take", 1).code == 0
        change(slow, ticket, EventKind.NOTED, Cause(datetime.now(UTC)))
        with pytest.raises(TakenByAnother, match="откройте его заново"):
            save(slow, ticket)


def cards_to_the_screen(home: Path) -> None:
    (home / "responsible.csv").write_text(
        "department;district;person;chat\nКомитет по ТЭК;;Иванов;stdout:\n", "utf-8"
    )


def test_cards_leave_the_document_alone(desk: Desk, otklik: Caller) -> None:
    cards_to_the_screen(desk.home)
    said = otklik("dispatch", "--json", "--home", desk.home, *NOW[:2])
    assert said.json["sent"]["stdout"] > 0, said.err
    assert "Иванов" in said.err


def test_a_card_that_nobody_has_read_is_not_sent(desk: Desk, otklik: Caller) -> None:
    cards_to_the_screen(desk.home)
    call = ("dispatch", "--home", str(desk.home), *NOW[:2])
    command = [sys.executable, "-m", "cli", *call]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read().decode()
    assert (process.returncode, "вывод никто не читает" in said) == (3, True), said
    [run] = otklik("runs", "--home", desk.home, "--json").json[:1]
    assert (run["exit_code"], run["counts"]["sent"]) == (3, {})

    an_hour_later = ("--as-of", "2023-10-12T13:00")
    again = otklik("dispatch", "--json", "--home", desk.home, *an_hour_later)
    assert again.json["sent"]["stdout"] > 0, again.err


def test_whom_the_system_cannot_name_is_asked_for_a_name(
    desk: Desk, otklik: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr("commands.workplace.getuser", nobody)
    said = otklik("tickets", "take", 1, *NOW[:2], "--home", desk.home)
    assert (said.code, "Укажите --actor" in said.err) == (2, True), said.err
    assert desk("take", 1).code == 0
