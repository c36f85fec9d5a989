"""What must leave the house: first a row, then the call."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Document, RowId, VkId


class MessageState(StrEnum):
    """How far a message has come."""

    PENDING = "pending"
    SENT = "sent"
    REFUSED = "refused"  # final: the other side said no


class Message(Base):
    """One message to one peer; repeated with the same random_id until its fate is known."""

    __tablename__ = "message"

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(unique=True)  # what must be said once: «card:4512:peer»
    random_id: Mapped[VkId]  # from the key, 31 bits
    channel: Mapped[str]  # vk_chat, vk_comment, file, stdout, webhook
    peer: Mapped[str]
    body: Mapped[Document]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)
    not_before: Mapped[datetime | None]  # quiet hours
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    remote_id: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
