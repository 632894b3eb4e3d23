"""What the SQL adapter promises beyond the port: its file, time limits, and which recordings it serves."""

import asyncio
import gc
import hashlib
import os
import sqlite3
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case import WriteState
from bot.errors import AnnotationStoreAway, ConfigurationError
from storage.annotations.sql import SqlAnnotationStore
from storage.annotations.sql_engine import open_engine
from storage.annotations.sql_tables import annotations, clips
from storage.audio import AudioFolder
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import SqlWorld, TestClock, sql_world


@pytest.fixture
async def sql(tmp_path: Path) -> AsyncIterator[SqlWorld]:
    async with sql_world(tmp_path) as opened:
        await opened.add_clip("lamp", b"sound")
        yield opened


async def pragma(connection: AsyncConnection, name: str) -> object:
    return await connection.scalar(text(f"PRAGMA {name}"))


def readable_by_others(folder: Path) -> list[str]:
    files = folder.glob("annotations.db*")
    return [path.name for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077]


async def test_the_file_is_in_wal_mode_syncs_fully_and_is_the_owners_alone(
    sql: SqlWorld, tmp_path: Path
) -> None:
    async with sql.engine.connect() as connection:
        mode = await pragma(connection, "journal_mode")
        synchronous = await pragma(connection, "synchronous")

    assert (mode, synchronous) == ("wal", 2)
    assert readable_by_others(tmp_path) == []


async def test_an_annotation_says_how_it_came_about(sql: SqlWorld) -> None:
    report = await report_on(sql.store, "lamp")

    await sql.store.write(report, key="k1")

    async with sql.engine.connect() as connection:
        row = (await connection.execute(select(annotations))).one()
    assert row.text_sha256 == hashlib.sha256(b"turn the lamp off").hexdigest()
    assert (row.author, row.key, row.method, row.number) == ("second-ear", "k1", "vote", 1)
    assert (row.alias, row.revision) == ("7K3QXM29TA", 12)
    assert row.people == ["p-1", "p-2", "p-3"]
    assert row.words[0] == ["turn", 0.9]
    assert row.written_at == sql.clock.now()


async def test_a_database_that_is_locked_for_long_is_away_and_the_outcome_is_not_lost(
    sql: SqlWorld, tmp_path: Path
) -> None:
    report = await report_on(sql.store, "lamp")
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'annotations.db'}", busy_timeout_seconds=0.05)
    impatient = SqlAnnotationStore(engine, audio=AudioFolder(sql.folder), clock=sql.clock)

    async with sql.engine.connect() as connection:
        await connection.execution_options(second_ear_begin="BEGIN IMMEDIATE")
        async with connection.begin():
            with pytest.raises(AnnotationStoreAway) as away:
                await impatient.write(report, key="k1")
            assert await impatient.clip("lamp") is not None

    assert "lamp" not in str(away.value)
    assert await impatient.write(report, key="k1") is WriteState.WRITTEN
    assert await sql.written("lamp") == ["turn the lamp off"]
    await impatient.close()


async def test_a_file_that_is_no_database_is_away_and_at_the_start_for_a_person_to_mend(
    tmp_path: Path,
) -> None:
    file = tmp_path / "annotations.db"
    file.write_bytes(b"this is a letter, not a database" * 100)
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    store = SqlAnnotationStore(engine, audio=AudioFolder(tmp_path), clock=TestClock())

    with pytest.raises(AnnotationStoreAway):
        await store.check()
    with pytest.raises(ConfigurationError, match="did not do it"):
        await store.prepare()

    await store.close()


async def test_what_goes_wrong_never_shows_the_speech(sql: SqlWorld) -> None:
    report = await report_on(sql.store, "lamp", "my pin is four two")
    async with sql.engine.begin() as connection:
        refusal = "CREATE TRIGGER full BEFORE INSERT ON annotations BEGIN SELECT RAISE(ABORT, 'full'); END"
        await connection.execute(text(refusal))

    with pytest.raises(AnnotationStoreAway) as away:
        await sql.store.write(report, key="k1")

    assert "four two" not in f"{away.value} {away.value.__cause__}"
    assert await sql.rows() == 0


