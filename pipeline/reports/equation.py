"""Harvested = not appeals + in review + appeals; appeals = answered + open + ended otherwise."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from models import (
    Address,
    Appeal,
    Comment,
    Post,
    Prediction,
    Review,
    ReviewReason,
    Source,
    Status,
    Ticket,
)
from pipeline.register.selection import Selection, find_portions
from pipeline.register.state import State
from pipeline.tickets.past import is_past

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
    ended: int  # rejected, redirected, merged or closed unanswered, each with a reason

    @property
    def holds(self) -> bool:
        """Both sums are right."""
        comments = self.unread + self.not_appeals + self.review + self.appeals
        appeals = self.answered + self.open + self.ended
        return self.harvested == comments and self.appeals == appeals


def equation(
    session: Session,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    now: datetime | None = None,
) -> Equation:
    """Count each side on its own, from its own tables; of a past moment when told ``now``."""
    period = _period(since, until, now)

    def comments(*where: ColumnElement[bool]) -> int:
        stmt = select(func.count()).select_from(Comment).where(*period, *where)
        return session.scalar(stmt) or 0

    appeal, loaded, queued = _appeal(), _loaded(), _queued(now)
    fates = _fates(session, period, now)
    return Equation(
        harvested=comments(),
        unread=comments(~appeal, ~loaded),
        not_appeals=comments(~appeal, loaded, ~queued),
        review=comments(~appeal, loaded, queued),
        appeals=comments(appeal),
        answered=fates["answered"],
        open=fates["open"],
        ended=fates["ended"],
    )


def not_appeals_by_district(
    session: Session, since: datetime, until: datetime, now: datetime
) -> Counter[str | None]:
    """Comments that ask for nothing, by the district in their text or of their community."""
    district = func.coalesce(func.min(Address.district), func.nullif(Source.district, ""))
    each = (
        select(district.label("district"))
        .select_from(Comment)
        .join(Post, Comment.post_id == Post.id)
        .join(Source, Post.source_id == Source.id)
        .outerjoin(
            Prediction,
            (Prediction.comment_id == Comment.id) & (Prediction.version == Comment.version),
        )
        .outerjoin(Address, (Address.prediction_id == Prediction.id) & (Address.ordinal == 0))
        .where(*_period(since, until, now), ~_appeal(), _loaded(), ~_queued(now))
        .group_by(Comment.id, Source.district)
        .subquery()
    )
    found = session.execute(select(each.c.district, func.count()).group_by(each.c.district))
    return Counter(dict(found.all()))


def _period(
    since: datetime | None, until: datetime | None, now: datetime | None
) -> list[ColumnElement[bool]]:
    limits = [end for end in (until, now) if end is not None]
    period = [Comment.published_at < min(limits)] if limits else []
    return [*period, Comment.published_at >= since] if since is not None else period


# Correlated by name: one of the questions joins predictions itself.
def _appeal() -> ColumnElement[bool]:
    return exists().where(Appeal.comment_id == Comment.id).correlate(Comment)


def _loaded() -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Prediction.comment_id == Comment.id,
            Prediction.version == Comment.version,
            Prediction.loaded.is_(True),
        )
        .correlate(Comment)
    )


def _queued(now: datetime | None) -> ColumnElement[bool]:
    still = Review.closed_at.is_(None)
    return (
        exists()
        .where(
            Review.comment_id == Comment.id,
            Review.reason.in_(UNDECIDED),
            still if now is None else or_(still, Review.closed_at >= now),
        )
        .correlate(Comment)
    )


def _fates(
    session: Session, period: list[ColumnElement[bool]], now: datetime | None
) -> Counter[str]:
    """Appeals by what became of their tickets."""
    if now is not None and is_past(session, now):
        return _fates_then(session, period, now)
    ended = or_(
        Ticket.status.in_(ENDED), and_(Ticket.status == Status.CLOSED, Ticket.answered_at.is_(None))
    )
    fate = case((ended, "ended"), (Ticket.answered_at.is_not(None), "answered"), else_="open")
    stmt = (
        select(fate, func.count())
        .select_from(Appeal)
        .join(Comment, Appeal.comment_id == Comment.id)
        .join(Ticket, Appeal.ticket_id == Ticket.id)
        .where(*period)
        .group_by(fate)
    )
    return Counter(dict(session.execute(stmt).all()))


def _fates_then(session: Session, period: list[ColumnElement[bool]], now: datetime) -> Counter[str]:
    stmt = (
        select(Appeal.ticket_id, func.count())
        .join(Comment, Appeal.comment_id == Comment.id)
        .where(*period)
        .group_by(Appeal.ticket_id)
    )
    appeals = dict(session.execute(stmt).all())
    fates: Counter[str] = Counter()
    for portion in find_portions(session, Selection(), now):
        for state in portion.states:
            fates[_fate(state)] += appeals.get(state.id, 0)
    return fates


def _fate(state: State) -> str:
    unanswered = state.answered_at is None
    if state.status in ENDED or (state.status == Status.CLOSED and unanswered):
        return "ended"
    return "open" if unanswered else "answered"
