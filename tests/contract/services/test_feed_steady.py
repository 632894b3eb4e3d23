"""The feed does nothing twice and loses nothing, whatever happens to a bot, the stores or Slack."""

import asyncio

import pytest

from bot.domain.case import Door, State
from bot.errors import StoreAway
from bot.feed_ports import Progress
from tests.contract.services.feed_desk import FeedDesk
from tests.fakes.feed import UnsteadyFeedStore
from tests.unit.domain.builders import CAST


async def test_a_channel_that_cannot_be_told_gets_its_clips_all_the_same(desk: FeedDesk) -> None:
    desk.notices.is_refused = True
    await desk.asks(*(f"clip-{number:02}" for number in range(20)))
    for _ in range(3):
        await desk.looks(after_seconds=60)
    assert await desk.open_cases() == 3

    desk.notices.is_refused = False
    await desk.looks(after_seconds=2)

    assert list(desk.notices.shown.values()) == [17]


async def test_looking_again_changes_nothing(desk: FeedDesk) -> None:
    await desk.asks("lamp", "tent")
    await desk.office.world.somebody_marks("tent")
    await desk.looks()
    before = [await desk.case(reference) for reference in ("lamp", "tent")]

    for _ in range(5):
        await desk.looks()

    assert [await desk.case(reference) for reference in ("lamp", "tent")] == before


async def test_a_bot_that_forgot_how_far_it_read_opens_nothing_twice(desk: FeedDesk) -> None:
    await desk.asks("lamp")
    await desk.office.world.somebody_asks("lamp")
    await desk.looks()
    await desk.answers("lamp")
    before = await desk.case("lamp")

    await desk.office.stores.feed.record_progress(Progress())
    desk.feed = desk.opens_feed("first")
    for hours in (0, 26, 26):  # answers to deliveries are forgotten after a day
        await desk.looks(after_seconds=hours * 3600 + 30)

    assert await desk.case("lamp") == before


async def test_two_bots_open_nothing_twice_and_keep_the_pace(desk: FeedDesk) -> None:
    await desk.asks(*(f"clip-{number:02}" for number in range(20)))
    second = desk.opens_feed("second")

    for _ in range(5):
        desk.office.clock.advance(seconds=60)
        await asyncio.gather(desk.feed.look(), second.look())

    cases = [await desk.case(f"clip-{number:02}") for number in range(20)]
    opened = [case for case in cases if case]
    assert len(opened) == 5
    assert all(len(case.asks) == 1 for case in opened)


async def test_two_bots_that_both_think_it_is_their_turn_open_nothing_twice(desk: FeedDesk) -> None:
    store = UnsteadyFeedStore(desk.office.stores.feed)
    store.is_everybodys_turn = True
    await desk.asks(*(f"clip-{number:02}" for number in range(5)))
    bots = [desk.opens_feed(name, store=store) for name in ("first", "second")]

    for _ in range(6):
        desk.office.clock.advance(seconds=60)
        await asyncio.gather(*(bot.look() for bot in bots))

    cases = [await desk.case(f"clip-{number:02}") for number in range(5)]
    assert [case and (case.state, len(case.asks), case.round) for case in cases] == [(State.OPEN, 1, 1)] * 5


async def test_when_one_bot_goes_the_other_takes_over(desk: FeedDesk) -> None:
    second = desk.opens_feed("second")
    await desk.looks()
    await second.look()
    await desk.asks("lamp")
    await second.look()
    assert await desk.case("lamp") is None

    await desk.feed.close()
    await second.look()

    assert await desk.state("lamp") is State.OPEN


async def test_a_bot_that_dies_after_asking_asks_once(desk: FeedDesk) -> None:
    store = UnsteadyFeedStore(desk.office.stores.feed)
    store.is_stuck = True
    await desk.asks("lamp")
    with pytest.raises(StoreAway):
        await desk.opens_feed("first", store=store).look()
    before = await desk.case("lamp")

    for _ in range(3):
        await desk.looks(after_seconds=60)

    assert before is not None
    assert await desk.case("lamp") == before
    assert await desk.office.stores.feed.queue_length() == 0


async def test_while_the_store_is_away_it_is_asked_less_and_less_and_nothing_is_lost(desk: FeedDesk) -> None:
    await desk.begins()
    desk.office.annotations.is_away = True
    await desk.asks("lamp")
    for _ in range(20):
        await desk.looks(after_seconds=30)
    assert await desk.case("lamp") is None

    desk.office.annotations.is_away = False
    await desk.looks(after_seconds=2)
    assert await desk.case("lamp") is None
    await desk.looks(after_seconds=300)

    assert await desk.state("lamp") is State.OPEN


async def test_a_hint_makes_it_look_at_once_also_when_the_store_was_away(desk: FeedDesk) -> None:
    await desk.begins()
    await desk.asks("lamp")
    await desk.looks(after_seconds=3)
    assert await desk.case("lamp") is None

    await desk.office.stores.feed.hint()
    await desk.looks(after_seconds=1)
    assert await desk.state("lamp") is State.OPEN

    desk.office.annotations.is_away = True
    await desk.looks()
    desk.office.annotations.is_away = False
    await desk.office.world.somebody_marks("lamp")
    await desk.office.stores.feed.hint()
    await desk.looks(after_seconds=6)
    assert await desk.state("lamp") is State.WITHHELD


async def test_a_store_in_trouble_is_not_asked_more_for_many_hints(desk: FeedDesk) -> None:
    await desk.begins()
    desk.office.annotations.is_away = True
    await desk.looks()
    desk.office.annotations.is_away = False
    await desk.asks("lamp")

    for _ in range(4):
        await desk.office.stores.feed.hint()
        await desk.looks(after_seconds=1)
    assert await desk.case("lamp") is None

    await desk.looks(after_seconds=1)
    assert await desk.state("lamp") is State.OPEN


async def test_a_line_that_is_full_holds_no_stop_up_and_loses_nothing(desk: FeedDesk) -> None:
    desk.feed = desk.opens_feed("first", most_queued=1)
    await desk.asks("lamp", "tent", "boat")
    await desk.looks()
    assert await desk.office.stores.feed.queue_length() == 0  # two did not fit

    await desk.office.world.somebody_marks("lamp")
    await desk.looks()
    assert await desk.state("lamp") is State.WITHHELD

    for _ in range(2):
        await desk.looks(after_seconds=3700)
    assert (await desk.state("tent"), await desk.state("boat")) == (State.OPEN, State.OPEN)


async def test_many_hints_are_one_look(desk: FeedDesk) -> None:
    await desk.begins()
    for _ in range(100):
        await desk.office.stores.feed.hint()
    await desk.looks(after_seconds=3)
    await desk.asks("lamp")

    await desk.looks(after_seconds=3)

    assert await desk.case("lamp") is None


async def test_a_panic_holds_the_line_where_it_is(desk: FeedDesk) -> None:
    moderators = [CAST[name] for name in ("moritz", "nadia")]
    panics = desk.office.desk.panics
    await panics.start(moderators[0], "all", door=Door.SLASH_COMMAND, key="stop")
    await desk.asks("lamp", "tent")
    for _ in range(5):
        await desk.looks(after_seconds=60)
    assert (await desk.office.stores.feed.queue_length(), await desk.open_cases()) == (2, 0)

    for number, actor in enumerate(moderators):
        await panics.resume(actor, "all", door=Door.SLASH_COMMAND, key=f"resume {number}")
    for _ in range(2):
        await desk.looks(after_seconds=60)

    assert (await desk.state("lamp"), await desk.state("tent")) == (State.OPEN, State.OPEN)
