"""The queue of comments that a person must look at."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, RowId
from models.comment import Comment


class ReviewReason(StrEnum):
    """Why a person must look."""

    DOUBT = "doubt"  # the classifier abstained
    NO_ADDRESS = "no_address"
    NO_ROUTE = "no_route"
    AUDIT = "audit"  # a random sample
    OBJECTION = "objection"  # may object to our answer
    RESOLVED = "resolved"  # says that the problem is gone: to be confirmed
    EDITED = "edited"  # the text changed after a ticket was opened


class Review(Base):
    """One reason to look at one comment; closed when a person decided."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("comment_id", "reason"),)

    id: Mapped[RowId]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    reason: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    actor: Mapped[str] = mapped_column(default="")

    comment: Mapped[Comment] = relationship()
