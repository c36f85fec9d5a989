"""The register as CSV: three dialects that differ in what opens them."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.register.encoding import Encoder
from pipeline.register.entry import Entry
from pipeline.register.form import Form, Value
from pipeline.register.guard import guarded
from pipeline.register.layout import Layout
from pipeline.register.wording import decimal, iso, moment, point


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
        renderers = [self._renderer(column.form, layout) for column in layout.columns]
        cells = list(zip(layout.getters(), renderers, strict=True))
        with path.open("wb") as file:
            encoder = Encoder(file, self.encoding)
            writer = csv.writer(encoder, delimiter=self.delimiter, lineterminator=self.end)
            writer.writerow([column.title for column in layout.columns])
            writer.writerows(self._rows(entries, cells))
        return encoder.replaced

    def _rows(
        self,
        entries: Iterable[Entry],
        cells: Sequence[tuple[Callable[[Entry], Value], Callable[[Value], str]]],
    ) -> Iterable[list[str]]:
        for entry in entries:
            yield ["" if (value := get(entry)) is None else render(value) for get, render in cells]

    def _renderer(self, form: Form, layout: Layout) -> Callable[[Value], str]:
        renderers: dict[Form, Callable[..., str]] = {
            Form.MOMENT: self.moment,
            Form.NUMBER: self.number,
            Form.FREE_TEXT: lambda text: guarded(text, layout.guard),
        }
        return renderers.get(form, str)


# UTF-8 with the mark and «;»: what Russian Excel opens by a double click.
EXCEL_RU = Dialect("utf-8-sig", ";", "\r\n", moment, decimal)
CP1251 = Dialect("cp1251", ";", "\r\n", moment, decimal)
RFC = Dialect("utf-8", ",", "\n", iso, point)
