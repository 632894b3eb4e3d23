"""What the feed remembers: whose turn it is, how far the annotation store was read, and who waits in line."""

import asyncio
from datetime import timedelta

from bot.domain.feed import Cursor, Line, Queued, Request
from bot.domain.ids import Alias
from bot.feed_ports import Progress
from storage.redis.opening import RedisStores
from tests.contract.store.left_behind import everything_in
from tests.contract.store.making import (
    CELLAR,
    ENGLISH,
    GARDEN,
    GERMAN,
    KITCHEN,
    NOTE,
    REFERENCE,
    HandClock,
    Stores,
    Story,
)

LEASE = timedelta(milliseconds=15_000)


def waiting(alias: Alias, *, request: str = "r1", attempt: int = 0) -> Queued:
    request_of = Request(id=request, note=NOTE)
    return Queued(alias=alias, language=ENGLISH, reference=REFERENCE, request=request_of, attempt=attempt)


async def test_of_many_bots_one_has_the_turn_and_keeps_it(stores: Stores) -> None:
    holders = [f"bot {number}" for number in range(8)]

    taken = await asyncio.gather(*(stores.feed.take_turn(holder, lease=LEASE) for holder in holders))

    (first,) = [holder for holder, has_it in zip(holders, taken, strict=True) if has_it]
    assert await stores.feed.take_turn(first, lease=LEASE)
    assert not await stores.feed.take_turn("another", lease=LEASE)


async def test_a_turn_that_is_ended_passes_at_once_and_only_its_holder_can_end_it(stores: Stores) -> None:
    await stores.feed.take_turn("one", lease=LEASE)

    await stores.feed.end_turn("another")
    assert not await stores.feed.take_turn("another", lease=LEASE)

    await stores.feed.end_turn("one")
    assert await stores.feed.take_turn("another", lease=LEASE)


async def test_a_turn_whose_holder_is_gone_ends_by_itself(redis_stores: RedisStores) -> None:
    await redis_stores.feed.take_turn("one", lease=timedelta(milliseconds=1))

    async with asyncio.timeout(5):
        while not await redis_stores.feed.take_turn("another", lease=LEASE):
            pass  # each look is a round trip


async def test_hints_are_counted(stores: Stores) -> None:
    assert await stores.feed.hints() == 0

    await asyncio.gather(*(stores.feed.hint() for _ in range(5)))

    assert await stores.feed.hints() == 5


async def test_how_far_the_store_was_read_is_kept(stores: Stores, clock: HandClock) -> None:
    assert await stores.feed.progress() == Progress()
    progress = Progress(
        began_at=clock.now(), cursor=Cursor(at=clock.now(), place="7"), round_at=clock.now(), walked="42"
    )

    await stores.feed.record_progress(progress)

    assert await stores.feed.progress() == progress


async def test_a_line_is_in_the_order_in_which_they_may_come(stores: Stores, clock: HandClock) -> None:
    for minutes, alias in ((3, KITCHEN), (1, GARDEN), (2, CELLAR)):
        await stores.feed.queue(waiting(alias), due_at=clock.now() - timedelta(minutes=minutes))

    came = []
    while (entry := (await stores.feed.next_in_line(ENGLISH))[0]) is not None:
        came.append(entry.alias)
        await stores.feed.unqueue(entry.alias)

    assert came == [KITCHEN, CELLAR, GARDEN]
    assert await stores.feed.queue_length() == 0


async def test_who_is_put_off_neither_comes_nor_counts_until_then(stores: Stores, clock: HandClock) -> None:
    await stores.feed.queue(waiting(KITCHEN), due_at=clock.now() + timedelta(minutes=1))
    assert await stores.feed.next_in_line(ENGLISH) == (None, 0)
    assert await stores.feed.queue_length() == 1

    clock.advance(minutes=1)

    assert await stores.feed.next_in_line(ENGLISH) == (waiting(KITCHEN), 1)


async def test_a_clip_stands_in_line_once(stores: Stores, clock: HandClock) -> None:
    await stores.feed.queue(waiting(KITCHEN), due_at=clock.now())
    await stores.feed.queue(waiting(KITCHEN, request="r2", attempt=1), due_at=clock.now())

    assert await stores.feed.every_queued() == [waiting(KITCHEN, request="r2", attempt=1)]
    assert (await stores.feed.next_in_line(ENGLISH))[1] == 1


async def test_each_language_has_a_line_of_its_own(stores: Stores, clock: HandClock) -> None:
    await stores.feed.queue(waiting(KITCHEN), due_at=clock.now())
    await stores.feed.record_line(ENGLISH, Line(next_at=clock.now(), is_told=True))

    assert await stores.feed.next_in_line(GERMAN) == (None, 0)
    assert await stores.feed.line(GERMAN) == Line()
    assert await stores.feed.line(ENGLISH) == Line(next_at=clock.now(), is_told=True)


async def test_who_is_not_in_line_is_not_there(stores: Stores) -> None:
    await stores.feed.unqueue(KITCHEN)

    assert await stores.feed.queued(KITCHEN) is None


async def test_a_walk_comes_to_every_case(stores: Stores, clock: HandClock) -> None:
    aliases = {Alias(f"{KITCHEN[:8]}{number:02}") for number in range(20)}
    for alias in aliases:
        story = Story(clock, alias)
        await story.tell(stores.cases, story.asked())

    found: set[Alias] = set()
    after = ""
    for _ in range(100):
        some, after = await stores.walk.step(after, limit=3)
        found |= set(some)
        if not after:
            break

    assert found == aliases


async def test_what_waits_is_sealed_and_opens_only_in_its_own_place(
    redis_stores: RedisStores, clock: HandClock
) -> None:
    await redis_stores.feed.queue(waiting(KITCHEN), due_at=clock.now())
    await redis_stores.feed.record_progress(Progress(cursor=Cursor(at=clock.now(), place=REFERENCE)))

    kept = await everything_in(redis_stores.server)

    assert [name for name, value in kept.items() if REFERENCE in value or NOTE in value] == []
    assert await redis_stores.feed.queued(KITCHEN) == waiting(KITCHEN)
