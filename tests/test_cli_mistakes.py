"""What an operator sees when something is wrong: the thing, the next step, the right code."""

import gzip
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from commands.workplace import opened
from models import Post
from pipeline.lock import exclusive
from tests.command import Caller
from tests.imitation.world import make_world
from tests.vk_imitation import Imitation, serving

# the call, {home} being a fresh workspace | code | what the message names
MISTAKES = """
harvest --home {home}                                  | 2  | нет ни одного [[source]]
harvest --home {home}/nowhere                          | 2  | otklik init
harvest --home {home} --since позавчера                | 2  | 24.10.2023
harvest --home {home} --since 01.01.0001               | 2  | 24.10.2023
report daily --home {home} --as-of 20233-10-24         | 2  | 24.10.2023
tickets show 77 --home {home}                          | 2  | Обращения 77 нет
tickets show % --home {home}                           | 2  | Обращения % нет
tickets show ² --home {home}                           | 2  | Обращения ² нет
export --home {home} -o {home}/x.csv --status бред     | 2  | in_progress (В работе)
import {home}/absent.jsonl --home {home}               | 2  | absent.jsonl
import {home}/otklik.toml --home {home}                | 3  | не JSON
import {home}/bad.jsonl.gz --home {home}               | 2  | bad.jsonl.gz
import {home}/table.csv --home {home} --map text=Слова | 2  | нет столбца «Слова»
import {home}/table.csv --home {home} --map слова=Текст | 2  | поля: id, text
classify --input {home}/absent.jsonl --output {home}/o | 2  | absent.jsonl
classify --home {home}/nowhere                         | 2  | otklik init
export --home {home} -o {home}/otklik.toml/x.csv       | 2  | x.csv
export --home {home}                                   | 2  | --output
nonsense                                               | 2  | nonsense
harvest --nonsense                                     | 2  | --nonsense
tickets                                                | 2  |
tickets list --home {home} чепуха                        | 2  | Лишнее в команде: (чепуха)
tickets list --home {home} --limit 0                   | 2  | нужно не меньше 1
tickets list --home {home} --limit пять                | 2  | otklik tickets list --help
tickets list --home {home} --status бред               | 2  | in_progress (В работе)
tickets list --home {home} --topic бред                | 2  | heating (Отопление)
tickets list --home {home} --district Лунный           | 2  | Бокситогорский
tickets list --home {home} --search !?!                 | 2  | нет ни слова, ни числа
report weekly --home {home} -o {home}/свод.docx        | 2  | .html
"""


@pytest.fixture
def home(otklik: Caller, tmp_path: Path) -> Path:
    assert otklik("init", tmp_path).code == 0
    (tmp_path / "table.csv").write_text("Дата;Текст\n13.10.2023;холодно\n", "utf-8")
    (tmp_path / "bad.jsonl.gz").write_bytes(gzip.compress(b"{}\n")[:-6])
    return tmp_path


@pytest.mark.parametrize("line", MISTAKES.strip().splitlines())
def test_a_mistake_is_told_in_russian_with_its_code(line: str, otklik: Caller, home: Path) -> None:
    call, code, named = (part.strip() for part in line.split("|"))
    said = otklik(*call.format(home=home).split())
    assert said.code == int(code), said.err
    assert named in said.err
    assert "Traceback" not in said.err
    assert not said.out


def configured(home: Path) -> Path:
    (home / "otklik.toml").write_text('[[source]]\ngroup = "teplo_lo"\n', "utf-8")
    return home


def test_a_missing_key_says_which_key_to_make(otklik: Caller, home: Path) -> None:
    said = otklik("harvest", "--home", configured(home))
    assert (said.code, "сервисный ключ" in said.err) == (5, True)


def test_an_unreachable_host_is_unavailable(
    otklik: Caller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKLIK_VK_TOKEN", "secret")
    monkeypatch.setenv("OTKLIK_VK_API_URL", "http://127.0.0.1:9/method/")
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    said = otklik("harvest", "--home", configured(home))
    assert said.code == 4, said.err
    assert "secret" not in said.err


@pytest.fixture
def vk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Imitation]:
    """A community whose reading key is in the environment."""
    imitation = Imitation(make_world(1, posts=3, comments=5))
    with serving(imitation) as base:
        monkeypatch.setenv("OTKLIK_VK_API_URL", base)
        monkeypatch.setenv("OTKLIK_VK_TOKEN", "service")
        yield imitation


