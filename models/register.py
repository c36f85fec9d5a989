"""The state address register (GAR) as loaded: one version at a time.

There are no foreign keys: a street may outlive its district here, as it does in the register
itself between two of its updates.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, SmallInteger, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, RowId, RowNumber

GUID = Uuid(as_uuid=False)  # a string to Python, sixteen bytes to PostgreSQL


class RegisterVersion(Base):
    """A load of the register; the last one says what the tables hold."""

    __tablename__ = "register_version"

    id: Mapped[RowId]
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # of the files it came from
    day: Mapped[date]  # of the export
    delta: Mapped[bool]  # only what had changed since another export
    source: Mapped[str]  # name of the file or folder
    objects: Mapped[int]
    houses: Mapped[int]
    imported_at: Mapped[datetime]


class RegisterObject(Base):
    """A region, district, settlement, micro-district or street; levels 1 to 8."""

    __tablename__ = "register_object"
    __table_args__ = (Index("ix_register_object_name_key", "name_key"),)

    object_id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    guid: Mapped[str] = mapped_column(GUID)
    level: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str]  # as the register has it: «Шувалова»
    official_name: Mapped[str | None]
    kind: Mapped[str]  # «улица»
    short: Mapped[str]  # by order 171n: «ул.»
    title: Mapped[str]  # as predictions have it: «улица Шувалова»
    name_key: Mapped[str]  # as it is looked up: «шувалова»
    municipal_parent_id: Mapped[int | None] = mapped_column(BigInteger)
    administrative_parent_id: Mapped[int | None] = mapped_column(BigInteger)
    settlement_id: Mapped[int | None] = mapped_column(BigInteger)
    district: Mapped[str | None]
    address: Mapped[str]  # «г. Мурино, ул. Шувалова»
    oktmo: Mapped[str | None] = mapped_column(String(11))
    postal_code: Mapped[str | None] = mapped_column(String(6))


class RegisterHouse(Base):
    """A house under a street, a micro-district or a settlement without streets."""

    __tablename__ = "register_house"
    __table_args__ = (Index("ix_register_house_parent_id_key", "parent_id", "key"),)

    object_id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    guid: Mapped[str] = mapped_column(GUID)
    parent_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str]  # number|letter|corpus|structure: «16||2|»
    kind: Mapped[int] = mapped_column(SmallInteger)  # HOUSETYPE; 0 when the register is silent
    title: Mapped[str]  # by order 171n: «д. 16, к. 2»
    postal_code: Mapped[str | None] = mapped_column(String(6))
    many_flats: Mapped[bool | None]  # the register's «многоквартирный дом»
