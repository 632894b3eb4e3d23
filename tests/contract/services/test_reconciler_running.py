"""The loop itself: it wakes by itself, outlives a store that is away and a bug, and lets work finish."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.background import cancel
from bot.domain.case import State
from bot.domain.ids import Alias
from bot.errors import SlackAway
from bot.ports import Kind
from bot.services.reconciler import AT_ONCE, LEASE, Reconciler
from tests.contract.services.office import Office, flag
from tests.fakes.stores import AwayDueWork

PATIENCE_SECONDS = 10.0
MANY_WRITES = AT_ONCE + 8


@asynccontextmanager
async def running(reconciler: Reconciler) -> AsyncIterator[None]:
    """As the bot does it: first the loop ends, then what is under way."""
    task = asyncio.create_task(reconciler.run())
    try:
        yield
    finally:
        await cancel([task])
        await reconciler.close(seconds=PATIENCE_SECONDS)


def shows(office: Office, alias: Alias, state: State) -> Callable[[], bool]:
    return lambda: alias in office.surfaces.board and office.surfaces.board[alias].state is state


async def test_a_running_worker_shows_what_was_committed_before_and_what_is_committed_now(
    office: Office,
) -> None:
    before = await office.asked("kitchen")

    async with running(office.reconciler):
        await office.surfaces.until(shows(office, before, State.OPEN))
        now = await office.asked("garden")
        await office.surfaces.until(shows(office, now, State.OPEN))


async def test_a_running_worker_brings_an_agreed_case_to_its_end(office: Office) -> None:
    alias = await office.asked()

    async with running(office.reconciler):
        await office.agrees(alias)
        await office.surfaces.until(shows(office, alias, State.WRITTEN))


async def test_a_worker_finds_what_another_process_has_made_due(office: Office) -> None:
    """Without a ring of this process's bell: the work comes due by the clock alone."""
    alias = await office.asked()
    await office.reconciler.settle_all()

    async with running(office.reconciler):
        office.clock.advance(minutes=15)
        await office.surfaces.until(lambda: office.surfaces.board[alias].is_nudged)


async def test_a_worker_outlives_a_store_that_is_away_for_a_while(office: Office) -> None:
    due = AwayDueWork(office.stores.due)
    due.is_away = True
    alias = await office.asked()

    async with running(office.open_reconciler(due=due)):
        await asyncio.wait_for(due.was_missed.wait(), PATIENCE_SECONDS)
        assert alias not in office.surfaces.board
        due.is_away = False
        await office.surfaces.until(shows(office, alias, State.OPEN))


async def test_work_that_could_not_be_settled_because_the_store_went_away_is_done_again(
    office: Office,
) -> None:
    due = AwayDueWork(office.stores.due)
    alias = await office.asked()
    office.surfaces.hold()

    with capture_logs() as logs:
        async with running(office.open_reconciler(due=due)):
            await office.surfaces.until(lambda: len(office.surfaces.calls) == 1)
            due.is_away = True
            office.surfaces.let_go()
            await asyncio.wait_for(due.was_missed.wait(), PATIENCE_SECONDS)
            office.clock.advance(seconds=LEASE.total_seconds())
            due.is_away = False
            await office.surfaces.until(lambda: len(office.surfaces.calls) == 2)

    assert office.surfaces.board[alias] == await office.case(alias)
    assert await office.reconciler.settle_all() == 0
    assert {line["event"] for line in logs} <= {"work.unsettled", "reconciler.store_away"}


async def test_a_bug_in_one_case_does_not_keep_the_others_from_being_shown(office: Office) -> None:
    office.surfaces.failures.append(ZeroDivisionError("a bug"))
    first = await office.asked("kitchen")

    with capture_logs() as logs:
        async with running(office.reconciler):
            await office.surfaces.until(lambda: len(office.surfaces.calls) == 1)
            second = await office.asked("garden")
            await office.surfaces.until(shows(office, second, State.OPEN))

    assert [line["task"] for line in logs if line["event"] == "background.failed"] == [f"PRESENT:{first}"]


async def test_a_case_that_slack_does_not_take_holds_up_no_other(office: Office) -> None:
    stuck = await office.asked("kitchen")
    office.surfaces.hold()

    async with running(office.reconciler):
        await office.surfaces.until(lambda: office.surfaces.calls == [(stuck, False)])
        other = await office.asked("garden")
        await office.surfaces.until(lambda: (other, False) in office.surfaces.calls)
        office.surfaces.let_go()


