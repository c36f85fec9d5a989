"""What a line of a returned register asks of its ticket: the cells that the committee changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Answer, Event, EventKind, Outcome, Status, Ticket
from pipeline.errors import WrongUsage
from pipeline.register.likeness import is_written
from pipeline.register.returned import TITLES, Line, parse_moment
from pipeline.register.state import State
from pipeline.register.wording import moment
from pipeline.tickets.actions import end_of_day
from pipeline.tickets.choice import find_called
from pipeline.tickets.policy import Policy

NOTHING = "пусто"
Value = str | datetime | None
Choice = TypeVar("Choice", bound=StrEnum)


class BadCell(WrongUsage):
    """A cell that cannot be followed; the text says which and what to do."""


@dataclass(slots=True)
class Request:
    """Columns with the values wanted, and what was left alone because it is out of date."""

    row: int
    number: str
    wanted: dict[str, Value] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)  # the same in words
    stale: list[str] = field(default_factory=list)

    def said(self) -> str:
        """«Статус: Новое → В работе; Ответ»."""
        return "; ".join(self.told)


def read_request(
    session: Session, policy: Policy, line: Line, ticket: Ticket, before: State | None
) -> Request:
    """Compare a line with the ticket now and as it was when the register was taken out."""
    request = Request(line.row, ticket.number)
    for code, text in line.cells.items():
        value = _parsed(policy, code, text)
        if _is_known(session, ticket, code, value):
            continue
        then = getattr(before, code, None) if before is not None else None
        if before is not None and code in State._fields and _same(value, then):
            request.stale.append(code)  # the committee left it as it was; it has changed since
        elif before is not None and code in State._fields and then != getattr(ticket, code):
            raise BadCell(_contested(policy, ticket, code, then))
        elif before is None and code == "status" and _has_been(session, ticket, value):
            request.stale.append(code)
        else:
            request.wanted[code] = value
            request.told.append(_told(policy, ticket, code, value))
    return request


def _told(policy: Policy, ticket: Ticket, code: str, value: Value) -> str:
    """«Статус: Новое → В работе»; words to the resident or for the history are long."""
    if code not in State._fields:
        return TITLES[code]
    was, now = (_worded(policy, code, one) for one in (getattr(ticket, code), value))
    return f"{TITLES[code]}: {now}" if was == NOTHING else f"{TITLES[code]}: {was} → {now}"


def _is_known(session: Session, ticket: Ticket, code: str, value: Value) -> bool:
    if code == "answer":
        said = select(Answer.id).where(Answer.ticket_id == ticket.id, Answer.text == value)
        return session.scalar(said.limit(1)) is not None
    if code == "note":
        noted = (Event.ticket_id == ticket.id, Event.kind == EventKind.NOTED)
        said = select(Event.id).where(*noted, Event.reason == value)
        return session.scalar(said.limit(1)) is not None
    return _same(value, getattr(ticket, code))


def _same(value: Value, known: Value) -> bool:
    """Equal as registers write it: to the minute, in the letters that the file has."""
    if isinstance(value, datetime):
        return isinstance(known, datetime) and moment(value) == moment(known)
    if isinstance(value, str) and isinstance(known, str):
        return value == known or is_written(value, known)
    return value == known


def _has_been(session: Session, ticket: Ticket, status: Value) -> bool:
    """The ticket has left this state already: without a moment nobody knows what was meant."""
    stmt = select(Event.id).where(Event.ticket_id == ticket.id, Event.from_status == status)
    return session.scalar(stmt.limit(1)) is not None


def _parsed(policy: Policy, code: str, text: str) -> Value:
    if code == "status":
        return _choice(Status, {s: rule.title for s, rule in policy.statuses.items()}, code, text)
    if code == "outcome":
        return _choice(Outcome, policy.outcomes, code, text)
    if code == "interim_until":
        return end_of_day(policy, _moment(code, text))
    return text


def _choice(kind: type[Choice], titles: Mapping[Choice, str], code: str, text: str) -> Choice:
    """A choice as a person calls it: «Устранено»."""
    known = {one: titles[one] for one in kind}
    # Whose word it is that it has been done is no part of the state.
    found = find_called(text, known) or find_called(text.partition(" (")[0], known)
    if found is None:
        choice = ", ".join(f"«{title}»" for title in titles.values())
        msg = f"столбец «{TITLES[code]}»: «{text}» не понято. Впишите одно из: {choice}."
        raise BadCell(msg)
    return found


def _moment(code: str, text: str) -> datetime:
    try:
        return parse_moment(text)
    except ValueError as exc:
        msg = f"столбец «{TITLES[code]}»: «{text}» не дата. Впишите вида 24.10.2023 18:00."
        raise BadCell(msg) from exc


def _contested(policy: Policy, ticket: Ticket, code: str, then: Value) -> str:
    old, new = _worded(policy, code, then), _worded(policy, code, getattr(ticket, code))
    return (
        f"столбец «{TITLES[code]}»: пока файл был у комитета, «{old}» сменилось на «{new}». "
        "Решите, что верно, и исправьте строку или уберите её."
    )


def _worded(policy: Policy, code: str, value: Value) -> str:
    if not value:
        return NOTHING
    if code == "status":
        return policy.title(str(value))
    if code == "outcome":
        return policy.outcomes[Outcome(str(value))]
    return moment(value) if isinstance(value, datetime) else value
