"""Rows of a register's sheet in the XML of a workbook, made column by column.

XlsxWriter looks at every cell on its own, three times as long, and keeps all links in memory.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.utility import xl_col_to_name

from pipeline.errors import WrongUsage
from pipeline.register.columns import Column
from pipeline.register.entry import Entry
from pipeline.register.form import Form, Value
from pipeline.register.layout import Layout
from pipeline.register.repeated import Repeated, each
from pipeline.register.xlsx_form import LINE, fitting, wall_clock

ROWS = 1_048_575  # lines below the header that Excel opens
LINKS = 65_530  # links that Excel keeps on a sheet
TALLEST = 8  # lines of a row
WORDS = (Form.TEXT, Form.FREE_TEXT)
DAY_NOUGHT, DAY = datetime(1899, 12, 30), timedelta(days=1)  # noqa: DTZ001 (Excel's)
ESCAPED = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")  # the format's own way to write a character
HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"

Values = Sequence[Value]


@dataclass(slots=True)
class Links:
    """What makes addresses clickable; it stands in two other places of a workbook."""

    cells: BinaryIO
    targets: BinaryIO
    count: int = 0

    def add_all(self, places: Iterable[str], urls: Iterable[Value]) -> None:
        """Those of some cells, as many as Excel opens."""
        for place, url in zip(places, urls, strict=True):
            if url and self.count < LINKS:
                self.count += 1
                self._add(place, quoteattr(str(url)))

    def _add(self, place: str, target: str) -> None:
        name = f"rId{self.count}"
        self.cells.write(f'<hyperlink ref="{place}" r:id="{name}"/>'.encode())
        told = f'Type="{HYPERLINK}" Target={target} TargetMode="External"'
        self.targets.write(f'<Relationship Id="{name}" {told}/>'.encode())


@dataclass(frozen=True, slots=True)
class Strip:
    """A column on the sheet."""

    letter: str
    column: Column
    render: Callable[[Values], list[str]]  # cells, but for the place that each begins with

    def places(self, rows: range) -> list[str]:
        """«F2», «F3»."""
        return [f"{self.letter}{row}" for row in rows]

    def cells(self, rows: range, values: Values) -> list[str]:
        """Its cells in these rows, empty where there is nothing to tell."""
        told = zip(rows, self.render(values), strict=True)
        return [f'<c r="{self.letter}{row}{cell}' if cell else "" for row, cell in told]


def write_rows(
    file: BinaryIO, links: Links, entries: Iterable[Entry], layout: Layout, styles: Sequence[str]
) -> int:
    """Write what stands below the header; returns how many rows. Raises WrongUsage."""
    strips = [
        Strip(xl_col_to_name(number), column, _render(column, style))
        for number, (column, style) in enumerate(zip(layout.columns, styles, strict=True))
    ]
    count = 0
    for values in layout.columnwise(entries):
        rows = range(count + 2, count + 2 + len(values[0]))
        count += len(rows)
        if count > ROWS:
            raise WrongUsage(_too_long())
        told = list(zip(strips, values, strict=True))
        file.write(_lines(rows, told).encode())
        for strip, some in told:
            if strip.column.form is Form.LINK:
                links.add_all(strip.places(rows), some)
    return count


def _lines(rows: range, told: Sequence[tuple[Strip, Values]]) -> str:
    cells = zip(*(strip.cells(rows, values) for strip, values in told), strict=True)
    return "".join(map(_row, rows, _heights(rows, told), cells))


def _render(column: Column, style: str) -> Callable[[Values], list[str]]:
    """A column's values as cells, but for the place that each begins with."""

    def words(value: str) -> str:
        return f'" s="{style}" t="inlineStr"><is>{_text(value)}</is></c>' if value else ""

    def number(value: float) -> str:
        return f'" s="{style}"><v>{value:.16g}</v></c>'

    def moment(value: datetime) -> str:
        return number((wall_clock(value) - DAY_NOUGHT) / DAY)

    match column.form:
        case Form.MOMENT:
            return partial(each, moment)
        case Form.NUMBER:
            return Repeated(number)
        case Form.COUNT | Form.CHANGE:
            return partial(each, number)
        case Form.TEXT | Form.FREE_TEXT if column.limit is None:
            return Repeated(words)
        case _:
            return partial(each, words)


def _text(value: str) -> str:
    text = escape(ESCAPED.sub("_x005F_", fitting(value)))
    return f"<t>{text}</t>" if text == text.strip() else f'<t xml:space="preserve">{text}</t>'


def _row(number: int, lines: int, cells: Iterable[str]) -> str:
    height = f' ht="{LINE * lines}" customHeight="1"' if lines > 1 else ""
    return f'<row r="{number}"{height}>{"".join(cells)}</row>'


def _heights(rows: range, told: Iterable[tuple[Strip, Values]]) -> Iterator[int]:
    """Lines that each row needs: LibreOffice would leave wrapped words one line high."""
    needed = [
        [-(-len(str(text or "")) // strip.column.width) for text in texts]
        for strip, texts in told
        if strip.column.form in WORDS
    ]
    return (min(max(lines), TALLEST) for lines in zip([1] * len(rows), *needed, strict=True))


def _too_long() -> str:
    return (
        f"Строк больше, чем открывает Excel ({ROWS}). Выгрузите CSV или сузьте период: "
        "--since, --until."
    )
