"""Runs the migrations on the connection that the caller opened."""

from typing import Any, Literal

from alembic import context

from models import Base
from models.base import Json, MaybeJson, RowNumber, UtcDateTime

NAMED = {"Json": Json, "MaybeJson": MaybeJson, "RowNumber": RowNumber}


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own types by their names."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    return next((name for name, ours in NAMED.items() if item is ours), False)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
    render_item=render,
    compare_type=True,
)
context.run_migrations()
