"""The feed: what people ask for and mark in the annotation store comes by itself, in the right channel."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot.domain import commands as cmd
from bot.domain.case import Category, Door, State
from bot.domain.ids import SYSTEM
from bot.services.following import Following
from storage.annotations.sql_tables import requests
from tests.contract.services.feed_desk import FeedDesk
from tests.contract.services.office import flag
from tests.contract.store.making import ENGLISH, GERMAN
from tests.unit.domain.builders import CAST


async def test_a_request_in_the_store_opens_a_case_by_itself(desk: FeedDesk) -> None:
    await desk.asks("lamp", note="the second word")

    await desk.looks()

    case = await desk.case("lamp")
    assert case is not None
    assert (case.state, case.askers, case.clip.language) == (State.OPEN, (SYSTEM,), ENGLISH)
    assert case.asks[0].note == "the second word"


async def test_each_request_comes_into_the_channel_of_its_language(desk: FeedDesk) -> None:
    await desk.asks("lamp")
    await desk.asks("lampe", language="de-AT")
    await desk.asks("lamppu", language="fi")

    await desk.looks()

    assert (await desk.open_cases(), await desk.open_cases(GERMAN)) == (1, 1)
    assert await desk.case("lamppu") is None
    assert [queued.language for queued in await desk.office.stores.feed.every_queued()] == ["fi"]


async def test_fifty_requests_at_once_come_evenly_with_one_digest(desk: FeedDesk) -> None:
    await desk.asks(*(f"clip-{number:02}" for number in range(50)))
    await desk.looks()

    assert await desk.open_cases() == 1
    assert list(desk.notices.shown.values()) == [49]
    for minute in range(1, 20):
        for _ in range(30):
            await desk.looks(after_seconds=2)
        assert await desk.open_cases() == 1 + minute

    assert list(desk.notices.shown.values()) == [30]
    assert desk.notices.edits <= 21
    assert await desk.state("clip-00") is State.OPEN  # who asked first came first
    assert await desk.state("clip-49") is None


async def test_while_too_many_clips_are_open_the_stores_own_wait(desk: FeedDesk) -> None:
    await desk.asks(*(f"clip-{number:02}" for number in range(32)))
    for _ in range(60):
        await desk.looks(after_seconds=60)
    assert await desk.open_cases() == 30

    await desk.answers("clip-00")
    await desk.looks(after_seconds=60)

    assert await desk.state("clip-30") is State.OPEN
    assert await desk.open_cases() == 30


async def test_a_digest_ends_with_the_line_and_a_few_requests_have_none(desk: FeedDesk) -> None:
    await desk.asks("lamp", "tent", "boat")
    await desk.looks()
    assert desk.notices.shown == {}

    await desk.asks(*(f"clip-{number:02}" for number in range(12)))
    await desk.looks()
    assert list(desk.notices.shown.values()) != [0]
    for _ in range(14):
        await desk.looks(after_seconds=60)

    assert list(desk.notices.shown.values()) == [0]


async def test_a_request_taken_back_before_its_turn_leaves_the_line(desk: FeedDesk) -> None:
    await desk.asks("lamp", "tent")
    await desk.looks()

    await desk.office.world.somebody_takes_back("tent")
    await desk.looks()
    await desk.looks(after_seconds=60)

    assert await desk.case("tent") is None
    assert await desk.office.stores.feed.queue_length() == 0


async def test_a_request_taken_back_closes_the_case(desk: FeedDesk) -> None:
    await desk.asks("lamp")
    await desk.looks()

    desk.office.world.clock.passes(minutes=1)
    await desk.office.world.somebody_takes_back("lamp")
    await desk.looks()

    assert await desk.state("lamp") is State.IDLE


async def test_a_request_whose_row_was_deleted_is_taken_back_too(desk: FeedDesk) -> None:
    await desk.asks("lamp", "tent")
    await desk.looks()

    async with desk.office.world.engine.begin() as connection:
        await connection.execute(delete(requests))
    await desk.looks()

    assert await desk.state("lamp") is State.IDLE
    assert await desk.office.stores.feed.queue_length() == 0


async def test_a_mark_stops_sharing_with_everything_that_a_stop_brings(desk: FeedDesk) -> None:
    await desk.asks("lamp")
    await desk.looks()

    await desk.office.world.somebody_marks("lamp")
    await desk.looks()

    case = await desk.case("lamp")
    assert case is not None
    assert (case.state, case.gravest) == (State.WITHHELD, Category.CRITICAL)
    assert [(found.person, found.door) for found in case.flags] == [(SYSTEM, Door.STORE)]
    assert case.alias in await desk.office.stores.cases.cases_in_review(limit=10)


async def test_a_mark_on_a_clip_that_nobody_asked_about_keeps_it_from_being_shared(desk: FeedDesk) -> None:
    await desk.has("lamp")
    await desk.begins()

    await desk.office.world.somebody_marks("lamp")
    await desk.looks()

    assert await desk.state("lamp") is State.WITHHELD


async def test_marks_from_before_the_feed_began_wait_until_somebody_asks(desk: FeedDesk) -> None:
    await desk.has("lamp", "tent")
    for reference in ("lamp", "tent"):
        await desk.office.world.somebody_marks(reference)
    await desk.looks()
    assert (await desk.case("lamp"), await desk.case("tent")) == (None, None)

    await desk.office.asks("lamp")
    await desk.office.world.somebody_asks("tent")
    await desk.looks()

    assert (await desk.state("lamp"), await desk.state("tent")) == (State.WITHHELD, State.WITHHELD)


async def test_a_mark_that_stands_does_not_undo_a_release(desk: FeedDesk) -> None:
    await desk.asks("lamp")
    await desk.looks()
    await desk.office.world.somebody_marks("lamp")
    await desk.looks()
    case = await desk.case("lamp")
    assert case is not None
    for name in ("moritz", "nadia"):
        await desk.office.releases(case.alias, name)

    for _ in range(3):
        await desk.looks()

    assert await desk.state("lamp") is State.OPEN


@pytest.mark.parametrize("is_answered", [False, True])
async def test_a_clip_that_is_removed_from_the_store_stops(desk: FeedDesk, *, is_answered: bool) -> None:
    await desk.asks("lamp")
    await desk.looks()
    if is_answered:
        await desk.answers("lamp")

    await desk.office.world.somebody_removes("lamp")
    await desk.looks()

    case = await desk.case("lamp")
    assert case is not None
    assert (case.state, case.gravest) == (State.WITHHELD, Category.OTHER)


async def test_a_request_made_again_after_the_answer_asks_again(desk: FeedDesk) -> None:
    await desk.asks("lamp")
    await desk.looks()
    await desk.answers("lamp")
    world = desk.office.world
    world.clock.at = desk.office.clock.now() + timedelta(minutes=1)
    await world.somebody_takes_back("lamp")
    await world.somebody_asks("lamp")

    await desk.looks(after_seconds=90)

    case = await desk.case("lamp")
    assert case is not None
    assert (case.state, case.round) == (State.OPEN, 2)


async def test_a_request_without_consent_waits_for_it_and_holds_nobody_up(desk: FeedDesk) -> None:
    await desk.has("lamp", has_consent=False)
    await desk.office.world.somebody_asks("lamp")
    await desk.asks("tent")
    await desk.looks()
    assert (await desk.state("lamp"), await desk.state("tent")) == (None, State.OPEN)

    await desk.has("lamp", has_consent=True)
    await desk.looks(after_seconds=3600)

    assert await desk.state("lamp") is State.OPEN


async def test_a_note_that_names_the_clip_is_left_out(desk: FeedDesk) -> None:
    await desk.asks("lamp-0815", note="see lamp-0815 at 0:02")

    await desk.looks()

    case = await desk.case("lamp-0815")
    assert case is not None
    assert (case.state, case.asks[0].note) == (State.OPEN, "")


async def test_a_withheld_clip_is_asked_about_once_it_is_released(desk: FeedDesk) -> None:
    await desk.has("lamp")
    alias = await desk.office.asks("lamp")
    await desk.office.does(alias, flag("ben", Category.OTHER))
    await desk.office.world.somebody_asks("lamp")
    await desk.looks()
    assert await desk.state("lamp") is State.WITHHELD

    await desk.office.releases(alias)
    await desk.looks(after_seconds=3700)

    case = await desk.case("lamp")
    assert case is not None
    assert SYSTEM in case.askers


async def test_a_request_whose_clip_is_gone_leaves_the_line(desk: FeedDesk) -> None:
    await desk.asks("lamp", "tent")
    await desk.looks()

    await desk.office.world.somebody_removes("tent")
    desk.office.clock.advance(seconds=60)
    following = Following(desk=desk.office.desk, clips=desk.clips, store=desk.office.stores.feed)
    (queued,) = await desk.office.stores.feed.every_queued()

    assert (await following.ask(queued)).value == "gone"
    assert await desk.office.stores.feed.queue_length() == 0


async def test_a_lead_who_withdraws_it_is_not_asked_again(desk: FeedDesk) -> None:
    await desk.asks("lamp")
    await desk.looks()
    case = await desk.case("lamp")
    assert case is not None
    await desk.office.does(case.alias, cmd.Withdraw(actor=CAST["lena"], door=Door.BUTTON))

    for _ in range(3):
        await desk.looks(after_seconds=60)

    assert await desk.state("lamp") is State.IDLE
