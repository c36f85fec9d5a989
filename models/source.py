"""Where appeals come from: a community's wall, or a topic of its board."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, RowId, VkId


class Source(Base):
    """A community, known by its number: screen names change."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("owner_id", "topic_id"),)

    id: Mapped[RowId]
    owner_id: Mapped[VkId]  # negative for communities
    topic_id: Mapped[VkId] = mapped_column(default=0)  # 0: the wall
    alias: Mapped[str] = mapped_column(default="", index=True)  # the name in the settings
    screen_name: Mapped[str] = mapped_column(default="")  # the name on VK, today
    name: Mapped[str] = mapped_column(default="")
    profile: Mapped[str] = mapped_column(default="heating")
    district: Mapped[str] = mapped_column(default="")
    settlement: Mapped[str] = mapped_column(default="")
    posts_seen: Mapped[int] = mapped_column(default=0)  # VK's count of posts, last time
    read_from: Mapped[datetime | None]  # posts since then were walked once; None: never
    swept_on: Mapped[date | None]  # day of the last walk down to read_from
    poll_ts: Mapped[str] = mapped_column(default="")  # of Long Poll, behind the last saved event
    gone_at: Mapped[datetime | None]
    gone_reason: Mapped[str] = mapped_column(default="")
