"""The register as CSV: three dialects that differ in what opens them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.register.columns import Column
from pipeline.register.encoding import WINDOWS, Encoder, in_windows
from pipeline.register.entry import Entry
from pipeline.register.form import Form, Value
from pipeline.register.guard import Guard, guarded
from pipeline.register.layout import Layout
from pipeline.register.repeated import Repeated, each
from pipeline.register.wording import decimal, iso, moments, point

Render = Callable[[Sequence[Value]], Sequence[str]]  # a column's values as cells


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to write CSV."""

    encoding: str
    delimiter: str
    end: str
    moments: Callable[[Sequence[Any]], list[str]]
    number: Callable[[float], str]
    read: Callable[[str], str] = str  # what the encoding leaves of a text

    def write(self, path: Path, entries: Iterable[Entry], layout: Layout) -> Counter[str]:
        """Write the file; returns the characters that the encoding could not hold."""
        renders = [self._render(column, layout.guard) for column in layout.columns]
        with path.open("wb") as file:
            encoder = Encoder(file, self.encoding)
            encoder.write(self.lines([[column.title] for column in layout.columns]))
            for values in layout.columnwise(entries):
                cells = [render(some) for render, some in zip(renders, values, strict=True)]
                encoder.write(self.lines(cells))
        return encoder.replaced

    def _render(self, column: Column, guard: Guard) -> Render:
        guarding = partial(guarded, guard=guard, read=self.read)
        renders: dict[Form, Render] = {
            Form.MOMENT: self.moments,
            Form.NUMBER: Repeated(self.number),
            # Districts and streets come again and again, comments do not.
            Form.FREE_TEXT: partial(each, guarding) if column.limit else Repeated(guarding),
        }
        return renders.get(column.form, partial(each, str))

    def lines(self, columns: Sequence[Sequence[str]]) -> str:
        """Columns of cells as lines of text."""
        # The same as csv.writer, which looks at every letter on its own: most columns hold no
        # mark at all, and a search of each as a whole says so four times sooner.
        marks = (self.delimiter, '"', "\n", "\r")
        quoted = [_quoted(cells, marks, alone=len(columns) == 1) for cells in columns]
        return self.end.join([*map(self.delimiter.join, zip(*quoted, strict=True)), ""])


def _quoted(cells: Sequence[str], marks: Sequence[str], *, alone: bool) -> Sequence[str]:
    together = "".join(cells)
    found = [mark for mark in marks if mark in together]
    if alone:  # a line without a letter would be no line
        return [_quote(cell) if not cell or _has(cell, found) else cell for cell in cells]
    return [_quote(cell) if _has(cell, found) else cell for cell in cells] if found else cells


def _has(cell: str, marks: Sequence[str]) -> bool:
    return any(mark in cell for mark in marks)


def _quote(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


# UTF-8 with the mark and «;»: what Russian Excel opens by a double click.
EXCEL_RU = Dialect("utf-8-sig", ";", "\r\n", moments, decimal)
CP1251 = Dialect(WINDOWS, ";", "\r\n", moments, decimal, in_windows)
RFC = Dialect("utf-8", ",", "\n", partial(each, iso), point)