async def test_stores_that_start_together_all_find_their_tables(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
    folder = AudioFolder(tmp_path)
    stores = [SqlAnnotationStore(open_engine(url), audio=folder, clock=TestClock()) for _ in range(4)]

    await asyncio.gather(*(store.prepare() for store in stores))

    assert ["0 clips" in await store.check() for store in stores] == [True] * 4
    for store in stores:
        await store.close()


async def test_a_new_file_that_somebody_writes_to_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")  # SQLite refuses to make the mode WAL without waiting at all
        asyncio.get_running_loop().call_later(0.1, somebody.rollback)

        async with engine.connect() as connection:
            assert await pragma(connection, "journal_mode") == "wal"
    await engine.dispose()


async def test_a_new_file_that_stays_locked_counts_as_away(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    engine = open_engine(f"sqlite+aiosqlite:///{file}", busy_timeout_seconds=0.2)
    store = SqlAnnotationStore(engine, audio=AudioFolder(tmp_path), clock=TestClock())
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")

        with pytest.raises(AnnotationStoreAway):
            await store.prepare()
    await store.close()


@pytest.fixture
def no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def cursors() -> list[object]:
    return [found for found in gc.get_objects() if isinstance(found, sqlite3.Cursor)]


@pytest.mark.usefixtures("no_collection")
async def test_who_waited_in_vain_leaves_no_cursor_for_the_garbage_collector(
    sql: SqlWorld, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "annotations.db", isolation_level=None)) as somebody:
        url = f"sqlite+aiosqlite:///{tmp_path / 'annotations.db'}"
        engine = open_engine(url, busy_timeout_seconds=0.05)
        impatient = SqlAnnotationStore(engine, audio=AudioFolder(sql.folder), clock=sql.clock)
        await impatient.clip("lamp")
        before = len(cursors())
        somebody.execute("BEGIN IMMEDIATE").close()

        with pytest.raises(AnnotationStoreAway):
            await impatient.check()

        assert len(cursors()) == before
    await impatient.close()


@pytest.mark.usefixtures("no_collection")
async def test_who_waited_for_a_new_file_leaves_no_cursor_for_the_garbage_collector(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    before = len(cursors())
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE").close()
        asyncio.get_running_loop().call_later(0.1, somebody.rollback)

        async with engine.connect():
            assert len(cursors()) <= before + 1  # the one of the last statement, until the next comes
    await engine.dispose()


async def test_two_processes_worth_of_writers_lose_nothing(sql: SqlWorld, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'annotations.db'}")
    other = SqlAnnotationStore(engine, audio=AudioFolder(sql.folder), clock=sql.clock)
    report = await report_on(sql.store, "lamp")

    writes = [store.write(report, key=f"k{n}") for n in range(20) for store in (sql.store, other)]
    states = await asyncio.gather(*writes)

    assert set(states) == {WriteState.WRITTEN}
    assert await sql.rows() == 20
    await other.close()


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:///:memory:", "sqlite+aiosqlite://", "mysql://x", "::"])
def test_a_url_that_cannot_serve_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(ConfigurationError, match="annotation database"):
        open_engine(url)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be made"):
        open_engine(f"sqlite+aiosqlite:///{tmp_path / 'missing' / 'annotations.db'}")


@pytest.mark.parametrize(
    "path", ["../secret.wav", "link.wav", "folder.wav", "pipe.wav", "notes.txt", "a\x00.wav"]
)
async def test_what_is_no_recording_below_the_folder_is_not_served(
    sql: SqlWorld, tmp_path: Path, path: str
) -> None:
    (tmp_path / "secret.wav").write_bytes(b"secret")
    (sql.folder / "link.wav").symlink_to(tmp_path / "secret.wav")
    (sql.folder / "folder.wav").mkdir()
    (sql.folder / "notes.txt").write_text("notes")
    os.mkfifo(sql.folder / "pipe.wav")
    async with sql.engine.begin() as connection:
        await connection.execute(update(clips).values(audio_path=path))

    assert await sql.store.audio("lamp") is None


async def test_an_absolute_path_out_of_the_folder_is_not_served(sql: SqlWorld, tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(b"secret")
    async with sql.engine.begin() as connection:
        await connection.execute(update(clips).values(audio_path=str(tmp_path / "secret.wav")))

    assert await sql.store.audio("lamp") is None


async def test_a_missing_folder_is_a_store_that_is_away_and_no_clip_without_audio(sql: SqlWorld) -> None:
    sql.folder.rename(sql.folder.with_name("moved"))

    with pytest.raises(AnnotationStoreAway):
        await sql.store.audio("lamp")
    with pytest.raises(AnnotationStoreAway):
        await sql.store.check()


async def test_a_recording_that_becomes_shorter_or_goes_while_it_is_read_is_a_failure(sql: SqlWorld) -> None:
    audio = await sql.store.audio("lamp")
    gone = await sql.store.audio("lamp")
    assert audio is not None
    assert gone is not None

    (sql.folder / "lamp.wav").write_bytes(b"")
    with pytest.raises(AnnotationStoreAway):
        await anext(aiter(audio.pieces()))

    (sql.folder / "lamp.wav").unlink()
    with pytest.raises(AnnotationStoreAway):
        await anext(aiter(gone.pieces()))


async def test_a_link_put_in_the_place_of_a_recording_is_not_followed(sql: SqlWorld, tmp_path: Path) -> None:
    (tmp_path / "other.wav").write_bytes(b"other")
    audio = await sql.store.audio("lamp")
    assert audio is not None

    (sql.folder / "lamp.wav").unlink()
    (sql.folder / "lamp.wav").symlink_to(tmp_path / "other.wav")

    with pytest.raises(AnnotationStoreAway):
        await anext(aiter(audio.pieces()))


async def test_a_row_that_another_tool_adds_needs_only_what_it_knows(sql: SqlWorld) -> None:
    values = {"text": "turn", "text_sha256": "", "author": "tool", "written_at": sql.clock.now()}

    async with sql.engine.begin() as connection:
        await connection.execute(insert(annotations).values(reference="lamp", **values))

    assert await sql.rows() == 1


@pytest.mark.parametrize("table", ["requests", "marks"])
async def test_a_time_that_is_none_is_told_with_what_to_do(sql: SqlWorld, table: str) -> None:
    """SQLite would take it, and the bot must not die of what another tool writes."""
    await sql.somebody_asks("lamp")
    await sql.somebody_marks("lamp")
    column = {"requests": "asked_at", "marks": "marked_at"}[table]
    async with sql.engine.begin() as connection:
        await connection.execute(text(f"UPDATE {table} SET {column} = 'half past nine'"))  # noqa: S608

    for look in (sql.store.changes(None, limit=10), sql.store.signs(["lamp"])):
        with pytest.raises(AnnotationStoreAway, match="in UTC, as 2026-03-02 09:00:00"):
            await look
