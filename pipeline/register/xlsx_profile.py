"""The register as a workbook: typed cells, frozen header, filters, a sheet that explains.

XlsxWriter draws all but the rows; those are poured into its drawing, so that memory and time stay
small.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter import Workbook

from pipeline.register.columns import Column
from pipeline.register.entry import Entry
from pipeline.register.layout import Layout
from pipeline.register.titles import explained
from pipeline.register.xlsx_form import (
    LINE,
    WRITTEN_AT,
    formats,
    opened_workbook,
    set_paper,
    write_text,
)
from pipeline.register.xlsx_rows import Links, write_rows

SHEET, ABOUT = "Реестр", "Описание"
LEADING = ("position", "number")  # columns that stay in sight
PART = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
BEFORE_PAPER = re.compile("(?=<printOptions|<pageMargins)")  # where links belong
RELATIONS_OPEN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)

About = Sequence[tuple[str, str]]


def write_xlsx(
    path: Path, entries: Iterable[Entry], layout: Layout, about: Callable[[], About]
) -> Counter[str]:
    """Write the workbook in constant memory; the second sheet is asked for when rows are out."""
    # Beside the file: the system's own place for such may be memory.
    beside = path.parent
    with (
        TemporaryFile(dir=beside) as rows,
        TemporaryFile(dir=beside) as cells,
        TemporaryFile(dir=beside) as targets,
    ):
        links = Links(cells, targets)
        # Drawn twice: the rows need its styles, and it needs to know how many they are.
        styles = _styles(_draw(layout.columns, 0, ()))
        last = write_rows(rows, links, entries, layout, styles)
        with ZipFile(path, "w", ZIP_DEFLATED) as book:
            _fill(book, _draw(layout.columns, last, about()), rows, links)
    return Counter()


def _draw(columns: Sequence[Column], last: int, about: About) -> ZipFile:
    """The workbook with one row that only shows the styles, in the place of the last one."""
    file = BytesIO()
    with opened_workbook(file) as book:
        sheet = book.add_worksheet(SHEET)
        header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        # The number stays in sight on every page, however far to the right one reads.
        leading = len(list(takewhile(lambda column: column.code in LEADING, columns)))
        sheet.freeze_panes(1, leading)
        if leading:
            sheet.repeat_columns(0, leading - 1)
        sheet.set_row(0, 3 * LINE)
        looks = formats(book)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(0, number, column.title, header)
            sheet.write_blank(max(last, 1), number, None, looks[column.form])
        set_paper(sheet)
        sheet.hide_gridlines(0)  # neither on the screen nor on paper
        sheet.autofilter(0, 0, last, len(columns) - 1)
        _describe(book, about, columns)
    return ZipFile(file)


def _describe(book: Workbook, about: About, columns: Iterable[Column]) -> None:
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
            write_text(sheet, row, number, value)


def _styles(drawn: ZipFile) -> list[str]:
    _, _, shown = drawn.read(PART).decode().partition("</row>")
    return re.findall(r' s="(\d+)"/>', shown)


def _fill(book: ZipFile, drawn: ZipFile, rows: BinaryIO, links: Links) -> None:
    """Copy the drawing; the rows take the place of the one that showed the styles."""
    for info in drawn.infolist():
        if info.filename != PART:
            _store(book, info.filename, drawn.read(info))
    head, header_end, rest = drawn.read(PART).decode().partition("</row>")
    _, rows_end, rest = rest.partition("</sheetData>")
    filters, paper = BEFORE_PAPER.split(rest, maxsplit=1)
    opening, closing = (b"<hyperlinks>", b"</hyperlinks>") if links.count else (b"", b"")
    _store(
        book,
        PART,
        (head + header_end).encode(),
        rows,
        (rows_end + filters).encode() + opening,
        links.cells,
        closing + paper.encode(),
    )
    if links.count:
        _store(book, RELATIONS, RELATIONS_OPEN.encode(), links.targets, b"</Relationships>")


def _store(book: ZipFile, name: str, *pieces: bytes | BinaryIO) -> None:
    info = ZipInfo(name, WRITTEN_AT.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    # Told beforehand: above two gigabytes the file needs another heading.
    info.file_size = sum(len(p) if isinstance(p, bytes) else p.tell() for p in pieces)
    with book.open(info, "w") as file:
        for piece in pieces:
            if isinstance(piece, bytes):
                file.write(piece)
            else:
                piece.seek(0)
                copyfileobj(piece, file)
