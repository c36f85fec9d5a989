"""What every workbook of ours has in common: looks of cells, paper, bytes that do not vary."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.register.form import Form
from pipeline.register.guard import printable
from pipeline.tickets.clocks import MOSCOW

UNITS = 32_767  # UTF-16 units that Excel keeps in a cell
LINE, A4 = 15, 9  # points of a line, Excel's number of the paper
WRITTEN_AT = datetime(1980, 1, 1)  # noqa: DTZ001 (not a time: the same bytes every day)

Put = Callable[[int, int, Any], object]


@contextmanager
def opened_workbook(place: Path | BinaryIO) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that takes no text for anything else."""
    book = xlsxwriter.Workbook(
        place,
        {
            "in_memory": True,
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


def write_text(
    sheet: Worksheet, row: int, column: int, text: str, look: Format | None = None
) -> None:
    """Write a text that may be anybody's."""
    text = fitting(text)
    # XlsxWriter takes what stands between these marks for its own and copies it unescaped: one
    # comment would make the whole file unreadable.
    inert = f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
    sheet.write_string(row, column, inert, look)


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


def formats(book: xlsxwriter.Workbook, **look: object) -> dict[Form, Format]:
    """How a cell of each form looks, beside what is told in XlsxWriter's words."""
    # Typed as text, so that even a cell edited later does not become a formula or a date.
    words = {"num_format": "@", "text_wrap": True}
    looks: dict[Form, dict[str, object]] = {
        Form.TEXT: words,
        Form.FREE_TEXT: words,
        Form.MOMENT: {"num_format": "dd.mm.yyyy hh:mm"},
        Form.NUMBER: {"num_format": "0.0##"},
        Form.COUNT: {},
        Form.CHANGE: {"num_format": "+0;-0;0"},
        Form.LINK: {"hyperlink": True},
    }
    return {form: book.add_format({"valign": "top", **look, **own}) for form, own in looks.items()}


def putters(book: xlsxwriter.Workbook, sheet: Worksheet, **look: object) -> dict[Form, Put]:
    """How a value of each form becomes a typed cell of a small table."""
    looks = formats(book, **look)

    def put_text(row: int, column: int, value: str) -> None:
        write_text(sheet, row, column, value, looks[Form.TEXT])

    def put_moment(row: int, column: int, value: datetime) -> None:
        sheet.write_datetime(row, column, wall_clock(value), looks[Form.MOMENT])

    def put_link(row: int, column: int, value: str) -> None:
        sheet.write_url(row, column, value, looks[Form.LINK])

    def put_number(form: Form) -> Put:
        return lambda row, column, value: sheet.write_number(row, column, value, looks[form])

    return {
        Form.TEXT: put_text,
        Form.FREE_TEXT: put_text,
        Form.MOMENT: put_moment,
        Form.NUMBER: put_number(Form.NUMBER),
        Form.COUNT: put_number(Form.COUNT),
        Form.CHANGE: put_number(Form.CHANGE),
        Form.LINK: put_link,
    }
