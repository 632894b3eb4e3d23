"""A right to listen can end before its link or its session does: the account, the role, or both are lost."""

from pathlib import Path
from typing import Any

import pytest

from bot.domain.access import Role, Standing
from tests.scenario.browsing import (
    LONG_AUDIO_BYTES,
    PLAYER,
    SOUND,
    browser_in,
    heard_until_the_end,
)
from tests.scenario.listening_room import listening_room

AUDIO = bytes(range(256)) * 200
LOST: list[dict[str, Any]] = [
    {"standing": Standing.DEACTIVATED},
    {"standing": Standing.GUEST},
    {"standing": Standing.UNKNOWN},
    {"roles": frozenset()},
    {"roles": frozenset({Role.MODERATOR})},
]


@pytest.mark.parametrize("lost", LOST)
async def test_a_link_of_somebody_who_may_no_longer_listen_is_dead(
    tmp_path: Path, lost: dict[str, Any]
) -> None:
    async with listening_room(tmp_path, AUDIO) as room, browser_in(room) as browser:
        link = await room.link()

        room.becomes(**lost)

        answers = [await browser.get(link), await browser.press_play(link)]
        assert [answer.status for answer in answers] == [410, 410]
        assert "press Listen again" in await answers[1].text()
        assert "Set-Cookie" not in answers[1].headers


@pytest.mark.parametrize("lost", LOST)
async def test_a_session_of_somebody_who_may_no_longer_listen_is_over(
    tmp_path: Path, lost: dict[str, Any]
) -> None:
    async with listening_room(tmp_path, AUDIO) as room, browser_in(room) as browser:
        await browser.press_play(await room.link())

        room.becomes(**lost)

        answers = [await browser.get(f"{PLAYER}{rest}") for rest in ("", "/audio", "/state")]
        assert [answer.status for answer in answers] == [403, 403, 403]
        assert "press Listen again" in await answers[0].text()
        assert AUDIO[:100] not in await answers[1].read()


async def test_a_running_stream_ends_when_its_listener_is_deactivated(tmp_path: Path) -> None:
    async with listening_room(tmp_path, bytes(LONG_AUDIO_BYTES)) as room, browser_in(room) as browser:
        await browser.press_play(await room.link())
        sound = await browser.get(SOUND)
        await sound.content.readexactly(16 * 1024)

        room.becomes(standing=Standing.DEACTIVATED)

        rest, is_cut = await heard_until_the_end(sound)
    assert is_cut
    assert rest < LONG_AUDIO_BYTES / 2
