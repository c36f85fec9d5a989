"""Snowfalls as told by a file of the workspace: the terms of clearing run from their end."""

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from pipeline.errors import WrongUsage
from pipeline.tickets.hours import MOSCOW
from pipeline.tickets.place import fold_case

COLUMNS = ("district", "from", "to")
AFTERMATH = timedelta(days=1)  # a complaint so long after the end is still about that snow
FORMATS = ("%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Snowfall:
    """From its beginning to its end in a district."""

    start: datetime
    stop: datetime
    district: str = ""  # empty: everywhere

    @classmethod
    def from_row(cls, row: dict[str, str | None]) -> Self:
        """A line of the file, Moscow time; raises ValueError."""
        cell = {name: (row[name] or "").strip() for name in COLUMNS}  # a short line has None
        fall = cls(_moment(cell["from"]), _moment(cell["to"]), cell["district"])
        if fall.stop < fall.start:
            msg = "конец снегопада раньше начала"
            raise ValueError(msg)
        return fall

    def explains(self, district: str | None, at: datetime) -> bool:
        """Whether a complaint made then and there is about this snow."""
        here = not self.district or fold_case(self.district) == fold_case(district or "")
        return here and self.start <= at <= self.stop + AFTERMATH


def load_snowfalls(path: Path) -> tuple[Snowfall, ...]:
    """The snowfalls of a workspace, none without the file; raises WrongUsage naming the line."""
    if not path.is_file():
        return ()
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as exc:
        msg = f"{path.name}: сохраните файл в кодировке UTF-8."
        raise WrongUsage(msg) from exc
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text else ",")
    found = []
    for line, row in enumerate(rows, start=2):
        try:
            found.append(Snowfall.from_row(row))
        except (KeyError, ValueError) as exc:
            columns = ";".join(COLUMNS)
            msg = f"{path.name}, строка {line}: {exc}. Нужны {columns}, время 09.01.2024 06:30"
            raise WrongUsage(msg) from exc
    return tuple(found)


def _moment(text: str) -> datetime:
    for pattern in FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=MOSCOW)
        except ValueError:
            continue
    msg = f"«{text}» не похоже на дату и время"
    raise ValueError(msg)
