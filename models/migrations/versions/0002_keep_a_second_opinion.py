"""Keep a second opinion."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import MaybeJson

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("prediction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opinion", MaybeJson, nullable=True))
