"""Who answers for a department in a district on a day, and in which chat."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Self

from pipeline.dispatch.chat import Chat
from pipeline.errors import WrongUsage
from pipeline.faults import why
from pipeline.tickets.place import fold_case
from pipeline.tickets.routing import Routing

COLUMNS = (
    "department",
    "district",
    "person",
    "chat",
    "valid_from",
    "valid_to",
    "deputy",
    "deputy_from",
    "deputy_to",
)


@dataclass(frozen=True, slots=True)
class Term:
    """Days from one to another, both included; None is open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """The day lies within."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def meets(self, other: "Term") -> bool:
        """Some day lies within both."""
        begins = max(self.first or date.min, other.first or date.min)
        return begins <= min(self.last or date.max, other.last or date.max)


@dataclass(frozen=True, slots=True)
class Responsible:
    """One row of responsible.csv."""

    department: str
    district: str  # empty: every district without a row of its own
    person: str
    chat: Chat
    valid: Term = Term()
    deputy: str = ""
    deputised: Term = Term()

    @classmethod
    def from_row(cls, row: Mapping[str, str | None]) -> Self:
        """Out of a line of the file; raises WrongUsage."""
        cell = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not cell["department"] or not cell["person"]:
            msg = "нужны столбцы department и person"
            raise WrongUsage(msg)
        return cls(
            cell["department"],
            cell["district"],
            cell["person"],
            Chat.parse(cell["chat"]),
            Term(_day(cell["valid_from"]), _day(cell["valid_to"])),
            cell["deputy"],
            Term(_day(cell["deputy_from"]), _day(cell["deputy_to"])),
        )

    def rivals(self, other: "Responsible") -> bool:
        """Both would answer for the same on some day."""
        return self.place == other.place and self.valid.meets(other.valid)

    @property
    def place(self) -> tuple[str, str]:
        """Department and district, however they are written."""
        return fold_case(self.department), fold_case(self.district)


@dataclass(frozen=True, slots=True)
class Recipient:
    """The person on duty for a ticket and the chat to write to."""

    person: str
    chat: Chat


def recipient(
    people: Iterable[Responsible],
    department: str,
    district: str | None,
    day: date,
    assignee: str = "",
) -> Recipient | None:
    """Who answers on that day, a deputy in his term.

    A person named on the ticket wins, then the row of the district, then the general one.
    """
    named = [
        row
        for row in people
        if fold_case(row.department) == fold_case(department) and row.valid.holds(day)
    ]
    own = [row for row in named if assignee and assignee in (row.person, row.deputy)]
    here = [row for row in named if fold_case(row.district) in ("", fold_case(district or ""))]
    if not own and not here:
        return None
    row = max(own or here, key=lambda row: bool(row.district))
    away = bool(row.deputy) and row.deputised.holds(day)
    return Recipient(row.deputy if away else row.person, row.chat)


def strangers(people: Iterable[Responsible], routing: Routing) -> tuple[str, ...]:
    """Departments that no route leads to: assigned by hand only, or misspelt."""
    names = dict.fromkeys(row.department for row in people)
    return tuple(name for name in names if not routing.knows(name))


def load_responsible(path: Path) -> tuple[Responsible, ...]:
    """The rows of a CSV as Excel or we write it, none without a file; raises WrongUsage."""
    if not path.exists():
        return ()
    try:
        return parse_responsible(_text(path.read_bytes()), path.name)
    except OSError as exc:
        msg = f"{path} не прочитан ({why(exc)}): проверьте права"
        raise WrongUsage(msg) from exc


def parse_responsible(text: str, name: str) -> tuple[Responsible, ...]:
    """The same out of a text; the name is for messages."""
    lines = StringIO(text, newline="")
    head = text.split("\n", 1)[0]
    rows = csv.DictReader(lines, delimiter=";" if ";" in head else ",")
    missing = [column for column in COLUMNS[:4] if column not in (rows.fieldnames or ())]
    if missing:
        msg = f"{name}: нет столбцов {', '.join(missing)}; нужны {';'.join(COLUMNS)}"
        raise WrongUsage(msg)
    try:
        found = [(rows.line_num, row) for row in rows]
    except csv.Error as exc:
        msg = f"{name}, строка {rows.line_num}: не разобрана, проверьте парность кавычек"
        raise WrongUsage(msg) from exc
    return _checked(list(_read(found, name)), name)


def _read(rows: Sequence[tuple[int, Mapping[str, str | None]]], name: str) -> Iterator[Responsible]:
    for line, row in rows:
        if not any(row.values()):
            continue
        try:
            yield Responsible.from_row(row)
        except WrongUsage as exc:
            msg = f"{name}, строка {line}: {exc}"
            raise WrongUsage(msg) from exc


def _checked(people: list[Responsible], name: str) -> tuple[Responsible, ...]:
    for place, row in enumerate(people):
        for other in people[place + 1 :]:
            if row.rivals(other):
                msg = (
                    f"{name}: за «{row.department}», район «{row.district or 'любой'}», в одни дни "
                    f"отвечают {row.person} и {other.person}: исправьте valid_from и valid_to"
                )
                raise WrongUsage(msg)
    return tuple(people)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251")  # what Russian Excel writes as «CSV»


def _day(text: str) -> date | None:
    if not text:
        return None
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a day has no zone)
    msg = f"день «{text}» не понят: нужно вида 24.10.2023"
    raise WrongUsage(msg)
