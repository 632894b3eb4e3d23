"""How the SQL annotation store reaches its database: pool, time limits, and what SQLite needs to be safe."""

import asyncio
import sqlite3
import time
import traceback
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor, ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import await_only

from bot.errors import ConfigurationError

BUSY_TIMEOUT_SECONDS = 5.0
POOL_TIMEOUT_SECONDS = 5.0
CONNECT_TIMEOUT_SECONDS = 5.0
ABANDONED_SECONDS = 30.0
BUSY_PAUSE_SECONDS = 0.01
PRIMARY_CODE = 0xFF  # of SQLite's extended result codes
POOL_SIZE = 10  # all of them kept: opening one costs PostgreSQL more than a write

SQLITE, POSTGRESQL = "sqlite+aiosqlite", "postgresql+asyncpg"

BEGIN = "second_ear_begin"
"""The execution option that says how SQLite begins a transaction."""
READ = "BEGIN"
WRITE = "BEGIN IMMEDIATE"
"""Takes the write lock at once: one that reads first would fail when another writes meanwhile."""


def open_engine(url: str, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> AsyncEngine:
    """An engine on a SQLite file, `sqlite+aiosqlite:///path`, or on PostgreSQL, `postgresql+asyncpg://…`.

    ConfigurationError says what is wrong with the address.
    """
    parsed = _parsed(url)
    if parsed.drivername == POSTGRESQL:
        return _create(parsed, _postgresql_arguments(busy_timeout_seconds))
    file = Path(str(parsed.database))
    try:
        file.touch(mode=0o600)  # it holds speech; SQLite gives its journal the same rights
    except OSError as error:
        raise ConfigurationError(
            f"The annotation database {file} cannot be made: {error.strerror}."
        ) from error
    engine = _create(parsed, {"timeout": busy_timeout_seconds})
    event.listen(engine.sync_engine, "connect", partial(_prepare, busy_timeout_seconds))
    event.listen(engine.sync_engine, "begin", _begin)
    event.listen(engine.sync_engine, "handle_error", _after_error)
    return engine


def _create(url: URL, connect_args: dict[str, Any]) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        connect_args=connect_args,
        hide_parameters=True,  # an error's text goes to the log, speech must not
    )


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError("The annotation database's URL cannot be read.") from error
    is_file = parsed.drivername == SQLITE and parsed.database not in {None, "", ":memory:"}
    if not is_file and not (parsed.drivername == POSTGRESQL and parsed.database):
        raise ConfigurationError(
            "The annotation database must be a file, sqlite+aiosqlite:///data/annotations.db for example, "
            "or a PostgreSQL database, postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE."
        )
    return parsed


def _postgresql_arguments(busy_timeout_seconds: float) -> dict[str, Any]:
    # Whoever waits for a lock longer than this counts as away, as on SQLite. A bot whose machine went away in
    # the middle of a write would hold the clip's row for as long as its connection seems to live.
    settings = {
        "application_name": "second-ear",
        "timezone": "UTC",
        "lock_timeout": f"{busy_timeout_seconds:g}s",
        "idle_in_transaction_session_timeout": f"{ABANDONED_SECONDS:g}s",
    }
    return {"timeout": CONNECT_TIMEOUT_SECONDS, "server_settings": settings}


def _prepare(seconds: float, connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Python's own way of beginning transactions leaves reads outside of them: None turns it off.
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        _use_wal(cursor, seconds)
        cursor.execute("PRAGMA synchronous=FULL")


def _use_wal(cursor: DBAPICursor, seconds: float) -> None:
    # Of several who make a new file's mode WAL at the same time, SQLite tells all but one at once that it is
    # locked, whatever the busy timeout: waiting there could be for each other. So whoever is told asks again.
    until = time.monotonic() + seconds
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            _free_cursors(error)
            await_only(asyncio.sleep(BUSY_PAUSE_SECONDS))
        else:
            return


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, READ))


def _after_error(context: ExceptionContext) -> None:
    _free_cursors(context.original_exception)


def _free_cursors(error: BaseException) -> None:
    # A statement that failed leaves its cursor in the frames of the error, in a cycle. Python would collect
    # it at any time in the event loop's thread, and SQLite lets that wait for whatever the connection does in
    # its own thread by then: for a lock that a task of this same loop holds, as long as the busy timeout.
    traceback.clear_frames(error.__traceback__)
