"""Comments as rows, with every text they once had."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from harvester.items import CommentItem
from models import Comment, CommentVersion, Post

KEYS = 500  # of one look-up


@dataclass(slots=True)
class SavedComments:
    """What saving changed."""

    new: int = 0
    edited: int = 0
    deleted: int = 0

    def add(self, other: "SavedComments") -> None:
        """Count another batch too."""
        self.new += other.new
        self.edited += other.edited
        self.deleted += other.deleted


def save_comments(
    session: Session,
    post: Post,
    items: Iterable[CommentItem],
    now: datetime,
    officials: Collection[int] = (),
) -> SavedComments:
    """Write comments of one post as VK shows them now; what did not change is not touched."""
    by_number = {item.comment_id: item for item in items}
    ordered = [by_number[number] for number in sorted(by_number)]
    known = _find(session, post, sorted(by_number))
    fresh = [_row(post, item, now, officials) for item in ordered if item.comment_id not in known]
    _insert(session, fresh)
    saved = SavedComments(new=len(fresh))
    for item in ordered:
        if row := known.get(item.comment_id):
            saved.add(_update(session, row, item, now, officials))
    session.flush()
    return saved


def _find(session: Session, post: Post, numbers: list[int]) -> dict[int, Comment]:
    found: dict[int, Comment] = {}
    for start in range(0, len(numbers), KEYS):
        stmt = select(Comment).where(
            Comment.owner_id == post.owner_id,
            Comment.channel == post.channel,
            Comment.vk_id.in_(numbers[start : start + KEYS]),
        )
        found |= {row.vk_id: row for row in session.scalars(stmt)}
    return found


def _row(
    post: Post, item: CommentItem, now: datetime, officials: Collection[int]
) -> dict[str, Any]:
    return {
        "post_id": post.id,
        "owner_id": post.owner_id,
        "channel": post.channel,
        "vk_id": item.comment_id,
        "from_id": item.from_id,
        "author_known": item.author_known,
        "published_at": item.published_at,
        "text": item.text,
        "content_hash": item.content_hash,
        "version": 1,
        "thread_root": item.thread_root,
        "reply_to": item.reply_to,
        "reply_to_user": item.reply_to_user,
        "attachments": list(item.attachments),
        "official": _is_official(post, item, officials),
        "absences": 0,
        "deleted_at": now if item.deleted else None,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    shared = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if shared else sqlite.insert
    # Another host may have read the same page: its rows are as good as ours.
    session.execute(insert(Comment).on_conflict_do_nothing(), rows)


def _is_official(post: Post, item: CommentItem, officials: Collection[int]) -> bool:
    return item.from_id is not None and (item.from_id == post.owner_id or item.from_id in officials)


def _update(
    session: Session, row: Comment, item: CommentItem, now: datetime, officials: Collection[int]
) -> SavedComments:
    row.absences = 0
    if item.deleted:
        return _bury(row, now)
    row.deleted_at = None
    if item.from_id is not None:
        row.from_id, row.author_known = item.from_id, item.author_known
        row.official = row.official or _is_official(row.post, item, officials)
    if row.content_hash == item.content_hash:
        return SavedComments()
    session.add(
        CommentVersion(
            comment_id=row.id,
            version=row.version,
            text=row.text,
            content_hash=row.content_hash,
            seen_at=now,
        )
    )
    row.version += 1
    row.text, row.content_hash = item.text, item.content_hash
    row.attachments = list(item.attachments)
    return SavedComments(edited=1)


def _bury(row: Comment, now: datetime) -> SavedComments:
    # The text stays until the retention of deleted comments takes it.
    if row.deleted_at is not None:
        return SavedComments()
    row.deleted_at = now
    return SavedComments(deleted=1)
