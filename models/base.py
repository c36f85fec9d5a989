"""What all tables share: types, naming, the way of time."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

# Constraints need names, or a migration could not drop them.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

REMEMBERED = 10_000  # moments


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite itself would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 (SQLAlchemy's signature)
    ) -> datetime | None:
        """Refuse naive moments before they reach the database."""
        return None if value is None else _in_utc(value)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 (SQLAlchemy's signature)
    ) -> datetime | None:
        """Return what was stored, in UTC whatever the zone of the server."""
        return value if value is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """Write SQLite's text in one step too: a load has ten moments a ticket."""
        if dialect.name == "sqlite":
            return _texts.__getitem__
        return super().bind_processor(dialect)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None] | None:
        """Read SQLite's text in one step: a register of a million lines has ten million moments."""
        if dialect.name == "sqlite":
            return _moments.__getitem__
        return super().result_processor(dialect, coltype)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        msg = f"naive datetime {value!r}: give it a zone"
        raise ValueError(msg)
    return value.astimezone(UTC)


class _Texts(dict[datetime | None, str | None]):
    """Moments that were written already: those of a ticket and of its events are mostly equal."""

    def __missing__(self, at: datetime | None) -> str | None:
        if len(self) >= REMEMBERED:
            self.clear()
        self[at] = text = None if at is None else _written(at)
        return text


def _written(at: datetime) -> str:
    return _in_utc(at).replace(tzinfo=None).isoformat(" ", "microseconds")


class _Moments(dict[str | None, datetime | None]):
    """Texts that were read already: half of a ticket's moments are missing, others are equal."""

    def __missing__(self, text: str | None) -> datetime | None:
        if len(self) >= REMEMBERED:
            self.clear()
        self[text] = at = None if text is None else datetime.fromisoformat(f"{text}+00:00")
        return at


_moments, _texts = _Moments(), _Texts()


# SQLite numbers rows by itself only in columns of type INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")
RowId = Annotated[int, mapped_column(RowNumber, primary_key=True)]
VkId = Annotated[int, mapped_column(BigInteger)]
Json = JSON().with_variant(JSONB(), "postgresql")  # plain JSON there cannot be compared
MaybeJson = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Words = Annotated[list[str], mapped_column(Json, default=list)]
Document = Annotated[dict[str, Any], mapped_column(Json, default=dict)]


class Base(DeclarativeBase):
    """Root of the tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 (SQLAlchemy reads a plain dict)
