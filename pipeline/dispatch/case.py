"""A ticket as dispatch sees it: what the responsible must know, and where the words stand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from models import Appeal, Channel, Comment, Event, EventKind, Outcome, Post, Role, Status, Ticket
from pipeline.link import comment_link

PORTION = 5_000  # ids in one query


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands on VK."""

    owner_id: int
    post_id: int
    comment_id: int
    thread_root: int | None = None
    channel: str = Channel.WALL

    @classmethod
    def of(cls, comment: Comment) -> Self:
        """Out of a stored comment."""
        post = comment.post
        return cls(
            comment.owner_id, post.vk_id, comment.vk_id, comment.thread_root, comment.channel
        )

    @property
    def link(self) -> str:
        """The comment on VK."""
        return comment_link(
            self.channel, self.owner_id, self.post_id, self.comment_id, self.thread_root
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with its terms; a snapshot that rules can be asked about."""

    id: int
    number: str
    status: Status
    priority: str
    topic: str
    subtopic: str
    district: str | None
    address: str
    department: str
    assignee: str
    opened_at: datetime
    last_at: datetime  # of the latest words
    started_at: datetime  # of the present clocks: the opening, or the last reopening
    take_by: datetime | None
    answer_by: datetime | None
    solve_by: datetime | None
    taken_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None
    outcome: Outcome | None
    paused: bool
    repeats: int
    voices: int
    facts: Mapping[str, Any]
    incident: str  # number, empty when alone
    place: Place | None
    words: str  # of the resident, as written
    corrected_at: datetime | None = None  # when a person last put its topic or place right
    settlement: str | None = None
    street: str | None = None
    house: str | None = None

    @property
    def terms(self) -> tuple[tuple[str, datetime], ...]:
        """What is still to be done and by when: «take», «answer», «solve»."""
        todo = (
            ("take", self.take_by, self.taken_at),
            ("answer", self.answer_by, self.answered_at),
            ("solve", None if self.paused else self.solve_by, self.resolved_at),
        )
        return tuple((name, by) for name, by, done in todo if by is not None and done is None)


def read_cases(session: Session, statuses: Collection[Status]) -> list[Case]:
    """The tickets in these states, oldest first."""
    tickets = session.scalars(
        select(Ticket)
        .where(Ticket.status.in_(statuses))
        .options(joinedload(Ticket.incident))
        .order_by(Ticket.opened_at, Ticket.id)
    ).all()
    return cases_of(session, tickets)


def cases_of(session: Session, tickets: Sequence[Ticket]) -> list[Case]:
    """The same tickets as cases."""
    ids = [ticket.id for ticket in tickets]
    comments = _comments(session, ids)
    again = [ticket.id for ticket in tickets if ticket.repeats]
    restarts = _latest(session, again, Event.to_status == Status.REOPENED)
    corrected = _latest(session, ids, Event.kind == EventKind.CORRECTED)
    return [
        _case(ticket, comments.get(ticket.id), restarts, corrected.get(ticket.id))
        for ticket in tickets
    ]


def _case(
    ticket: Ticket,
    comment: Comment | None,
    restarts: Mapping[int, datetime],
    corrected_at: datetime | None,
) -> Case:
    return Case(
        id=ticket.id,
        number=ticket.number,
        status=Status(ticket.status),
        priority=ticket.priority,
        topic=ticket.topic,
        subtopic=ticket.subtopic,
        district=ticket.district,
        address=ticket.address,
        department=ticket.department,
        assignee=ticket.assignee,
        opened_at=ticket.opened_at,
        last_at=ticket.last_at,
        started_at=restarts.get(ticket.id, ticket.opened_at),
        take_by=ticket.take_by,
        answer_by=ticket.answer_by,
        solve_by=ticket.interim_until or ticket.solve_by,
        taken_at=ticket.taken_at,
        answered_at=ticket.answered_at,
        resolved_at=ticket.resolved_at,
        outcome=Outcome(ticket.outcome) if ticket.outcome else None,
        paused=ticket.paused_at is not None,
        repeats=ticket.repeats,
        voices=ticket.voices,
        facts=dict(ticket.facts),
        incident=ticket.incident.number if ticket.incident else "",
        place=Place.of(comment) if comment else None,
        words=comment.text if comment else "",
        corrected_at=corrected_at,
        settlement=ticket.settlement,
        street=ticket.street,
        house=ticket.house,
    )


def _comments(session: Session, ids: Sequence[int]) -> dict[int, Comment]:
    """The words to show: of the last reopening, else of the opening."""
    found: dict[int, Comment] = {}
    for start in range(0, len(ids), PORTION):
        stmt = (
            select(Appeal.ticket_id, Appeal.role, Comment)
            .join(Comment, Appeal.comment_id == Comment.id)
            .join(Post, Comment.post_id == Post.id)
            .where(
                Appeal.ticket_id.in_(ids[start : start + PORTION]),
                Appeal.role.in_((Role.OPENING, Role.REOPENING)),
            )
            .options(joinedload(Comment.post))
            .order_by(Comment.published_at, Comment.id)
        )
        for ticket_id, role, comment in session.execute(stmt):
            if role == Role.REOPENING or ticket_id not in found:
                found[ticket_id] = comment
    return found


def _latest(session: Session, ids: Sequence[int], what: ColumnElement[bool]) -> dict[int, datetime]:
    """When an event of a kind last happened to tickets."""
    found: dict[int, datetime] = {}
    for start in range(0, len(ids), PORTION):
        stmt = (
            select(Event.ticket_id, func.max(Event.at))
            .where(Event.ticket_id.in_(ids[start : start + PORTION]), what)
            .group_by(Event.ticket_id)
        )
        found |= dict(session.execute(stmt).all())
    return found
