"""The register as CSV for Russian Excel."""

import csv
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy.orm import Session

from pipeline.errors import WrongUsage
from pipeline.register.columns import COLUMNS
from pipeline.register.entry import Entry, find_entries
from pipeline.register.guard import guarded
from pipeline.tickets.listing import Filter


def write_register(session: Session, wanted: Filter, path: Path, now: datetime) -> int:
    """Write the whole file or leave the old one; returns the rows written."""
    return _atomically(path, lambda file: _write_rows(session, wanted, file, now))


def _atomically(path: Path, write: Callable[[IO[str]], int]) -> int:
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Excel takes UTF-8 only with the mark, and a list separator of «;».
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            written = write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as exc:
        msg = f"Файл {path} не записан ({exc.strerror}): проверьте папку, права и не открыт ли он."
        raise WrongUsage(msg) from exc
    return written


def _write_rows(session: Session, wanted: Filter, file: IO[str], now: datetime) -> int:
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in COLUMNS])
    written = 0
    for entry in find_entries(session, wanted, now):
        writer.writerow(cells(entry, now))
        written += 1
    return written


def cells(entry: Entry, now: datetime) -> list[str]:
    """The values of one line, free text guarded."""
    values = ((column, column.value(entry, now)) for column in COLUMNS)
    return [guarded(value) if column.free_text else value for column, value in values]
