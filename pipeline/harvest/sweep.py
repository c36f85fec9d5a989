"""Which posts are read today: what changed, where complaints are collected, whose turn it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ColumnExpressionArgument, and_, func, or_, select
from sqlalchemy.orm import Session

from harvester.request import PAGE
from models import Comment, Post, Source
from pipeline.harvest.pace import moscow_day

RARELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a cycle looks back, and how much of a day's sweep it does."""

    posts: int = 500  # newest posts whose counts every cycle compares
    horizon: timedelta = timedelta(days=30)  # younger posts are read again every day, for edits
    sweep: int = 500  # posts of the sweep in one cycle


@dataclass(frozen=True, slots=True)
class Due:
    """A post to read."""

    post_id: int
    glance: bool = False  # nothing says that it changed: the newest comments first


def due_posts(
    session: Session, source: Source, now: datetime, reach: Reach, full: bool = False
) -> list[Due]:
    """Posts of a source to read in this cycle, newest first within each reason."""
    alive = Post.source_id == source.id, Post.deleted_at.is_(None)
    changed = or_(Post.read_count.is_(None), Post.differs_since.is_not(None))
    if full:
        inhabited = select(Comment.id).where(Comment.post_id == Post.id).exists()
        everything = or_(changed, Post.vk_count > 0, inhabited)
        return [Due(number) for number in _numbers(session, *alive, everything)]
    turn = _turn(now, reach)
    # Of a long post that was whole today the newest comments are likely to be all that is new.
    read = func.coalesce(Post.read_count, 0)
    grown = ~turn & (read > PAGE) & (Post.vk_count > read)
    found = [Due(number) for number in _numbers(session, *alive, changed, ~grown)]
    found += [Due(n, glance=True) for n in _numbers(session, *alive, changed, grown)]
    found += [Due(n, glance=True) for n in _numbers(session, *alive, ~changed, ~turn, Post.intake)]
    swept = _numbers(session, *alive, ~changed, turn)[: reach.sweep]
    return found + [Due(number) for number in swept]


def _turn(now: datetime, reach: Reach) -> ColumnElement[bool]:
    """Whose turn it is: every day what is young or collects complaints, once a month the rest."""
    today = moscow_day(now)
    young = now - reach.horizon
    spoken = select(Comment.id).where(Comment.post_id == Post.id, Comment.published_at >= young)
    daily = or_(Post.published_at >= young, Post.intake, spoken.exists())
    turn = or_(
        Post.swept_on.is_(None),  # left in doubt
        and_(Post.swept_on < today, daily),
        Post.swept_on <= today - RARELY,
    )
    return turn & (Post.vk_count > 0)


def _numbers(session: Session, *where: ColumnExpressionArgument[bool]) -> list[int]:
    order = Post.published_at.desc(), Post.vk_id.desc()
    return list(session.scalars(select(Post.id).where(*where).order_by(*order)))
