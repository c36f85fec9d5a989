"""What a register was made of, beside the file: two departments cannot argue about numbers."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.register.entry import Entry
from pipeline.register.layout import Layout
from pipeline.register.selection import Selection
from pipeline.register.share import filters_of, told_of
from pipeline.register.titles import returning
from pipeline.register.wording import iso, moment
from pipeline.tickets.policy import Policy

BLOCK = 1 << 20
STATED = "Состояние на"  # what a workbook calls the moment that it tells of


@dataclass(slots=True)
class Tally:
    """Counts what passes on its way to the file."""

    rows: int = 0
    artifacts: set[str] = field(default_factory=set)
    taxonomies: set[str] = field(default_factory=set)
    policies: set[str] = field(default_factory=set)

    def counted(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The same entries."""
        for entry in entries:
            self.rows += 1
            self.policies.add(entry.ticket.policy)
            opening = entry.opening
            if opening is not None and opening.artifact:
                self.artifacts.add(opening.artifact)
                self.taxonomies.add(opening.taxonomy or "")
            yield entry


@dataclass(frozen=True, slots=True)
class Origin:
    """The question that a register answers."""

    profile: str
    wanted: Selection
    layout: Layout
    now: datetime
    policy: Policy

    def manifest(self, tally: Tally, part: Path, name: str, replaced: Counter[str]) -> str:
        """The text of the manifest of a written file."""
        asked = self.wanted.filter
        document = {
            "file": name,
            "sha256": digest(part),
            "bytes": part.stat().st_size,
            "rows": tally.rows,
            "as_of": iso(self.now),
            "since": iso(asked.since) if asked.since else None,
            "until": iso(asked.until) if asked.until else None,
            "zone": "Europe/Moscow",
            "filters": filters_of(self.wanted),
            "profile": self.profile,
            "columns": [column.code for column in self.layout.columns],
            "guard": self.layout.guard,
            "masked": self.layout.mask,
            "with_author": self.layout.with_author,
            "replaced": dict(sorted(replaced.items())),
            "versions": self._versions(tally),
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def about(self, tally: Tally) -> list[tuple[str, str]]:
        """The same for people: the first lines of the sheet «Описание»."""
        asked = self.wanted.filter
        since = moment(asked.since) if asked.since else "начало"
        until = moment(asked.until) if asked.until else moment(self.now)
        return [
            ("Реестр обращений", ""),
            (STATED, f"{moment(self.now)} (московское время)"),
            ("Период поступления", f"{since} — {until}"),
            ("Отбор", told_of(self.wanted, self.policy) or "все обращения"),
            ("Строк", str(tally.rows)),
            ("Личные данные", "скрыты" if self.layout.mask else "не скрыты"),
            ("Версия программы", _program()),
            ("Классификатор", ", ".join(sorted(tally.artifacts)) or "не применялся"),
            ("Перечень тем", ", ".join(sorted(tally.taxonomies)) or "не применялся"),
            ("Правила сроков", ", ".join(sorted(tally.policies)) or self.policy.version),
            ("Как вернуть заполненным", returning()),
        ]

    def _versions(self, tally: Tally) -> dict[str, Any]:
        """Of the program, and of what decided about these rows."""
        return {
            "program": _program(),
            "artifacts": sorted(tally.artifacts),
            "taxonomies": sorted(tally.taxonomies),
            "policies": sorted(tally.policies),
            "policy": self.policy.version,
        }


@cache
def _program() -> str:
    return version("otklik")


def digest(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()