def test_a_key_that_is_not_the_community_s_cannot_watch(
    otklik: Caller, home: Path, vk: Imitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert otklik("harvest", "--home", configured(home)).code == 0
    monkeypatch.setenv("OTKLIK_VK_WRITE_TOKEN", "service")
    said = otklik("watch", "--source", "teplo_lo", "--home", home)
    assert (said.code, "ключ самого сообщества" in said.err) == (5, True)
    vk.refusals = {"groups.getLongPollServer": 100}
    monkeypatch.setenv("OTKLIK_VK_WRITE_TOKEN", "user")
    said = otklik("watch", "--source", "teplo_lo", "--home", home)
    assert (said.code, "включён Long Poll" in said.err) == (4, True)


def test_a_plan_is_told_and_leaves_no_trace(otklik: Caller, home: Path, vk: Imitation) -> None:
    said = otklik("harvest", "--dry-run", "--json", "--home", configured(home))
    assert (said.code, said.json["plan"]) == (
        0,
        ["teplo_lo: ещё не читалось, будут прочитаны все записи и комментарии."],
    )
    assert (vk.calls, otklik("runs", "--home", home, "--json").json) == ([], [])
    assert otklik("harvest", "--home", home, "--json").json["budget_left"] == 4999


@pytest.mark.parametrize(("command", "code"), [("classify", 0), ("dispatch", 0), ("train", 2)])
def test_a_look_ahead_needs_no_lock_and_no_line_of_the_journal(
    command: str, code: int, otklik: Caller, home: Path
) -> None:
    with exclusive(home):  # which would end it with 75
        assert otklik(command, "--dry-run", "--home", home).code == code
    assert otklik("runs", "--home", home, "--json").json == []


def test_a_locked_workspace_is_busy(otklik: Caller, home: Path) -> None:
    with exclusive(home):
        said = otklik("classify", "--home", home)
    assert (said.code, "уже работает" in said.err) == (75, True)


def test_a_database_of_a_newer_version_is_left_alone(otklik: Caller, home: Path) -> None:
    otklik("runs", "--home", home)
    with sqlite3.connect(home / "otklik.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    said = otklik("tickets", "list", "--home", home)
    assert (said.code, "обновите программу" in said.err) == (7, True)


def test_a_file_that_is_no_database_is_told(otklik: Caller, home: Path) -> None:
    (home / "otklik.db").write_text("не база")
    said = otklik("tickets", "list", "--home", home)
    assert (said.code, "База не открыта" in said.err) == (7, True)


def test_a_wrong_database_address_is_told(
    otklik: Caller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKLIK_DATABASE_URL", "нечто")
    said = otklik("tickets", "list", "--home", home)
    assert (said.code, "OTKLIK_DATABASE_URL" in said.err) == (2, True)


def test_an_unwritable_folder_is_told(otklik: Caller, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = otklik("init", tmp_path / "file" / "home")
    assert (said.code, "проверьте права" in said.err) == (2, True)


def test_broken_lines_are_named_and_the_rest_is_kept(otklik: Caller, home: Path) -> None:
    lines = [
        {"type": "post", "id": 1, "owner_id": -5, "from_id": -5, "date": 1697000000, "text": "п"},
        {"type": "comment", "id": 2, "owner_id": -5, "post_id": 1, "text": "без даты"},
        {"type": "comment", "id": 3, "owner_id": -5, "post_id": 1, "from_id": 7,
         "date": 1697000100, "text": "холодно"},
    ]  # fmt: skip
    dump = home / "dump.jsonl"
    dump.write_text("\n".join([*map(json.dumps, lines), "{"]) + "\n", "utf-8")
    said = otklik("import", dump, "--home", home, "--json")
    assert said.code == 3
    assert "строка 2" in said.err
    assert "строка 4" in said.err
    assert said.json["comments_new"] == 1


def test_the_journal_keeps_how_a_run_ended(otklik: Caller, home: Path) -> None:
    otklik("import", home / "otklik.toml", "--home", home)
    [run] = otklik("runs", "--home", home, "--json").json
    assert (run["command"], run["exit_code"]) == ("import", 3)


def test_a_missing_file_is_named_in_russian(otklik: Caller, tmp_path: Path) -> None:
    said = otklik("evaluate", tmp_path / "нет.jsonl")
    assert said.code == 2
    assert "нет.jsonl: такого файла или папки нет" in said.err


@pytest.mark.parametrize("name", ["нет.csv", "нет.jsonl", "нет.jsonl.gz"])
def test_a_missing_import_is_named_in_russian(otklik: Caller, home: Path, name: str) -> None:
    said = otklik("import", home / name, "--home", home)
    assert said.code == 2
    assert name in said.err
    assert "(такого файла или папки нет). Проверьте путь" in said.err


@contextmanager
def held_elsewhere(home: Path) -> Iterator[None]:
    """Another program writes into the database and does not end."""
    with closing(sqlite3.connect(home / "otklik.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_a_database_held_by_another_program_is_told(
    otklik: Caller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    otklik("runs", "--home", home)
    monkeypatch.setattr("models.database.BUSY_SECONDS", 0)
    with held_elsewhere(home):
        said = otklik("tickets", "load", "--home", home)
    assert (said.code, "держит другая программа" in said.err) == (7, True), said.err


def test_a_fault_shows_no_words_of_residents(
    otklik: Caller, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        with opened(home).sessions.begin() as session:
            post = Post(source_id=1, owner_id=-1, vk_id=1, from_id=-1, text="слова жителя")
            session.add(post)

    monkeypatch.setattr("pipeline.cycle.load", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert otklik("tickets", "load", "--home", home).code == 1
    [trace] = tmp_path.glob("otklik-*.trace")
    [run] = otklik("runs", "--home", home, "--json").json
    assert "слова жителя" not in trace.read_text("utf-8") + run["message"]
    assert (run["exit_code"], trace.stat().st_mode & 0o077) == (1, 0)


def test_a_fault_without_a_place_for_its_trace_is_told_all_the_same(
    otklik: Caller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("pipeline.cycle.load", broken)
    monkeypatch.setattr("tempfile.tempdir", str(home / "нет"))
    said = otklik("tickets", "load", "--home", home)
    assert said.code == 1
    assert "ZeroDivisionError. Подробности не записаны (такого файла или папки нет)" in said.err


def test_the_journal_has_the_code_of_the_process(otklik: Caller, home: Path) -> None:
    (home / "responsible.csv").mkdir()
    said = otklik("dispatch", "--home", home)
    [run] = otklik("runs", "--home", home, "--json").json
    assert (said.code, run["exit_code"]) == (2, 2), said.err


@pytest.mark.parametrize(
    "call", ["report daily --home {home}", "classify --input {home}/many.jsonl --output -"]
)
def test_a_reader_that_left_is_no_failure(call: str, otklik: Caller, home: Path) -> None:
    (home / "many.jsonl").write_text('{"id": 1, "text": "холодно"}\n' * 2000, "utf-8")
    command = [sys.executable, "-m", "cli", *call.format(home=home).split()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


def test_an_interrupted_answer_leaves_the_old_file_alone(
    otklik: Caller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.classify_file.classify_lines", interrupt)
    (home / "in.jsonl").write_text("{}\n")
    (home / "out.jsonl").write_text("прежнее")
    said = otklik("classify", "--input", home / "in.jsonl", "--output", home / "out.jsonl")
    assert (said.code, (home / "out.jsonl").read_text()) == (130, "прежнее")
    assert not [*home.glob("*.part")]


# file of the workspace | what is wrong with it
BROKEN_RULES = """
policy.toml   | version =
policy.toml   | version = "1"
routing.toml  | version =
routing.toml  | version = "1"
areas.toml    | [[area]]⏎name = "А"⏎settlement = "Луга"⏎streets = ["улица Урицкого"]
snowfalls.csv | district;from;to⏎Лужский;09.01.2024 06:30
"""


@pytest.mark.parametrize("line", BROKEN_RULES.strip().splitlines())
def test_a_broken_file_of_rules_is_named(line: str, otklik: Caller, home: Path) -> None:
    name, text = (part.strip() for part in line.split("|"))
    (home / name).write_text(text.replace("⏎", "\n"), "utf-8")
    said = otklik("tickets", "load", "--home", home)
    assert (said.code, name in said.err) == (2, True), said.err


def test_a_broken_table_of_routes_is_named_by_dispatch(otklik: Caller, home: Path) -> None:
    (home / "routing.toml").write_text("version =")
    said = otklik("dispatch", "--home", home)
    assert (said.code, "routing.toml" in said.err) == (2, True), said.err
