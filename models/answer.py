"""Answers to residents: drafts, sent ones, and those found in the threads."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, RowId
from models.comment import Comment
from models.ticket import Ticket


class AnswerState(StrEnum):
    """How far an answer has come."""

    DRAFT = "draft"
    APPROVED = "approved"  # a person said yes; the outbox sends it
    PUBLISHED = "published"
    REFUSED = "refused"  # by VK, for good


class Answer(Base):
    """An official reply to one appeal of a ticket."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("ticket_id", "comment_id"),)

    id: Mapped[RowId]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), unique=True)  # ours
    to_comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))  # the resident's
    text: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    says: Mapped[str] = mapped_column(default="")  # done, asks, planned… by its stock phrases
    actor: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    until: Mapped[datetime | None]  # term that it promises, of an interim one

    ticket: Mapped[Ticket] = relationship()
    comment: Mapped[Comment | None] = relationship(foreign_keys=[comment_id])
