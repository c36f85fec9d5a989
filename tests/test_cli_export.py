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
    ],
)
def test_the_name_of_the_file_tells_its_form(
    name: str, options: tuple[str, ...], begins: bytes, otklik: Caller, tmp_path: Path
) -> None:
    otklik("init", tmp_path)
    assert otklik("export", "-o", tmp_path / name, "--home", tmp_path, *options).code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
