"""The register as JSON lines, one ticket each, for programs."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pipeline.register.entry import Entry
from pipeline.register.form import Value
from pipeline.register.layout import Layout
from pipeline.register.wording import iso


def write_jsonl(path: Path, entries: Iterable[Entry], layout: Layout) -> Counter[str]:
    """Write the file; text needs no guard where every value has its type."""
    cells = [
        (column.code, column.plain or get)
        for column, get in zip(layout.columns, layout.getters(), strict=True)
    ]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for entry in entries:
            line = {code: _plain(get(entry)) for code, get in cells}
            file.write(f"{json.dumps(line, ensure_ascii=False)}\n")
    return Counter()


def _plain(value: Value) -> str | float | int | None:
    if isinstance(value, datetime):
        return iso(value)
    return None if value == "" else value
