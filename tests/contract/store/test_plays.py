"""A moderator's link, a right that is asked again and again, and the plays of a person."""

from datetime import timedelta

import pytest

from bot.domain.case import Door
from bot.domain.events import Listened
from bot.ports import Grant
from tests.contract.store.making import FIRST, KITCHEN, SECOND, HandClock, Stores, Story

FIVE_MINUTES, AN_HOUR = timedelta(minutes=5), timedelta(hours=1)


@pytest.fixture
async def shared(stores: Stores, story: Story) -> Grant:
    """A peer's right to hear an open case."""
    case = await story.tell(stores.cases, story.asked())
    return Grant(alias=case.alias, person=FIRST, epoch=case.sharing_epoch, link="one")


@pytest.fixture
async def withheld(stores: Stores, story: Story) -> Grant:
    """A moderator's right to hear a case that was stopped."""
    await story.tell(stores.cases, story.asked())
    case = await story.tell(stores.cases, *story.stopped())
    return Grant(alias=case.alias, person=SECOND, epoch=case.sharing_epoch, link="two", is_review=True)


async def opened(stores: Stores, grant: Grant) -> str | None:
    secret = await stores.links.issue_link(grant, lifetime=FIVE_MINUTES)
    return await stores.links.redeem_link(KITCHEN, secret, lifetime=FIVE_MINUTES)


async def takes(stores: Stores, link: str, clock: HandClock, *, limit: int = 2) -> bool:
    return await stores.links.take_play(FIRST, link, limit=limit, until=clock.now() + AN_HOUR)


async def test_a_right_holds_until_the_stop(stores: Stores, story: Story, shared: Grant) -> None:
    before = await stores.links.holds(shared)

    await story.tell(stores.cases, *story.stopped())

    assert (before, await stores.links.holds(shared)) == (True, False)


async def test_a_listen_that_is_logged_ends_no_right(stores: Stores, story: Story, shared: Grant) -> None:
    await story.tell(stores.cases, Listened(by=FIRST, at=story.clock.now(), door=Door.BUTTON, link="one"))

    assert await stores.links.holds(shared)


async def test_a_right_to_an_unknown_case_never_holds(stores: Stores) -> None:
    assert not await stores.links.holds(Grant(alias=KITCHEN, person=FIRST, epoch=0))


async def test_a_moderators_link_opens_while_the_clip_is_withheld(stores: Stores, withheld: Grant) -> None:
    session = await opened(stores, withheld)

    assert session is not None
    assert await stores.links.session(KITCHEN, session) == withheld
    assert await stores.links.holds(withheld)


async def test_a_moderators_right_ends_with_the_release(
    stores: Stores, story: Story, withheld: Grant
) -> None:
    session = await opened(stores, withheld)
    assert session is not None

    await story.tell(stores.cases, story.resumed())

    assert await stores.links.session(KITCHEN, session) is None
    assert not await stores.links.holds(withheld)
    assert await opened(stores, withheld) is None


async def test_a_peers_right_of_the_same_epoch_opens_nothing_withheld(
    stores: Stores, withheld: Grant
) -> None:
    peers = withheld.model_copy(update={"is_review": False})

    assert await opened(stores, peers) is None
    assert not await stores.links.holds(peers)


async def test_plays_are_counted_up_to_the_limit(stores: Stores, clock: HandClock) -> None:
    taken = [await takes(stores, link, clock) for link in ("one", "two", "three")]

    assert taken == [True, True, False]


async def test_the_same_play_counts_once(stores: Stores, clock: HandClock) -> None:
    taken = [await takes(stores, link, clock) for link in ("one", "one", "two", "two")]

    assert taken == [True] * 4


async def test_a_play_given_back_makes_room(stores: Stores, clock: HandClock) -> None:
    await takes(stores, "one", clock, limit=1)

    await stores.links.give_back_play(FIRST, "one")

    assert await takes(stores, "two", clock, limit=1)


async def test_after_its_time_a_play_counts_no_more(stores: Stores, clock: HandClock) -> None:
    await takes(stores, "one", clock, limit=1)

    clock.advance(minutes=61)

    assert await takes(stores, "two", clock, limit=1)
