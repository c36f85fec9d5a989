"""What a person said of a comment; predictions never override it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, RowId, Words


class Label(Base):
    """A person's decision, and a training example with its provenance."""

    __tablename__ = "label"
    __table_args__ = (UniqueConstraint("comment_id", "actor"),)

    id: Mapped[RowId]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    version: Mapped[int]
    kind: Mapped[str]
    labels: Mapped[Words]
    urgent: Mapped[bool]
    actor: Mapped[str]
    decided_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
