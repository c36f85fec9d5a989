"""A comment with its prediction, as the loader reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Comment, Label, Post, Prediction
from nlp.prediction import NOT_COMPLAINT, Kind
from pipeline.tickets.place import Spot

BATCH = 500


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person, or failing that the classifier, says of one comment."""

    comment: Comment
    prediction: Prediction
    kind: Kind
    topics: tuple[str, ...]  # without «not_complaint», main first
    urgent: bool
    decided: bool  # by a person
    spot: Spot

    @property
    def at(self) -> datetime:
        """The comment's own time."""
        return self.comment.published_at

    @property
    def post(self) -> Post:
        """The post it stands under."""
        return self.comment.post

    @property
    def doubtful(self) -> bool:
        """The classifier abstained and nobody has decided yet."""
        return self.prediction.review and not self.decided


def waiting_statements(session: Session, after: tuple[datetime, int] | None) -> list[Statement]:
    """The next comments that the tickets have not seen, in order of their own time."""
    stmt = (
        select(Prediction, Comment)
        .join(Comment, Prediction.comment_id == Comment.id)
        .where(Prediction.loaded.is_(False), Prediction.version == Comment.version)
        .options(
            joinedload(Prediction.comment).joinedload(Comment.post).joinedload(Post.source),
            selectinload(Prediction.addresses),
        )
        .order_by(Comment.published_at, Comment.id)
        .limit(BATCH)
    )
    if after is not None:
        at, number = after
        later = (Comment.published_at > at) | ((Comment.published_at == at) & (Comment.id > number))
        stmt = stmt.where(later)
    rows = [prediction for prediction, _ in session.execute(stmt)]
    return list(_statements(session, rows))


def _statements(session: Session, predictions: list[Prediction]) -> Iterator[Statement]:
    ids = [prediction.comment_id for prediction in predictions]
    labels = {
        label.comment_id: label
        for label in session.scalars(
            select(Label).where(Label.comment_id.in_(ids)).order_by(Label.decided_at)
        )
    }
    for prediction in predictions:
        label = labels.get(prediction.comment_id)
        said = label or prediction
        places = prediction.addresses
        yield Statement(
            comment=prediction.comment,
            prediction=prediction,
            kind=Kind(said.kind),
            topics=tuple(name for name in said.labels if name != NOT_COMPLAINT),
            urgent=said.urgent,
            decided=label is not None,
            spot=Spot.of(places[0]) if places else Spot(),
        )
