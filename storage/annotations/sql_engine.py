"""How the SQL annotation store reaches its database: pool, time limits, and what SQLite needs to be safe."""

from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import ConfigurationError

BUSY_TIMEOUT_SECONDS = 5.0
POOL_TIMEOUT_SECONDS = 5.0
POOL_SIZE = 5

BEGIN = "second_ear_begin"
"""The execution option that says how SQLite begins a transaction."""
READ = "BEGIN"
WRITE = "BEGIN IMMEDIATE"
"""Takes the write lock at once: one that reads first would fail when another writes meanwhile."""


def open_engine(url: str, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> AsyncEngine:
    """An engine on a SQLite file, `sqlite+aiosqlite:///path`; ConfigurationError says what is wrong."""
    file = _sqlite_file(url)
    try:
        file.touch(mode=0o600)  # it holds speech; SQLite gives its journal the same rights
    except OSError as error:
        raise ConfigurationError(
            f"The annotation database {file} cannot be made: {error.strerror}."
        ) from error
    engine = create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        connect_args={"timeout": busy_timeout_seconds},
        hide_parameters=True,  # an error's text goes to the log, speech must not
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _sqlite_file(url: str) -> Path:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError("The annotation database's URL cannot be read.") from error
    if parsed.drivername != "sqlite+aiosqlite" or parsed.database in {None, "", ":memory:"}:
        raise ConfigurationError(
            "The annotation database must be a file, sqlite+aiosqlite:///data/annotations.db for example."
        )
    return Path(str(parsed.database))


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Python's own way of beginning transactions leaves reads outside of them: None turns it off.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, READ))
