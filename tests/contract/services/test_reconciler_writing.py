"""Outcomes and stops on their way into the annotation store: once, and never over somebody else's work."""

import asyncio
from datetime import timedelta

import pytest

from bot.annotation_ports import StoreFlag
from bot.domain import commands as cmd
from bot.domain.case import Category, Door, State, WriteState
from bot.domain.ids import Alias
from bot.errors import Why
from bot.ports import Kind
from bot.services.reconciler import LEASE, Reconciler
from bot.services.write_back import WriteBack
from storage.annotations.records import WrittenOutcome
from tests.contract.services.office import PSEUDONYM_KEY, Office, flag
from tests.contract.store.making import HEARD, REFERENCE
from tests.unit.domain.builders import CAST, refused


async def an_agreed_case(office: Office) -> Alias:
    alias = await office.asked()
    await office.agrees(alias)
    return alias


async def write_state(office: Office, alias: Alias) -> WriteState:
    outcome = (await office.case(alias)).outcome
    assert outcome is not None
    return outcome.write


async def outcome_in_store(office: Office) -> WrittenOutcome:
    (record,) = await office.world.store.records(after="", limit=10)
    assert record.outcome is not None
    return record.outcome


async def kill_while_writing(office: Office) -> None:
    """The store has the outcome, and the worker dies before it can say so."""
    office.annotations.is_silent = True
    working = asyncio.create_task(office.reconciler.settle_all())
    await asyncio.wait_for(office.annotations.has_written.wait(), timeout=10)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    office.annotations.is_silent = False


async def test_what_is_agreed_is_written_with_pseudonyms_and_the_case_says_so(office: Office) -> None:
    alias = await an_agreed_case(office)

    await office.reconciler.settle_all()

    outcome = await outcome_in_store(office)
    assert (outcome.text, outcome.alias, outcome.number) == (HEARD, alias, 1)
    assert len(set(outcome.people)) == 3
    assert not {"aiko", "ben", "chloe"} & set(outcome.people)
    assert (await office.case(alias)).state is State.WRITTEN


async def test_a_store_that_is_away_gets_the_outcome_once_as_soon_as_it_is_back(office: Office) -> None:
    alias = await an_agreed_case(office)
    office.annotations.is_away = True
    for _ in range(10):
        await office.reconciler.settle_all()
        office.clock.advance(minutes=5)
    assert await write_state(office, alias) is WriteState.PENDING

    office.annotations.is_away = False
    await office.reconciler.settle_all()
    office.clock.advance(minutes=5)
    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == [HEARD]
    assert await write_state(office, alias) is WriteState.WRITTEN


async def test_a_write_is_parked_after_a_day_of_failures_and_comes_back_by_hand(office: Office) -> None:
    alias = await an_agreed_case(office)
    office.annotations.is_away = True
    await office.reconciler.settle_all()
    office.clock.advance(hours=office.policy.write.park_after_hours)
    await office.reconciler.settle_all()

    ((parked),) = await office.stores.due.parked()
    assert (parked.kind, parked.alias) == (Kind.WRITE, alias)
    assert parked.reason.startswith("AnnotationStoreAway: ")

    office.annotations.is_away = False
    assert await office.stores.due.retry_parked(Kind.WRITE, alias)
    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == [HEARD]
    assert await office.stores.due.parked() == []


async def test_what_somebody_else_annotated_meanwhile_stays_and_the_case_says_conflict(
    office: Office,
) -> None:
    alias = await an_agreed_case(office)
    await office.world.somebody_annotates(REFERENCE, "turn it off")

    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == []
    assert await write_state(office, alias) is WriteState.CONFLICT
    assert (await office.case(alias)).state is State.AGREED
    assert await office.reconciler.settle_all() == 0


async def test_a_conflict_is_resolved_by_reopening_with_the_clip_as_it_is_now(office: Office) -> None:
    alias = await an_agreed_case(office)
    await office.world.somebody_annotates(REFERENCE, "turn it off")
    await office.reconciler.settle_all()

    await office.desk.reopen(CAST["mira"], alias, door=Door.BUTTON, key="reopen")
    await office.agrees(alias)
    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == [HEARD]
    assert (await office.case(alias)).state is State.WRITTEN


async def test_a_clip_that_has_gone_is_recorded_as_gone(office: Office) -> None:
    alias = await an_agreed_case(office)
    await office.world.somebody_removes(REFERENCE)

    await office.reconciler.settle_all()

    assert await write_state(office, alias) is WriteState.GONE
    assert await office.stores.due.parked() == []
    assert await office.reconciler.settle_all() == 0


async def test_a_worker_killed_after_writing_leaves_one_outcome_and_the_next_one_records_it(
    office: Office,
) -> None:
    alias = await an_agreed_case(office)
    await kill_while_writing(office)
    assert await write_state(office, alias) is WriteState.PENDING
    assert await office.world.written(REFERENCE) == [HEARD]

    office.clock.advance(seconds=LEASE.total_seconds())
    await office.open_reconciler().settle_all()

    assert await office.world.rows() == 1
    assert await write_state(office, alias) is WriteState.WRITTEN


