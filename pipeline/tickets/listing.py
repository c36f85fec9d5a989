"""Tickets as a dispatcher or a script asks for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Answer,
    Appeal,
    Comment,
    Incident,
    Post,
    Review,
    ReviewReason,
    Role,
    Status,
    Ticket,
)
from nlp.taxonomy import taxonomy
from pipeline.errors import WrongUsage
from pipeline.tickets.clocks import MOSCOW
from pipeline.tickets.search import matching

ENDED = (Status.CLOSED, Status.REJECTED, Status.REDIRECTED, Status.MERGED)
DONE = (*ENDED, Status.RESOLVED, Status.ANSWERED)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a ticket must be like; None asks nothing."""

    status: str | None = None
    topic: str | None = None
    district: str | None = None
    overdue: bool = False
    unanswered: bool = False
    incident: str | None = None  # its number or the number's tail
    review: str | None = None  # why a person is asked
    search: str | None = None  # words in any form
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        for name, value, known in (
            ("состояния", self.status, list(Status)),
            ("темы", self.topic, list(taxonomy().topics)),
        ):
            if value is not None and value not in known:
                msg = f"Нет {name} {value}: выберите из {', '.join(known)}"
                raise WrongUsage(msg)
        if self.since is not None and self.until is not None and self.since > self.until:
            msg = "Период пуст: --since позже, чем --until. Поменяйте их местами."
            raise WrongUsage(msg)

    def where(self, now: datetime) -> list[ColumnElement[bool]]:
        """The conditions at a moment."""
        asked: list[ColumnElement[bool]] = []
        for column, value in (
            (Ticket.status, self.status),
            (Ticket.topic, self.topic),
            (Ticket.district, self.district),
        ):
            if value is not None:
                asked.append(column == value)
        if self.overdue:
            asked.append(overdue_at(now))
        if self.unanswered:
            asked += [Ticket.answered_at.is_(None), Ticket.status.not_in(ENDED)]
        if self.incident is not None:
            tail = (
                f"%-{int(self.incident):04d}" if self.incident.isdigit() else self.incident.upper()
            )
            numbered = select(Incident.id).where(Incident.number.like(tail))
            asked.append(Ticket.incident_id.in_(numbered))
        if self.review is not None:
            asked.append(asked_about(self.review))
        if self.search is not None:
            asked.append(matching(self.search))
        if self.since is not None:
            asked.append(Ticket.opened_at >= self.since)
        if self.until is not None:
            asked.append(Ticket.opened_at < self.until)
        return asked


def overdue_at(now: datetime) -> ColumnElement[bool]:
    """One of the three terms has passed and what it asks for has not been done."""
    late_take = (Ticket.take_by < now) & Ticket.taken_at.is_(None)
    late_answer = (Ticket.answer_by < now) & Ticket.answered_at.is_(None)
    late_solve = (Ticket.solve_by < now) & Ticket.resolved_at.is_(None)
    return Ticket.status.not_in(DONE) & (late_take | late_answer | late_solve)


def asked_about(reason: str) -> ColumnElement[bool]:
    """Tickets that a person is asked about for a reason."""
    told = select(Appeal.ticket_id).join(Review, Review.comment_id == Appeal.comment_id)
    found = Ticket.id.in_(told.where(Review.reason == reason, Review.closed_at.is_(None)))
    match reason:
        case ReviewReason.RESOLVED:  # what was objected to since needs no confirmation
            return found & (Ticket.status == Status.RESOLVED)
        case ReviewReason.NO_ADDRESS:
            return found & (Ticket.place_key == "") & Ticket.status.not_in(ENDED)
        case ReviewReason.NO_ROUTE:
            return found & (Ticket.department == "") & Ticket.status.not_in(ENDED)
    return found


def is_overdue(ticket: Ticket, now: datetime) -> bool:
    """The same for one ticket in hand."""
    if ticket.status in DONE:
        return False
    terms = (
        (ticket.take_by, ticket.taken_at),
        (ticket.answer_by, ticket.answered_at),
        (ticket.solve_by, ticket.resolved_at),
    )
    return any(by is not None and by < now and done is None for by, done in terms)


def find_tickets(
    session: Session, wanted: Filter, now: datetime, limit: int | None
) -> list[Ticket]:
    """Tickets opened by a moment, newest first."""
    stmt: Select[Ticket] = (
        select(Ticket)
        .where(Ticket.opened_at <= now, *wanted.where(now))
        .options(joinedload(Ticket.source), joinedload(Ticket.incident))
        .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
    )
    return list(session.scalars(stmt.limit(limit) if limit else stmt))


def get_ticket(session: Session, number: str) -> Ticket:
    """A ticket by its number or the number's tail («4512»); raises WrongUsage."""
    pattern = f"%-{int(number):06d}" if number.isdigit() else number.upper()
    found = session.scalars(select(Ticket).where(Ticket.number.like(pattern)).limit(3)).all()
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
    comments = comments_of(session, [ticket.id for ticket in tickets])
    return [
        {
            "number": ticket.number,
            "status": ticket.status,
            "outcome": ticket.outcome,
            "topic": ticket.topic,
            "labels": list(ticket.labels),
            "urgent": ticket.urgent,
            "district": ticket.district,
            "settlement": ticket.settlement,
            "street": ticket.street,
            "house": ticket.house,
            "building": ticket.building,
            "address": ticket.address,
            "opened_at": _iso(ticket.opened_at),
            "take_by": _iso(ticket.take_by),
            "answer_by": _iso(ticket.answer_by),
            "solve_by": _iso(ticket.solve_by),
            "taken_at": _iso(ticket.taken_at),
            "answered_at": _iso(ticket.answered_at),
            "resolved_at": _iso(ticket.resolved_at),
            "overdue": is_overdue(ticket, now),
            "department": ticket.department,
            "assignee": ticket.assignee,
            "incident": ticket.incident.number if ticket.incident else None,
            "source": ticket.source.screen_name or f"club{-ticket.source.owner_id}",
            "comments": comments.get(ticket.id, []),
        }
        for ticket in tickets
    ]


def comments_of(session: Session, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The comments of tickets in order of their time, answers among them."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows = [
        row
        for part in _parts(ids)
        for stmt in _comment_queries(part)
        for row in session.execute(stmt)
    ]
    for row in sorted(rows, key=lambda row: (row.published_at, row.comment_id)):
        found.setdefault(row.ticket_id, []).append(
            {
                "owner_id": row.owner_id,
                "post_id": row.post_id,
                "comment_id": row.comment_id,
                "role": row.role,
            }
        )
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


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(MOSCOW).isoformat(timespec="seconds") if moment else None
