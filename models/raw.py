"""Answers of the network as they came."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Document, RowId


class RawAnswer(Base):
    """One answer, kept only when it differs from the last one to the same request."""

    __tablename__ = "raw_answer"
    __table_args__ = (UniqueConstraint("request_hash", "sequence"),)

    id: Mapped[RowId]
    request_hash: Mapped[str]  # of method and parameters, without the token
    sequence: Mapped[int]
    method: Mapped[str]
    params: Mapped[Document]
    body_hash: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)  # zlib-compressed JSON
    fetched_at: Mapped[datetime] = mapped_column(index=True)
