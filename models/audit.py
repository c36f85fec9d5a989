"""Who saw or took out what is not for everybody."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Document, RowId


class Audit(Base):
    """One act that personal data leave the database by; rows are only added."""

    __tablename__ = "audit"

    id: Mapped[RowId]
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str]  # «export_with_author»
    detail: Mapped[Document]
