"""Outcomes that reach the database at the same time share a transaction, and nothing else."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.engine import Connection

from bot.domain.case import WriteState
from bot.errors import AnnotationStoreAway
from storage.annotations.sql_tables import annotations, clips
from tests.contract.annotations.conftest import ON_POSTGRES, both_databases
from tests.contract.annotations.postgres import until_somebody_waits
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import SqlWorld

NAMES = [f"clip-{number:02}" for number in range(12)]

only_postgres = pytest.mark.parametrize("database_url", [ON_POSTGRES], indirect=True)


async def add_clips(database: SqlWorld) -> None:
    for name in NAMES:
        await database.add_clip(name, b"sound")


async def write_all(database: SqlWorld) -> Sequence[WriteState | BaseException]:
    """At the same time, each under its clip's name as the key."""
    reports = [await report_on(database.store, name) for name in NAMES]
    writes = [database.store.write(report, key=report.reference) for report in reports]
    return await asyncio.gather(*writes, return_exceptions=True)


@both_databases
async def test_those_that_wait_while_one_is_written_are_written_together(database: SqlWorld) -> None:
    await add_clips(database)
    reports = [await report_on(database.store, name) for name in NAMES]
    commits: list[Connection] = []
    event.listen(database.engine.sync_engine, "commit", commits.append)

    states = await asyncio.gather(*(database.store.write(one, key=one.reference) for one in reports))

    assert set(states) == {WriteState.WRITTEN}
    assert [await database.written(name) for name in NAMES] == [["turn the lamp off"]] * len(NAMES)
    assert len(commits) == 2


@both_databases
async def test_each_gets_an_answer_of_its_own(database: SqlWorld) -> None:
    await add_clips(database)
    edited, removed, repeated = NAMES[3:6]
    reports = {name: await report_on(database.store, name) for name in NAMES}
    await database.store.write(reports[repeated], key=repeated)
    await database.somebody_annotates(repeated, "turn it off")
    await database.somebody_annotates(edited, "turn it off")
    await database.somebody_removes(removed)

    states = await asyncio.gather(*(database.store.write(one, key=name) for name, one in reports.items()))

    expected = dict.fromkeys(NAMES, WriteState.WRITTEN)
    expected |= {edited: WriteState.CONFLICT, removed: WriteState.GONE}
    assert dict(zip(NAMES, states, strict=True)) == expected
    assert await database.written(repeated) == ["turn the lamp off"]


@both_databases
async def test_one_key_asked_for_by_many_at_once_is_written_once(database: SqlWorld) -> None:
    report = await report_on(database.store, "lamp")

    states = await asyncio.gather(*(database.store.write(report, key="k1") for _ in range(8)))

    assert set(states) == {WriteState.WRITTEN}
    assert await database.rows() == 1


@both_databases
async def test_what_the_database_refuses_keeps_no_other_from_being_written(database: SqlWorld) -> None:
    await add_clips(database)
    refused = NAMES[5]
    taken = {"reference": "elsewhere", "text": "", "text_sha256": "", "author": "another tool"}
    async with database.engine.begin() as connection:
        values = {**taken, "key": refused, "written_at": database.clock.now()}
        await connection.execute(insert(annotations).values(values))

    states = await write_all(database)

    came_to = dict(zip(NAMES, states, strict=True))
    assert isinstance(came_to.pop(refused), AnnotationStoreAway)
    assert set(came_to.values()) == {WriteState.WRITTEN}
    assert await database.written(refused) == []


@only_postgres
async def test_a_clip_that_somebody_holds_keeps_no_other_waiting(database: SqlWorld) -> None:
    await add_clips(database)
    held = NAMES[5]
    async with database.engine.connect() as somebody:
        await somebody.execute(select(clips).where(clips.c.reference == held).with_for_update())
        reports = {name: await report_on(database.store, name) for name in NAMES}
        writes = {
            name: asyncio.create_task(database.store.write(one, key=name)) for name, one in reports.items()
        }

        others = [write for name, write in writes.items() if name != held]
        states = await asyncio.wait_for(asyncio.gather(*others), timeout=4)

        assert set(states) == {WriteState.WRITTEN}
        assert not writes[held].done()
    assert await writes[held] is WriteState.WRITTEN


@only_postgres
async def test_whoever_breaks_off_takes_nobody_along(database: SqlWorld) -> None:
    await add_clips(database)
    reports = [await report_on(database.store, name) for name in NAMES]
    async with database.engine.connect() as somebody:
        await somebody.execute(text("LOCK TABLE annotations IN ACCESS EXCLUSIVE MODE"))
        writes = [asyncio.create_task(database.store.write(one, key=one.reference)) for one in reports]
        await until_somebody_waits(somebody)

        writes[0].cancel()
        await asyncio.gather(writes[0], return_exceptions=True)

    assert set(await asyncio.gather(*writes[1:])) == {WriteState.WRITTEN}
    assert await database.rows() == len(NAMES) - 1
