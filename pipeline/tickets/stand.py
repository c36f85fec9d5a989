"""Where a comment stands on its wall, and who wrote it there."""

from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Row

from models import Comment, Post

Anchor = tuple[int, str, int]  # owner, channel and number of a comment on VK

# Columns, not objects: there may be a hundred thousand of them.
STANDING = (
    Comment.id,
    Comment.owner_id,
    Comment.channel,
    Comment.vk_id,
    Comment.post_id,
    Comment.thread_root,
    Comment.from_id,
    Comment.author_known,
    Comment.published_at,
    Post.source_id,
)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a comment stands."""

    comment_id: int
    owner_id: int
    channel: str
    vk_id: int
    post_id: int
    source_id: int
    profile: str = "heating"
    intake: bool = False
    post: str = ""  # its text
    thread_root: int | None = None
    reply_to: int | None = None
    addressee: int | None = None  # the user replied to

    @classmethod
    def of(cls, row: Row[Any], **more: Any) -> Self:
        """A row that has the columns of STANDING, with what else is known."""
        return cls(
            comment_id=row.id,
            owner_id=row.owner_id,
            channel=row.channel,
            vk_id=row.vk_id,
            post_id=row.post_id,
            source_id=row.source_id,
            thread_root=row.thread_root,
            **more,
        )

    @property
    def root(self) -> int:
        """Number of the comment that began the thread."""
        return self.thread_root or self.vk_id

    def anchor(self, vk_id: int | None) -> Anchor | None:
        """The key of another comment of the same wall."""
        return (self.owner_id, self.channel, vk_id) if vk_id else None


def author_of(row: Row[Any]) -> int | None:
    """Who wrote it; None when VK does not tell."""
    return row.from_id if row.author_known else None
