"""A link opens once, for a while, and not after a stop."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.case import Door
from bot.domain.events import Listened
from bot.ports import Grant
from tests.contract.store.making import FIRST, GARDEN, KITCHEN, HandClock, Stores, Story

FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
async def grant(stores: Stores, story: Story) -> Grant:
    """A right to hear an open case, as it stands now."""
    case = await story.tell(stores.cases, story.asked())
    return Grant(alias=case.alias, person=FIRST, epoch=case.sharing_epoch)


async def issue(stores: Stores, grant: Grant) -> str:
    return await stores.links.issue_link(grant, lifetime=FIVE_MINUTES)


async def redeem(stores: Stores, secret: str) -> str | None:
    return await stores.links.redeem_link(KITCHEN, secret, lifetime=FIVE_MINUTES)


async def listening(stores: Stores, grant: Grant) -> str:
    session = await redeem(stores, await issue(stores, grant))
    assert session is not None
    return session


async def test_a_link_carries_its_grant_until_it_is_redeemed(stores: Stores, grant: Grant) -> None:
    secret = await issue(stores, grant)

    assert await stores.links.peek_link(KITCHEN, secret) == grant
    assert await stores.links.peek_link(KITCHEN, secret) == grant
    session = await redeem(stores, secret)

    assert session is not None
    assert await stores.links.session(KITCHEN, session) == grant
    assert await stores.links.peek_link(KITCHEN, secret) is None


async def test_a_link_has_128_random_bits_and_is_safe_in_an_address(stores: Stores, grant: Grant) -> None:
    secrets = {await issue(stores, grant) for _ in range(20)}

    assert len(secrets) == 20
    assert all(len(secret) == 22 and secret.replace("-", "").replace("_", "").isalnum() for secret in secrets)


async def test_a_link_is_redeemed_once_however_many_press_play(stores: Stores, grant: Grant) -> None:
    secret = await issue(stores, grant)

    sessions = await asyncio.gather(*(redeem(stores, secret) for _ in range(10)))

    assert sum(session is not None for session in sessions) == 1


async def test_a_secret_opens_nothing_of_another_case(stores: Stores, grant: Grant, clock: HandClock) -> None:
    garden = Story(clock, GARDEN)
    await garden.tell(stores.cases, garden.asked())
    secret = await issue(stores, grant)

    assert await stores.links.peek_link(GARDEN, secret) is None
    assert await stores.links.redeem_link(GARDEN, secret, lifetime=FIVE_MINUTES) is None
    assert await stores.links.session(GARDEN, await listening(stores, grant)) is None


async def test_a_link_and_a_session_are_no_substitute_for_each_other(stores: Stores, grant: Grant) -> None:
    secret = await issue(stores, grant)
    session = await listening(stores, grant)

    assert await stores.links.session(KITCHEN, secret) is None
    assert await redeem(stores, session) is None


async def test_a_link_ends_with_its_lifetime(stores: Stores, grant: Grant, clock: HandClock) -> None:
    secret = await issue(stores, grant)

    clock.advance(minutes=5)

    assert await stores.links.peek_link(KITCHEN, secret) is None
    assert await redeem(stores, secret) is None


async def test_a_session_ends_with_its_lifetime(stores: Stores, grant: Grant, clock: HandClock) -> None:
    session = await listening(stores, grant)

    clock.advance(minutes=5)

    assert await stores.links.session(KITCHEN, session) is None


async def test_a_stop_kills_links_and_sessions(stores: Stores, grant: Grant, story: Story) -> None:
    secret, session = await issue(stores, grant), await listening(stores, grant)

    await story.tell(stores.cases, *story.stopped())

    assert await stores.links.peek_link(KITCHEN, secret) is None
    assert await redeem(stores, secret) is None
    assert await stores.links.session(KITCHEN, session) is None


async def test_what_a_stop_killed_stays_dead_after_the_release(
    stores: Stores, grant: Grant, story: Story
) -> None:
    secret, session = await issue(stores, grant), await listening(stores, grant)

    await story.tell(stores.cases, *story.stopped())
    await story.tell(stores.cases, story.resumed())

    assert await stores.links.peek_link(KITCHEN, secret) is None
    assert await redeem(stores, secret) is None
    assert await stores.links.session(KITCHEN, session) is None


async def test_other_events_leave_a_session_alive(stores: Stores, grant: Grant, story: Story) -> None:
    session = await listening(stores, grant)

    await story.tell(stores.cases, Listened(by=FIRST, at=story.clock.now(), door=Door.BUTTON))

    assert await stores.links.session(KITCHEN, session) == grant


async def test_the_sharing_epoch_is_told_only_while_the_case_may_be_heard(
    stores: Stores, story: Story
) -> None:
    assert await stores.links.sharing_epoch(KITCHEN) is None
    await story.tell(stores.cases, story.asked())
    assert await stores.links.sharing_epoch(KITCHEN) == 0
    await story.tell(stores.cases, *story.stopped())
    assert await stores.links.sharing_epoch(KITCHEN) is None
    await story.tell(stores.cases, story.resumed())
    assert await stores.links.sharing_epoch(KITCHEN) == 1
