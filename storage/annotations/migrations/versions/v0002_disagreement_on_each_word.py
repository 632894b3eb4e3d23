"""How far people disagreed on each word of an outcome."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    disagreement = sa.Column("disagreement", sa.JSON, nullable=False, server_default="[]")
    op.add_column("annotations", disagreement)
