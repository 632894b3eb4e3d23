"""Due work until Slack shows the case: waits, failures, parking, and one worker at a time."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain import commands as cmd
from bot.domain.case import Door, State
from bot.domain.ids import Alias
from bot.errors import SlackAway, SlackRefused
from bot.ports import Kind, Lease, Parked
from bot.services.reconciler import ATTEMPTS, LEASE
from tests.contract.services.office import Office, flag, suggest
from tests.unit.domain.builders import CAST


async def an_unshown_case(office: Office) -> Alias:
    """Everything is done but presenting, which is due."""
    alias = await office.asked()
    lent = await office.stores.due.claim_due(limit=100, lease=LEASE)
    for lease in lent:
        is_present = lease.kind is Kind.PRESENT
        await office.stores.due.settle_due(lease, again_at=office.clock.now() if is_present else None)
    return alias


async def to_present(office: Office) -> Lease | None:
    leases = await office.stores.due.claim_due(limit=10, lease=LEASE)
    return next((lease for lease in leases if lease.kind is Kind.PRESENT), None)


async def lent(office: Office) -> Lease:
    lease = await to_present(office)
    assert lease is not None
    return lease


async def lent_after(office: Office, seconds: float) -> Lease:
    """The lease that is to be had then and not a moment before."""
    office.clock.advance(seconds=seconds - 0.01)
    assert await to_present(office) is None
    office.clock.advance(seconds=0.01)
    return await lent(office)


async def parked(office: Office) -> list[tuple[Kind, Alias, str]]:
    return [(found.kind, found.alias, found.reason) for found in await office.stores.due.parked()]


async def fails_until_parked(office: Office, *, most: int) -> int:
    """How many calls it took."""
    calls = len(office.surfaces.calls)
    for _ in range(most):
        if await office.stores.due.parked():
            break
        office.clock.advance(seconds=300)
        (lease, *_) = await office.stores.due.claim_due(limit=1, lease=LEASE)
        await office.reconciler.reconcile(lease)
    return len(office.surfaces.calls) - calls


async def test_what_is_committed_is_shown(office: Office) -> None:
    alias = await office.asked()

    await office.reconciler.settle_all()

    assert office.surfaces.board[alias] == await office.case(alias)
    assert await office.reconciler.settle_all() == 0


async def test_when_slack_asks_to_wait_we_come_again_just_then_and_it_costs_no_attempt(
    office: Office,
) -> None:
    await an_unshown_case(office)
    lease = await lent(office)

    for seconds in (30.0, 7.5, 1.0):
        office.surfaces.failures.append(SlackAway("ratelimited", retry_after_seconds=seconds))
        await office.reconciler.reconcile(lease)
        lease = await lent_after(office, seconds)

    assert (lease.attempt, lease.first_failed_at) == (1, None)


async def test_slack_may_ask_to_wait_more_often_than_the_budget_of_failures(office: Office) -> None:
    alias = await an_unshown_case(office)
    office.surfaces.trouble = SlackAway("ratelimited", retry_after_seconds=1)
    for _ in range(ATTEMPTS[Kind.PRESENT] + 5):
        await office.reconciler.settle_all()
        office.clock.advance(seconds=1)

    office.surfaces.trouble = None
    await office.reconciler.settle_all()

    assert await parked(office) == []
    assert office.surfaces.board[alias] == await office.case(alias)


async def test_each_failure_waits_twice_as_long_as_the_one_before_up_to_five_minutes(office: Office) -> None:
    await an_unshown_case(office)
    office.surfaces.trouble = SlackAway("no answer")
    lease = await lent(office)

    for attempt, seconds in enumerate((1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300), start=1):
        assert lease.attempt == attempt
        await office.reconciler.reconcile(lease)
        lease = await lent_after(office, seconds)


async def test_a_stop_is_tried_again_every_five_seconds_at_the_latest(office: Office) -> None:
    alias = await office.asked()
    await office.reconciler.settle_all()
    await office.does(alias, flag("aiko"))
    office.surfaces.trouble = SlackAway("no answer")

    for _ in range(20):
        (lease,) = await office.stores.due.claim_due(limit=1, lease=LEASE)
        assert lease.kind is Kind.STOP
        await office.reconciler.reconcile(lease)
        office.clock.advance(seconds=5)


async def test_what_keeps_failing_is_parked_with_its_reason_when_the_budget_is_used_up(
    office: Office,
) -> None:
    alias = await an_unshown_case(office)
    office.surfaces.trouble = SlackAway("no answer")

    calls = await fails_until_parked(office, most=100)

    assert calls == ATTEMPTS[Kind.PRESENT]
    assert await parked(office) == [(Kind.PRESENT, alias, "SlackAway: no answer")]
    assert alias not in office.surfaces.board


async def test_parked_work_comes_back_with_a_fresh_budget_and_is_parked_no_more(office: Office) -> None:
    alias = await an_unshown_case(office)
    office.surfaces.trouble = SlackAway("no answer")
    await fails_until_parked(office, most=100)

    assert await office.stores.due.retry_parked(Kind.PRESENT, alias)
    assert (await lent(office)).attempt == 1
    office.clock.advance(seconds=LEASE.total_seconds())
    office.surfaces.trouble = None
    await office.reconciler.settle_all()

    assert await parked(office) == []
    assert office.surfaces.board[alias] == await office.case(alias)


async def test_what_slack_refuses_for_good_is_parked_at_once(office: Office) -> None:
    alias = await an_unshown_case(office)
    office.surfaces.failures.append(SlackRefused("is_archived: #help-en"))

    await office.reconciler.settle_all()

    assert await parked(office) == [(Kind.PRESENT, alias, "is_archived: #help-en")]
    assert len(office.surfaces.calls) == 1


async def test_a_parked_card_does_not_keep_the_case_from_going_on(office: Office) -> None:
    alias = await an_unshown_case(office)
    office.surfaces.failures.append(SlackRefused("is_archived"))
    await office.reconciler.settle_all()

    await office.agrees(alias)
    await office.reconciler.settle_all()

    assert (await office.case(alias)).state is State.WRITTEN
    # Showing it for the new reason has also done what was parked.
    assert await office.stores.due.parked() == list[Parked]()
    assert office.surfaces.board[alias].state is State.WRITTEN


async def test_work_that_ends_its_worker_each_time_is_parked_too(office: Office) -> None:
    alias = await an_unshown_case(office)
    office.surfaces.trouble = ZeroDivisionError("a bug")

    for _ in range(ATTEMPTS[Kind.PRESENT]):
        with pytest.raises(ZeroDivisionError):
            await office.reconciler.reconcile(await lent(office))
        office.clock.advance(seconds=LEASE.total_seconds())
    await office.reconciler.settle_all()

    ((kind, of_alias, _reason),) = await parked(office)
    assert (kind, of_alias) == (Kind.PRESENT, alias)
    assert len(office.surfaces.calls) == ATTEMPTS[Kind.PRESENT]


async def test_what_changes_while_it_is_shown_is_shown_again(office: Office) -> None:
    alias = await office.asked()
    office.surfaces.hold()
    working = asyncio.create_task(office.reconciler.settle_all())
    await office.surfaces.until(lambda: len(office.surfaces.calls) == 1)

    await office.does(alias, suggest("aiko"))
    office.surfaces.let_go()
    await working

    assert len(office.surfaces.calls) == 2
    assert office.surfaces.board[alias] == await office.case(alias)
    assert len(office.surfaces.board[alias].voices) == 1


async def test_many_changes_are_shown_once(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko", "ben", "chloe")

    await office.reconciler.settle_all()

    assert office.surfaces.calls == [(alias, False)]


async def test_a_listen_changes_nothing_that_is_shown(office: Office) -> None:
    alias = await office.asked()
    await office.reconciler.settle_all()

    await office.does(alias, cmd.Listen(actor=CAST["aiko"], door=Door.BUTTON))

    assert await office.reconciler.settle_all() == 0


async def test_a_flag_is_shown_as_urgent_before_anything_else(office: Office) -> None:
    quiet = await office.asked("kitchen")
    flagged = await office.asked("garden")
    await office.does(flagged, flag("aiko"))

    await office.reconciler.settle_all()

    assert office.surfaces.calls[0] == (flagged, True)
    assert (quiet, False) in office.surfaces.calls
    assert office.surfaces.board[flagged].state is State.WITHHELD


async def test_a_surface_that_wants_to_be_looked_at_later_is(office: Office) -> None:
    await an_unshown_case(office)
    office.surfaces.again_at = office.clock.now() + timedelta(seconds=1)
    await office.reconciler.settle_all()

    assert await lent_after(office, 1)


async def test_two_workers_on_one_store_never_show_one_case_at_the_same_time(office: Office) -> None:
    aliases = [await office.asked(f"clip-{number}") for number in range(20)]
    workers = [office.open_reconciler() for _ in range(2)]

    async def changes() -> None:
        for alias in aliases:
            await office.does(alias, suggest("aiko"))

    await asyncio.gather(*(worker.settle_all() for worker in workers), changes())
    await workers[0].settle_all()

    assert office.surfaces.most_at_once == 1
    assert {alias: case.revision for alias, case in office.surfaces.board.items()} == dict.fromkeys(
        aliases, 2
    )


async def test_while_one_worker_shows_a_case_another_finds_nothing_to_show(office: Office) -> None:
    await an_unshown_case(office)
    office.surfaces.hold()
    working = asyncio.create_task(office.reconciler.settle_all())
    await office.surfaces.until(lambda: len(office.surfaces.calls) == 1)

    assert await office.open_reconciler().settle_all() == 0

    office.surfaces.let_go()
    await working
    assert office.surfaces.most_at_once == 1


async def test_what_a_killed_worker_had_lent_is_done_by_the_next(office: Office) -> None:
    alias = await an_unshown_case(office)
    office.surfaces.hold()
    working = asyncio.create_task(office.reconciler.settle_all())
    await office.surfaces.until(lambda: len(office.surfaces.calls) == 1)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    office.surfaces.let_go()
    other = office.open_reconciler()

    assert await other.settle_all() == 0
    office.clock.advance(seconds=LEASE.total_seconds())
    assert await other.settle_all() == 1
    assert office.surfaces.board[alias] == await office.case(alias)


async def test_a_slow_worker_does_not_settle_what_has_passed_to_another(office: Office) -> None:
    alias = await an_unshown_case(office)
    office.surfaces.hold()
    slow = asyncio.create_task(office.reconciler.settle_all())
    await office.surfaces.until(lambda: len(office.surfaces.calls) == 1)
    office.clock.advance(seconds=LEASE.total_seconds())
    taken_over = await lent(office)

    office.surfaces.let_go()
    await slow

    assert taken_over.attempt == 2
    assert await office.stores.due.settle_due(taken_over)
    assert office.surfaces.board[alias] == await office.case(alias)
