"""What a line of the register needs beside the ticket: comment, answer, counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, cast, exists, func, select
from sqlalchemy.orm import Session, aliased

from models import (
    Address,
    Answer,
    Appeal,
    Comment,
    Event,
    EventKind,
    Label,
    Post,
    Prediction,
    Role,
    Ticket,
)
from pipeline.tickets.past import texts_then

Conditions = Sequence[ColumnElement[bool]]  # on tickets


class Opening(NamedTuple):
    """The comment that opened a ticket, and what the classifier said of it."""

    ticket_id: int
    comment_id: int
    channel: str
    owner_id: int
    post_id: int  # VK's number
    vk_id: int
    thread_root: int | None
    author: int | None
    text: str
    version: int
    reviewed: bool  # a person has looked at it
    appeals: int  # of the whole ticket
    kind: str | None
    scores: str | None  # a JSON document, of which one number is looked at
    artifact: str | None
    taxonomy: str | None
    address: str | None  # as the comment has it; several, when there are


class Reply(NamedTuple):
    """Where an official answer stands on VK."""

    ticket_id: int
    channel: str
    owner_id: int
    post_id: int
    vk_id: int
    thread_root: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What one portion of tickets needs from other tables."""

    openings: dict[int, Opening]
    answers: dict[int, list[Reply]]  # official ones, by time


def find_surroundings(session: Session, where: Conditions, now: datetime) -> Surroundings:
    """What stands around these tickets, as far as the moment knows of it; two queries."""
    return Surroundings(_openings(session, where, now), _answers(session, where, now))


def _openings(session: Session, where: Conditions, now: datetime) -> dict[int, Opening]:
    found: dict[int, Opening] = {}
    for row in session.connection().execute(_select_openings(where, now)).all():
        opening = Opening._make(row)
        known = found.get(opening.ticket_id)
        if known is not None and known.comment_id == opening.comment_id:
            opening = known._replace(address=f"{known.address}; {opening.address}")
        found[opening.ticket_id] = opening
    edited = [opening for opening in found.values() if opening.version > 1]
    texts = texts_then(session, [opening.comment_id for opening in edited], now)
    for opening in edited:
        if opening.comment_id in texts:
            found[opening.ticket_id] = opening._replace(text=texts[opening.comment_id])
    return found


def _select_openings(where: Conditions, now: datetime) -> Select[*tuple[Any, ...]]:
    looked_at = exists().where(Label.comment_id == Comment.id, Label.decided_at < now)
    return (
        select(
            Ticket.id,
            Comment.id,
            Comment.channel,
            Comment.owner_id,
            Post.vk_id,
            Comment.vk_id,
            Comment.thread_root,
            Comment.from_id,
            Comment.text,
            Comment.version,
            looked_at,
            _appeals(now),
            Prediction.kind,
            cast(Prediction.scores, String),
            Prediction.artifact,
            Prediction.taxonomy,
            Address.text,
        )
        .join(Appeal, (Appeal.ticket_id == Ticket.id) & (Appeal.role == Role.OPENING))
        .join(Comment, Appeal.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
        .outerjoin(
            Prediction,
            (Prediction.comment_id == Comment.id) & (Prediction.version == Comment.version),
        )
        .outerjoin(Address, Address.prediction_id == Prediction.id)
        .where(*where)
        # Two tickets merged into one leave it two openings; the earlier one, read last, counts.
        .order_by(
            Ticket.opened_at,
            Ticket.id,
            Comment.published_at.desc(),
            Comment.id.desc(),
            Address.ordinal,
        )
    )


def _answers(session: Session, where: Conditions, now: datetime) -> dict[int, list[Reply]]:
    stmt = (
        select(
            Ticket.id,
            Comment.channel,
            Comment.owner_id,
            Post.vk_id,
            Comment.vk_id,
            Comment.thread_root,
            Comment.published_at,
        )
        .join(Answer, Answer.ticket_id == Ticket.id)
        .join(Comment, Answer.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
        .where(*where, Comment.published_at < now)
        .order_by(Ticket.opened_at, Ticket.id, Comment.published_at, Comment.id)
    )
    found: dict[int, list[Reply]] = {}
    for row in session.connection().execute(stmt).all():
        found.setdefault(row[0], []).append(Reply._make(row))
    return found


def _appeals(now: datetime) -> ScalarSelect[int]:
    appeal, comment = aliased(Appeal), aliased(Comment)
    return (
        select(func.count())
        .select_from(appeal)
        .join(comment, appeal.comment_id == comment.id)
        .where(appeal.ticket_id == Ticket.id, comment.published_at < now)
        .correlate(Ticket)
        .scalar_subquery()
    )


def appeals_of_incidents(session: Session, now: datetime) -> dict[int, int]:
    """Appeals by incident, all tickets that were part of it at the moment together."""
    joined_later = exists().where(
        Event.ticket_id == Ticket.id, Event.kind == EventKind.INCIDENT, Event.at >= now
    )
    # Counted ticket by ticket: few of them are part of an incident, and no index tells which.
    stmt = (
        select(Ticket.incident_id, func.sum(_appeals(now)))
        .where(Ticket.incident_id.is_not(None), ~joined_later)
        .group_by(Ticket.incident_id)
    )
    return {incident: int(count) for incident, count in session.execute(stmt).all() if incident}
