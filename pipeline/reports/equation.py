"""Harvested = not appeals + in review + appeals; appeals = answered + open + ended otherwise."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from models import Appeal, Comment, Prediction, Review, ReviewReason, Status, Ticket

# Waiting for a person; other reasons concern comments that are in a ticket already.
UNDECIDED = (ReviewReason.DOUBT,)
ENDED = (Status.REJECTED, Status.REDIRECTED, Status.MERGED)


@dataclass(frozen=True, slots=True)
class Equation:
    """Every comment of a period is in exactly one place."""

    harvested: int
    unread: int  # no prediction or not yet loaded: run classify and tickets load
    not_appeals: int
    review: int
    appeals: int
    answered: int
    open: int
    ended: int  # rejected, redirected or merged, with a reason

    @property
    def holds(self) -> bool:
        """Both sums are right."""
        comments = self.unread + self.not_appeals + self.review + self.appeals
        appeals = self.answered + self.open + self.ended
        return self.harvested == comments and self.appeals == appeals


def equation(
    session: Session, since: datetime | None = None, until: datetime | None = None
) -> Equation:
    """Count each side on its own, from its own tables."""
    period: list[ColumnElement[bool]] = []
    if since is not None:
        period.append(Comment.published_at >= since)
    if until is not None:
        period.append(Comment.published_at < until)

    def comments(*where: ColumnElement[bool]) -> int:
        stmt = select(func.count()).select_from(Comment).where(*period, *where)
        return session.scalar(stmt) or 0

    def appeals(*where: ColumnElement[bool]) -> int:
        stmt = (
            select(func.count()).select_from(Appeal).join(Comment, Appeal.comment_id == Comment.id)
        )
        return session.scalar(stmt.join(Ticket).where(*period, *where)) or 0

    appeal = exists().where(Appeal.comment_id == Comment.id)
    loaded = exists().where(
        Prediction.comment_id == Comment.id,
        Prediction.version == Comment.version,
        Prediction.loaded.is_(True),
    )
    queued = exists().where(
        Review.comment_id == Comment.id, Review.reason.in_(UNDECIDED), Review.closed_at.is_(None)
    )
    ended = Ticket.status.in_(ENDED)
    answered = Ticket.answered_at.is_not(None)
    return Equation(
        harvested=comments(),
        unread=comments(~appeal, ~loaded),
        not_appeals=comments(~appeal, loaded, ~queued),
        review=comments(~appeal, loaded, queued),
        appeals=appeals(),
        answered=appeals(~ended, answered),
        open=appeals(~ended, ~answered),
        ended=appeals(ended),
    )


def as_text(found: Equation) -> str:
    """The two sums, line by line."""
    verdict = "сходится" if found.holds else "НЕ СХОДИТСЯ"
    return "\n".join(
        [
            f"Собрано комментариев: {found.harvested}",
            f"  = не обращения {found.not_appeals} + на проверке {found.review}"
            f" + обращения {found.appeals} + ещё не разобрано {found.unread}",
            f"Обращения: {found.appeals}",
            f"  = отвечено {found.answered} + открыто {found.open}"
            f" + отклонено, перенаправлено или объединено {found.ended}",
            f"Равенство {verdict}.",
        ]
    )
