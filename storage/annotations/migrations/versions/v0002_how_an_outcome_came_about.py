"""Which version of the method made an outcome, and how far people disagreed on each word."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    version = sa.Column("method_version", sa.String(60), nullable=False, server_default="")
    disagreement = sa.Column("disagreement", sa.JSON, nullable=False, server_default="[]")
    op.add_column("annotations", version)
    op.add_column("annotations", disagreement)
