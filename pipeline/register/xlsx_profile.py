"""The register as a workbook: typed cells, frozen header, filters, a sheet that explains."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.register.columns import Column
from pipeline.register.entry import Entry
from pipeline.register.form import Form, Value
from pipeline.register.guard import printable
from pipeline.register.layout import Layout
from pipeline.register.titles import explained
from pipeline.tickets.clocks import MOSCOW

SHEET, ABOUT = "Реестр", "Описание"
UNITS = 32_767  # UTF-16 units that Excel keeps in a cell
LINKS = 65_530  # links that Excel keeps on a sheet
LEADING = ("position", "number")  # columns that stay in sight
READ = 5_000  # rows as high as their words: a height is kept in memory, and more rows are filtered
LINE, TALLEST, A4 = 15, 8, 9  # points of a line, lines of a row, Excel's number of the paper
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
        set_paper(sheet)
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


def set_paper(sheet: Worksheet) -> None:
    """A sheet that may be printed: titles on each page, and its number."""
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&RСтраница &P из &N")


def _prepare(book: xlsxwriter.Workbook, sheet: Worksheet, columns: Iterable[Column]) -> None:
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    # The number stays in sight on every page, however far to the right one reads.
    leading = len(list(takewhile(lambda column: column.code in LEADING, columns)))
    sheet.freeze_panes(1, leading)
    if leading:
        sheet.repeat_columns(0, leading - 1)
    sheet.set_row(0, 3 * LINE)
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
        values = [(number, get(entry), put) for number, get, put in cells]
        if row <= READ:
            sheet.set_row(row, LINE * _lines_of(values, layout.columns))
        for number, value, put in values:
            if value is not None and value != "":
                put(row, number, value)
    return row


def _lines_of(values: Iterable[tuple[int, Value, Put]], columns: Sequence[Column]) -> int:
    # LibreOffice would leave a row of wrapped words one line high.
    texts = ((value, columns[number].width) for number, value, _ in values)
    lines = [-(-len(text) // width) for text, width in texts if isinstance(text, str)]
    return min(max(lines, default=1), TALLEST)


def putters(book: xlsxwriter.Workbook, sheet: Worksheet, **look: object) -> dict[Form, Put]:
    """How a value of each form becomes a typed cell; the look is in XlsxWriter's words."""
    look = {"valign": "top", **look}
    # Typed as text, so that even a cell edited later does not become a formula or a date.
    text: Format = book.add_format({"num_format": "@", "text_wrap": True, **look})
    day: Format = book.add_format({"num_format": "dd.mm.yyyy hh:mm", **look})
    plain: Format = book.add_format(look)
    measured: Format = book.add_format({"num_format": "0.0##", **look})
    signed: Format = book.add_format({"num_format": "+0;-0;0", **look})
    address: Format = book.add_format({"hyperlink": True, **look})
    links = iter(range(LINKS))

    def put_text(row: int, column: int, value: str) -> None:
        sheet.write_string(row, column, fitting(value), text)

    def put_moment(row: int, column: int, value: datetime) -> None:
        sheet.write_datetime(row, column, wall_clock(value), day)

    def put_number(row: int, column: int, value: float) -> None:
        sheet.write_number(row, column, value, measured)

    def put_count(row: int, column: int, value: int) -> None:
        sheet.write_number(row, column, value, plain)

    def put_change(row: int, column: int, value: int) -> None:
        sheet.write_number(row, column, value, signed)

    def put_link(row: int, column: int, value: str) -> None:
        if next(links, None) is None:
            sheet.write_string(row, column, value, plain)
        else:
            sheet.write_url(row, column, value, address)

    return {
        Form.TEXT: put_text,
        Form.FREE_TEXT: put_text,
        Form.MOMENT: put_moment,
        Form.NUMBER: put_number,
        Form.COUNT: put_count,
        Form.CHANGE: put_change,
        Form.LINK: put_link,
    }


def _describe(
    book: xlsxwriter.Workbook, about: Iterable[tuple[str, str]], columns: Iterable[Column]
) -> None:
    sheet = book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    sheet.set_column(2, 2, 18)
    set_paper(sheet)
    sheet.fit_to_pages(1, 0)
    told = ((column.title, explained(column.code), column.code) for column in columns)
    lines = [*((*line, "") for line in about), ("", "", ""), *told]
    for row, line in enumerate(lines):
        for number, value in enumerate(line):
            sheet.write_string(row, number, fitting(value))
