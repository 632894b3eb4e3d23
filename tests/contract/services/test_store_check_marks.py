"""Marks of stops that a restored store has lost: found like outcomes, told apart, and put back once."""

from pathlib import Path

import pytest

from bot.domain import commands as cmd
from bot.domain.case import Category, Door
from bot.domain.ids import Alias, show_alias
from bot.errors import Why
from bot.writes import Books
from tests.contract.services.office import Office, flag
from tests.contract.services.restoring import GARDEN, KITCHEN, books_of, is_written, the_backup, types
from tests.contract.store.making import HEARD
from tests.unit.domain.builders import CAST, refused


@pytest.fixture
def books(office: Office) -> Books:
    return books_of(office)


async def is_stopped(office: Office, alias: Alias, category: Category = Category.OTHER) -> None:
    await office.does(alias, flag("olga", category))
    await office.reconciler.settle_all()
    office.clock.advance(minutes=10)


async def test_marks_that_are_there_are_counted_by_themselves(office: Office, books: Books) -> None:
    await is_stopped(office, await is_written(office, KITCHEN))

    told = await types(books, "check")

    assert told.lines == [
        "1 written outcomes checked: 1 there, 0 lost, 0 removed, 0 without clip.",
        "1 marks of stops and releases checked: 1 there, 0 lost, 0 removed, 0 without clip.",
    ]


async def test_a_mark_that_the_backup_lacks_is_named_with_what_it_said_and_nothing_is_changed(
    office: Office, books: Books, tmp_path: Path
) -> None:
    alias = await is_written(office, KITCHEN)
    put_back = await the_backup(office, tmp_path)
    await is_stopped(office, alias, Category.CRITICAL)
    await put_back()

    told = await types(books, "check")

    assert told.code == 1
    assert told.lines[1] == (
        "1 marks of stops and releases checked: 0 there, 1 lost, 0 removed, 0 without clip."
    )
    assert told.lines[2].startswith(f"lost     {show_alias(alias)}  mark 1 (withheld), written ")
    assert await office.world.marked(KITCHEN) == []


async def test_lost_marks_and_outcomes_are_put_back_once_and_told_apart(
    office: Office, books: Books, tmp_path: Path
) -> None:
    await office.adds(KITCHEN, GARDEN)
    put_back = await the_backup(office, tmp_path)
    await is_written(office, KITCHEN)
    stopped = await office.asks(GARDEN)
    await is_stopped(office, stopped)
    await put_back()

    told = [await types(books, "check", "--again") for _ in range(2)]
    await office.reconciler.settle_all()
    after = await types(books, "check", "--again")
    await office.reconciler.settle_all()

    assert "2 are written again now, 1 of them marks;" in told[0].lines[-1]
    assert "written again now" not in told[1].lines[-1]
    assert [line.partition(":")[2] for line in after.lines] == [
        " 1 there, 0 lost, 0 removed, 0 without clip."
    ] * 2
    assert await office.world.marked(GARDEN) == ["withheld"]
    assert await office.world.written(KITCHEN) == [HEARD]


async def test_only_the_latest_mark_of_a_clip_is_put_back(
    office: Office, books: Books, tmp_path: Path
) -> None:
    alias = await is_written(office, KITCHEN)
    await is_stopped(office, alias)
    put_back = await the_backup(office, tmp_path)
    await office.releases(alias)
    await office.reconciler.settle_all()
    await put_back()

    await types(books, "check", "--again")
    await office.reconciler.settle_all()

    assert await office.world.marked(KITCHEN) == ["withheld", "released"]


async def test_a_mark_is_lost_and_put_back_a_second_time(
    office: Office, books: Books, tmp_path: Path
) -> None:
    alias = await is_written(office, KITCHEN)
    put_back = await the_backup(office, tmp_path)
    await is_stopped(office, alias)

    for _ in range(2):
        await put_back()
        await types(books, "check", "--again")
        await office.reconciler.settle_all()

    assert await office.world.marked(KITCHEN) == ["withheld"]
    assert (await office.case(alias)).store_mark_epoch == 3


async def test_a_mark_that_a_person_took_out_comes_back_when_an_operator_names_the_clip(
    office: Office, books: Books
) -> None:
    alias = await is_written(office, KITCHEN)
    await is_stopped(office, alias)
    await office.world.somebody_removes_our_marks(KITCHEN)

    checked = await types(books, "check", "--again")
    await office.reconciler.settle_all()
    left_alone = await office.world.marked(KITCHEN)
    named = await types(books, "again", alias)
    await office.reconciler.settle_all()

    assert f"removed  {show_alias(alias)}  mark 1 (withheld)" in "\n".join(checked.lines)
    assert left_alone == []
    assert named.lines == ["Written again now: mark 1 (withheld)."]
    assert await office.world.marked(KITCHEN) == ["withheld"]


async def test_a_stop_that_is_just_being_told_is_not_looked_for(office: Office, books: Books) -> None:
    alias = await is_written(office, KITCHEN)
    await is_stopped(office, alias)
    await office.releases(alias)

    told = await types(books, "check")

    assert told.lines == ["1 written outcomes checked: 1 there, 0 lost, 0 removed, 0 without clip."]


async def test_a_clip_that_was_removed_before_its_stop_is_looked_for_only_when_it_is_back(
    office: Office, books: Books, tmp_path: Path
) -> None:
    alias = await office.asked(KITCHEN)
    put_back = await the_backup(office, tmp_path)
    await office.world.somebody_removes(KITCHEN)
    await is_stopped(office, alias)

    removed = await types(books, "check")
    await put_back()
    back = await types(books, "check", "--again")
    await office.reconciler.settle_all()

    assert removed.lines == ["0 written outcomes checked: 0 there, 0 lost, 0 removed, 0 without clip."]
    assert "1 are written again now" in back.lines[-1]
    assert await office.world.marked(KITCHEN) == ["withheld"]


async def test_nobody_but_the_machine_itself_renews_a_mark(office: Office) -> None:
    alias = await is_written(office, KITCHEN)
    await is_stopped(office, alias)

    with refused(Why.NOT_ALLOWED):
        await office.does(alias, cmd.RenewMark(actor=CAST["moritz"], door=Door.BUTTON, epoch=1))


async def test_an_operator_brings_back_the_mark_of_a_release_and_the_outcome_at_once(
    office: Office, books: Books
) -> None:
    alias = await is_written(office, KITCHEN)
    await is_stopped(office, alias)
    await office.releases(alias)
    await office.reconciler.settle_all()
    await office.world.somebody_removes_our_marks(KITCHEN)
    await office.world.somebody_removes_ours(KITCHEN)

    named = await types(books, "again", alias)
    await office.reconciler.settle_all()

    assert named.lines == ["Written again now: outcome 1.", "Written again now: mark 2 (released)."]
    assert await office.world.written(KITCHEN) == [HEARD]
    assert await office.world.marked(KITCHEN) == ["released"]
