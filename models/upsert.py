"""Writing rows so that twice is once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base

VARIABLES = 30_000  # SQLite takes 32,766 in one statement, PostgreSQL 65,535


def upsert(
    session: Session,
    table: type[Base],
    rows: Sequence[Mapping[str, Any]],
    key: Sequence[str],
) -> None:
    """Insert rows of equal columns; where the natural key exists, update only what differs."""
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    size = VARIABLES // len(table.__table__.columns)  # defaults become variables too
    for start in range(0, len(rows), size):
        stmt = insert(table).values(list(rows[start : start + size]))
        columns = [name for name in rows[0] if name not in key]
        if not columns:
            session.execute(stmt.on_conflict_do_nothing(index_elements=key))
            continue
        session.execute(
            stmt.on_conflict_do_update(
                index_elements=key,
                set_={name: stmt.excluded[name] for name in columns},
                where=or_(
                    *(
                        table.__table__.c[name].is_distinct_from(stmt.excluded[name])
                        for name in columns
                    )
                ),
            )
        )
