"""Whether the numbers add up: VK's own counts against the rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Comment, Post


@dataclass(frozen=True, slots=True)
class PostDifference:
    """A post whose count does not equal stored + deleted + hidden."""

    post: str  # «wall-1_2»
    vk_count: int
    stored: int
    deleted: int  # placeholders that VK counts
    hidden: int  # counted by VK, shown to nobody
    since: datetime | None  # None: VK was not asked since the rows changed


def posts_that_differ(session: Session) -> Iterator[PostDifference]:
    """Posts read from VK whose comments are open and do not add up, oldest difference first."""
    living = func.count(Comment.id).filter(Comment.deleted_at.is_(None))
    shown = func.count(Comment.id).filter(Comment.deleted_at.is_not(None), Comment.absences == 0)
    stmt = (
        select(Post, living, shown)
        .outerjoin(Comment, Comment.post_id == Post.id)
        .where(Post.read_count.is_not(None), Post.deleted_at.is_(None), Post.comments_open)
        .group_by(Post.id)
        .order_by(Post.differs_since.nulls_last(), Post.id)
    )
    for post, stored, placeholders in session.execute(stmt):
        deleted = min(placeholders, max(post.vk_count - stored - post.hidden_count, 0))
        if post.differs_since or stored + deleted + post.hidden_count != post.vk_count:
            yield PostDifference(
                post=f"{post.channel}{post.owner_id}_{post.vk_id}",
                vk_count=post.vk_count,
                stored=stored,
                deleted=deleted,
                hidden=post.hidden_count,
                since=post.differs_since,
            )
