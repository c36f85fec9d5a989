"""What a line of the register needs beside the ticket: comment, answer, counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import Session

from models import (
    Address,
    Answer,
    Appeal,
    Comment,
    CommentVersion,
    Label,
    Post,
    Prediction,
    Role,
    Ticket,
)


class Opening(NamedTuple):
    """The comment that opened a ticket, and what the classifier said of it."""

    ticket_id: int
    comment_id: int
    owner_id: int
    post_id: int  # VK's number
    vk_id: int
    thread_root: int | None
    author: int | None
    text: str
    version: int
    prediction_id: int | None
    kind: str | None
    scores: str | None  # a JSON document, of which one number is looked at
    artifact: str | None
    taxonomy: str | None


class Reply(NamedTuple):
    """Where an official answer stands on VK."""

    ticket_id: int
    owner_id: int
    post_id: int
    vk_id: int
    thread_root: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What one portion of tickets needs from other tables."""

    openings: dict[int, Opening]
    addresses: dict[int, str]  # as the opening comment has them
    answers: dict[int, list[Reply]]  # official ones, by time
    appeals: dict[int, int]
    reviewed: frozenset[int]  # a person has looked at the opening comment


def find_surroundings(session: Session, ids: Select[int], now: datetime) -> Surroundings:
    """What stands around these tickets, as far as the moment knows of it; six queries."""
    return Surroundings(
        _openings(session, ids, now),
        _addresses(session, ids),
        _answers(session, ids, now),
        _appeals(session, ids, now),
        _reviewed(session, ids, now),
    )


def _openings(session: Session, ids: Select[int], now: datetime) -> dict[int, Opening]:
    stmt = (
        select(
            Appeal.ticket_id,
            Comment.id,
            Comment.owner_id,
            Post.vk_id,
            Comment.vk_id,
            Comment.thread_root,
            Comment.from_id,
            Comment.text,
            Comment.version,
            Prediction.id,
            Prediction.kind,
            cast(Prediction.scores, String),
            Prediction.artifact,
            Prediction.taxonomy,
        )
        .join(Comment, Appeal.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
        .outerjoin(
            Prediction,
            (Prediction.comment_id == Comment.id) & (Prediction.version == Comment.version),
        )
        .where(Appeal.ticket_id.in_(ids), Appeal.role == Role.OPENING)
        # Two tickets merged into one leave it two openings; the earlier one counts.
        .order_by(Comment.published_at.desc(), Comment.id.desc())
    )
    found = {row[0]: Opening._make(row) for row in session.connection().execute(stmt).all()}
    edited = [opening for opening in found.values() if opening.version > 1]
    texts = _texts_then(session, [opening.comment_id for opening in edited], now)
    for opening in edited:
        if opening.comment_id in texts:
            found[opening.ticket_id] = opening._replace(text=texts[opening.comment_id])
    return found


def _texts_then(session: Session, comments: Sequence[int], now: datetime) -> dict[int, str]:
    """Texts that were replaced at the moment or later; of several, the one that stood then."""
    stmt = (
        select(CommentVersion.comment_id, CommentVersion.text)
        .where(CommentVersion.comment_id.in_(comments), CommentVersion.seen_at >= now)
        .order_by(CommentVersion.version.desc())
    )
    return dict(session.connection().execute(stmt).all()) if comments else {}


def _addresses(session: Session, ids: Select[int]) -> dict[int, str]:
    stmt = (
        select(Appeal.ticket_id, Address.text)
        .join(Comment, Appeal.comment_id == Comment.id)
        .join(
            Prediction,
            (Prediction.comment_id == Comment.id) & (Prediction.version == Comment.version),
        )
        .join(Address, Address.prediction_id == Prediction.id)
        .where(Appeal.ticket_id.in_(ids), Appeal.role == Role.OPENING)
        .order_by(Appeal.ticket_id, Address.prediction_id, Address.ordinal)
    )
    found: dict[int, str] = {}
    for number, text in session.connection().execute(stmt).all():
        found[number] = f"{found[number]}; {text}" if number in found else text
    return found


def _answers(session: Session, ids: Select[int], now: datetime) -> dict[int, list[Reply]]:
    stmt = (
        select(
            Answer.ticket_id,
            Comment.owner_id,
            Post.vk_id,
            Comment.vk_id,
            Comment.thread_root,
            Comment.published_at,
        )
        .join(Comment, Answer.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
        .where(Answer.ticket_id.in_(ids), Comment.published_at < now)
        .order_by(Comment.published_at, Comment.id)
    )
    found: dict[int, list[Reply]] = {}
    for row in session.connection().execute(stmt).all():
        found.setdefault(row[0], []).append(Reply._make(row))
    return found


def _appeals(session: Session, ids: Select[int], now: datetime) -> dict[int, int]:
    stmt = (
        select(Appeal.ticket_id, func.count())
        .join(Comment, Appeal.comment_id == Comment.id)
        .where(Appeal.ticket_id.in_(ids), Comment.published_at < now)
        .group_by(Appeal.ticket_id)
    )
    return dict(session.connection().execute(stmt).all())


def appeals_of_incidents(session: Session, now: datetime) -> dict[int, int]:
    """Appeals by incident, all its tickets together."""
    # Counted ticket by ticket: few of them are part of an incident, and no index tells which.
    appeals = (
        select(func.count())
        .select_from(Appeal)
        .join(Comment, Appeal.comment_id == Comment.id)
        .where(Appeal.ticket_id == Ticket.id, Comment.published_at < now)
        .scalar_subquery()
    )
    stmt = (
        select(Ticket.incident_id, func.sum(appeals))
        .where(Ticket.incident_id.is_not(None))
        .group_by(Ticket.incident_id)
    )
    return {incident: int(count) for incident, count in session.execute(stmt).all() if incident}


def _reviewed(session: Session, ids: Select[int], now: datetime) -> frozenset[int]:
    stmt = (
        select(Appeal.ticket_id)
        .join(Label, Label.comment_id == Appeal.comment_id)
        .where(Appeal.ticket_id.in_(ids), Label.decided_at < now, Appeal.role == Role.OPENING)
    )
    return frozenset(session.connection().scalars(stmt))
