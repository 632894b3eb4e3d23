"""Requests and marks in the SQL store, as other tools write them: with times and words of their own."""

import json
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, select, text

from bot.domain.case import Category
from bot.domain.feed import Cursor, Signs
from storage.annotations.manifests import ImportReport, import_manifest
from storage.annotations.records import PutCounts
from storage.annotations.sql_schema import _config
from storage.annotations.sql_tables import requests
from tests.contract.annotations.conftest import both_databases
from tests.contract.annotations.test_migrations import make_old_database, store_at
from tests.contract.annotations.world import SqlWorld

pytestmark = both_databases

LINE = {"audio_filepath": "audio/lamp.wav", "duration": 2.5, "lang": "en"}


async def run(database: SqlWorld, statement: str) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(statement))


async def sign_of_lamp(database: SqlWorld) -> Signs:
    (found,) = await database.store.signs(["lamp"])
    return found


async def imported(database: SqlWorld, **more: object) -> ImportReport:
    path = database.folder.parent / "manifest.jsonl"
    path.write_text(json.dumps(LINE | {"reference": "lamp", **more}), encoding="utf-8")
    return await import_manifest(database.store, path, on_progress=lambda _stage, _lines: None)


async def rows_of_requests(database: SqlWorld) -> list[tuple[Any, ...]]:
    query = select(requests.c.note, requests.c.withdrawn_at.is_(None)).order_by(requests.c.id)
    async with database.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def test_a_row_with_nothing_but_the_clip_is_a_request_of_now(database: SqlWorld) -> None:
    await run(database, "INSERT INTO requests (reference) VALUES ('lamp')")

    sign = await sign_of_lamp(database)

    assert sign.request is not None
    assert (sign.request.note, sign.request.at is not None) == ("", True)


async def test_a_row_whose_clip_is_not_there_yet_is_found_when_it_comes(database: SqlWorld) -> None:
    await database.somebody_asks("tent")
    (before,) = await database.store.signs(["tent"])

    await database.add_clip("tent", b"sound")

    (after,) = await database.store.signs(["tent"])
    assert before.is_removed
    assert after.request is not None


async def test_times_without_a_fraction_are_read_page_by_page_like_others(database: SqlWorld) -> None:
    for number in range(6):
        await database.add_clip(f"clip-{number}", b"sound")
        await run(
            database,
            "INSERT INTO requests (reference, asked_at) "  # noqa: S608 - our own numbers
            f"VALUES ('clip-{number}', '2026-03-02 09:00:00')",
        )

    found: list[str] = []
    cursor: Cursor | None = None
    for _ in range(4):
        page = await database.store.changes(cursor, limit=2)
        found += [sign.reference for sign in page.signs]
        cursor = page.cursor

    assert found == [f"clip-{number}" for number in range(6)]
    assert page.is_last


async def test_the_oldest_request_that_stands_is_the_one_that_counts(database: SqlWorld) -> None:
    await database.somebody_asks("lamp", "the first word")
    first = (await sign_of_lamp(database)).request
    await database.somebody_takes_back("lamp")
    await database.somebody_asks("lamp", "the last word")
    await database.somebody_asks("lamp", "all of it")

    second = (await sign_of_lamp(database)).request

    assert first is not None
    assert second is not None
    assert (second.note, second.id != first.id) == ("the last word", True)


@pytest.mark.parametrize(
    ("flag", "category", "read"),
    [
        ("withheld", "sensitive", Category.SENSITIVE),
        ("upheld", None, None),
        ("stop it", "another word", None),
    ],
)
async def test_any_word_but_released_stops(
    database: SqlWorld, flag: str, category: str | None, read: Category | None
) -> None:
    await database._mark("lamp", flag, category)

    assert [mark.category for mark in (await sign_of_lamp(database)).marks] == [read]


async def test_a_mark_after_a_release_stands_alone(database: SqlWorld) -> None:
    await database.somebody_marks("lamp")
    await database.somebody_unmarks("lamp")
    await database.somebody_marks("lamp")

    assert len((await sign_of_lamp(database)).marks) == 1


async def test_a_change_is_found_from_its_own_instant_on_and_not_before(database: SqlWorld) -> None:
    await database.somebody_asks("lamp")
    at = database.clock.now()

    before, after = (Cursor(at=at - timedelta(microseconds=1)), Cursor(at=at, place="lamp"))

    assert len((await database.store.changes(before, limit=10)).signs) == 1
    assert (await database.store.changes(after, limit=10)).signs == ()


async def test_a_manifest_asks_once_and_takes_back(database: SqlWorld) -> None:
    (database.folder / "lamp.wav").write_bytes(b"sound")
    first = await imported(database, needs_help="the second word")
    again = await imported(database, needs_help=True)
    silent = await imported(database)
    over = await imported(database, needs_help=False)
    anew = await imported(database, needs_help=True)

    assert [report.problems for report in (first, again, silent, over, anew)] == [()] * 5
    assert again.counts == silent.counts == PutCounts(unchanged=1)
    assert over.counts == anew.counts == PutCounts(changed=1)
    assert await rows_of_requests(database) == [("the second word", False), ("", True)]


async def test_asking_by_manifest_is_no_change_of_the_clip(database: SqlWorld) -> None:
    (database.folder / "lamp.wav").write_bytes(b"sound")
    await imported(database)
    before = await database.store.clip("lamp")

    await imported(database, needs_help=True)

    assert await database.store.clip("lamp") == before


async def test_a_database_of_the_version_before_gets_its_requests_and_keeps_its_marks(
    database: SqlWorld, database_url: str
) -> None:
    """From 0002, step by step; the marks that Second Ear wrote then are still its own."""
    await database.store.close()
    await run_to_0002(database, database_url)
    store = store_at(database_url, database.folder)

    await store.prepare()

    (sign,) = await store.signs(["lamp"])
    assert (sign.request, sign.marks) == (None, ())
    await store.close()


async def run_to_0002(database: SqlWorld, url: str) -> None:
    def upgrade(connection: Connection) -> None:
        config = _config(connection)
        command.stamp(config, "0001")
        command.upgrade(config, "0002")

    async with database.engine.begin() as connection:
        for table in ("second_ear_version", "requests", "marks", "answers", "annotations", "clips"):
            await connection.execute(text(f"DROP TABLE {table}"))
    await make_old_database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(upgrade)
