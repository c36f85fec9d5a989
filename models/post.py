"""Posts and what we know of their comments."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, RowId, VkId
from models.source import Source


class Channel(StrEnum):
    """Which sequence of numbers an item belongs to."""

    WALL = "wall"
    TOPIC = "topic"  # a discussion board; its comments are numbered apart from the wall's


class Post(Base):
    """A post of a wall, or a topic of a board."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("owner_id", "channel", "vk_id"),)

    id: Mapped[RowId]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    owner_id: Mapped[VkId]
    channel: Mapped[str] = mapped_column(default=Channel.WALL)
    vk_id: Mapped[VkId]
    from_id: Mapped[VkId]
    published_at: Mapped[datetime] = mapped_column(index=True)
    text: Mapped[str]
    pinned: Mapped[bool] = mapped_column(default=False)
    intake: Mapped[bool] = mapped_column(default=False)  # complaints are collected under it
    comments_open: Mapped[bool] = mapped_column(default=True)
    vk_count: Mapped[int] = mapped_column(default=0)  # VK's count, replies included
    read_count: Mapped[int | None]  # the wall's count before the last reading to the end
    hidden_count: Mapped[int] = mapped_column(default=0)  # counted by VK, shown to nobody
    swept_on: Mapped[date | None]  # day of the last slow sweep
    absences: Mapped[int] = mapped_column(default=0)  # complete sweeps in a row without it
    deleted_at: Mapped[datetime | None]
    differs_since: Mapped[datetime | None]  # VK's count and ours disagree from then on

    source: Mapped[Source] = relationship()
