"""A table as text of eighty columns: whole, in bands, or with its words under each line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import fill, wrap

from pipeline.reports.cells import NUMERIC, WORDS, shown
from pipeline.reports.report import Heading, Table

WIDTH = 80
WIDEST = 40  # of a column of words
GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the cells under it, the total's last."""

    heading: Heading
    cells: tuple[str, ...]

    @property
    def title(self) -> str:
        """As short as it is known."""
        return self.heading.short or self.heading.title

    @property
    def width(self) -> int:
        """Letters that it takes."""
        return min(WIDEST, max(map(len, (self.title, *self.cells))))

    def placed(self, cell: str) -> str:
        """A cell of this column's width, numbers at the right."""
        right = self.heading.form in NUMERIC
        return cell.rjust(self.width) if right else cell.ljust(self.width)


def lay_out(table: Table) -> Iterator[str]:
    """The lines of a table that has rows."""
    total = table.total is not None
    columns = list(_columns(table))
    words = [column for column in columns[1:] if column.heading.form in WORDS]
    if _width(columns) <= WIDTH:
        yield from _grid(columns, total=total)
    elif len(words) > 1:
        rest = [column for column in columns if column not in words]
        yield from _grid(rest, total=total, under=words)
    else:
        for number, band in enumerate(_bands(columns)):
            yield from ("",) if number else ()
            yield from _grid(band, total=total)


def _columns(table: Table) -> Iterator[Column]:
    lines = [*table.rows, *([table.total] if table.total else [])]
    for heading, values in zip(table.headings, zip(*lines, strict=True), strict=True):
        yield Column(heading, tuple(shown(value, heading.form) for value in values))


def _width(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns) + len(GAP) * (len(columns) - 1)


def _bands(columns: Sequence[Column]) -> Iterator[list[Column]]:
    """As many columns as find room, the names of the lines before each lot."""
    band = [columns[0]]
    for column in columns[1:]:
        if len(band) > 1 and _width([*band, column]) > WIDTH:
            yield band
            band = [columns[0]]
        band.append(column)
    yield band


def _grid(columns: Sequence[Column], *, total: bool, under: Sequence[Column] = ()) -> Iterator[str]:
    rule = GAP.join("-" * column.width for column in columns)
    yield _row(columns, [column.title for column in columns])
    yield from _note([column.heading.title for column in under])
    yield rule
    lines = len(columns[0].cells)
    for number in range(lines):
        if total and number == lines - 1:
            yield rule
        yield from _folded(columns, [column.cells[number] for column in columns])
        yield from _note([column.cells[number] for column in under])


def _folded(columns: Sequence[Column], cells: Sequence[str]) -> Iterator[str]:
    parts = [wrap(cell, column.width) or [""] for cell, column in zip(cells, columns, strict=True)]
    for number in range(max(map(len, parts))):
        yield _row(columns, [part[number] if number < len(part) else "" for part in parts])


def _row(columns: Sequence[Column], cells: Sequence[str]) -> str:
    placed = (column.placed(cell) for column, cell in zip(columns, cells, strict=True))
    return GAP.join(placed).rstrip()


def _note(words: Sequence[str]) -> Iterator[str]:
    if words:
        yield fill("; ".join(words), WIDTH, initial_indent="    ", subsequent_indent="    ")
