"""The register as a workbook: typed cells, frozen header, filters, a sheet that explains."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.register.columns import Column
from pipeline.register.entry import Entry
from pipeline.register.form import Form
from pipeline.register.guard import printable
from pipeline.register.layout import Layout
from pipeline.tickets.clocks import MOSCOW

SHEET, ABOUT = "Реестр", "Описание"
UNITS = 32_767  # UTF-16 units that Excel keeps in a cell
LINKS = 65_530  # links that Excel keeps on a sheet
ROWS = 1_048_575  # lines below the header that Excel opens
WRITTEN_AT = datetime(1980, 1, 1)  # noqa: DTZ001 (not a time: the same bytes every day)

Put = Callable[[int, int, Any], object]


def write_xlsx(
    path: Path, entries: Iterable[Entry], layout: Layout, about: Callable[[], list[tuple[str, str]]]
) -> Counter[str]:
    """Write the workbook in constant memory; the second sheet is asked for when rows are out."""
    with opened_workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        _prepare(book, sheet, layout.columns)
        last = _write_rows(book, sheet, entries, layout)
        sheet.autofilter(0, 0, last, len(layout.columns) - 1)
        _describe(book, about(), layout.columns)
    return Counter()


@contextmanager
def opened_workbook(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that keeps one row in memory and takes no text for anything else."""
    book = xlsxwriter.Workbook(
        path,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": WRITTEN_AT})
    try:
        yield book
    finally:
        _close(book)


def _close(book: xlsxwriter.Workbook) -> None:
    try:
        book.close()
    except FileCreateError as exc:
        raise OSError(*exc.args[0].args) from exc


def fitting(text: str) -> str:
    """What a cell can hold: no control characters, no more units than Excel keeps."""
    text = printable(text)
    if len(text) * 2 <= UNITS or len(text.encode("utf-16-le")) <= UNITS * 2:
        return text
    cut = text.encode("utf-16-le")[: (UNITS - 1) * 2]
    return cut.decode("utf-16-le", "ignore") + "…"


def wall_clock(at: datetime) -> datetime:
    """Moscow time without its zone: Excel knows none."""
    return at.astimezone(MOSCOW).replace(tzinfo=None)


def _prepare(book: xlsxwriter.Workbook, sheet: Worksheet, columns: Iterable[Column]) -> None:
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_row(0, 45)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.title, header)


def _write_rows(
    book: xlsxwriter.Workbook, sheet: Worksheet, entries: Iterable[Entry], layout: Layout
) -> int:
    puts = putters(book, sheet)
    cells = [
        (number, get, puts[column.form])
        for number, (column, get) in enumerate(zip(layout.columns, layout.getters(), strict=True))
    ]
    row = 0
    for row, entry in enumerate(entries, start=1):
        for number, get, put in cells:
            value = get(entry)
            if value is not None and value != "":
                put(row, number, value)
    return row


def putters(book: xlsxwriter.Workbook, sheet: Worksheet) -> dict[Form, Put]:
    """How a value of each form becomes a typed cell of the sheet."""
    # Typed as text, so that even a cell edited later does not become a formula or a date.
    text: Format = book.add_format({"num_format": "@"})
    day: Format = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    signed: Format = book.add_format({"num_format": "+0;-0;0"})
    links = iter(range(LINKS))

    def put_text(row: int, column: int, value: str) -> None:
        sheet.write_string(row, column, fitting(value), text)

    def put_moment(row: int, column: int, value: datetime) -> None:
        sheet.write_datetime(row, column, wall_clock(value), day)

    def put_change(row: int, column: int, value: int) -> None:
        sheet.write_number(row, column, value, signed)

    def put_link(row: int, column: int, value: str) -> None:
        if next(links, None) is None:
            sheet.write_string(row, column, value)
        else:
            sheet.write_url(row, column, value)

    return {
        Form.TEXT: put_text,
        Form.FREE_TEXT: put_text,
        Form.MOMENT: put_moment,
        Form.NUMBER: sheet.write_number,
        Form.COUNT: sheet.write_number,
        Form.CHANGE: put_change,
        Form.LINK: put_link,
    }


def _describe(
    book: xlsxwriter.Workbook, about: Iterable[tuple[str, str]], columns: Iterable[Column]
) -> None:
    sheet = book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 60)
    lines = [*about, ("", ""), *((column.title, column.code) for column in columns)]
    for row, (name, value) in enumerate(lines):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, fitting(value))
