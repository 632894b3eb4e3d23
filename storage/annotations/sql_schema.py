"""Bringing a database's tables to the present version, from nothing or from an earlier one."""

from importlib.resources import files
from io import StringIO

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.errors import ConfigurationError
from storage.annotations import migrations
from storage.annotations.sql_tables import metadata

_log = structlog.get_logger(__name__)

BEFORE_MIGRATIONS = "0001"
"""What a database without a version number has, if it is ours."""

VERSION_TABLE = "second_ear_version"
"""Of our own, because other software in the same database may use Alembic too."""

# Any number does, if nobody else in the database uses it.
_TURN = 5_332_600_001


def bring_up_to_date(connection: Connection) -> None:
    """Runs the steps that are missing; ConfigurationError, changing nothing, when the database is not ours.

    Bots that start together take turns. The caller's transaction makes it all of the steps or none.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    config = _config(connection)
    scripts = ScriptDirectory.from_config(config)
    newest = scripts.get_current_head()
    before = _version(connection, {step.revision for step in scripts.walk_revisions()})
    if before == newest and _numbers(connection):
        return
    if before == BEFORE_MIGRATIONS and not _numbers(connection):
        command.stamp(config, BEFORE_MIGRATIONS)
    command.upgrade(config, "head")
    _log.info("annotations.upgraded", from_version=before or "nothing", to_version=newest)


def _config(connection: Connection) -> Config:
    config = Config(stdout=StringIO())
    config.set_main_option("script_location", str(files(migrations)).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    return config


def _version(connection: Connection, known: set[str]) -> str | None:
    """The version that the tables have; None for a database without any of them."""
    numbers = _numbers(connection)
    if not numbers:
        return _version_before_numbers(connection)
    if not set(numbers) <= known:
        raise ConfigurationError(
            f"The annotation database was made by a newer Second Ear (its tables have version {numbers[0]}). "
            "Nothing was changed. Start that Second Ear, or set ANNOTATIONS_URL to another database."
        )
    return numbers[0]


def _version_before_numbers(connection: Connection) -> str | None:
    found = inspect(connection)
    there = set(found.get_table_names()) & set(metadata.tables)
    if not there:
        return None
    if there == _first_tables() and _has_first_columns(connection):
        return BEFORE_MIGRATIONS
    raise ConfigurationError(
        f"The annotation database has tables of other software under our names: {', '.join(sorted(there))}. "
        "Nothing was changed. Set ANNOTATIONS_URL to a database that Second Ear has for itself."
    )


def _first_tables() -> set[str]:
    return {name for name, table in metadata.tables.items() if not table.info.get("since")}


def _has_first_columns(connection: Connection) -> bool:
    found = inspect(connection)
    return all(
        {column.name for column in metadata.tables[name].columns if not column.info.get("since")}
        <= {column["name"] for column in found.get_columns(name)}
        for name in _first_tables()
    )


def _numbers(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_heads()
