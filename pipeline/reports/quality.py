"""How far the machine can be trusted: what it left to people, what they corrected, what drifts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Comment, Label, Prediction, Review
from nlp.prediction import NOT_COMPLAINT
from pipeline.register.form import Form, Value
from pipeline.register.titles import topic_title
from pipeline.reports.period import Period
from pipeline.reports.question import Question
from pipeline.reports.report import Heading, Report, Table, define

TOPICS = (
    Heading("name", "Тема", Form.TEXT),
    Heading("predicted", "Разобрано", Form.COUNT, "разобр."),
    Heading("review", "Оставлено людям", Form.COUNT, "людям"),
    Heading("decided", "Решено людьми", Form.COUNT, "решено"),
    Heading("corrected", "Исправлено", Form.COUNT, "испр."),
    Heading("share", "Доля, %", Form.NUMBER, "доля, %"),
    Heading("drift", "Сдвиг доли, п.п.", Form.NUMBER, "сдвиг"),
)
QUEUE = (
    Heading("name", "Причина", Form.TEXT),
    Heading("waiting", "Ждёт", Form.COUNT),
    Heading("closed", "Закрыто за период", Form.COUNT),
)
ARTIFACTS = (
    Heading("artifact", "Артефакт", Form.TEXT),
    Heading("predicted", "Разобрано", Form.COUNT),
)
REASONS = {
    "doubt": "классификатор сомневается",
    "no_address": "нет адреса",
    "no_route": "не найден ответственный",
    "audit": "случайная проверка",
    "objection": "возможное возражение",
    "resolved": "житель пишет, что устранено",
    "edited": "автор изменил текст",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A prediction of the period, and what a person made of it."""

    topic: str  # main label as predicted
    artifact: str
    review: bool
    decided: bool
    corrected: bool  # the person named another main label or kind


def quality(session: Session, asked: Question) -> Report:
    """Shares of doubt and of corrections, the queue of reviews, topics beside those before."""
    period, now = asked.period, asked.now  # no share: predictions belong to no committee
    judged = list(_judged(session, period, now))
    before = list(_judged(session, period.previous(), now))
    return Report(
        name="quality",
        title=f"Качество разбора: {period}",
        now=now,
        period=period,
        sentences=tuple(_sentences(judged)),
        tables=(_topics(judged, before), _queue(session, period, now), _artifacts(judged)),
    )


def _judged(session: Session, period: Period, now: datetime) -> Iterator[Judged]:
    stmt = (
        select(Prediction, Label)
        .join(Comment, Prediction.comment_id == Comment.id)
        .outerjoin(
            Label,
            (Label.comment_id == Comment.id)
            & (Label.version == Prediction.version)
            & (Label.decided_at < now),
        )
        .where(
            Prediction.version == Comment.version,
            Comment.official.is_(False),
            Comment.published_at >= period.start,
            Comment.published_at < period.end,
        )
        .order_by(Prediction.id, Label.decided_at)
    )
    last = {prediction.id: (prediction, label) for prediction, label in session.execute(stmt)}
    for prediction, label in last.values():
        main = prediction.labels[0] if prediction.labels else NOT_COMPLAINT
        said = (label.labels[0] if label.labels else NOT_COMPLAINT, label.kind) if label else None
        corrected = said is not None and said != (main, prediction.kind)
        yield Judged(main, prediction.artifact, prediction.review, label is not None, corrected)


def _sentences(judged: list[Judged]) -> Iterator[str]:
    review = sum(one.review for one in judged)
    decided = [one for one in judged if one.decided]
    wrong = sum(one.corrected for one in decided)
    yield f"Разобрано {len(judged)}, оставлено людям {review}{_percent(review, len(judged))}."
    yield (
        f"Люди решили о {len(decided)}, из них исправили {wrong}{_percent(wrong, len(decided))}."
    )


def _percent(part: int, whole: int) -> str:
    return f" ({100 * part / whole:.0f} %)" if whole else ""


def _topics(judged: list[Judged], before: list[Judged]) -> Table:
    now, then = (Counter(one.topic for one in some) for some in (judged, before))
    topics = sorted(now | then, key=lambda topic: (-now[topic], topic))
    return Table(
        "topics",
        "По темам, как назвал их классификатор",
        TOPICS,
        tuple(_line(topic, judged, now, then) for topic in topics),
        ("Всего", *_counts(judged), 100.0 if judged else None, None),
        define(TOPICS),
        "За период ничего не разобрано.",
    )


def _line(
    topic: str, judged: list[Judged], now: Counter[str], then: Counter[str]
) -> tuple[Value, ...]:
    share, was = (100 * some[topic] / some.total() if some else None for some in (now, then))
    drift = None if share is None or was is None else round(share - was, 1)
    mine = [one for one in judged if one.topic == topic]
    return (topic_title(topic), *_counts(mine), None if share is None else round(share, 1), drift)


def _counts(judged: list[Judged]) -> tuple[int, ...]:
    return (
        len(judged),
        sum(one.review for one in judged),
        sum(one.decided for one in judged),
        sum(one.corrected for one in judged),
    )


def _queue(session: Session, period: Period, now: datetime) -> Table:
    # By the comment's own time, as the reconciliation counts: a dump may be read in long after.
    waiting = Review.closed_at.is_(None) | (Review.closed_at >= now)
    closed = (Review.closed_at >= period.start) & (Review.closed_at < period.end)
    stmt = (
        select(
            Review.reason,
            func.count().filter(waiting),
            func.count().filter(closed),
        )
        .join(Comment, Review.comment_id == Comment.id)
        .where(Comment.published_at < now)
        .group_by(Review.reason)
        .order_by(Review.reason)
    )
    rows = [
        (REASONS.get(reason, reason), left, done) for reason, left, done in session.execute(stmt)
    ]
    return Table(
        "queue",
        "Очередь проверки",
        QUEUE,
        tuple(rows),
        definitions=define(QUEUE, waiting="queue_waiting"),
        empty="Очередь пуста.",
    )


def _artifacts(judged: list[Judged]) -> Table:
    counts = Counter(one.artifact for one in judged)
    return Table(
        "artifacts",
        "Чем разобрано",
        ARTIFACTS,
        tuple(sorted(counts.items())),
        definitions=define(ARTIFACTS),
        empty="За период ничего не разобрано.",
    )
