"""The coverage table says what is true: it names everything that is registered, and tests that exist."""

import ast
import json
import os
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from simulator.coverage import DOCUMENT, TABLES, with_tables
from simulator.coverage_rows import Row, Status
from simulator.coverage_table import EVENTS, METHODS
from simulator.events import SCOPES_OF_EVENTS
from simulator.web_api.dispatch import METHODS as REGISTERED
from tests.simulator.shapes import samples_folder

_REPOSITORY = Path(__file__).parents[2]
_SKIPPED = samples_folder() is None and os.environ.get("CI") != "true"
ROWS = [row for _, _, rows in TABLES for row in rows]


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((_REPOSITORY / path).read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions)


def is_there(row: Row) -> bool:
    path, _, test = row.test.partition("::")
    return (_REPOSITORY / path).is_file() and test in functions_of(path)


def named(rows: tuple[Row, ...], *statuses: Status) -> set[str]:
    return {row.name for row in rows if row.status in statuses}


def test_the_document_has_the_table_as_it_is() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")

    assert with_tables(document) == document, "python -m simulator.coverage writes it anew"


def test_every_registered_method_is_in_the_table_and_no_other() -> None:
    assert named(METHODS, Status.SUPPORTED, Status.PARTIAL) == set(REGISTERED)


def test_every_event_that_can_be_sent_is_in_the_table() -> None:
    # Slack sends this one without being asked.
    unasked = {"app_rate_limited"}

    assert named(EVENTS, Status.SUPPORTED, Status.PARTIAL) == set(SCOPES_OF_EVENTS) | unasked


def test_what_is_there_is_shown_by_a_test_that_exists() -> None:
    there = [row for row in ROWS if row.status is not Status.ABSENT]

    assert [f"{row.name}: {row.test}" for row in there if not is_there(row)] == []


def test_what_is_there_in_part_says_what_is_missing() -> None:
    assert [row.name for row in ROWS if row.status is Status.PARTIAL and not row.missing.endswith(".")] == []


def test_nothing_is_named_twice() -> None:
    names = [row.name for row in ROWS]

    assert sorted(names) == sorted(set(names))


@pytest.mark.shared
@pytest.mark.skipif(_SKIPPED, reason="the folder of samples is not here; SECOND_EAR_SHARED names it")
def test_every_method_of_slacks_is_in_the_table_or_said_to_be_absent() -> None:
    folder = samples_folder()
    assert folder is not None
    known = json.loads((folder / "rate_limit_tiers.json").read_text(encoding="utf-8"))
    patterns = named(METHODS, Status.ABSENT)

    untold = [
        name
        for name in known
        if name not in REGISTERED and not any(fnmatchcase(name, pattern) for pattern in patterns)
    ]

    assert untold == []
