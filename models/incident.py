"""Mass incidents above tickets: one boiler house, many tickets."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, RowId


class Incident(Base):
    """Tickets of one topic near one another in place and time."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_where", "topic", "settlement", "street"),)

    id: Mapped[RowId]
    number: Mapped[str] = mapped_column(unique=True)  # «И-2023-0007»
    topic: Mapped[str]
    level: Mapped[str]  # house, street, settlement, area
    district: Mapped[str] = mapped_column(default="")
    settlement: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    house: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="")  # a boiler house's area by its configured name
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))  # a wider one
