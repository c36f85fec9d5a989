"""The queue of a person: comments in doubt, and what the person makes of each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from textwrap import shorten
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from models import (
    Appeal,
    Comment,
    EventKind,
    Label,
    Post,
    Prediction,
    Review,
    ReviewReason,
    Ticket,
)
from models.upsert import upsert
from nlp.decision import MOST_LABELS, TOPICAL
from nlp.prediction import NOT_COMPLAINT, Kind
from pipeline.errors import WrongUsage
from pipeline.learning.labels import REPLIED_TO, Parent
from pipeline.register.titles import kind_title, topic_title
from pipeline.tickets.choice import topic_called
from pipeline.tickets.events import Cause, change, save

ASKED = (ReviewReason.DOUBT, ReviewReason.AUDIT)  # what a label answers
URGENT = "!"
GLIMPSE = 120  # characters of what a comment was written under


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of a comment."""

    labels: tuple[str, ...]
    kind: Kind
    urgent: bool

    def sentence(self) -> str:
        """For people."""
        topics = ", ".join(topic_title(label) for label in self.labels)
        return f"{kind_title(self.kind)}: {topics}" + ("; срочно" if self.urgent else "")


@dataclass(frozen=True, slots=True)
class Case:
    """A comment on the queue, with what we said of it."""

    comment_id: int
    version: int
    text: str
    ours: Verdict
    opinion: Verdict | None  # of the other that was asked
    post: str = ""  # the words it stands under
    parent: str = ""  # the comment it replies to

    def document(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        around = (("под записью", self.post), ("в ответ на", self.parent))
        seen = [f"  {where}: {shorten(text, GLIMPSE)}" for where, text in around if text.strip()]
        other = [f"  второе мнение: {self.opinion.sentence()}"] if self.opinion else []
        return [self.text, *seen, f"  разбор: {self.ours.sentence()}", *other]


def waiting_cases(session: Session, limit: int | None = None) -> list[Case]:
    """Comments that wait for a word on what they are, urgent ones first, then the oldest."""
    asked = exists().where(
        Review.comment_id == Comment.id, Review.reason.in_(ASKED), Review.closed_at.is_(None)
    )
    stmt = (
        select(Prediction, Comment, Post.text, Parent.text)
        .join(Comment, Prediction.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
        .outerjoin(Parent, REPLIED_TO)
        .where(Prediction.version == Comment.version, Comment.deleted_at.is_(None), asked)
        .order_by(Prediction.urgent.desc(), Comment.published_at, Comment.id)
        .limit(limit)
    )
    return [
        replace(_case(prediction, comment), post=post, parent=parent or "")
        for prediction, comment, post, parent in session.execute(stmt)
    ]


def _case(said: Prediction, about: Comment) -> Case:
    other = said.opinion and Verdict(
        tuple(said.opinion["labels"]), Kind(said.opinion["kind"]), said.opinion["urgent"]
    )
    return Case(about.id, about.version, about.text, _verdict(said), other or None)


def _verdict(said: Prediction | Label) -> Verdict:
    return Verdict(tuple(said.labels), Kind(said.kind), said.urgent)


def parse_verdict(said: str, ours: Verdict) -> Verdict:
    """«д» as we said, «н» no appeal, else topics by name, «!» urgent; raises WrongUsage."""
    words = said.split()
    if words == ["д"]:
        return ours
    if words == ["н"]:
        kind = Kind.CHATTER if ours.kind in TOPICAL else ours.kind
        return Verdict((NOT_COMPLAINT,), kind, urgent=False)
    labels = tuple(dict.fromkeys(topic_called(word) for word in words if word != URGENT))
    if not 0 < len(labels) <= MOST_LABELS:
        msg = f"Нужна хотя бы одна тема и не больше {MOST_LABELS}."
        raise WrongUsage(msg)
    kind = ours.kind if ours.kind in TOPICAL else Kind.COMPLAINT
    return Verdict(labels, kind, URGENT in words)


def decide(session: Session, case: Case, verdict: Verdict, *, actor: str, now: datetime) -> None:
    """Keep the word of a person, take the comment off the queue, let the tickets see it anew."""
    keep(session, case, verdict, actor=actor, now=now)
    tickets = _tickets(session, case)
    for ticket in tickets:
        reason = f"проверено: {verdict.sentence()}"
        change(session, ticket, EventKind.NOTED, Cause(now, actor, case.comment_id, reason))
        save(session, ticket)
    if not tickets:
        session.execute(
            update(Prediction)
            .where(Prediction.comment_id == case.comment_id, Prediction.version == case.version)
            .values(loaded=False)
        )


def keep(session: Session, case: Case, verdict: Verdict, *, actor: str, now: datetime) -> None:
    """The word of a person, to learn from; what it answers leaves the queue."""
    row = {
        "comment_id": case.comment_id,
        "version": case.version,
        "kind": str(verdict.kind),
        "labels": list(verdict.labels),
        "urgent": verdict.urgent,
        "actor": actor,
        "decided_at": now,
    }
    upsert(session, Label, [row], ["comment_id", "actor"])
    session.execute(
        update(Review)
        .where(
            Review.comment_id == case.comment_id,
            Review.reason.in_(ASKED),
            Review.closed_at.is_(None),
        )
        .values(closed_at=now, actor=actor)
    )


def case_of(session: Session, comment_id: int) -> Case | None:
    """A comment with what is known of it, a person's latest word before ours; None if unread."""
    stmt = (
        select(Prediction, Comment)
        .join(Comment, Prediction.comment_id == Comment.id)
        .where(Comment.id == comment_id, Prediction.version == Comment.version)
    )
    row = session.execute(stmt).first()
    if row is None:
        return None
    case = _case(*row)
    latest = select(Label).where(Label.comment_id == comment_id).order_by(Label.decided_at.desc())
    told = session.scalar(latest.limit(1))
    return replace(case, ours=_verdict(told)) if told else case


def _tickets(session: Session, case: Case) -> Sequence[Ticket]:
    stmt = select(Ticket).join(Appeal, Appeal.ticket_id == Ticket.id)
    return session.scalars(stmt.where(Appeal.comment_id == case.comment_id)).all()
