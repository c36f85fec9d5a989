"""What is not there any more: tombstones, and their trace in the archive."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from harvester.request import deleted
from models import Comment, Post
from pipeline.harvest.archive import save_answers

ABSENCES = 2  # complete readings without an item that make it deleted


def bury_post(session: Session, post: Post, now: datetime) -> int:
    """A post is gone with its comments; how many those were."""
    post.absences, post.deleted_at = ABSENCES, now
    post.differs_since = None
    save_deletions(session, post, [], now)
    gone = session.scalars(
        update(Comment)
        .where(Comment.post_id == post.id, Comment.deleted_at.is_(None))
        .values(deleted_at=now, absences=ABSENCES)
        .returning(Comment.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def save_deletions(
    session: Session, post: Post, comments: Iterable[Comment], now: datetime
) -> None:
    """Archive what no answer of VK says: that something is not there any more."""
    gone = {"post": post.deleted_at is not None, "comments": [row.vk_id for row in comments]}
    if gone["post"] or gone["comments"]:
        request = deleted(post.owner_id, post.vk_id, post.channel)
        save_answers(session, [(request, gone)], now)
