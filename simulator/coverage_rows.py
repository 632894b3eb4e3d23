"""A row of the coverage table, and short ways to write one."""

from dataclasses import dataclass
from enum import StrEnum

_TESTS = "tests/simulator/"


class Status(StrEnum):
    SUPPORTED = "supported"
    PARTIAL = "partial"
    ABSENT = "absent"


@dataclass(frozen=True)
class Row:
    name: str
    status: Status
    test: str = ""
    """The node id of the test that shows it."""
    missing: str = ""
    is_code: bool = True


def has(test: str, *names: str) -> tuple[Row, ...]:
    """Rows of what is there; a test in tests/simulator is named by file and function alone."""
    return tuple(Row(name, Status.SUPPORTED, _node(test)) for name in names)


def lacks(name: str, test: str, missing: str) -> tuple[Row, ...]:
    """The row of what is there in part."""
    return (Row(name, Status.PARTIAL, _node(test), missing),)


def absent(name: str, missing: str = "") -> tuple[Row, ...]:
    return (Row(name, Status.ABSENT, "", missing),)


def in_words(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The same rows, whose names are sentences."""
    return tuple(Row(row.name, row.status, row.test, row.missing, is_code=False) for row in rows)


def _node(test: str) -> str:
    return test if test.startswith("tests/") else f"{_TESTS}{test}"
