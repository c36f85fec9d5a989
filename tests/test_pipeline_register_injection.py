"""Forty hostile texts in every profile, read back by three programs: no formula, no lost cell."""

import csv
import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from sqlalchemy.orm import Session

from pipeline.register.columns import COLUMNS
from pipeline.register.export import export_register
from pipeline.register.guard import FORMULA, printable, unguarded
from pipeline.register.masking import masked
from pipeline.register.profile import Profile
from tests.factory import NOON, ticket

NOW = NOON + timedelta(hours=1)
PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"https://example.org\";\"жми\")",
    "=IMPORTXML(\"https://example.org\";\"//a\")",
    "=\"a\"&\"b\"",
    "==1",
    "=-1",
    "=A1",
    "{=1+1}",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "привет\n=1+1",
    "привет\r\n=1+1;=2+2",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u2060+1+1",
    "\u00ad-1+1",
    "\u200e@SUM(1)",
    "\x00=1+1",
    "\x01=1+1",
    "\x0b=1+1",
    "\x1f=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "−1+1",
    '"=1+1',
    '";=1+1;"',
    ";=1+1",
    ",=1+1",
    "'=1+1",
    "''",
    "=1+1\"",
    "_x003D_1+1",
    "<b>&amp;=1+1</b>",
    "]]>=1+1",
    "<r>=1+1 & </t></r>",
    "\\=1+1",
    "%3D1+1",
    "=" * 300,
    "\u20111+1",  # what old encodings know as a plain hyphen
    "\u2010cmd",
    "\u0301=1+1",  # and what they do not know at all
    "холодно 🥶 ё й №",
)  # fmt: skip
# What Excel would reword: house numbers, numbers with noughts, telephones, long numbers.
NUMBERS = (
    "16/2",
    "1-2",
    "1\u20112",
    "007",
    "+7 921",
    "12.05",
    "1e5",
    "12345678901234567",
    "5 мая",
    "TRUE",
)
HOSTILE = (*PAYLOADS, *NUMBERS)
SPREADSHEETS = (Profile.EXCEL_RU, Profile.CP1251, Profile.RFC)
WRITTEN = ("street", "house", "building", "department", "assignee", "reason")

Row = dict[str, str]


@pytest.fixture
def hostile(memory: Session) -> Session:
    """A ticket for each text, which stands wherever people write."""
    for number, text in enumerate(HOSTILE):
        at = NOON + timedelta(seconds=number)
        own: dict[str, Any] = dict.fromkeys(WRITTEN, text)
        ticket(memory, text=text, said_address=text, opened_at=at, **own)
    return memory


@pytest.fixture
def written(hostile: Session, tmp_path: Path, profile: Profile) -> Path:
    """The register in the profile that the test is about."""
    path = tmp_path / f"register{profile.suffix}"
    assert export_register(hostile, path, now=NOW, profile=profile).rows == len(HOSTILE)
    return path


def expected(text: str, code: str) -> str:
    """What a cell must say, marks aside."""
    text = printable(text)
    if code == "summary":
        text = masked(" ".join(text.split()))
        return text if len(text) <= 300 else text[:299] + "…"
    return masked(text) if code == "said_address" else text


def read_csv(path: Path, profile: Profile) -> list[Row]:
    encoding, delimiter = {
        Profile.EXCEL_RU: ("utf-8-sig", ";"),
        Profile.CP1251: ("cp1251", ";"),
        Profile.RFC: ("utf-8", ","),
    }[profile]
    with path.open(encoding=encoding, newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter))
    return by_code(rows)


def by_code(rows: list[list[str]]) -> list[Row]:
    """Rows under the codes of the columns; fails when a cell was lost or shifted."""
    assert rows[0] == [column.title for column in COLUMNS]
    assert {len(row) for row in rows} == {len(COLUMNS)}
    codes = [column.code for column in COLUMNS]
    return [dict(zip(codes, row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("profile", SPREADSHEETS)
def test_csv_keeps_every_cell_and_starts_none_with_a_formula(
    written: Path, profile: Profile
) -> None:
    rows = read_csv(written, profile)
    assert len(rows) == len(HOSTILE)
    for text, row in zip(HOSTILE, rows, strict=True):
        for code in (*WRITTEN, "said_address", "summary"):
            assert not FORMULA.match(row[code]) or row[code].startswith("'")
            if profile is not Profile.CP1251:
                assert unguarded(row[code]) == expected(text, code)
        assert row["source"] == "Теплоштаб"
        assert row["status"] == "Новое"


@pytest.mark.parametrize("profile", [Profile.CP1251])
def test_cp1251_keeps_what_it_has_letters_for(written: Path, profile: Profile) -> None:
    rows = read_csv(written, profile)
    assert rows[len(PAYLOADS) - 1]["street"] == "холодно ? ё й №"
    assert rows[HOSTILE.index("1\u20112")]["house"] == "'1-2"


@pytest.mark.parametrize("profile", [Profile.XLSX])
def test_openpyxl_finds_text_where_text_was(written: Path, profile: Profile) -> None:
    check_workbook(written, marked=False)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("profile", [*SPREADSHEETS, Profile.XLSX])
def test_libreoffice_finds_text_where_text_was(
    written: Path, profile: Profile, tmp_path: Path
) -> None:
    check_workbook(through_libreoffice(written, profile, tmp_path), marked=profile.suffix == ".csv")


def through_libreoffice(path: Path, profile: Profile, folder: Path) -> Path:
    """The file as LibreOffice saves it, told to take whatever looks like a number for one."""
    codepage = {Profile.CP1251: 34}.get(profile, 76)
    delimiter = {Profile.RFC: 44}.get(profile, 59)
    russian = 1049
    options = f"CSV:{delimiter},34,{codepage},1,,{russian},false,true"
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    if path.suffix == ".csv":
        command.append(f"--infilter={options}")
    out = folder / "out"
    command += ["--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return out / f"{path.stem}.xlsx"


def check_workbook(path: Path, *, marked: bool) -> None:
    """Every cell of people's text is a string that says what it said."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == [column.title for column in COLUMNS]
    assert len(rows) == len(HOSTILE) + 1
    for text, row in zip(HOSTILE, rows[1:], strict=True):
        assert not [cell for cell in row if cell.data_type == "f"]
        cells = {column.code: cell for column, cell in zip(COLUMNS, row, strict=True)}
        for code in (*WRITTEN, "said_address", "summary"):
            said = cells[code].value
            assert isinstance(said, str), (text, code, said)
            if not marked:
                # openpyxl leaves the format's own escape to its caller
                assert said.replace("_x005F_", "_") == expected(text, code)
        assert cells["status"].value == "Новое"


@pytest.mark.parametrize("profile", [Profile.JSONL])
def test_json_lines_keep_the_words_themselves(written: Path, profile: Profile) -> None:
    rows = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
    for text, row in zip(HOSTILE, rows, strict=True):
        assert row["street"] == text
        assert row["status"] == "new"


@pytest.mark.parametrize("profile", [Profile.OPEN311, Profile.OPEN311_XML])
def test_open311_is_well_formed(written: Path, profile: Profile) -> None:
    if profile is Profile.OPEN311:
        said = [request["description"] for request in json.loads(written.read_text("utf-8"))]
    else:
        root = ElementTree.parse(written).getroot()
        said = [request.findtext("description") for request in root.iter("request")]
    assert len(said) == len(HOSTILE)
    for text, found in zip(HOSTILE, said, strict=True):
        assert printable(found or "") == expected(text, "summary")
