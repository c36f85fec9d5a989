"""The journal: what ran, what came of it."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Document, RowId


class Run(Base):
    """One run of a command that writes."""

    __tablename__ = "run"

    id: Mapped[RowId]
    command: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]  # None: it was killed, or still works
    exit_code: Mapped[int | None]
    counts: Mapped[Document]
    message: Mapped[str] = mapped_column(default="")
