"""The demonstration, and where it must not be played."""

import json
from pathlib import Path

from models.database import open_engine
from pipeline.demo import place_of
from tests.command import Caller


def test_fiction_is_not_mixed_with_real_appeals(otklik: Caller, tmp_path: Path) -> None:
    home, dump = tmp_path / "teplo", tmp_path / "dump.jsonl"
    dump.write_text(json.dumps({"type": "group", "id": 5, "screen_name": "teplo_lo"}) + "\n")
    otklik("init", home)
    assert otklik("import", dump, "--home", home).code == 0
    said = otklik("demo", home)
    assert (said.code, "уже есть сообщество teplo_lo" in said.err) == (2, True)
    assert otklik("runs", "--home", home, "--json").json[0]["command"] == "import"


def test_the_place_of_a_database_has_no_password() -> None:
    engine = open_engine("postgresql+psycopg://otklik:word@host/base")
    assert place_of(engine) == "postgresql+psycopg://otklik:***@host/base"
