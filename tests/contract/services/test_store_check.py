"""A store that was put back to an older backup: what is missing is found, and written again exactly once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain import commands as cmd
from bot.domain.case import Category, Door, State, WriteState
from bot.domain.ids import show_alias
from bot.errors import Why
from bot.writes import Books
from storage.annotations.sql import SqlAnnotationStore
from tests.contract.services.office import Office, flag
from tests.contract.services.restoring import (
    CELLAR,
    GARDEN,
    KITCHEN,
    books_of,
    is_written,
    the_backup,
    types,
)
from tests.contract.store.making import HEARD
from tests.unit.domain.builders import CAST, refused


@pytest.fixture
def books(office: Office) -> Books:
    return books_of(office)


async def test_a_store_that_has_everything_says_so(office: Office, books: Books) -> None:
    await is_written(office, KITCHEN)

    told = await types(books, "check")

    assert told.lines == ["1 written outcomes checked: 1 there, 0 lost, 0 removed, 0 without clip."]
    assert told.code == 0


async def test_what_was_written_after_the_backup_is_named_and_nothing_is_changed(
    office: Office, books: Books, tmp_path: Path
) -> None:
    await is_written(office, KITCHEN)
    await office.adds(GARDEN, CELLAR)
    put_back = await the_backup(office, tmp_path)
    lost = [await is_written(office, reference) for reference in (GARDEN, CELLAR)]
    await put_back()

    told = await types(books, "check")

    assert told.lines[0] == "3 written outcomes checked: 1 there, 2 lost, 0 removed, 0 without clip."
    assert [line.split()[:2] for line in told.lines[1:3]] == [["lost", show_alias(alias)] for alias in lost]
    assert "0 others of that time are still there." in told.lines[3]
    assert "writes check --again" in told.lines[-1]
    assert told.code == 1
    assert [(await office.case(alias)).state for alias in lost] == [State.WRITTEN] * 2
    assert await office.world.written(GARDEN) == []


async def test_what_is_lost_is_written_again_once_and_what_others_wrote_stands(
    office: Office, books: Books, tmp_path: Path
) -> None:
    kept = await is_written(office, KITCHEN)
    await office.adds(GARDEN)
    await office.world.somebody_annotates(KITCHEN, "turn it off")
    put_back = await the_backup(office, tmp_path)
    lost = await is_written(office, GARDEN)
    await put_back()

    told = [await types(books, "check", "--again") for _ in range(3)]
    await office.reconciler.settle_all()
    after = await types(books, "check", "--again")
    await office.reconciler.settle_all()

    assert "1 are written again now" in told[0].lines[-1]
    assert [each.lines[0][:27] for each in told[1:]] == ["1 written outcomes checked:"] * 2
    assert after.lines == ["2 written outcomes checked: 2 there, 0 lost, 0 removed, 0 without clip."]
    assert await office.world.written(GARDEN) == [HEARD]
    assert await office.world.written(KITCHEN) == [HEARD]
    assert await office.world.theirs_are(KITCHEN) == ["turn it off"]
    assert [(await office.case(alias)).state for alias in (kept, lost)] == [State.WRITTEN] * 2


async def test_what_a_person_took_out_is_told_apart_and_left_alone(
    office: Office, books: Books, tmp_path: Path
) -> None:
    removed = await is_written(office, KITCHEN)
    await office.world.somebody_removes_ours(KITCHEN)
    await office.adds(GARDEN)
    put_back = await the_backup(office, tmp_path)
    await is_written(office, GARDEN)
    await put_back()

    told = await types(books, "check", "--again")
    await office.reconciler.settle_all()

    assert told.lines[0] == "2 written outcomes checked: 0 there, 1 lost, 1 removed, 0 without clip."
    assert told.lines[1].startswith(f"removed  {show_alias(removed)}")
    assert any("somebody may have taken them out on purpose" in line for line in told.lines)
    assert await office.world.written(KITCHEN) == []
    assert await office.world.written(GARDEN) == [HEARD]


async def test_what_a_person_took_out_comes_back_when_an_operator_names_it(
    office: Office, books: Books
) -> None:
    alias = await is_written(office, KITCHEN)
    await office.world.somebody_removes_ours(KITCHEN)

    told = await types(books, "again", alias)
    await office.reconciler.settle_all()

    assert told.code == 0
    assert await office.world.written(KITCHEN) == [HEARD]
    assert (await types(books, "again", alias)).lines == [
        "It is in the store; there is nothing to write again."
    ]


async def test_a_loss_among_what_is_there_is_pointed_out(
    office: Office, books: Books, tmp_path: Path
) -> None:
    await office.adds(KITCHEN, GARDEN, CELLAR)
    put_back = await the_backup(office, tmp_path)
    await is_written(office, KITCHEN)
    await put_back()
    await is_written(office, GARDEN)
    put_back = await the_backup(office, tmp_path)
    await is_written(office, CELLAR)
    await put_back()

    told = await types(books, "check")

    (summary,) = [line for line in told.lines if line.startswith("Lost:")]
    assert "1 others of that time are still there, which a backup alone does not explain" in summary


async def test_a_clip_that_the_backup_does_not_know_is_said_to_be_gone(
    office: Office, books: Books, tmp_path: Path
) -> None:
    put_back = await the_backup(office, tmp_path)
    alias = await is_written(office, KITCHEN)
    await put_back()

    told = await types(books, "check", "--again")

    assert told.lines[0] == "1 written outcomes checked: 0 there, 0 lost, 0 removed, 1 without clip."
    assert "Import the clips" in told.lines[-1]
    assert (await types(books, "again", alias)).code == 1


async def test_a_clip_that_somebody_changed_after_the_backup_is_a_conflict_and_nobodys_work_is_lost(
    office: Office, books: Books, tmp_path: Path
) -> None:
    await office.adds(KITCHEN)
    put_back = await the_backup(office, tmp_path)
    alias = await is_written(office, KITCHEN)
    await put_back()
    await office.world.somebody_annotates(KITCHEN, "turn it off")

    await types(books, "check", "--again")
    await office.reconciler.settle_all()

    outcome = (await office.case(alias)).outcome
    assert outcome is not None
    assert outcome.write is WriteState.CONFLICT
    assert await office.world.written(KITCHEN) == []


async def test_a_withheld_clips_lost_outcome_waits_for_its_release(
    office: Office, books: Books, tmp_path: Path
) -> None:
    await office.adds(KITCHEN)
    put_back = await the_backup(office, tmp_path)
    alias = await is_written(office, KITCHEN)
    await put_back()
    await office.does(alias, flag("olga", Category.OTHER))

    await types(books, "check", "--again")
    await office.reconciler.settle_all()
    assert await office.world.written(KITCHEN) == []
    await office.releases(alias)
    await office.reconciler.settle_all()

    assert await office.world.written(KITCHEN) == [HEARD]


async def test_an_outcome_that_was_superseded_or_asked_about_again_is_not_looked_for(
    office: Office, books: Books
) -> None:
    alias = await is_written(office, KITCHEN)
    await office.desk.reopen(CAST["mira"], alias, door=Door.BUTTON, key="again")

    assert "0 written outcomes checked" in (await types(books, "check")).lines[0]

    await office.agrees(alias, "turn the kitchen light off")
    await office.reconciler.settle_all()
    assert "1 written outcomes checked: 1 there" in (await types(books, "check")).lines[0]


async def test_a_check_begins_at_the_time_that_it_is_given(office: Office, books: Books) -> None:
    began_at = office.clock.now()
    for reference in (KITCHEN, GARDEN, CELLAR):
        await is_written(office, reference)

    told = await types(books, "check", since=began_at + timedelta(minutes=10))

    assert told.lines[0].startswith("2 written outcomes checked: 2 there")


async def test_a_check_that_stops_at_its_limit_says_where_to_go_on(office: Office, books: Books) -> None:
    aliases = [await is_written(office, reference) for reference in (KITCHEN, GARDEN, CELLAR)]
    last = (await office.case(aliases[1])).outcome

    told = await types(books, "check", limit=2)

    assert told.lines[0].startswith("2 written outcomes checked")
    assert last is not None
    assert told.lines[-1] == f"Go on with --since {last.written_at:%Y-%m-%dT%H:%M:%S.%f}"


async def test_a_store_that_goes_away_says_where_to_go_on_and_nothing_is_marked(
    office: Office, books: Books, tmp_path: Path
) -> None:
    await office.adds(KITCHEN)
    put_back = await the_backup(office, tmp_path)
    alias = await is_written(office, KITCHEN)
    await put_back()
    office.annotations.is_away = True

    told = await types(books, "check", "--again", since=datetime(2026, 1, 1, tzinfo=UTC))

    assert told.code == 2
    assert told.lines[1] == "the annotation store is away for a while"
    assert told.lines[-1] == "Go on with --since 2026-01-01T00:00:00.000000"
    assert (await office.case(alias)).state is State.WRITTEN


async def test_nobody_but_the_machine_itself_renews(office: Office) -> None:
    alias = await is_written(office, KITCHEN)
    command = cmd.RenewWrite(actor=CAST["olga"], door=Door.BUTTON, number=1)

    with refused(Why.NOT_ALLOWED):
        await office.does(alias, command)


async def test_an_adapter_finds_its_file_again_after_it_was_put_back(office: Office, tmp_path: Path) -> None:
    assert isinstance(office.world.store, SqlAnnotationStore)
    await office.adds(KITCHEN)
    put_back = await the_backup(office, tmp_path)
    await office.adds(GARDEN)

    await put_back()

    assert await office.world.store.clip(KITCHEN) is not None
    assert await office.world.store.clip(GARDEN) is None
