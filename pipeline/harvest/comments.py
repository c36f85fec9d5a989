"""Comments as rows, with every text they once had."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    comments: Iterable[tuple[Post, CommentItem]],
    now: datetime,
    officials: Collection[int] = (),
    known: Mapping[int, Comment] | None = None,
) -> SavedComments:
    """Write comments of one wall as they are now; what did not change is not touched.

    Who has looked for the stored ones already gives them as ``known``.
    """
    by_number = {item.comment_id: (post, item) for post, item in comments}
    ordered = [by_number[number] for number in sorted(by_number)]
    known = find_comments(session, ordered) if known is None else known
    fresh = [(post, item) for post, item in ordered if item.comment_id not in known]
    _insert(session, [_row(post, item, now, officials) for post, item in fresh])
    saved = SavedComments(new=len(fresh))
    for _, item in ordered:
        if row := known.get(item.comment_id):
            saved.add(_update(session, row, item, now, officials))
    session.flush()
    return saved


def find_comments(
    session: Session, comments: Sequence[tuple[Post, CommentItem]]
) -> dict[int, Comment]:
    """Stored comments of one wall by their numbers on VK."""
    found: dict[int, Comment] = {}
    for start in range(0, len(comments), KEYS):
        part = comments[start : start + KEYS]
        wall = part[0][0]
        stmt = select(Comment).where(
            Comment.owner_id == wall.owner_id,
            Comment.channel == wall.channel,
            Comment.vk_id.in_([item.comment_id for _, item in part]),
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
    # The connection takes rows as they are; the session would look at each one first.
    session.connection().execute(insert(Comment).on_conflict_do_nothing(), rows)


def _is_official(wall: Post | Comment, item: CommentItem, officials: Collection[int]) -> bool:
    return item.from_id is not None and (item.from_id == wall.owner_id or item.from_id in officials)


def _update(
    session: Session, row: Comment, item: CommentItem, now: datetime, officials: Collection[int]
) -> SavedComments:
    row.absences = 0
    if item.deleted:
        return _bury(row, now)
    row.deleted_at = None
    if item.from_id is not None:
        row.from_id, row.author_known = item.from_id, item.author_known
        row.official = row.official or _is_official(row, item, officials)
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
