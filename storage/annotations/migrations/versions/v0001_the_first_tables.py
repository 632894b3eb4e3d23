"""The tables as they were before there were migrations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_clips()
    _make_annotations()
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(200), nullable=False, unique=True),
        sa.Column("reference", sa.String(200), nullable=False, index=True),
        sa.Column("flag", sa.String(20), nullable=False),
        sa.Column("category", sa.String(20)),
        sa.Column("marked_at", TIME, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answered_at", TIME, nullable=False),
    )


def _make_clips() -> None:
    op.create_table(
        "clips",
        sa.Column("reference", sa.String(200), primary_key=True),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("duration_seconds", sa.Double, nullable=False),
        sa.Column("domain", sa.String(100), nullable=False),
        sa.Column("has_consent", sa.Boolean, nullable=False),
        sa.Column("audio_path", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
    )


def _make_annotations() -> None:
    op.create_table(
        "annotations",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(200), unique=True),
        sa.Column("reference", sa.String(200), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("is_nobody_can_tell", sa.Boolean, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("method", sa.String(60), nullable=False),
        sa.Column("people", sa.JSON, nullable=False),
        sa.Column("settled_by", sa.String(100)),
        sa.Column("alias", sa.String(20), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("words", sa.JSON, nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("written_at", TIME, nullable=False),
    )