async def test_no_more_than_so_many_cases_are_under_way_at_once_and_all_get_their_turn(
    office: Office,
) -> None:
    aliases = [await office.asked(f"clip-{number}") for number in range(AT_ONCE + 4)]
    office.surfaces.hold()

    async with running(office.reconciler):
        await office.surfaces.until(lambda: len(office.surfaces.calls) == AT_ONCE)
        still_due = await office.stores.due.claim_due(limit=100, lease=LEASE)
        assert sum(lease.kind is Kind.PRESENT for lease in still_due) == 4
        for lease in still_due:
            await office.stores.due.settle_due(lease, again_at=office.clock.now())
        office.surfaces.let_go()
        await office.surfaces.until(lambda: set(office.surfaces.board) == set(aliases))


async def test_a_stop_gets_through_though_every_place_is_held_by_a_case_that_slack_does_not_take(
    office: Office,
) -> None:
    flagged = await office.asked("kitchen")
    await office.reconciler.settle_all()
    for number in range(AT_ONCE):
        await office.asked(f"clip-{number}")
    office.surfaces.hold()

    async with running(office.reconciler):
        await office.surfaces.until(lambda: len(office.surfaces.calls) == 1 + AT_ONCE)
        await office.does(flagged, flag("aiko"))
        await office.surfaces.until(lambda: office.surfaces.calls[-1] == (flagged, True))
        office.surfaces.let_go()
        await office.surfaces.until(shows(office, flagged, State.WITHHELD))


async def test_an_annotation_store_that_does_not_answer_holds_up_no_card(office: Office) -> None:
    agreed = [await office.asked(f"clip-{number}") for number in range(MANY_WRITES)]
    for alias in agreed:
        await office.agrees(alias)
    office.annotations.hold()

    async with running(office.reconciler):
        await office.annotations.until(
            lambda: office.annotations.under_way == office.annotations.writes_at_once
        )
        asked = await office.asked("kitchen")
        await office.surfaces.until(shows(office, asked, State.OPEN))
        office.annotations.let_go()


async def test_a_store_is_given_as_much_at_once_as_it_takes_and_gets_the_rest_afterwards(
    office: Office,
) -> None:
    agreed = [await office.asked(f"clip-{number}") for number in range(MANY_WRITES)]
    for alias in agreed:
        await office.agrees(alias)
    office.annotations.hold()

    async with running(office.reconciler):
        await office.annotations.until(
            lambda: office.annotations.under_way == office.annotations.writes_at_once
        )
        # A new card is looked for after the writes, so whatever else would have begun has begun by now.
        await office.surfaces.until(shows(office, await office.asked("kitchen"), State.OPEN))
        assert office.annotations.under_way == office.annotations.writes_at_once
        office.annotations.let_go()
        await office.surfaces.until(lambda: all(shows(office, alias, State.WRITTEN)() for alias in agreed))


async def test_closing_lets_what_is_under_way_finish(office: Office) -> None:
    alias = await office.asked()
    office.surfaces.hold()
    loop = asyncio.create_task(office.reconciler.run())
    await office.surfaces.until(lambda: len(office.surfaces.calls) == 1)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)

    closing = asyncio.create_task(office.reconciler.close(seconds=PATIENCE_SECONDS))
    office.surfaces.let_go()
    await closing

    assert office.surfaces.board[alias] == await office.case(alias)
    assert await office.open_reconciler().settle_all() == 0


async def test_closing_waits_no_longer_than_it_is_told_and_the_next_worker_does_the_rest(
    office: Office,
) -> None:
    alias = await office.asked()
    office.surfaces.hold()
    loop = asyncio.create_task(office.reconciler.run())
    await office.surfaces.until(lambda: len(office.surfaces.calls) == 1)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)

    await office.reconciler.close(seconds=0)

    assert alias not in office.surfaces.board
    office.surfaces.let_go()
    office.clock.advance(seconds=LEASE.total_seconds())
    await office.open_reconciler().settle_all()
    assert office.surfaces.board[alias] == await office.case(alias)


async def test_a_failure_is_in_the_log_by_its_kind_and_without_speech(office: Office) -> None:
    alias = await office.asked()
    office.surfaces.failures.append(SlackAway("no answer"))

    with capture_logs() as logs:
        await office.reconciler.settle_all()

    (line,) = [line for line in logs if line["event"] == "work.put_off"]
    assert (line["case"], line["kind"], line["why"], line["seconds"]) == (alias, "PRESENT", "SlackAway", 1.0)


async def test_a_loop_that_meets_a_bug_of_its_own_ends_so_that_the_bot_can_say_that_it_died(
    office: Office,
) -> None:
    due = AwayDueWork(office.stores.due)
    due.is_away = True
    due.trouble = ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(office.open_reconciler(due=due).run(), PATIENCE_SECONDS)
