"""The digest of a help channel: one message for as long as clips wait, whoever posts it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.feed import Line
from bot.domain.ids import Language
from bot.errors import SlackRefused, StoreAway
from handlers.feed_notices import SlackFeedNotices
from handlers.messages import SlackMessages
from handlers.pacing import Pacing
from tests.scenario.surface_room import CHANNELS, HELP, POLICY, SurfaceRoom, surface_room

ENGLISH = Language("en")


@pytest.fixture
async def room() -> AsyncIterator[SurfaceRoom]:
    async with surface_room() as opened:
        yield opened


def notices(room: SurfaceRoom, channels: dict[str, str] | None = None) -> SlackFeedNotices:
    """As a bot has them: another one shares nothing but the log."""
    client = AsyncWebClient(
        token=room.at["bot_token"], base_url=room.at["api"], session=room.session, timeout=5
    )
    return SlackFeedNotices(
        messages=SlackMessages(client=client, pacing=Pacing(seconds_between_posts=0.01)),
        log=room.log,
        policy=POLICY,
        clock=room.clock,
        channels=(CHANNELS if channels is None else channels).get,
    )


def begun(room: SurfaceRoom, *, is_told: bool = True) -> Line:
    return Line(digest_begun_at=room.clock.now(), is_told=is_told)


async def texts(room: SurfaceRoom) -> list[str]:
    return [message["text"] for message in await room.seen(HELP)]


async def test_it_is_one_message_that_is_edited_until_the_line_is_empty(room: SurfaceRoom) -> None:
    line = begun(room)

    for waiting in (49, 30, 7):
        room.clock.ahead += timedelta(minutes=1)
        await notices(room).tell(ENGLISH, line, waiting=waiting)
    (text,) = await texts(room)
    assert text.startswith("7 more clips of the annotation store wait")

    room.clock.ahead += timedelta(minutes=1)
    await notices(room).tell(ENGLISH, line.model_copy(update={"is_told": False}), waiting=0)
    (text,) = await texts(room)
    assert text.startswith("All clips of the annotation store that waited have come")


async def test_saying_the_same_again_calls_slack_once(room: SurfaceRoom) -> None:
    line = begun(room)

    for _ in range(3):
        await notices(room).tell(ENGLISH, line, waiting=49)

    assert len(await room.calls("chat.postMessage")) == 1
    assert await room.calls("chat.update") == []


async def test_a_bot_that_dies_after_posting_leaves_one_message(room: SurfaceRoom) -> None:
    line = begun(room)
    room.log.failures = 1
    with pytest.raises(StoreAway):
        await notices(room).tell(ENGLISH, line, waiting=49)

    await notices(room).tell(ENGLISH, line, waiting=48)

    (text,) = await texts(room)
    assert text.startswith("48 more clips")


async def test_the_end_of_what_was_never_said_is_not_said(room: SurfaceRoom) -> None:
    await notices(room).tell(ENGLISH, begun(room, is_told=False), waiting=0)
    await notices(room).tell(ENGLISH, Line(), waiting=3)

    assert await texts(room) == []


async def test_a_channel_that_the_app_is_not_in_is_named(room: SurfaceRoom) -> None:
    with pytest.raises(SlackRefused, match="#help-en"):
        await notices(room, channels={}).tell(ENGLISH, begun(room), waiting=49)
