"""Which posts are read today: what changed, where complaints are collected, whose turn it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ColumnExpressionArgument, or_, select
from sqlalchemy.orm import Session

from models import Post, Source
from pipeline.pace import moscow_day


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
    if full:
        return [Due(number) for number in _numbers(session, *alive)]
    changed = or_(Post.read_count.is_(None), Post.differs_since.is_not(None))
    turn = _turn(now, reach)
    found = [Due(number) for number in _numbers(session, *alive, changed)]
    found += [Due(n, glance=True) for n in _numbers(session, *alive, ~changed, ~turn, Post.intake)]
    swept = _numbers(session, *alive, ~changed, turn)[: reach.sweep]
    return found + [Due(number) for number in swept]


def _turn(now: datetime, reach: Reach) -> ColumnElement[bool]:
    """The daily sweep: young posts and intake posts not read today, and what was left in doubt."""
    today = moscow_day(now)
    daily = or_(Post.published_at >= now - reach.horizon, Post.intake)
    old = Post.swept_on.is_not(None) & (Post.swept_on < today) & daily
    return or_(Post.swept_on.is_(None), old) & (Post.vk_count > 0)


def _numbers(session: Session, *where: ColumnExpressionArgument[bool]) -> list[int]:
    order = Post.published_at.desc(), Post.vk_id.desc()
    return list(session.scalars(select(Post.id).where(*where).order_by(*order)))
