"""A comment with what is said of it, as the loader reads it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from zlib import crc32

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from models import Address, Comment, Label, Post, Prediction, Source
from nlp.prediction import NOT_COMPLAINT, Kind
from pipeline.tickets.place import NOWHERE, Spot, fold_case
from pipeline.tickets.stand import STANDING, Anchor, Stand, author_of
from pipeline.tickets.warmth import is_mild

LETTER = re.compile(r"\w")
# Of a resident these say nothing yet: «official» and «spam» only look like it.
IDLE = (Kind.CHATTER, Kind.QUESTION, Kind.OFFICIAL, Kind.SPAM)
COPIED = 60  # letters that two people would not write alike by chance


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person, or failing that the classifier, says of one comment."""

    stand: Stand
    at: datetime
    text: str
    author: int | None = None  # None: unknown
    version: int = 1
    official: bool = False
    kind: Kind = Kind.COMPLAINT
    topics: tuple[str, ...] = ()  # without «not_complaint», main first
    subtopics: tuple[str, ...] = ()
    urgent: bool = False
    scores: dict[str, float] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    spot: Spot = NOWHERE
    doubt: str | None = None  # why a person must look
    decided: bool = False  # a person has looked

    @property
    def is_idle(self) -> bool:
        """By its words alone it is no appeal."""
        return self.kind in IDLE

    @property
    def copy_key(self) -> str:
        """Equal for a text and its copies with something added; empty for a short one."""
        if len(self.text) < COPIED:
            return ""
        letters = "".join(LETTER.findall(fold_case(self.text)))[:COPIED]
        return sha256(letters.encode()).hexdigest()[:16] if len(letters) == COPIED else ""


def is_sampled(stand: Stand, share: float) -> bool:
    """Whether a comment is in the random sample: the same ones each time they are asked about."""
    name = f"{stand.owner_id}_{stand.channel}_{stand.vk_id}"
    return crc32(name.encode()) < share * 2**32


def waiting_predictions(session: Session) -> Sequence[int]:
    """Keys of what the tickets have not seen, in order of the comments' own time."""
    waiting = (Prediction.loaded.is_(False), Prediction.version == Comment.version)
    stmt = select(Prediction.id).join(Comment, Prediction.comment_id == Comment.id).where(*waiting)
    return session.scalars(stmt.order_by(Comment.published_at, Comment.id)).all()


def waiting_statements(session: Session, predictions: Sequence[int]) -> list[Statement]:
    """Those of the predictions that the tickets still have not seen, in the same order."""
    stmt = _heard().where(Prediction.id.in_(predictions), Prediction.loaded.is_(False))
    return _statements(session, stmt.order_by(Comment.published_at, Comment.id))


def find_statement(session: Session, anchor: Anchor) -> Statement | None:
    """What was heard of one comment, whether the tickets have seen it or not."""
    owner, channel, number = anchor
    where = (Comment.owner_id == owner, Comment.channel == channel, Comment.vk_id == number)
    return next(iter(_statements(session, _heard().where(*where))), None)


def _statements(session: Session, stmt: Select[*tuple[Any, ...]]) -> list[Statement]:
    rows = session.execute(stmt).all()
    labels = _labels(session, [row.id for row in rows])
    spots = _spots(session, [row.prediction_id for row in rows])
    return [_statement(row, labels.get(row.id), spots.get(row.prediction_id)) for row in rows]


def _heard() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *STANDING,
            Comment.reply_to,
            Comment.reply_to_user,
            Comment.text,
            Comment.version,
            Comment.official,
            Post.intake,
            Post.text.label("post"),
            Source.profile,
            Prediction.id.label("prediction_id"),
            Prediction.kind,
            Prediction.labels,
            Prediction.subtopics,
            Prediction.scores,
            Prediction.urgent,
            Prediction.facts,
            Prediction.review,
            Prediction.review_reason,
        )
        .join(Comment, Prediction.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
        .join(Source, Post.source_id == Source.id)
        .where(Prediction.version == Comment.version)
    )


def _labels(session: Session, comments: list[int]) -> dict[int, Label]:
    stmt = select(Label).where(Label.comment_id.in_(comments)).order_by(Label.decided_at, Label.id)
    return {label.comment_id: label for label in session.scalars(stmt)}


def _spots(session: Session, predictions: list[int]) -> dict[int, Spot]:
    fields = ("district", "settlement", "street", "house", "building")
    stmt = (
        select(Address.prediction_id, *(getattr(Address, name) for name in fields))
        .where(Address.prediction_id.in_(predictions))
        .order_by(Address.prediction_id, Address.ordinal)
    )
    named: dict[int, list[Spot]] = {}
    for number, *place in session.execute(stmt):
        named.setdefault(number, []).append(Spot(*place))
    return {number: main_spot(spots) for number, spots in named.items()}


def main_spot(spots: Iterable[Spot]) -> Spot:
    """Of several places named the first that has a house, else a street, else any."""
    return min(spots, key=lambda spot: (spot.house is None, spot.street is None), default=NOWHERE)


def _statement(row: Row[Any], label: Label | None, spot: Spot | None) -> Statement:
    said = label or row
    topics = tuple(name for name in said.labels if name != NOT_COMPLAINT)
    urgent = said.urgent and (
        label is not None or not topics or not is_mild(topics[0], row.text, row.facts)
    )
    return Statement(
        stand=Stand.of(
            row,
            profile=row.profile,
            intake=row.intake,
            post=row.post,
            reply_to=row.reply_to,
            addressee=row.reply_to_user,
        ),
        at=row.published_at,
        text=row.text,
        author=author_of(row),
        version=row.version,
        official=row.official,
        kind=Kind(said.kind),
        topics=topics,
        subtopics=tuple(row.subtopics),
        urgent=urgent,
        scores=row.scores,
        facts=row.facts,
        spot=spot or NOWHERE,
        doubt=(row.review_reason or "doubtful") if row.review and not label else None,
        decided=label is not None,
    )
