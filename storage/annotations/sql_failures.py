"""What goes wrong at a database, in words without speech: what passes, and what only a person can mend."""

import sqlite3

from asyncpg import InterfaceError, PostgresError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import AnnotationStoreAway
from storage.annotations.sql_engine import PRIMARY_CODE

FAILURES = (DBAPIError, PoolTimeoutError, PostgresError, InterfaceError, OSError)
"""A TimeoutError is an OSError; the driver's own errors come when it cannot even connect."""

# What a person can mend, by the name of what the driver raises.
_ADVICE = {
    "ConnectionRefusedError": "nothing listens at its address",
    "FileNotFoundError": "there is no socket at its address",
    "InvalidPasswordError": "it refuses the user or the password of ANNOTATIONS_URL",
    "InvalidAuthorizationSpecificationError": "it refuses the user of ANNOTATIONS_URL",
    "InvalidCatalogNameError": "the server has no database of this name",
    "InsufficientPrivilegeError": "its user may not do this",
    "LockNotAvailableError": "somebody else holds a lock for long",
    "CannotConnectNowError": "the server is just starting or stopping",
}
# PostgreSQL's classes of errors for whoever may not come in, for names that do not exist, and for statements
# that do not fit the tables; and the one error by which a pooler refuses the limits that we set.
_LASTING_CLASSES = ("28", "3D", "3F", "42")
_LASTING_STATES = ("08P01",)
_PASSING_IN_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_INTERRUPT,
}


class DatabaseRefused(AnnotationStoreAway):
    """The database does not do it; trying again helps only after a person has mended it."""


def failure_of(error: Exception) -> AnnotationStoreAway:
    """What the driver's error means, to be raised from `without_words`."""
    name = _name_of(error)
    kind = AnnotationStoreAway if _may_pass(_cause_of(error)) else DatabaseRefused
    return kind(f"The annotation database did not do it ({_ADVICE.get(name, name)}).")


def without_words(error: Exception) -> Exception:
    """PostgreSQL quotes the whole row that it refuses, and a row has speech in it."""
    return ConnectionError(f"{type(error).__name__}: {_name_of(error)}").with_traceback(error.__traceback__)


def _may_pass(cause: BaseException) -> bool:
    if isinstance(cause, PostgresError):
        state = str(cause.sqlstate or "")
        return not state.startswith(_LASTING_CLASSES) and state not in _LASTING_STATES
    if isinstance(cause, sqlite3.Error):
        # Some of its errors have no code: the library itself raises them.
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_INTERRUPT)
        return code & PRIMARY_CODE in _PASSING_IN_SQLITE
    return True


def _cause_of(error: Exception) -> BaseException:
    """What the database's driver raised."""
    driver = getattr(error, "orig", None)
    return getattr(driver, "__cause__", None) or driver or error


def _name_of(error: Exception) -> str:
    """What the database's driver calls it."""
    return type(_cause_of(error)).__name__
