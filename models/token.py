"""What the tokens of a workspace have spent; a token itself is never stored, only its mark."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, RowId


class TokenPace(Base):
    """One of the turns that a token has in a second: shared by all processes of the workspace."""

    __tablename__ = "token_pace"

    mark: Mapped[str] = mapped_column(primary_key=True)  # keyed hash of the token
    turn: Mapped[int] = mapped_column(primary_key=True)
    free_at: Mapped[float]  # Unix seconds


class TokenUse(Base):
    """Calls of a method on a day (Moscow), against the daily budget."""

    __tablename__ = "token_use"
    __table_args__ = (UniqueConstraint("mark", "method", "day"),)

    id: Mapped[RowId]
    mark: Mapped[str]
    method: Mapped[str]
    day: Mapped[date]
    calls: Mapped[int] = mapped_column(default=0)


class TokenStop(Base):
    """A method, or the whole token, that must not be called until a moment."""

    __tablename__ = "token_stop"
    __table_args__ = (UniqueConstraint("mark", "method"),)

    id: Mapped[RowId]
    mark: Mapped[str]
    method: Mapped[str]  # «*»: all methods
    until: Mapped[datetime | None]  # None: until a person changes the key
    reason: Mapped[str]
