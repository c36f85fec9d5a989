"""Tickets as a dispatcher or a script asks for them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Select, and_, literal, select, true
from sqlalchemy.orm import Session, joinedload

from models import Answer, Appeal, Comment, Post, Role, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets.clocks import MOSCOW, dated
from pipeline.tickets.due import is_overdue
from pipeline.tickets.filter import Filter
from pipeline.tickets.past import INSTANT, changed_since, is_past, recalled

COLUMNS = (
    "number", "status", "outcome", "topic", "labels", "urgent", "district", "settlement", "street",
    "house", "building", "address", "opened_at", "take_by", "answer_by", "solve_by", "taken_at",
    "answered_at", "resolved_at",
)  # fmt: skip
PORTION = 500  # tickets brought back to a moment at once


def find_tickets(
    session: Session, wanted: Filter, now: datetime, limit: int | None
) -> list[Ticket]:
    """Tickets opened by a moment, newest first, as they stood then; for reading alone."""
    if is_past(session, now + INSTANT):
        return list(islice(_as_of(session, wanted, now), limit))
    stmt = _newest_first(now).where(*wanted.where(now))
    return list(session.scalars(stmt.limit(limit) if limit else stmt))


def _as_of(session: Session, wanted: Filter, now: datetime) -> Iterator[Ticket]:
    """What later events changed is decided when they are undone."""
    today, later = and_(true(), *wanted.where(now)), now + INSTANT
    stmt = _newest_first(now).where(*wanted.lasting(now), changed_since(later) | today)
    found = session.scalars(stmt.execution_options(yield_per=PORTION))
    for portion in found.partitions():
        for ticket in recalled(session, portion, later):
            if wanted.takes(ticket, now):
                yield ticket


def _newest_first(now: datetime) -> Select[Ticket]:
    return (
        select(Ticket)
        .where(Ticket.opened_at <= now)
        .options(joinedload(Ticket.source), joinedload(Ticket.incident))
        .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
    )


def get_ticket_as_of(session: Session, number: str, now: datetime) -> Ticket:
    """A ticket as it stood at a moment, for reading alone; raises WrongUsage."""
    ticket = get_ticket(session, number)
    if is_past(session, now + INSTANT):
        there = ticket.opened_at <= now and list(recalled(session, [ticket], now + INSTANT))
        if not there:
            msg = f"Обращения {ticket.number} на {dated(now)} ещё не было: назовите время позже."
            raise WrongUsage(msg)
    return ticket


def get_ticket(session: Session, number: str) -> Ticket:
    """A ticket by its number or the number's tail («4512»); raises WrongUsage."""
    whole, column = number.upper(), Ticket.number
    called = column.like(f"%-{int(number):06d}") if number.isdecimal() else column == whole
    found = session.scalars(select(Ticket).where(called).limit(3)).all()
    if not found:
        msg = f"Обращения {number} нет: посмотрите номера командой otklik tickets list"
        raise WrongUsage(msg)
    if len(found) > 1:
        several = ", ".join(ticket.number for ticket in found)
        msg = f"Номер {number} есть у нескольких обращений ({several}): дайте номер целиком."
        raise WrongUsage(msg)
    return found[0]


def as_json(session: Session, tickets: Sequence[Ticket], now: datetime) -> list[dict[str, Any]]:
    """The list of the contract: stable keys, times with offset."""
    comments = _comments_of(session, [ticket.id for ticket in tickets], now)
    return [
        {
            **{name: _plain(getattr(ticket, name)) for name in COLUMNS},
            "overdue": is_overdue(ticket, now),
            "department": ticket.department,
            "assignee": ticket.assignee,
            "incident": ticket.incident.number if ticket.incident else None,
            "source": ticket.source.screen_name or f"club{-ticket.source.owner_id}",
            "comments": comments.get(ticket.id, []),
        }
        for ticket in tickets
    ]


def _plain(value: Any) -> Any:
    """A column as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(MOSCOW).isoformat(timespec="seconds")
    return list(value) if isinstance(value, tuple) else value


def _comments_of(
    session: Session, ids: Sequence[int], now: datetime
) -> dict[int, list[dict[str, Any]]]:
    """The comments of tickets in order of their time, answers among them."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows = [
        row
        for part in _parts(ids)
        for stmt in _comment_queries(part)
        for row in session.execute(stmt.where(Comment.published_at <= now))
    ]
    for row in sorted(rows, key=lambda row: (row.published_at, row.comment_id)):
        told = {name: getattr(row, name) for name in ("owner_id", "post_id", "comment_id", "role")}
        found.setdefault(row.ticket_id, []).append(told)
    return found


def _parts(ids: Sequence[int], size: int = 10_000) -> Iterable[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _comment_queries(ids: Sequence[int]) -> Iterable[Select[*tuple[Any, ...]]]:
    where = (
        Comment.owner_id,
        Post.vk_id.label("post_id"),
        Comment.vk_id.label("comment_id"),
        Comment.published_at,
    )
    yield (
        select(Appeal.ticket_id, Appeal.role.label("role"), *where)
        .join(Comment, Appeal.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
        .where(Appeal.ticket_id.in_(ids))
    )
    role = literal(str(Role.ANSWER)).label("role")
    yield (
        select(Answer.ticket_id, role, *where)
        .join(Comment, Answer.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
        .where(Answer.ticket_id.in_(ids))
    )
