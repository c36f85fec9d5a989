"""The register as CSV: three dialects that differ in what opens them."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from io import StringIO
from pathlib import Path

from pipeline.register.columns import Column
from pipeline.register.encoding import Encoder
from pipeline.register.entry import Entry
from pipeline.register.form import Form, Value
from pipeline.register.guard import Guard, guarded
from pipeline.register.layout import Layout
from pipeline.register.wording import decimal, iso, moment, point

REPEATED = 10_000  # values kept of each column


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to write CSV."""

    encoding: str
    delimiter: str
    end: str
    moment: Callable[[datetime], str]
    number: Callable[[float], str]

    def write(self, path: Path, entries: Iterable[Entry], layout: Layout) -> Counter[str]:
        """Write the file; returns the characters that the encoding could not hold."""
        renderers = [self._renderer(column, layout.guard) for column in layout.columns]
        with path.open("wb") as file:
            encoder = Encoder(file, self.encoding)
            encoder.write(self._lines([[column.title for column in layout.columns]]))
            for values in layout.columnwise(entries):
                cells = map(_rendered, renderers, values)
                encoder.write(self._lines(zip(*cells, strict=True)))
        return encoder.replaced

    def _lines(self, rows: Iterable[Iterable[str]]) -> str:
        text = StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator=self.end).writerows(rows)
        return text.getvalue()

    def _renderer(self, column: Column, guard: Guard) -> Callable[[Value], str]:
        renderers: dict[Form, Callable[..., str]] = {
            Form.MOMENT: self.moment,
            Form.NUMBER: self.number,
            Form.FREE_TEXT: partial(guarded, guard=guard),
        }
        render = renderers.get(column.form, str)
        # Districts and streets come again and again, comments do not.
        return render if column.said or column.form is not Form.FREE_TEXT else _repeated(render)


def _rendered(render: Callable[[Value], str], values: Iterable[Value]) -> list[str]:
    return ["" if value is None else render(value) for value in values]


def _repeated(render: Callable[[Value], str]) -> Callable[[Value], str]:
    return lru_cache(REPEATED)(render)


# UTF-8 with the mark and «;»: what Russian Excel opens by a double click.
EXCEL_RU = Dialect("utf-8-sig", ";", "\r\n", moment, decimal)
CP1251 = Dialect("cp1251", ";", "\r\n", moment, decimal)
RFC = Dialect("utf-8", ",", "\n", iso, point)
