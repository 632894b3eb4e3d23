"""Requests for help that other tools leave in the store, and quick ways to what changed last."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("reference", sa.String(200), nullable=False, index=True),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("asked_at", TIME, nullable=False, server_default=sa.func.current_timestamp(), index=True),
        sa.Column("withdrawn_at", TIME, index=True),
    )
    op.create_index("ix_marks_marked_at", "marks", ["marked_at"])
