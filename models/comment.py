"""Comments and every version of their text."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Json, RowId, VkId
from models.post import Channel, Post


class Comment(Base):
    """A comment or a reply; a deleted one stays as a tombstone."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("owner_id", "channel", "vk_id"),)

    id: Mapped[RowId]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    owner_id: Mapped[VkId]
    channel: Mapped[str] = mapped_column(default=Channel.WALL)
    vk_id: Mapped[VkId]
    from_id: Mapped[VkId | None] = mapped_column(index=True)  # VK tells no author of a deleted one
    author_known: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime] = mapped_column(index=True)
    text: Mapped[str]
    content_hash: Mapped[str]  # of text and attachments
    version: Mapped[int] = mapped_column(default=1)
    thread_root: Mapped[VkId | None]  # vk_id of the top-level comment, None for itself
    reply_to: Mapped[VkId | None]  # vk_id of the comment answered
    reply_to_user: Mapped[VkId | None]
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    official: Mapped[bool] = mapped_column(default=False)  # written for the authority
    absences: Mapped[int] = mapped_column(default=0)  # complete reads in a row without it
    deleted_at: Mapped[datetime | None]

    post: Mapped[Post] = relationship()


class CommentVersion(Base):
    """A text as it once stood; the ticket keeps the one that was answered."""

    __tablename__ = "comment_version"
    __table_args__ = (UniqueConstraint("comment_id", "version"),)

    id: Mapped[RowId]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    version: Mapped[int]
    text: Mapped[str]
    content_hash: Mapped[str]
    seen_at: Mapped[datetime]  # when we learned that it had been replaced
