"""A wrong ticket is put right in one call, and everything that shows it agrees."""

from pathlib import Path

import pytest

from pipeline.lock import exclusive
from tests.command import Caller

LINE = (
    '{"type": "comment", "id": 2, "owner_id": -5, "post_id": 1, "from_id": 7,'
    ' "date": 1697100000, "text": "Гатчина, Рощинская 9, нет отопления, батареи ледяные"}'
)
PUT = ("--topic", "Мусор", "--house", "11", "--why", "речь о баках", "--as-of", "2023-10-13T12:00")


@pytest.fixture
def home(otklik: Caller, tmp_path: Path) -> Path:
    """A workspace with one ticket."""
    home = tmp_path / "desk"
    otklik("init", home)
    (tmp_path / "dump.jsonl").write_text(LINE + "\n", "utf-8")
    for call in (("import", tmp_path / "dump.jsonl"), ("classify",), ("tickets", "load")):
        assert otklik(*call, "--home", home).code == 0
    return home


def test_a_trial_tells_and_changes_nothing(otklik: Caller, home: Path) -> None:
    before = otklik("tickets", "list", "--json", "--home", home).json
    with exclusive(home):  # and waits for nobody
        said = otklik("tickets", "correct", 1, *PUT, "--dry-run", "--home", home)
    assert said.code == 0
    assert "Тема: Отопление → Мусор" in said.err
    assert "Адрес: Гатчина, Рощинская улица, д. 9 → Гатчина, Рощинская улица, д. 11" in said.err
    assert "Ничего не записано" in said.err
    assert otklik("tickets", "list", "--json", "--home", home).json == before


def test_everything_that_shows_it_agrees(otklik: Caller, home: Path) -> None:
    assert otklik("tickets", "correct", 1, *PUT, "--home", home).code == 0
    [listed] = otklik("tickets", "list", "--topic", "garbage", "--json", "--home", home).json
    assert (listed["topic"], listed["house"]) == ("garbage", "11")
    shown = otklik("tickets", "show", 1, "--home", home).out
    assert "исправлено: тема Отопление → Мусор, адрес Гатчина, Рощинская улица, д. 9 → " in shown
    assert "(речь о баках)" in shown
    assert "Рощинская улица, д. 11" in otklik("tickets", "card", 1, "--home", home).out
    register = home / "register.csv"
    for as_of, topic, house in (("12:00", "Отопление", "9"), ("12:01", "Мусор", "11")):
        at = f"2023-10-13T{as_of}"
        assert otklik("export", "--as-of", at, "-o", register, "--home", home).code == 0
        assert f"Рощинская улица;{house};" in register.read_text("utf-8-sig")
        assert topic in otklik("report", "weekly", "--as-of", at, "--home", home).out
    assert otklik("report", "reconcile", "--home", home).code == 0


def test_a_topic_that_is_none_is_refused_with_those_there_are(otklik: Caller, home: Path) -> None:
    said = otklik("tickets", "correct", 1, "--topic", "мосты", "--why", "так", "--home", home)
    assert (said.code, "heating (Отопление)" in said.err) == (2, True)
