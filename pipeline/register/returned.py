"""A register that came back from a committee: its lines, and the moment it was taken out at."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pipeline.errors import WrongUsage
from pipeline.register.columns import COLUMNS
from pipeline.register.export import manifest_of
from pipeline.register.guard import unguarded
from pipeline.register.manifest import STATED
from pipeline.register.xlsx_profile import ABOUT, SHEET
from pipeline.tickets.clocks import MOSCOW

DELIMITERS = ";,\t"
ASKED = ("status", "outcome", "department", "assignee", "reason", "interim_until")
# Columns that a committee adds by itself.
ADDED = {"ответ": "answer", "текст ответа": "answer", "заметка": "note", "примечание": "note"}
MOMENTS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y")
TITLES = {column.code: column.title for column in COLUMNS} | {"answer": "Ответ", "note": "Заметка"}


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says of a ticket, under the codes of columns; blank cells say nothing."""

    row: int  # as a spreadsheet counts
    number: str
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Returned:
    """A filled register."""

    name: str
    lines: tuple[Line, ...]
    taken_at: datetime | None  # the moment it tells of; None when the file does not say


def read_returned(path: Path, taken_at: datetime | None = None) -> Returned:
    """The lines of a CSV or a workbook; raises WrongUsage for a file that is no register."""
    if path.suffix.lower() == ".xlsx":
        rows, described = _workbook(path)
    else:
        rows, described = _table(path), ""
    header = next(rows, [])
    codes = [_code(title) for title in header]
    if "number" not in codes or not {*ASKED, *ADDED.values()}.intersection(codes):
        raise WrongUsage(_strange(path, header))
    lines = tuple(_lines(codes, rows))
    return Returned(path.name, lines, taken_at or _manifested(path) or _dated(described, ABOUT))


def parse_moment(text: str) -> datetime:
    """A moment as registers write it, Moscow time; raises ValueError."""
    for pattern in MOMENTS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=MOSCOW)
        except ValueError:
            continue
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=MOSCOW)


def _lines(codes: list[str], rows: Iterable[list[str]]) -> Iterator[Line]:
    for row, values in enumerate(rows, start=2):
        said = {
            code: text
            for code, value in zip(codes, values, strict=False)
            if code and (text := unguarded(value).strip())
        }
        if said:
            yield Line(row, said.pop("number", ""), said)


def _code(title: str) -> str:
    """The code of a column by its title or its code; empty for one that changes nothing."""
    plain = " ".join(title.split()).lower()
    known = {name.lower(): code for code in ("number", *ASKED) for name in (code, TITLES[code])}
    return (known | ADDED | {code: code for code in ADDED.values()}).get(plain, "")


def _table(path: Path) -> Iterator[list[str]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1251", "replace")
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from rows
    except csv.Error as exc:
        msg = f"{path.name}, строка {rows.line_num}: не разобрана, проверьте парность кавычек."
        raise WrongUsage(msg) from exc


def _workbook(path: Path) -> tuple[Iterator[list[str]], str]:
    """The rows, and the moment that the book tells of itself."""
    from openpyxl import load_workbook  # slow to load, and a CSV does not need it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as exc:
        msg = f"{path.name}: это не книга Excel. Сохраните файл как .xlsx или .csv и повторите."
        raise WrongUsage(msg) from exc
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    rows = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    described = _described(book)
    book.close()
    return iter(rows), described


def _described(book: Any) -> str:
    if ABOUT not in book.sheetnames:
        return ""
    about = book[ABOUT].iter_rows(values_only=True, max_col=2)
    return next((str(value).partition(" (")[0] for name, value, *_ in about if name == STATED), "")


def _manifested(path: Path) -> datetime | None:
    beside = manifest_of(path)
    if not beside.is_file():
        return None
    try:
        told = json.loads(beside.read_bytes())["as_of"]
    except (ValueError, TypeError, KeyError):
        told = "не разобрано"
    return _dated(told, beside.name)


def _dated(told: object, where: str) -> datetime | None:
    try:
        return parse_moment(str(told)) if told else None
    except ValueError as exc:
        msg = f"{where}: не видно, когда реестр выгрузили ({told}). Назовите --exported ДАТА."
        raise WrongUsage(msg) from exc


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # Excel writes «_x005F_x003D_» for «_x003D_», and the library hands it on.
    return "" if value is None else str(value).replace("_x005F_", "_")


def _strange(path: Path, header: Iterable[str]) -> str:
    wanted = ", ".join(f"«{TITLES[code]}»" for code in (*ASKED, *dict.fromkeys(ADDED.values())))
    found = ", ".join(f"«{title}»" for title in header if title) or "ничего"
    return (
        f"{path.name}: в первой строке нужны столбец «{TITLES['number']}» и хотя бы один из "
        f"{wanted}; нашлось: {found}. Верните файл, который выгрузила команда otklik export."
    )