async def test_a_worker_killed_after_writing_leaves_one_outcome_though_the_clip_was_edited_since(
    office: Office,
) -> None:
    alias = await an_agreed_case(office)
    await kill_while_writing(office)
    await office.world.somebody_edits(REFERENCE, "turn it off")

    office.clock.advance(seconds=LEASE.total_seconds())
    await office.open_reconciler().settle_all()

    assert await office.world.written(REFERENCE) == [HEARD]
    assert await write_state(office, alias) is WriteState.WRITTEN


async def test_two_workers_that_write_the_same_outcome_at_once_write_it_once(office: Office) -> None:
    alias = await an_agreed_case(office)
    case = await office.case(alias)
    workers: list[Reconciler] = [office.open_reconciler() for _ in range(2)]

    # As after a lease that ran out: both hold the same case and bring it.
    await asyncio.gather(*(worker._outside.write_back.bring(case) for worker in workers))

    assert await office.world.rows() == 1
    assert await write_state(office, alias) is WriteState.WRITTEN


async def test_a_write_that_gets_no_turn_is_put_back_as_it_was(office: Office) -> None:
    """It is not kept waiting with its lease running out, and nobody counts it as a failure."""
    waiting = await an_agreed_case(office)
    write_back = WriteBack(
        desk=office.desk, annotations=office.annotations, pseudonym_key=PSEUDONYM_KEY, turn_seconds=0.01
    )
    office.annotations.hold()
    case = await office.case(waiting)
    busy = [asyncio.create_task(write_back.bring(case)) for _ in range(write_back.at_once)]
    await office.annotations.until(lambda: office.annotations.under_way == write_back.at_once)

    assert not await write_back.bring(case)

    assert await write_state(office, waiting) is WriteState.PENDING
    office.annotations.let_go()
    assert all(await asyncio.gather(*busy))
    assert await office.world.rows() == 1
    assert await write_back.bring(await office.case(waiting))


async def test_the_outcome_of_a_withheld_case_waits_and_is_written_after_the_release(office: Office) -> None:
    alias = await an_agreed_case(office)
    await office.does(alias, flag("olga", Category.OTHER))
    await office.reconciler.settle_all()
    assert await office.world.written(REFERENCE) == []

    await office.releases(alias)
    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == [HEARD]
    assert (await office.case(alias)).state is State.WRITTEN


async def test_the_outcome_of_an_upheld_case_is_never_written(office: Office) -> None:
    alias = await an_agreed_case(office)
    await office.does(alias, flag("olga", Category.OTHER))
    await office.takes(alias)
    await office.does(alias, cmd.Uphold(actor=CAST["moritz"], door=Door.MODAL, reason="a name is said"))

    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == []
    assert await office.world.marked(REFERENCE) == [StoreFlag.UPHELD]


async def test_a_stop_and_its_release_are_told_to_the_store_in_order(office: Office) -> None:
    alias = await office.asked()
    await office.does(alias, flag("aiko", Category.SENSITIVE))
    await office.reconciler.settle_all()
    assert await office.world.marked(REFERENCE) == [StoreFlag.WITHHELD]

    await office.releases(alias)
    await office.reconciler.settle_all()

    assert await office.world.marked(REFERENCE) == [StoreFlag.WITHHELD, StoreFlag.RELEASED]
    case = await office.case(alias)
    assert case.store_mark_epoch == case.store_mark_wanted == 2


async def test_a_store_that_was_away_for_a_stop_and_its_release_hears_how_it_ended(office: Office) -> None:
    alias = await office.asked()
    office.annotations.is_away = True
    await office.does(alias, flag("aiko", Category.OTHER))
    await office.reconciler.settle_all()
    await office.releases(alias)
    await office.reconciler.settle_all()

    office.annotations.is_away = False
    office.clock.advance(minutes=5)
    await office.reconciler.settle_all()

    assert (await office.world.marked(REFERENCE))[-1] == StoreFlag.RELEASED
    assert (await office.case(alias)).store_mark_epoch == 2


async def test_a_stop_is_told_to_the_store_also_when_the_clip_has_gone(office: Office) -> None:
    alias = await office.asked()
    await office.world.somebody_removes(REFERENCE)
    await office.does(alias, flag("aiko"))

    await office.reconciler.settle_all()

    assert (await office.case(alias)).store_mark_epoch == 1
    assert await office.stores.due.parked() == []


async def test_a_case_that_is_just_being_written_cannot_be_reopened_before_it_is(office: Office) -> None:
    alias = await an_agreed_case(office)

    with refused(Why.BUSY):
        await office.desk.reopen(CAST["mira"], alias, door=Door.BUTTON, key="too early")

    await office.reconciler.settle_all()
    assert await office.desk.reopen(CAST["mira"], alias, door=Door.BUTTON, key="later")


@pytest.mark.parametrize("hours", [1, 23])
async def test_a_store_that_is_away_for_less_than_a_day_costs_nobody_anything(
    office: Office, hours: int
) -> None:
    alias = await an_agreed_case(office)
    office.annotations.is_away = True
    ends_at = office.clock.now() + timedelta(hours=hours)
    while office.clock.now() < ends_at:
        await office.reconciler.settle_all()
        office.clock.advance(minutes=5)

    office.annotations.is_away = False
    await office.reconciler.settle_all()

    assert await office.stores.due.parked() == []
    assert (await office.case(alias)).state is State.WRITTEN
