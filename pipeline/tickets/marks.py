"""Comments that belong to tickets already: read where a batch of statements may be about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select
from sqlalchemy.orm import Session

from models import Answer, Appeal, Comment, Post, Role, Ticket
from pipeline.tickets.official import Says
from pipeline.tickets.stand import STANDING, Stand, author_of
from pipeline.tickets.statement import Statement


@dataclass(frozen=True, slots=True)
class Mark:
    """A comment that belongs to a ticket already."""

    ticket: Ticket
    stand: Stand
    author: int | None
    at: datetime
    role: Role
    says: Says | None = None  # of an official reply
    copy_key: str = ""

    @property
    def live(self) -> Ticket:
        """The ticket, or the one that it was made part of."""
        return live(self.ticket)


def live(ticket: Ticket) -> Ticket:
    """The ticket itself, or the one that it was made part of."""
    while ticket.merged_into_id is not None and ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


def marked_rows(
    session: Session, batch: Sequence[Statement], since: datetime
) -> Sequence[Row[Any]]:
    """One row for each comment of a ticket that the batch may be about, in order of their time."""
    found = {
        row.id: row
        for table, where in _conditions(batch, since)
        for row in session.execute(_marked(table).where(where))
    }
    return sorted(found.values(), key=lambda row: (row.published_at, row.id))


def mark_of(row: Row[Any], ticket: Ticket) -> Mark:
    """A row as the mark of its ticket."""
    stand, author = Stand.of(row), author_of(row)
    if row.answer:
        says = Says(row.told or Says.FORWARDED)
        return Mark(ticket, stand, author, row.published_at, Role.ANSWER, says)
    return Mark(ticket, stand, author, row.published_at, Role(row.told), copy_key=row.copy_key)


def _conditions(
    batch: Sequence[Statement], since: datetime
) -> Iterator[tuple[type[Appeal] | type[Answer], ColumnElement[bool]]]:
    for where in _by_anchor(batch):
        yield from ((table, where) for table in (Appeal, Answer))
    for where in (*_by_author(batch, since), *_by_text(batch, since)):
        yield Appeal, where


def _marked(table: type[Appeal] | type[Answer]) -> Select[*tuple[Any, ...]]:
    told = Appeal.role if table is Appeal else Answer.says
    return (
        select(
            table.ticket_id,
            told.label("told"),
            literal(table is Answer).label("answer"),
            (Appeal.copy_key if table is Appeal else literal("")).label("copy_key"),
            *STANDING,
        )
        .join(Comment, table.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
    )


def _by_anchor(batch: Sequence[Statement]) -> list[ColumnElement[bool]]:
    """The comments that the batch replies to, wall by wall."""
    walls: dict[tuple[int, str], set[int]] = {}
    for said in batch:
        stand = said.stand
        numbers = {number for number in (stand.reply_to, stand.thread_root) if number}
        walls.setdefault((stand.owner_id, stand.channel), set()).update(numbers)
    return [
        (Comment.owner_id == owner) & (Comment.channel == channel) & Comment.vk_id.in_(numbers)
        for (owner, channel), numbers in walls.items()
        if numbers
    ]


def _by_author(batch: Sequence[Statement], since: datetime) -> list[ColumnElement[bool]]:
    """What the authors of the batch have said lately, and those that officials reply to."""
    authors = {said.author for said in batch} | {said.stand.addressee for said in batch}
    authors.discard(None)
    return [Comment.from_id.in_(authors) & (Comment.published_at >= since)] if authors else []


def _by_text(batch: Sequence[Statement], since: datetime) -> list[ColumnElement[bool]]:
    """Texts that the batch may repeat, one of each ticket: one text may be pasted all year."""
    keys = {said.copy_key for said in batch} - {""}
    if not keys:
        return []
    first = (
        select(func.min(Appeal.id))
        .join(Ticket, Appeal.ticket_id == Ticket.id)
        .where(Appeal.copy_key.in_(keys))
        .where(or_(Ticket.last_at >= since, Ticket.status_since >= since))
        .group_by(Appeal.copy_key, Appeal.ticket_id)
    )
    return [Appeal.id.in_(first)]
