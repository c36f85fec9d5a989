"""Writing a register: the whole file or the old one, with a manifest beside it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from pipeline.register import csv_profile, json_profile, open311, xlsx_profile
from pipeline.register.entry import Entry, find_entries
from pipeline.register.layout import Layout
from pipeline.register.manifest import Origin, Tally
from pipeline.register.part import part_of, written_whole
from pipeline.register.profile import Profile
from pipeline.register.selection import Selection
from pipeline.tickets.policy import Policy, shipped_policy
from pipeline.uncollected import uncollected

Write = Callable[[Path, Iterable[Entry], Layout], Counter[str]]


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
    """A register on the disk, its manifest beside it."""

    path: Path
    rows: int
    replaced: Counter[str]  # characters that the encoding could not hold


def export_register(
    session: Session,
    path: Path,
    *,
    now: datetime,
    wanted: Selection | None = None,
    profile: Profile = Profile.EXCEL_RU,
    layout: Layout | None = None,
    policy: Policy | None = None,
) -> Written:
    """Write tickets as they stood at a moment; a crash leaves the old file as it was."""
    rules = policy or shipped_policy()
    origin = Origin(profile, wanted or Selection(), layout or Layout(), now, rules)
    tally, beside = Tally(), manifest_of(path)
    # Lines are tuples without cycles.
    with written_whole(path, beside) as part, uncollected():
        replaced = _write(session, origin, part, tally)
        told = origin.manifest(tally, part, path.name, replaced)
        part_of(beside).write_text(told, encoding="utf-8")
    return Written(path, tally.rows, replaced)


def manifest_of(path: Path) -> Path:
    """The file that tells what a register was made of."""
    return path.with_name(f"{path.name}.manifest.json")


def _write(session: Session, origin: Origin, part: Path, tally: Tally) -> Counter[str]:
    entries = tally.counted(find_entries(session, origin.wanted, origin.now, origin.policy))
    if origin.profile == Profile.XLSX:
        return xlsx_profile.write_xlsx(part, entries, origin.layout, lambda: origin.about(tally))
    return WRITERS[Profile(origin.profile)](part, entries, origin.layout)
