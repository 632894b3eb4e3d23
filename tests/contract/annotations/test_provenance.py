"""What stands beside an outcome in the SQL store, and how a later edit by a person is noticed."""

import pytest
from sqlalchemy import insert, select, update

from bot.domain.case import WriteState
from storage.annotations.sql_tables import SECOND_EAR, annotations
from storage.annotations.sql_versions import text_hash
from tests.contract.annotations.conftest import both_databases
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import SqlWorld

pytestmark = both_databases


async def somebody_rewrites(world: SqlWorld, author: str, to: str) -> None:
    """A person edits the text of annotations in place, with a tool that knows nothing of hashes."""
    async with world.engine.begin() as connection:
        await connection.execute(update(annotations).where(annotations.c.author == author).values(text=to))


async def test_a_write_says_how_it_came_about(database: SqlWorld) -> None:
    report = await report_on(database.store, "lamp")
    told = {"method": "chosen-words/3", "disagreement": (0.0, 0.25, 0.0, 0.5)}

    await database.store.write(report.model_copy(update=told), key="k1")

    async with database.engine.connect() as connection:
        row = (await connection.execute(select(annotations))).one()
    assert (row.method, row.confidence) == ("chosen-words/3", 0.9)
    assert row.words == [["turn", 0.9], ["the", 0.9], ["lamp", 0.9], ["off", 0.9]]
    assert row.disagreement == [0.0, 0.25, 0.0, 0.5]
    assert row.people == ["p-1", "p-2", "p-3"]
    assert (row.alias, row.revision, row.number, row.author) == ("7K3QXM29TA", 12, 1, SECOND_EAR)
    assert row.text_sha256 == text_hash("turn the lamp off")
    assert row.written_at == database.clock.now()


async def test_an_outcome_that_nobody_touched_is_not_edited(database: SqlWorld) -> None:
    await database.store.write(await report_on(database.store, "lamp"), key="k1")

    record = await database.store.record("lamp")

    assert record is not None
    assert record.outcome is not None
    assert not record.outcome.is_edited


async def test_an_outcome_whose_text_a_person_changed_is_known_as_edited(database: SqlWorld) -> None:
    await database.store.write(await report_on(database.store, "lamp"), key="k1")

    await somebody_rewrites(database, SECOND_EAR, "turn the ramp off")

    record = await database.store.record("lamp")
    assert record is not None
    assert record.outcome is not None
    assert record.outcome.is_edited


@pytest.mark.parametrize("author", [SECOND_EAR, "maria"])
async def test_an_annotation_that_is_rewritten_after_the_ask_is_a_conflict(
    database: SqlWorld, author: str
) -> None:
    await database.store.write(await report_on(database.store, "lamp"), key="k1")
    await database.somebody_annotates("lamp", "turn it off")
    report = await report_on(database.store, "lamp", number=2)

    await somebody_rewrites(database, author, "turn the ramp off")

    assert await database.store.write(report, key="k2") is WriteState.CONFLICT
    assert len(await database.written("lamp")) == 1


async def test_an_edit_from_before_the_ask_is_no_conflict(database: SqlWorld) -> None:
    await database.store.write(await report_on(database.store, "lamp"), key="k1")
    await somebody_rewrites(database, SECOND_EAR, "turn the ramp off")

    report = await report_on(database.store, "lamp", number=2)

    assert await database.store.write(report, key="k2") is WriteState.WRITTEN


async def test_a_row_that_another_tool_adds_needs_nothing_of_provenance(database: SqlWorld) -> None:
    values = {"text": "turn", "text_sha256": "", "author": "tool", "written_at": database.clock.now()}

    async with database.engine.begin() as connection:
        await connection.execute(insert(annotations).values(reference="lamp", **values))

    assert await database.rows() == 1
