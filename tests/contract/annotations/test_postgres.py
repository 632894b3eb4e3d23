"""What the SQL adapter promises on PostgreSQL, where writers work side by side and a server can say no."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from traceback import format_exception

import pytest
from sqlalchemy import delete, insert, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.annotation_ports import StoreFlag
from bot.domain.case import Category, WriteState
from bot.errors import AnnotationStoreAway, ConfigurationError
from bot.services.store_gate import StoreGate
from storage.annotations.records import ClipFacts
from storage.annotations.sql import SqlAnnotationStore
from storage.annotations.sql_engine import open_engine
from storage.annotations.sql_tables import annotations, clips
from storage.audio import AudioFolder
from tests.contract.annotations.postgres import Postgres, until_somebody_waits
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import SqlWorld, TestClock, sql_world

pytestmark = pytest.mark.postgres

AT_ONCE = 8


@pytest.fixture
async def url(postgres: Postgres) -> str:
    return await postgres.new_database()


@pytest.fixture
async def sql(url: str, tmp_path: Path) -> AsyncIterator[SqlWorld]:
    async with sql_world(tmp_path, url) as opened:
        await opened.add_clip("lamp", b"sound")
        yield opened


def other_store(world: SqlWorld, url: str, *, busy_timeout_seconds: float = 5.0) -> SqlAnnotationStore:
    """As of another bot on the same database."""
    engine = open_engine(url, busy_timeout_seconds=busy_timeout_seconds)
    return SqlAnnotationStore(engine, audio=AudioFolder(world.folder), clock=world.clock)


async def lock_clip(connection: AsyncConnection) -> None:
    await connection.execute(select(clips).where(clips.c.reference == "lamp").with_for_update())


async def test_bots_on_one_database_write_one_key_once(sql: SqlWorld, url: str) -> None:
    other = other_store(sql, url)
    report = await report_on(sql.store, "lamp")

    writes = [store.write(report, key="k1") for _ in range(AT_ONCE) for store in (sql.store, other)]
    states = await asyncio.gather(*writes)

    assert set(states) == {WriteState.WRITTEN}
    assert await sql.rows() == 1
    await other.close()


async def test_bots_on_one_database_lose_no_outcome(sql: SqlWorld, url: str) -> None:
    other = other_store(sql, url)
    report = await report_on(sql.store, "lamp")

    writes = [store.write(report, key=f"k{n}") for n in range(20) for store in (sql.store, other)]
    states = await asyncio.gather(*writes)

    assert set(states) == {WriteState.WRITTEN}
    assert await sql.rows() == 20
    await other.close()


async def test_a_key_of_a_clip_that_comes_and_goes_has_one_answer(sql: SqlWorld, url: str) -> None:
    other = other_store(sql, url)
    report = await report_on(sql.store, "lamp")
    async with sql.engine.begin() as connection:
        await connection.execute(delete(clips))

    writes = [store.write(report, key="k1") for _ in range(AT_ONCE) for store in (sql.store, other)]
    marked = [
        store.mark("lamp", StoreFlag.WITHHELD, Category.OTHER, key="m1") for store in (sql.store, other)
    ]
    states, marks, _ = await asyncio.gather(
        asyncio.gather(*writes), asyncio.gather(*marked), sql.add_clip("lamp", b"sound")
    )

    assert len(set(states)) == 1
    assert len(set(marks)) == 1
    assert await sql.rows() == (1 if states[0] is WriteState.WRITTEN else 0)
    await other.close()


async def test_what_somebody_adds_while_a_write_waits_for_its_turn_is_a_conflict(sql: SqlWorld) -> None:
    report = await report_on(sql.store, "lamp")

    async with sql.engine.connect() as connection:
        async with connection.begin():
            await lock_clip(connection)
            writing = asyncio.create_task(sql.store.write(report, key="k1"))
            await until_somebody_waits(connection)
            await sql.somebody_annotates("lamp", "turn the ramp off")
        assert await writing is WriteState.CONFLICT

    assert await sql.written("lamp") == []


async def test_annotations_that_are_committed_in_another_order_than_they_were_numbered_are_noticed(
    sql: SqlWorld,
) -> None:
    person = {"text": "turn", "text_sha256": "", "author": "maria", "written_at": sql.clock.now()}
    async with sql.engine.connect() as slow:
        await slow.execute(insert(annotations).values(reference="lamp", **person))
        await sql.somebody_annotates("lamp", "turn the ramp off")
        report = await report_on(sql.store, "lamp")
        await slow.commit()

    assert await sql.store.write(report, key="k1") is WriteState.CONFLICT


async def test_a_clip_that_is_locked_for_long_is_away_and_the_outcome_is_not_lost(
    sql: SqlWorld, url: str
) -> None:
    report = await report_on(sql.store, "lamp")
    impatient = other_store(sql, url, busy_timeout_seconds=0.05)

    async with sql.engine.begin() as connection:
        await lock_clip(connection)
        with pytest.raises(AnnotationStoreAway, match="holds a lock"):
            await impatient.write(report, key="k1")
        assert await impatient.clip("lamp") is not None

    assert await impatient.write(report, key="k1") is WriteState.WRITTEN
    assert await sql.written("lamp") == ["turn the lamp off"]
    await impatient.close()


async def test_connections_that_the_server_closed_are_made_anew(sql: SqlWorld) -> None:
    report = await report_on(sql.store, "lamp")
    async with sql.engine.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid()"
        await sql.store.clip("lamp")
        await connection.execute(text(f"{others} AND datname = current_database()"))

    with pytest.raises(AnnotationStoreAway):
        await sql.store.write(report, key="k1")

    assert await sql.store.write(report, key="k1") is WriteState.WRITTEN
    assert await sql.rows() == 1


async def test_two_imports_of_the_same_clips_at_once_add_them_once(sql: SqlWorld, url: str) -> None:
    other = other_store(sql, url)
    facts = [
        ClipFacts(reference=f"clip-{n}", language="en", duration_seconds=1.0, audio_path="a.wav")
        for n in range(50)
    ]

    counts = await asyncio.gather(sql.store.put_clips(facts), other.put_clips(facts[::-1]))

    assert sorted(count.added for count in counts) == [0, 50]
    assert sorted(count.unchanged for count in counts) == [0, 50]
    await other.close()


async def test_what_the_server_refuses_never_shows_the_speech(sql: SqlWorld) -> None:
    report = await report_on(sql.store, "lamp", "my pin is four two")
    async with sql.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE annotations ADD CONSTRAINT full_up CHECK (id < 0)"))

    with pytest.raises(AnnotationStoreAway) as away:
        await sql.store.write(report, key="k1")

    assert "four two" not in f"{away.value} {away.value.__cause__}"
    assert await sql.rows() == 0


async def test_a_server_without_the_database_says_so_and_shows_no_address(
    postgres: Postgres, tmp_path: Path
) -> None:
    engine = open_engine(postgres.url("nowhere").replace("ear@", "ear:hunter2@"))
    store = SqlAnnotationStore(engine, audio=AudioFolder(tmp_path), clock=TestClock())

    with pytest.raises(ConfigurationError, match="no database of this name") as refused:
        await store.prepare()

    told = "".join(format_exception(refused.value))
    assert "hunter2" not in told
    await store.close()


async def test_a_user_who_may_make_no_tables_is_what_only_a_person_can_mend(
    postgres: Postgres, tmp_path: Path, url: str
) -> None:
    connection = await postgres.connect(str(make_url(url).database))
    await connection.execute("CREATE ROLE guest LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    await connection.close()
    engine = open_engine(url.replace("ear@", "guest@"))
    store = SqlAnnotationStore(engine, audio=AudioFolder(tmp_path), clock=TestClock())

    with pytest.raises(ConfigurationError, match="its user may not do this"):
        await store.prepare()

    await store.close()


async def test_a_bot_that_starts_before_its_server_makes_the_tables_and_writes_when_that_is_there(
    postgres: Postgres, tmp_path: Path, url: str
) -> None:
    place = tmp_path / "socket"
    world = SqlWorld(tmp_path, url.replace(str(postgres.folder), str(place)))
    gate = StoreGate(world.store, clock=world.clock)
    await gate.prepare()

    with pytest.raises(AnnotationStoreAway, match="no socket"):
        await gate.clip("lamp")
    place.symlink_to(postgres.folder)
    world.clock.passes(minutes=1)
    await gate.look()
    await world.add_clip("lamp", b"sound")

    assert await gate.write(await report_on(gate, "lamp"), key="k1") is WriteState.WRITTEN
    assert await world.written("lamp") == ["turn the lamp off"]
    await world.store.close()


async def test_a_server_that_is_not_there_is_away(tmp_path: Path) -> None:
    engine = open_engine(f"postgresql+asyncpg://ear@/ear?host={tmp_path}")
    store = SqlAnnotationStore(engine, audio=AudioFolder(tmp_path), clock=TestClock())

    with pytest.raises(AnnotationStoreAway, match="no socket"):
        await store.prepare()

    await store.close()
