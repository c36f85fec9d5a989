"""Predictions for the comments of a workspace."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, insert, select
from sqlalchemy.orm import Session, aliased, sessionmaker

from models import Address, Comment, Post, Source
from models import Prediction as PredictionRow
from models.upsert import upsert
from nlp.address import Extractor
from nlp.classifier import WITH_PLACE, Classifier
from nlp.prediction import NOT_COMPLAINT, Kind, Prediction
from nlp.remark import Remark
from pipeline.gazetteer.register import find_register
from pipeline.progress import Progress
from pipeline.register.titles import kind_title

BATCH = 500
DIGIT = re.compile(r"\d")  # without one no house is named

# A reply of the authority is known by its author; what it says needs no classifier.
OFFICIAL = Prediction(
    labels=(NOT_COMPLAINT,), scores={}, kind=Kind.OFFICIAL, urgent=False, review=False
)

Parent = aliased(Comment)
Wanted = Select[*tuple[Any, ...]]


def open_classifier(sessions: sessionmaker[Session], folder: Path | None = None) -> Classifier:
    """A classifier, its addresses checked by the state register where one is loaded."""
    return Classifier.load(folder, find=Extractor.load(find_register(sessions)).find)


@dataclass(slots=True)
class ClassifyReport:
    """How many comments got which kind."""

    kinds: dict[str, int] = field(default_factory=dict)
    review: int = 0

    @property
    def total(self) -> int:
        """Comments that got a prediction."""
        return sum(self.kinds.values())

    def counts(self) -> dict[str, Any]:
        """For the journal and --json."""
        return {"classified": self.total, "review": self.review, "kinds": self.kinds}

    def sentence(self) -> str:
        """For people."""
        ranked = sorted(self.kinds.items(), key=lambda kind: (-kind[1], kind[0]))
        kinds = ", ".join(f"{kind_title(Kind(kind))} {n}" for kind, n in ranked)
        told = f" ({kinds})" if kinds else ""
        return f"Разобрано комментариев: {self.total}{told}; на проверку {self.review}."

    def add(self, prediction: Prediction) -> None:
        """Count one answer."""
        self.kinds[prediction.kind] = self.kinds.get(prediction.kind, 0) + 1
        self.review += prediction.review


def classify(
    sessions: sessionmaker[Session],
    classifier: Classifier,
    *,
    everything: bool = False,
    limit: int | None = None,
    since: datetime | None = None,
    progress: Progress,
) -> ClassifyReport:
    """Predict comments whose text has no prediction yet; all of them when told everything."""
    report = ClassifyReport()
    total = count_waiting(sessions, everything=everything, since=since)
    progress.start("Разбор комментариев", min(total, limit or total))
    for rows in _batches(sessions, _wanted(everything, since), limit):
        predictions = list(_predict(classifier, rows))
        with sessions.begin() as session:
            save_predictions(session, rows, predictions, classifier)
        for prediction in predictions:
            report.add(prediction)
        progress.advance(len(rows))
    progress.finish()
    return report


def count_waiting(
    sessions: sessionmaker[Session], *, everything: bool = False, since: datetime | None = None
) -> int:
    """How many comments a call with the same arguments would predict."""
    stmt = _wanted(everything, since).order_by(None).subquery()
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(stmt)) or 0


def _wanted(everything: bool, since: datetime | None) -> Wanted:
    stmt: Wanted = (
        select(
            Comment.id,
            Comment.version,
            Comment.text,
            Comment.official,
            Post.text.label("post"),
            Parent.text.label("parent"),
            Source.district,
            Source.settlement,
        )
        .join(Post, Comment.post_id == Post.id)
        .join(Source, Post.source_id == Source.id)
        .outerjoin(
            Parent,
            and_(
                Parent.owner_id == Comment.owner_id,
                Parent.channel == Comment.channel,
                Parent.vk_id == func.coalesce(Comment.reply_to, Comment.thread_root),
            ),
        )
        .order_by(Comment.id)
    )
    if since is not None:
        stmt = stmt.where(Comment.published_at >= since)
    if everything:
        return stmt
    known = and_(PredictionRow.comment_id == Comment.id, PredictionRow.version == Comment.version)
    return stmt.outerjoin(PredictionRow, known).where(PredictionRow.id.is_(None))


def _batches(
    sessions: sessionmaker[Session], stmt: Wanted, limit: int | None
) -> Iterator[Sequence[Row[Any]]]:
    last, left = 0, limit
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        with sessions() as session:
            rows = session.execute(stmt.where(Comment.id > last).limit(size)).all()
        if not rows:
            return
        yield rows
        last, left = rows[-1].id, None if left is None else left - len(rows)


def _predict(classifier: Classifier, rows: Sequence[Row[Any]]) -> Iterator[Prediction]:
    remarks = [_remark(row) for row in rows if not row.official]
    answers = (
        _placed(classifier, remark, prediction)
        for remark, prediction in zip(remarks, classifier.predict(remarks), strict=True)
    )
    return (OFFICIAL if row.official else next(answers) for row in rows)


def _remark(row: Row[Any]) -> Remark:
    return Remark(
        text=row.text,
        post=row.post,
        parent=row.parent,
        district=row.district or None,
        settlement=row.settlement or None,
    )


def _placed(classifier: Classifier, remark: Remark, prediction: Prediction) -> Prediction:
    """In a talk «Новгородская 8, и в первом так» counts, whatever kind it seems alone."""
    named = prediction.review or DIGIT.search(remark.text)
    if prediction.kind in WITH_PLACE or not named:
        return prediction
    return replace(prediction, addresses=classifier.places(remark))


def save_predictions(
    session: Session,
    rows: Sequence[Row[Any]],
    predictions: Sequence[Prediction],
    classifier: Classifier,
) -> None:
    """Write the answers for these versions of the comments, places included."""
    made_by = {
        "artifact": classifier.artifact,
        "taxonomy": classifier.taxonomy,
        "rules": classifier.rules,
    }
    upsert(
        session,
        PredictionRow,
        [
            {"comment_id": row.id, "version": row.version, **_columns(prediction), **made_by}
            for row, prediction in zip(rows, predictions, strict=True)
        ],
        ["comment_id", "version"],
    )
    ids = _saved_ids(session, rows)
    session.execute(delete(Address).where(Address.prediction_id.in_(ids.values())))
    places = [
        {"prediction_id": ids[row.id, row.version], "ordinal": n, **_place(asdict(place))}
        for row, prediction in zip(rows, predictions, strict=True)
        for n, place in enumerate(prediction.addresses)
    ]
    if places:
        session.execute(insert(Address), places)


def _saved_ids(session: Session, rows: Sequence[Row[Any]]) -> dict[tuple[int, int], int]:
    comments = [row.id for row in rows]
    stmt = select(PredictionRow.comment_id, PredictionRow.version, PredictionRow.id)
    found = session.execute(stmt.where(PredictionRow.comment_id.in_(comments)))
    versions = {(row.id, row.version) for row in rows}
    return {(c, v): number for c, v, number in found if (c, v) in versions}


def _columns(prediction: Prediction) -> dict[str, Any]:
    return {
        "kind": str(prediction.kind),
        "labels": list(prediction.labels),
        "scores": prediction.scores,
        "subtopics": list(prediction.subtopics),
        "urgent": prediction.urgent,
        "review": prediction.review,
        "review_reason": prediction.review_reason,
        "facts": prediction.facts.document(),
        "because": list(prediction.because),
        "opinion": None,  # asked of another text or another answer
    }


def _place(place: dict[str, Any]) -> dict[str, Any]:
    return {**place, "alternatives": [dict(other) for other in place["alternatives"]]}
