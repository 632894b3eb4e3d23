"""The tables of the SQL annotation store. Other tools may read them, add annotations and edit clips.

`storage/annotations/migrations/` makes them; a column or a table that came later says `since` which step.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    func,
)

SECOND_EAR = "second-ear"
"""The author of what Second Ear writes; any other author is a person or another tool."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC. SQLite keeps no zone, so it goes on the way in and comes back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


metadata = MetaData()

clips = Table(
    "clips",
    metadata,
    Column("reference", String(200), primary_key=True),
    Column("language", String(35), nullable=False),
    Column("duration_seconds", Double, nullable=False),
    Column("domain", String(100), nullable=False, default=""),
    Column("has_consent", Boolean, nullable=False, default=True),
    Column("audio_path", Text, nullable=False),  # below the audio folder
    Column("facts", JSON, nullable=False),  # serial, account and the like: never leave this table
    Column("text", Text, nullable=False, default=""),  # the transcription known so far
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

# Append-only. There is no foreign key: a clip that its owner removes must not be held back by its history.
annotations = Table(
    "annotations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(200), unique=True),  # of Second Ear's own; other tools need none
    Column("reference", String(200), nullable=False, index=True),
    Column("number", Integer, nullable=False, default=1),
    Column("text", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("is_nobody_can_tell", Boolean, nullable=False, default=False),
    Column("confidence", Double, nullable=False, default=1.0),
    Column("method", String(60), nullable=False, default=""),
    Column("people", JSON, nullable=False, default=list),
    Column("settled_by", String(100)),
    Column("alias", String(20), nullable=False, default=""),
    Column("revision", Integer, nullable=False, default=0),
    Column("words", JSON, nullable=False, default=list),
    Column("author", String(100), nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("disagreement", JSON, nullable=False, server_default="[]", info={"since": "0002"}),  # of each word
)

# Append-only: the latest of a clip holds.
marks = Table(
    "marks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("reference", String(200), nullable=False, index=True),
    Column("flag", String(20), nullable=False),
    Column("category", String(20)),
    Column("marked_at", UtcDateTime, nullable=False, index=True),
)

# Other tools add a row to ask for help with a clip, and set when it was taken back. We change none of them.
requests = Table(
    "requests",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", String(200), nullable=False, index=True),
    Column("note", Text, nullable=False, server_default=""),  # what is hard; it stands on the card in Slack
    Column("asked_at", UtcDateTime, nullable=False, server_default=func.current_timestamp(), index=True),
    Column("withdrawn_at", UtcDateTime, index=True),
    info={"since": "0003"},
)

# What each request came to, so that its repetition gets the same answer, a conflict and a missing clip too.
answers = Table(
    "answers",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
)
