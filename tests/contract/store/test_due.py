"""Due work: lent to one worker at a time, most urgent first, and never lost."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.ids import Alias
from bot.ports import Kind, Lease
from tests.contract.store.making import CELLAR, GARDEN, KITCHEN, HandClock, Stores, Story, mark

LEASE = timedelta(seconds=30)


async def claim(stores: Stores, limit: int = 10) -> list[Lease]:
    return await stores.due.claim_due(limit=limit, lease=LEASE)


async def claim_one(stores: Stores) -> Lease:
    (lease,) = await claim(stores)
    return lease


async def present_due(stores: Stores, story: Story, kind: Kind = Kind.PRESENT) -> None:
    """The story goes on, and one kind of work is due now."""
    await story.tell(stores.cases, story.asked(), due=(mark(kind, story.clock.now()),))


async def test_work_marked_by_a_commit_is_lent_once(stores: Stores, story: Story) -> None:
    await present_due(stores, story)

    lease = await claim_one(stores)

    assert (lease.kind, lease.alias, lease.attempt, lease.first_failed_at) == (
        Kind.PRESENT,
        KITCHEN,
        1,
        None,
    )
    assert lease.until == story.clock.now() + LEASE
    assert await claim(stores) == []


async def test_work_is_not_lent_before_its_time(stores: Stores, story: Story, clock: HandClock) -> None:
    await story.tell(stores.cases, story.asked(), due=(mark(Kind.TICK, clock.now() + timedelta(minutes=10)),))

    assert await claim(stores) == []
    clock.advance(minutes=10)
    assert (await claim_one(stores)).kind is Kind.TICK


async def test_work_comes_by_urgency_then_by_time(stores: Stores, clock: HandClock) -> None:
    wanted = [
        (KITCHEN, Kind.TALLY, 0),
        (GARDEN, Kind.PRESENT, 1),
        (KITCHEN, Kind.PRESENT, 2),
        (CELLAR, Kind.WRITE, 3),
        (GARDEN, Kind.STOP, 4),
    ]
    stories = {alias: Story(clock, alias) for alias in (KITCHEN, GARDEN, CELLAR)}
    for alias, kind, minute in wanted:
        at = clock.now() + timedelta(minutes=minute)
        await stories[alias].tell(stores.cases, stories[alias].asked(), due=(mark(kind, at),))
    clock.advance(minutes=5)

    leases = await claim(stores, limit=2) + await claim(stores)

    assert [(lease.alias, lease.kind) for lease in leases] == [
        (GARDEN, Kind.STOP),
        (CELLAR, Kind.WRITE),
        (GARDEN, Kind.PRESENT),
        (KITCHEN, Kind.PRESENT),
        (KITCHEN, Kind.TALLY),
    ]


async def test_workers_at_the_same_time_get_different_work(stores: Stores, clock: HandClock) -> None:
    for number in range(30):
        story = Story(clock, Alias(f"{KITCHEN[:8]}{number:02}"))
        await present_due(stores, story)

    found = await asyncio.gather(*(claim(stores, limit=10) for _ in range(6)))

    aliases = [lease.alias for leases in found for lease in leases]
    assert len(aliases) == len(set(aliases)) >= 10
    assert all(len(leases) <= 10 for leases in found)


async def test_settled_work_is_gone(stores: Stores, story: Story, clock: HandClock) -> None:
    await present_due(stores, story)
    lease = await claim_one(stores)

    assert await stores.due.settle_due(lease)

    clock.advance(days=1)
    assert await claim(stores) == []


async def test_settling_twice_changes_nothing(stores: Stores, story: Story) -> None:
    await present_due(stores, story)
    lease = await claim_one(stores)
    await stores.due.settle_due(lease)
    await present_due(stores, story)

    assert not await stores.due.settle_due(lease)

    assert (await claim_one(stores)).kind is Kind.PRESENT


async def test_work_can_be_wanted_again_without_blame(stores: Stores, story: Story, clock: HandClock) -> None:
    await present_due(stores, story)
    await stores.due.settle_due(await claim_one(stores), again_at=clock.now() + timedelta(seconds=3))

    assert await claim(stores) == []
    clock.advance(seconds=3)
    assert (await claim_one(stores)).attempt == 1


async def test_a_mark_during_a_lease_waits_for_its_end(stores: Stores, story: Story) -> None:
    await present_due(stores, story)
    lease = await claim_one(stores)

    await present_due(stores, story)

    assert await claim(stores) == []
    assert await stores.due.settle_due(lease)
    assert (await claim_one(stores)).token != lease.token


@pytest.mark.parametrize("ending", ["settle", "fail", "park"])
async def test_however_a_lease_ends_a_mark_made_meanwhile_is_not_lost(
    stores: Stores, story: Story, clock: HandClock, ending: str
) -> None:
    await present_due(stores, story)
    lease = await claim_one(stores)
    await present_due(stores, story)
    later = clock.now() + timedelta(hours=1)

    if ending == "settle":
        await stores.due.settle_due(lease, again_at=later)
    elif ending == "fail":
        await stores.due.fail_due(lease, again_at=later)
    else:
        await stores.due.park_due(lease, reason="the channel is archived")

    assert (await claim_one(stores)).kind is Kind.PRESENT


async def test_an_expired_lease_passes_on_and_its_old_token_is_refused(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await present_due(stores, story)
    old = await claim_one(stores)
    clock.advance(seconds=30)

    new = await claim_one(stores)

    assert new.token > old.token
    assert not await stores.due.settle_due(old)
    assert not await stores.due.fail_due(old, again_at=clock.now())
    assert not await stores.due.park_due(old, reason="late")
    assert await stores.due.settle_due(new)


async def test_an_expired_lease_that_nobody_took_can_still_be_settled(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await present_due(stores, story)
    lease = await claim_one(stores)
    clock.advance(minutes=5)

    assert await stores.due.settle_due(lease)
    assert await claim(stores) == []


async def test_a_mark_after_a_lease_ran_out_survives_the_slow_holder(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await present_due(stores, story)
    slow = await claim_one(stores)
    clock.advance(minutes=5)
    await present_due(stores, story)

    await stores.due.settle_due(slow)

    assert (await claim_one(stores)).kind is Kind.PRESENT


async def test_a_worker_that_never_comes_back_counts_as_a_failed_attempt(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await present_due(stores, story)
    await claim_one(stores)
    expired_at = clock.advance(seconds=30)

    lease = await claim_one(stores)

    assert (lease.attempt, lease.first_failed_at) == (2, expired_at)


async def test_failures_count_attempts_from_the_first_one(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await present_due(stores, story, Kind.WRITE)
    first_failed_at = clock.now()
    await stores.due.fail_due(await claim_one(stores), again_at=clock.now() + timedelta(seconds=10))
    assert await claim(stores) == []
    clock.advance(seconds=10)
    await stores.due.fail_due(await claim_one(stores), again_at=clock.now() + timedelta(seconds=20))
    clock.advance(seconds=20)

    lease = await claim_one(stores)

    assert (lease.attempt, lease.first_failed_at) == (3, first_failed_at)


async def test_success_clears_the_blame(stores: Stores, story: Story, clock: HandClock) -> None:
    await present_due(stores, story)
    await stores.due.fail_due(await claim_one(stores), again_at=clock.now())
    await stores.due.settle_due(await claim_one(stores))
    await present_due(stores, story)

    lease = await claim_one(stores)

    assert (lease.attempt, lease.first_failed_at) == (1, None)


async def test_an_earlier_mark_wins_and_a_later_one_does_not_postpone(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    now = clock.now()
    await story.tell(stores.cases, story.asked(), due=(mark(Kind.PRESENT, now + timedelta(minutes=2)),))
    await story.tell(stores.cases, story.asked(), due=(mark(Kind.PRESENT, now + timedelta(minutes=1)),))
    await story.tell(stores.cases, story.asked(), due=(mark(Kind.PRESENT, now + timedelta(minutes=3)),))

    clock.advance(minutes=1)

    assert (await claim_one(stores)).kind is Kind.PRESENT


async def test_a_tick_is_set_to_its_new_time(stores: Stores, story: Story, clock: HandClock) -> None:
    now = clock.now()
    await story.tell(stores.cases, story.asked(), due=(mark(Kind.TICK, now + timedelta(minutes=1)),))
    await story.tell(stores.cases, story.asked(), due=(mark(Kind.TICK, now + timedelta(minutes=5)),))

    clock.advance(minutes=4)
    assert await claim(stores) == []
    clock.advance(minutes=1)
    assert (await claim_one(stores)).kind is Kind.TICK


async def test_a_tick_set_during_its_lease_comes_at_the_last_time_set(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await present_due(stores, story, Kind.TICK)
    lease = await claim_one(stores)
    for minutes in (1, 5):
        at = clock.now() + timedelta(minutes=minutes)
        await story.tell(stores.cases, story.asked(), due=(mark(Kind.TICK, at),))
    await stores.due.settle_due(lease)

    clock.advance(minutes=4)
    assert await claim(stores) == []
    clock.advance(minutes=1)
    assert (await claim_one(stores)).kind is Kind.TICK


async def test_a_cleared_mark_is_gone(stores: Stores, story: Story, clock: HandClock) -> None:
    await present_due(stores, story, Kind.TICK)
    await story.tell(stores.cases, story.asked(), clear=(Kind.TICK,))

    clock.advance(days=1)

    assert await claim(stores) == []


async def test_clearing_during_a_lease_leaves_the_lease_and_takes_the_mark(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await present_due(stores, story, Kind.TICK)
    lease = await claim_one(stores)
    await present_due(stores, story, Kind.TICK)
    await story.tell(stores.cases, story.asked(), clear=(Kind.TICK,))

    assert await stores.due.settle_due(lease)

    clock.advance(days=1)
    assert await claim(stores) == []


async def test_a_refused_commit_marks_nothing(stores: Stores, story: Story) -> None:
    asking = story.next(story.asked(), due=(mark(Kind.PRESENT, story.clock.now()),))
    await stores.cases.commit(asking)
    await stores.due.settle_due(await claim_one(stores))

    await stores.cases.commit(asking)

    assert await claim(stores) == []


async def test_parked_work_is_kept_with_its_reason_and_not_lent(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await present_due(stores, story)
    assert await stores.due.park_due(await claim_one(stores), reason="channel_not_found")

    clock.advance(days=1)

    (parked,) = await stores.due.parked()
    assert (parked.kind, parked.alias, parked.reason) == (Kind.PRESENT, KITCHEN, "channel_not_found")
    assert parked.at == clock.now() - timedelta(days=1)
    assert await claim(stores) == []


async def test_parked_work_is_tried_again_once_when_an_operator_says_so(stores: Stores, story: Story) -> None:
    await present_due(stores, story)
    await stores.due.park_due(await claim_one(stores), reason="channel_not_found")

    assert await stores.due.retry_parked(Kind.PRESENT, KITCHEN)
    assert not await stores.due.retry_parked(Kind.PRESENT, KITCHEN)

    assert await stores.due.parked() == []
    assert (await claim_one(stores)).attempt == 1


async def test_trying_parked_work_again_does_not_postpone_what_is_due_already(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await present_due(stores, story, Kind.TICK)
    await stores.due.park_due(await claim_one(stores), reason="a bug")
    await present_due(stores, story, Kind.TICK)
    other = Story(clock, GARDEN)
    clock.advance(minutes=1)
    await present_due(stores, other, Kind.TICK)
    clock.advance(minutes=1)

    await stores.due.retry_parked(Kind.TICK, KITCHEN)

    assert [lease.alias for lease in await claim(stores)] == [KITCHEN, GARDEN]


async def test_work_that_succeeds_after_all_is_no_longer_parked(stores: Stores, story: Story) -> None:
    await present_due(stores, story)
    await stores.due.park_due(await claim_one(stores), reason="channel_not_found")
    await present_due(stores, story)

    await stores.due.settle_due(await claim_one(stores))

    assert await stores.due.parked() == []


async def test_a_commit_that_marks_work_wakes_who_waits(stores: Stores, story: Story) -> None:
    waiting = asyncio.create_task(stores.due.wait_marked(timedelta(seconds=20)))

    await present_due(stores, story)

    assert await asyncio.wait_for(waiting, timeout=10)


async def test_waiting_ends_without_a_mark(stores: Stores) -> None:
    assert not await stores.due.wait_marked(timedelta(milliseconds=1))


async def test_waiting_work_says_when_it_is_tried_next_and_why_it_failed_last(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await present_due(stores, story, Kind.WRITE)
    failed_at, again_at = clock.now(), clock.now() + timedelta(seconds=10)
    lease = await claim_one(stores)
    (lent,) = await stores.due.waiting(Kind.WRITE, limit=10)

    await stores.due.fail_due(lease, again_at=again_at, reason="the store is away")

    (waiting,) = await stores.due.waiting(Kind.WRITE, limit=10)
    assert (lent.alias, lent.is_lent, lent.attempt, lent.reason) == (KITCHEN, True, 1, "")
    assert (waiting.due_at, waiting.is_lent) == (again_at, False)
    assert (waiting.attempt, waiting.first_failed_at) == (2, failed_at)
    assert waiting.reason == "the store is away"


async def test_waiting_work_comes_by_its_time_and_of_one_kind(stores: Stores, clock: HandClock) -> None:
    for minute, alias in enumerate((GARDEN, KITCHEN, CELLAR)):
        story = Story(clock, alias)
        at = clock.now() + timedelta(minutes=minute)
        await story.tell(stores.cases, story.asked(), due=(mark(Kind.WRITE, at), mark(Kind.TALLY, at)))

    found = await stores.due.waiting(Kind.WRITE, limit=2)

    assert [one.alias for one in found] == [GARDEN, KITCHEN]
    assert [one.due_at for one in found] == [clock.now(), clock.now() + timedelta(minutes=1)]


async def test_parked_work_says_after_how_many_attempts(stores: Stores, story: Story) -> None:
    await present_due(stores, story)
    await stores.due.fail_due(await claim_one(stores), again_at=story.clock.now())
    await stores.due.park_due(await claim_one(stores), reason="enough")

    (parked,) = await stores.due.parked()
    assert parked.attempts == 2
    assert await stores.due.waiting(Kind.PRESENT, limit=10) == []
