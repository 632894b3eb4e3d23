"""Which failures of a database pass by themselves, and which wait for a person."""

import sqlite3

import pytest
from asyncpg import exceptions as pg

from bot.errors import AnnotationStoreAway
from storage.annotations.sql_failures import DatabaseRefused, failure_of


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        FileNotFoundError(),
        TimeoutError(),
        pg.CannotConnectNowError("the database system is starting up"),
        pg.AdminShutdownError("terminating connection"),
        pg.TooManyConnectionsError("sorry, too many clients already"),
        pg.LockNotAvailableError("canceling statement due to lock timeout"),
        pg.ConnectionDoesNotExistError("connection was closed"),
        pg.DeadlockDetectedError("deadlock detected"),
        pg.InterfaceError("connection is closed"),
        sqlite3.OperationalError("without a code"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_restart_brings_about_passes(error: Exception) -> None:
    assert type(failure_of(error)) is AnnotationStoreAway


@pytest.mark.parametrize(
    "error",
    [
        pg.InvalidPasswordError("password authentication failed"),
        pg.InvalidAuthorizationSpecificationError("no pg_hba.conf entry"),
        pg.InvalidCatalogNameError("database does not exist"),
        pg.InsufficientPrivilegeError("permission denied for schema public"),
        pg.DuplicateColumnError("column exists"),
        pg.ProtocolViolationError("unsupported startup parameter: lock_timeout"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_only_a_person_can_mend_is_told_apart(error: Exception) -> None:
    assert isinstance(failure_of(error), DatabaseRefused)
