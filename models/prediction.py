"""What we said of a comment, and by which artifact."""

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Document, Json, MaybeJson, RowId, Words
from models.comment import Comment


class Prediction(Base):
    """The answer for one version of a comment's text."""

    __tablename__ = "prediction"
    __table_args__ = (UniqueConstraint("comment_id", "version"),)

    id: Mapped[RowId]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(index=True)
    labels: Mapped[Words]
    scores: Mapped[Document]
    subtopics: Mapped[Words]
    urgent: Mapped[bool]
    review: Mapped[bool]
    review_reason: Mapped[str | None]
    facts: Mapped[Document]
    because: Mapped[Words]
    artifact: Mapped[str] = mapped_column(index=True)
    taxonomy: Mapped[str]
    rules: Mapped[str]
    # What else was asked, «model» and its answer; None: only we have spoken.
    opinion: Mapped[dict[str, Any] | None] = mapped_column(MaybeJson)
    loaded: Mapped[bool] = mapped_column(default=False, index=True)  # seen by the tickets

    comment: Mapped[Comment] = relationship()
    addresses: Mapped[list["Address"]] = relationship(
        order_by="Address.ordinal", cascade="all, delete-orphan", back_populates="prediction"
    )


class Address(Base):
    """A place that the comment names; start and stop are offsets into that version's text."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("prediction_id", "ordinal"),)

    id: Mapped[RowId]
    prediction_id: Mapped[int] = mapped_column(ForeignKey("prediction.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    start: Mapped[int]
    stop: Mapped[int]
    text: Mapped[str]
    region: Mapped[str | None]
    district: Mapped[str | None] = mapped_column(index=True)
    settlement: Mapped[str | None]
    street: Mapped[str | None]
    house: Mapped[str | None]
    building: Mapped[str | None]
    flat: Mapped[str | None]
    confidence: Mapped[float]
    alternatives: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)

    prediction: Mapped[Prediction] = relationship(back_populates="addresses")
