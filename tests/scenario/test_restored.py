"""The store is put back to an older backup: what it lost is written again once, and nobody's is touched."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo.people import until
from tests.scenario.backstage import Backstage, open_backstage
from tests.scenario.room import TRUTH

THEIRS = "dim the hall lamp"


@pytest.fixture
async def backstage(tmp_path: Path) -> AsyncIterator[Backstage]:
    (tmp_path / "data").mkdir()
    async with open_backstage(tmp_path) as opened:
        yield opened


def backed_up(database: Path) -> Path:
    """As a backup of a database in use is made: whole, and as of one moment."""
    copy = database.with_suffix(".backup")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


async def put_back(backstage: Backstage, backup: Path) -> None:
    """As an operator does: the bot stands still, and nothing of the newer file stays."""
    database = backstage.stage.annotations
    await backstage.stage.stop_bot()
    for leftover in (f"{database}-wal", f"{database}-shm"):
        Path(leftover).unlink(missing_ok=True)  # noqa: ASYNC240 - the files of a test
    backup.replace(database)  # noqa: ASYNC240 - the same
    await backstage.stage.start_bot()


async def test_what_the_backup_lacks_is_found_and_written_again_exactly_once(backstage: Backstage) -> None:
    room = backstage.room
    before = await room.asks()
    await room.agrees(before)
    backstage.somebody_annotates("en-03", THEIRS)
    backup = backed_up(backstage.stage.annotations)
    after = [await room.asks() for _ in range(2)]
    for alias in after:
        await room.agrees(alias)
    everything = backstage.texts()

    await put_back(backstage, backup)
    restored = backstage.texts()
    looked = await backstage.command_line("writes", "check")
    untouched = backstage.texts()
    again = [await backstage.command_line("writes", "check", "--again") for _ in range(2)]

    async def all_there() -> bool | None:
        return len(backstage.texts()) == len(everything) or None

    await until(all_there, "every outcome")
    for alias in (before, *after):
        await room.card(alias, "Agreed and saved")
    final = await backstage.command_line("writes", "check")
    assert len(restored) == len(everything) - 2
    assert untouched == restored
    assert looked.code == 1
    assert "3 written outcomes checked: 1 there, 2 lost, 0 removed, 0 without clip." in looked.output
    assert [f"lost     {alias}" in looked.output for alias in (before, *after)] == [False, True, True]
    assert "2 are written again now" in again[0].output
    assert "2 are written again now" not in again[1].output
    assert "3 there, 0 lost" in final.output
    assert sorted(backstage.texts()) == sorted([("maria", THEIRS), *[("second-ear", TRUTH)] * 3])
    assert TRUTH not in looked.output + final.output


async def test_what_a_person_took_out_stays_out_until_an_operator_names_it(backstage: Backstage) -> None:
    room = backstage.room
    alias = await room.asks()
    await room.agrees(alias)
    with closing(sqlite3.connect(backstage.stage.annotations, timeout=10)) as database, database:
        database.execute("DELETE FROM annotations")

    checked = await backstage.command_line("writes", "check", "--again")
    left_alone = backstage.texts()
    named = await backstage.command_line("writes", "again", alias)

    async def is_back() -> bool | None:
        return backstage.texts() == [("second-ear", TRUTH)] or None

    await until(is_back, "the outcome")
    assert "0 there, 0 lost, 1 removed" in checked.output
    assert "taken them out on purpose" in checked.output
    assert left_alone == []
    assert (checked.code, named.code) == (0, 0)


async def test_a_stop_that_the_backup_lacks_is_told_to_the_store_again_and_the_clip_stays_withheld(
    backstage: Backstage,
) -> None:
    room = backstage.room
    alias = await room.asks()
    backup = backed_up(backstage.stage.annotations)
    await room.types(room.peers[0], f"flag {alias} critical")
    await room.card(alias, "is withheld")
    await until_marked(backstage)

    await put_back(backstage, backup)
    restored = backstage.marks()
    looked = await backstage.command_line("writes", "check")
    again = [await backstage.command_line("writes", "check", "--again") for _ in range(2)]
    await until_marked(backstage)
    final = await backstage.command_line("writes", "check")

    assert (restored, backstage.marks()) == ([], [("en-01", "withheld", "critical")])
    assert "1 marks of stops and releases checked: 0 there, 1 lost" in looked.output
    assert f"lost     {alias}  mark 1 (withheld)" in looked.output
    assert "1 are written again now, 1 of them marks" in again[0].output
    assert "are written again now" not in again[1].output
    assert "marks of stops and releases checked: 1 there, 0 lost" in final.output
    await room.card(alias, "is withheld")


async def until_marked(backstage: Backstage) -> None:
    async def is_marked() -> bool | None:
        return bool(backstage.marks()) or None

    await until(is_marked, "the mark of the stop")
