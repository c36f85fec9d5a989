"""Writing a register: the whole file or the old one, with a manifest beside it."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from pipeline.errors import WrongUsage
from pipeline.register import csv_profile, json_profile, open311, xlsx_profile
from pipeline.register.entry import Entry, find_entries
from pipeline.register.layout import Layout
from pipeline.register.manifest import Origin, Tally
from pipeline.register.selection import Selection

MANIFEST = ".manifest.json"

Write = Callable[[Path, Iterable[Entry], Layout], Counter[str]]


class Profile(StrEnum):
    """The forms of a register."""

    EXCEL_RU = "excel-ru"
    CP1251 = "cp1251"
    RFC = "rfc"
    XLSX = "xlsx"
    JSONL = "jsonl"
    OPEN311 = "open311"
    OPEN311_XML = "open311-xml"

    @property
    def suffix(self) -> str:
        """Of the files."""
        return SUFFIXES.get(self, ".csv")


SUFFIXES = {
    Profile.XLSX: ".xlsx",
    Profile.JSONL: ".jsonl",
    Profile.OPEN311: ".json",
    Profile.OPEN311_XML: ".xml",
}
WRITERS: dict[Profile, Write] = {
    Profile.EXCEL_RU: csv_profile.EXCEL_RU.write,
    Profile.CP1251: csv_profile.CP1251.write,
    Profile.RFC: csv_profile.RFC.write,
    Profile.JSONL: json_profile.write_jsonl,
    Profile.OPEN311: open311.write_json,
    Profile.OPEN311_XML: open311.write_xml,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A register on the disk."""

    path: Path
    rows: int
    replaced: Counter[str]  # characters that the encoding could not hold

    @property
    def manifest(self) -> Path:
        """The file that tells what it was made of."""
        return self.path.with_name(self.path.name + MANIFEST)


def export_register(
    session: Session,
    path: Path,
    *,
    now: datetime,
    wanted: Selection | None = None,
    profile: Profile = Profile.EXCEL_RU,
    layout: Layout | None = None,
) -> Written:
    """Write tickets as they stood at a moment; a crash leaves the old file as it was."""
    origin = Origin(profile, wanted or Selection(), layout or Layout(), now)
    part = path.with_name(f"{path.name}.part")
    beside = part.with_name(f"{path.name}{MANIFEST}.part")
    tally = Tally()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replaced = _write(session, origin, part, tally)
        beside.write_text(origin.manifest(tally, part, path.name, replaced), encoding="utf-8")
        for file in (part, beside):
            _sync(file)
            file.replace(file.with_suffix(""))
    except OSError as exc:
        msg = f"Файл {path} не записан ({exc.strerror}): проверьте папку, права и не открыт ли он."
        raise WrongUsage(msg) from exc
    finally:
        part.unlink(missing_ok=True)
        beside.unlink(missing_ok=True)
    return Written(path, tally.rows, replaced)


def _write(session: Session, origin: Origin, part: Path, tally: Tally) -> Counter[str]:
    entries = tally.counted(find_entries(session, origin.wanted, origin.now))
    if origin.profile == Profile.XLSX:
        return xlsx_profile.write_xlsx(part, entries, origin.layout, lambda: origin.about(tally))
    return WRITERS[Profile(origin.profile)](part, entries, origin.layout)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
