"""Any database from before is opened and brought up to date, and nothing that was in it is lost."""

import asyncio
import sqlite3
from pathlib import Path

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.annotation_ports import Report, StoreFlag
from bot.domain.case import WriteState
from bot.errors import ConfigurationError
from storage.annotations.sql import SqlAnnotationStore
from storage.annotations.sql_engine import open_engine
from storage.annotations.sql_schema import VERSION_TABLE
from storage.annotations.sql_tables import annotations, answers, clips, marks, metadata
from storage.audio import AudioFolder
from tests.contract.annotations.conftest import both_databases
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import TestClock, sql_world

OLD = Path(__file__).parent / "old"
VERSION_BY_THE_OLD_RULE = "44b3d4d5f1efaaf780afd9155a2b333b"
"""What the adapter before migrations called the version of the old database's clip."""

pytestmark = both_databases


async def run_script(url: str, script: str) -> None:
    """Runs several statements, as a person with a database's own tool does."""
    address = make_url(url)
    if address.drivername.startswith("sqlite"):
        with sqlite3.connect(str(address.database)) as connection:
            connection.executescript(script)
        connection.close()
        return
    server = await asyncpg.connect(
        host=str(address.query["host"]), user=address.username, database=address.database
    )
    try:
        await server.execute("SET TIME ZONE 'UTC'")
        await server.execute(script)
    finally:
        await server.close()


async def make_old_database(url: str) -> None:
    """The tables and some rows, as the version before migrations left them."""
    name = "sqlite" if url.startswith("sqlite") else "postgresql"
    if name == "sqlite":
        await run_script(url, "PRAGMA journal_mode=WAL")
    for file in (f"{name}-0001.sql", "rows-0001.sql"):
        await run_script(url, (OLD / file).read_text(encoding="utf-8"))


def store_at(url: str, folder: Path) -> SqlAnnotationStore:
    return SqlAnnotationStore(open_engine(url), audio=AudioFolder(folder), clock=TestClock())


async def rows_of(engine: AsyncEngine, table: Table) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "version_table": VERSION_TABLE}
    )
    return list(compare_metadata(context, metadata))


def tables_in(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


@pytest.mark.parametrize("is_old", [False, True], ids=["from nothing", "from the version before"])
async def test_the_steps_lead_to_the_tables_that_the_store_uses(
    database_url: str, tmp_path: Path, *, is_old: bool
) -> None:
    if is_old:
        await make_old_database(database_url)

    async with sql_world(tmp_path, database_url) as world, world.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_all_that_an_old_database_holds_is_there_after_the_upgrade(
    database_url: str, tmp_path: Path
) -> None:
    await make_old_database(database_url)

    async with sql_world(tmp_path, database_url) as world:
        counts = [await rows_of(world.engine, table) for table in (clips, annotations, marks, answers)]
        record = await world.store.record("lamp")

    assert counts == [1, 2, 1, 2]
    assert record is not None
    assert record.is_withheld
    assert record.outcome is not None
    assert (record.outcome.text, record.outcome.people) == ("turn the lamp off", ("p-1", "p-2", "p-3"))
    assert record.outcome.disagreement == ()
    assert record.outcome.written_at == TestClock().now()
    assert not record.outcome.is_edited


async def test_keys_that_were_answered_before_the_upgrade_get_the_same_answers_after_it(
    database_url: str, tmp_path: Path
) -> None:
    await make_old_database(database_url)

    async with sql_world(tmp_path, database_url) as world:
        report = await report_on(world.store, "lamp")
        states = [await world.store.write(report, key=f"7K3QXM29TA:outcome:{number}") for number in (1, 2, 3)]
        texts = await world.written("lamp")

    assert states == [WriteState.WRITTEN, WriteState.CONFLICT, WriteState.WRITTEN]
    assert len(texts) == 2


async def asked_before(store: SqlAnnotationStore) -> Report:
    """An outcome of a case that was asked when the version before migrations ran."""
    report = await report_on(store, "lamp")
    return report.model_copy(update={"clip_version": VERSION_BY_THE_OLD_RULE})


async def test_a_case_asked_before_the_upgrade_is_written_after_it(database_url: str, tmp_path: Path) -> None:
    await make_old_database(database_url)

    async with sql_world(tmp_path, database_url) as world:
        assert await world.store.write(await asked_before(world.store), key="k1") is WriteState.WRITTEN


async def test_a_case_asked_before_the_upgrade_still_notices_what_somebody_adds(
    database_url: str, tmp_path: Path
) -> None:
    await make_old_database(database_url)

    async with sql_world(tmp_path, database_url) as world:
        await world.somebody_annotates("lamp", "turn it off")

        assert await world.store.write(await asked_before(world.store), key="k1") is WriteState.CONFLICT


async def test_bots_that_start_together_on_an_old_database_upgrade_it_once(
    database_url: str, tmp_path: Path
) -> None:
    await make_old_database(database_url)
    stores = [store_at(database_url, tmp_path) for _ in range(4)]

    await asyncio.gather(*(store.prepare() for store in stores))

    assert ["1 clips, 2 annotations" in await store.check() for store in stores] == [True] * 4
    for store in stores:
        await store.close()


async def test_opening_again_changes_nothing(database_url: str, tmp_path: Path) -> None:
    async with sql_world(tmp_path, database_url) as world:
        await world.store.mark("nothing", StoreFlag.WITHHELD, None, key="m1")
        await world.store.prepare()

        assert await rows_of(world.engine, answers) == 1


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    database_url: str, tmp_path: Path
) -> None:
    async with sql_world(tmp_path, database_url) as world:
        async with world.engine.begin() as connection:
            await connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608

        with pytest.raises(ConfigurationError, match="newer Second Ear"):
            await world.store.prepare()


@pytest.mark.parametrize(
    "script",
    ["CREATE TABLE clips (id INTEGER)", "CREATE TABLE marks (student TEXT, grade INTEGER)"],
)
async def test_tables_of_other_software_are_refused_and_left_alone(
    database_url: str, tmp_path: Path, script: str
) -> None:
    await run_script(database_url, script)
    store = store_at(database_url, tmp_path)

    with pytest.raises(ConfigurationError, match="tables of other software"):
        await store.prepare()

    engine = open_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables_in) <= {"clips", "marks"}
    await engine.dispose()
    await store.close()


async def test_a_step_that_fails_leaves_the_database_as_it_was(database_url: str, tmp_path: Path) -> None:
    await make_old_database(database_url)
    # Somebody has made the new column by hand, so that the step to it fails after the first number is kept.
    await run_script(database_url, "ALTER TABLE annotations ADD COLUMN disagreement TEXT")
    store = store_at(database_url, tmp_path)

    with pytest.raises(Exception, match="did not do it"):
        await store.prepare()

    engine = open_engine(database_url)
    async with engine.connect() as connection:
        assert VERSION_TABLE not in await connection.run_sync(tables_in)
        assert await connection.scalar(select(func.count()).select_from(clips)) == 1
    await engine.dispose()
    await store.close()
