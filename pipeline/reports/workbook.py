"""A summary as a workbook: a sheet of words, a sheet for each table."""

from pathlib import Path

import xlsxwriter

from pipeline.register.form import Form
from pipeline.register.wording import moment
from pipeline.register.xlsx_form import LINE, opened_workbook, putters, set_paper, write_text
from pipeline.reports.cells import NUMERIC
from pipeline.reports.report import Report, Table
from pipeline.reports.text import gap_lines

FIRST = "Сводка"
WIDTH = 110  # letters of a sentence's line
WIDTHS = {Form.TEXT: 28, Form.FREE_TEXT: 28, Form.MOMENT: 16}
NAME = 31  # characters of a sheet's name
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_workbook(report: Report, path: Path) -> None:
    """Write the sheets; definitions and gaps stand under every table."""
    with opened_workbook(path) as book:
        _words(book, report)
        for table in report.tables:
            _sheet(book, table, gap_lines(report))


def _words(book: xlsxwriter.Workbook, report: Report) -> None:
    sheet = book.add_worksheet(FIRST)
    sheet.set_column(0, 0, WIDTH)
    set_paper(sheet)
    sheet.fit_to_pages(1, 0)
    bold = book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    write_text(sheet, 0, 0, report.title, bold)
    told = f"Состояние на {moment(report.now)} (московское время)"
    for row, line in enumerate((told, *report.sentences, *gap_lines(report)), start=1):
        sheet.set_row(row, LINE * -(-len(line) // WIDTH))
        write_text(sheet, row, 0, line, wrapped)


def _sheet(book: xlsxwriter.Workbook, table: Table, gaps: list[str]) -> None:
    sheet = book.add_worksheet(table.title.translate(FORBIDDEN)[:NAME])
    look = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
    words, numbers = book.add_format(look), book.add_format({**look, "align": "right"})
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 1)
    set_paper(sheet)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, 3 * LINE)
    puts, sums = putters(book, sheet), putters(book, sheet, bold=True, top=1)
    for column, head in enumerate(table.headings):
        sheet.set_column(column, column, WIDTHS.get(head.form, 11))
        sheet.write_string(0, column, head.title, numbers if head.form in NUMERIC else words)
    lines = [*table.rows, *([table.total] if table.total else [])]
    for row, line in enumerate(lines, start=1):
        put = puts if row <= len(table.rows) else sums
        for column, (head, value) in enumerate(zip(table.headings, line, strict=True)):
            if value is not None and value != "":
                put[head.form](row, column, value)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)
    foot = len(lines) + 2
    notes = [f"{word.term} — {word.text}." for word in table.definitions]
    for row, note in enumerate([*notes, *gaps], start=foot):
        write_text(sheet, row, 0, note, bold if note in gaps else None)
