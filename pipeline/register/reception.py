"""Taking in a filled register: every line is tried, and all of them are kept or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models import Ticket
from models.database import alone
from pipeline.dispatch.approval import Editor
from pipeline.errors import WrongUsage
from pipeline.register.clerk import Clerk
from pipeline.register.history import rewound
from pipeline.register.request import BadCell, Request, read_request
from pipeline.register.returned import TITLES, Line, Returned
from pipeline.register.state import State, select_states
from pipeline.tickets.past import is_past
from pipeline.tickets.policy import Policy

PART = 500  # tickets read at a time
FORGOTTEN = (
    "Файл не помнит, когда его выгрузили: назовите --exported ДАТА, и то, что с тех пор изменилось "
    "у нас, останется как есть."
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line that cannot be followed."""

    row: int
    number: str
    message: str

    def __str__(self) -> str:
        return f"строка {self.row}, {self.number or 'без номера'}: {self.message}"


@dataclass(slots=True)
class Reception:
    """What came of a returned register, line by line."""

    name: str
    dry_run: bool
    lines: int = 0
    requests: list[Request] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    dated: bool = True  # the file says when it was taken out

    @property
    def changed(self) -> list[Request]:
        """Lines that asked for something."""
        return [request for request in self.requests if request.wanted]

    @property
    def stale(self) -> list[Request]:
        """Lines that tell of what has changed since."""
        return [request for request in self.requests if request.stale]

    def counts(self) -> dict[str, Any]:
        """For the journal and --json."""
        done = not self.mistakes and not self.dry_run
        return {
            "file": self.name,
            "lines": self.lines,
            "applied": len(self.changed) if done else 0,
            "changes": [
                {"row": one.row, "number": one.number, "columns": list(one.wanted)}
                for one in self.changed
            ],
            "stale": [
                {"row": one.row, "number": one.number, "columns": one.stale} for one in self.stale
            ],
            "mistakes": [
                {"row": one.row, "number": one.number, "message": one.message}
                for one in self.mistakes
            ],
        }

    def sentence(self) -> str:
        """For people: a line for every line of the file that is not as it was."""
        lines = [f"строка {one.row}, {one.number}: {one.said()}" for one in self.changed]
        lines += [
            f"строка {one.row}, {one.number}: оставлено новее, чем в файле: "
            + ", ".join(TITLES[code] for code in one.stale)
            for one in self.stale
        ]
        end = "Ничего не записано: это проба." if self.dry_run else "Записано."
        end = end if self.changed else "Менять нечего."
        same = self.lines - len({one.row for one in (*self.changed, *self.stale)})
        return "\n".join(
            [*lines, f"Строк: {self.lines}, изменено {len(self.changed)}, без правок {same}. {end}"]
        )

    def failure(self) -> WrongUsage | None:
        """All mistakes at once, so that the file is mended in one go."""
        if not self.mistakes:
            return None
        told = "\n".join(str(mistake) for mistake in self.mistakes)
        if not self.dated:
            told += f"\n{FORGOTTEN}"
        msg = f"{self.name}: ничего не записано, исправьте и повторите.\n{told}"
        return WrongUsage(msg)


class _Undone(Exception):
    """Nothing of this transaction is to stay."""


def take_in(
    sessions: sessionmaker[Session],
    policy: Policy,
    editor: Editor,
    returned: Returned,
    *,
    dry_run: bool = False,
) -> Reception:
    """Do what the lines ask, each as a dispatcher would; one mistake, and nothing stays."""
    dated = returned.taken_at is not None
    reception = Reception(returned.name, dry_run, len(returned.lines), dated=dated)
    try:
        with alone(sessions).begin() as session:
            clerk = Clerk(session, policy, editor)
            for line, ticket, before in _matched(session, returned, reception):
                _take_line(clerk, reception, line, ticket, before)
            if reception.mistakes or dry_run:
                raise _Undone
    except _Undone:
        pass
    reception.mistakes.sort(key=lambda mistake: mistake.row)
    return reception


def _matched(
    session: Session, returned: Returned, reception: Reception
) -> Iterator[tuple[Line, Ticket, State | None]]:
    first: dict[str, int] = {}
    for start in range(0, len(returned.lines), PART):
        part = returned.lines[start : start + PART]
        numbers = [line.number for line in part]
        tickets = {
            ticket.number: ticket
            for ticket in session.scalars(select(Ticket).where(Ticket.number.in_(numbers)))
        }
        before = _before(session, numbers, returned.taken_at) if returned.taken_at else {}
        for line in part:
            known = first.setdefault(line.number, line.row)
            if line.number not in tickets:
                message = "такого номера нет. Проверьте столбец «Номер обращения»."
                reception.mistakes.append(Mistake(line.row, line.number, message))
            elif known != line.row:
                message = f"номер уже стоит в строке {known}. Оставьте одну из них."
                reception.mistakes.append(Mistake(line.row, line.number, message))
            else:
                yield line, tickets[line.number], before.get(line.number)


def _before(session: Session, numbers: Sequence[str], at: datetime) -> dict[str, State]:
    """The tickets as they were when the register was taken out."""
    where = [Ticket.number.in_(numbers)]
    states = [State._make(row) for row in session.execute(select_states().where(*where))]
    if is_past(session, at):
        states = rewound(session, states, where, at)
    return {state.number: state for state in states}


def _take_line(
    clerk: Clerk, reception: Reception, line: Line, ticket: Ticket, before: State | None
) -> None:
    try:
        with clerk.session.begin_nested():
            request = read_request(clerk.session, clerk.policy, line, ticket, before)
            clerk.fulfil(ticket, request, f"из файла {reception.name}, строка {line.row}")
    except BadCell as exc:
        reception.mistakes.append(Mistake(line.row, line.number, str(exc)))
    except WrongUsage as exc:  # the ticket does not go there
        message = f"столбец «{TITLES['status']}»: {exc}"
        reception.mistakes.append(Mistake(line.row, line.number, message))
    else:
        reception.requests.append(request)
