"""`otklik export`: the form of the file follows its name unless it is told."""

from pathlib import Path

import pytest

from tests.command import Caller


def test_no_guard_is_asked_for_twice(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    asked = ("export", "-o", tmp_path / "р.csv", "--home", tmp_path, "--guard", "off")
    called = otklik(*asked)
    assert called.code == 2
    assert "--i-know" in called.err
    assert otklik(*asked, "--i-know").code == 0


@pytest.mark.parametrize(
    ("name", "options", "begins"),
    [
        ("р.csv", (), b"\xef\xbb\xbf"),
        ("р.txt", (), b"\xef\xbb\xbf"),
        ("р.xlsx", (), b"PK"),
        ("р.xlsx", ("--format", "csv", "--profile", "rfc"), "№ п/п,".encode()),
        ("р.csv", ("--profile", "cp1251"), "№ п/п;".encode("cp1251")),
        ("р.json", (), b"[]"),
        ("р.xml", (), b"<?xml"),
        ("р.xml", ("--format", "open311"), b"<?xml"),
    ],
)
def test_the_name_of_the_file_tells_its_form(
    name: str, options: tuple[str, ...], begins: bytes, otklik: Caller, tmp_path: Path
) -> None:
    otklik("init", tmp_path)
    assert otklik("export", "-o", tmp_path / name, "--home", tmp_path, *options).code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_state_is_asked_for_in_russian_too(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    asked = ("export", "-o", tmp_path / "р.csv", "--home", tmp_path, "--status", "новое")
    assert otklik(*asked).code == 0


COMMITTEE = """
[[committee]]
name = "КТЭК"
profile = "cp1251"
columns = ["number", "status"]
"""


def test_a_committee_named_with_a_file_gets_its_own_columns(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    (tmp_path / "otklik.toml").write_text(COMMITTEE, "utf-8")
    asked = ("export", "--committee", "КТЭК", "--home", tmp_path, "-o")
    for name, encoding in (("р.csv", "cp1251"), ("р.txt", "utf-8-sig")):
        assert otklik(*asked, tmp_path / name).code == 0
        assert (tmp_path / name).read_text(encoding) == "Номер обращения;Статус\n"
    otklik(*asked, tmp_path / "р.csv", "--columns", "house", "--profile", "rfc")
    assert (tmp_path / "р.csv").read_text("utf-8") == "Дом\n"


MISTAKES = """
--columns number                         | --output ФАЙЛ
--format csv                             | --output ФАЙЛ
-o -                                     | --output ФАЙЛ
-o р.csv --since 2024-01-01 --until 2023-01-01 | Период пуст
-o р.csv --format docx                   | Нет вида docx
-o р.doc                                 | имя с .csv, .xlsx
-o р.csv --columns Номер                 | number (Номер обращения)
-o р.csv --district Лунный               | Бокситогорский
"""


@pytest.mark.parametrize("line", MISTAKES.strip().splitlines())
def test_an_order_that_cannot_be_followed_says_what_to_do(
    otklik: Caller, tmp_path: Path, line: str
) -> None:
    options, told = map(str.strip, line.split("|"))
    otklik("init", tmp_path)
    (tmp_path / "otklik.toml").write_text(COMMITTEE, "utf-8")
    called = otklik("export", *options.split(), "--home", tmp_path)
    assert (called.code, told in called.err) == (2, True)


def test_an_empty_register_is_told_of(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    called = otklik("export", "-o", tmp_path / "р.csv", "--district", "Лужский", "--home", tmp_path)
    assert called.code == 0
    assert "не подошло ничего" in called.err


def test_what_windows_has_no_letters_for_is_told_of_every_file(
    otklik: Caller, tmp_path: Path
) -> None:
    otklik("init", tmp_path)
    (tmp_path / "otklik.toml").write_text(COMMITTEE.replace("status", "summary"), "utf-8")
    line = (
        '{"type": "comment", "id": 2, "owner_id": -5, "post_id": 1, "from_id": 7, "date":'
        ' 1697100000, "text": "Гатчина, Рощинская 9, нет отопления, батареи ледяные 🥶"}'
    )
    (tmp_path / "dump.jsonl").write_text(line + "\n", "utf-8")
    for call in (("import", tmp_path / "dump.jsonl"), ("classify",), ("tickets", "load")):
        assert otklik(*call, "--home", tmp_path).code == 0
    for options in ((), ("-o", tmp_path / "р.csv", "--profile", "cp1251")):
        said = otklik("export", "--home", tmp_path, *options).err
        assert "нет в кодировке: 1" in said


def test_a_summary_for_a_dash_goes_to_the_screen(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    said = otklik("report", "daily", "-o", "-", "--json", "--home", tmp_path)
    assert said.json["report"] == "daily"
