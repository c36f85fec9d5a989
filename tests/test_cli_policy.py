"""A headquarters' own rules in its workspace win over the shipped ones."""

import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from tests.command import Caller

LINE = (
    '{"type": "comment", "id": 2, "owner_id": -5, "post_id": 1, "from_id": 7,'
    ' "date": 1697100000, "text": "Гатчина, Рощинская 9, нет отопления, батареи ледяные"}'
)


def test_tickets_are_opened_by_the_policy_of_the_workspace(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    shipped = (files("data") / "policy.toml").read_text("utf-8")
    version = next(line for line in shipped.splitlines() if line.startswith("version"))
    (tmp_path / "policy.toml").write_text(shipped.replace(version, 'version = "ours"'), "utf-8")
    (tmp_path / "dump.jsonl").write_text(LINE + "\n", "utf-8")
    for call in (("import", tmp_path / "dump.jsonl"), ("classify",), ("tickets", "load")):
        assert otklik(*call, "--home", tmp_path).code == 0
    with closing(sqlite3.connect(tmp_path / "otklik.db")) as database:
        assert database.execute("SELECT policy FROM ticket").fetchall() == [("ours",)]
    (tmp_path / "policy.toml").write_text("version = [", "utf-8")
    said = otklik("tickets", "load", "--home", tmp_path)
    assert (said.code, "policy.toml" in said.err) == (2, True)


def test_committees_read_the_words_of_the_workspace(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    own = (files("data") / "policy.toml").read_text("utf-8")
    for shipped, ours in (("Новое", "Принято"), ("В работе", "Едем"), ("Разъяснено", "Ясно")):
        assert f'"{shipped}"' in own
        own = own.replace(f'"{shipped}"', f'"{ours}"')
    (tmp_path / "policy.toml").write_text(own, "utf-8")
    (tmp_path / "dump.jsonl").write_text(LINE + "\n", "utf-8")
    here = ("--home", tmp_path)
    for call in (("import", tmp_path / "dump.jsonl"), ("classify",), ("tickets", "load")):
        otklik(*call, *here)
    register = tmp_path / "register.csv"
    assert otklik("export", *here, "-o", register).code == 0
    assert ";Принято;" in register.read_text("utf-8-sig")
    assert "Принято" in otklik("report", "unanswered", *here).out
    chosen = otklik("export", *here, "-o", tmp_path / "new.csv", "--status", "принято")
    assert "Записано строк: 1" in chosen.err
    # So do dispatchers, and they are understood.
    assert "Принято" in otklik("tickets", "list", "--status", "принято", *here).out
    assert "Принято" in otklik("tickets", "show", 1, *here).out.splitlines()[0]
    said = otklik("tickets", "list", "--status", "новое", *here)
    assert (said.code, "new (Принято)" in said.err) == (2, True)
    # And so the register comes back.
    filled = register.read_text("utf-8-sig").replace(";Принято;", ";Направлено исполнителю;")
    register.write_text(filled, "utf-8")
    assert otklik("tickets", "import", register, *here).code == 0
    assert "Едем" in otklik("tickets", "take", 1, *here).err
    assert otklik("tickets", "resolve", 1, "--outcome", "ясно", *here).code == 0
    assert "состояние → Едем" in otklik("tickets", "show", 1, *here).out
