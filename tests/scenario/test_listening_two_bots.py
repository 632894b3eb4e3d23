"""A flag that comes in through one bot cuts what another bot is playing, within a second."""

import asyncio
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.processes import Running, start_bot
from bot.demo.stage import free_port
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import Room, alias_in, bare
from tests.scenario.test_listening_in import address_in, heard_until_the_end

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def second_bot(hall: Hall) -> AsyncIterator[str]:
    """The address of a second bot on the same store."""
    port = free_port()
    environment = {**hall.stage.environment, "SECOND_EAR_PORT": str(port)}
    running: Running = await start_bot(
        environment=environment, log=hall.stage.home / "listening-bot.log", port=port
    )
    yield f"http://127.0.0.1:{port}/"
    await running.stop()


async def test_whichever_bot_takes_the_flag_both_fall_silent_within_a_second(
    hall: Hall, room: Room, second_bot: str
) -> None:
    alias = alias_in(await room.types(room.asker, f"ask {room.long_clip}"))
    sounds = []
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        for peer, base in zip(room.peers[:2], (hall.stage.public_url, second_bot), strict=True):
            await room.presses(peer, alias, ids.LISTEN_OPEN)
            address = address_in(str(await peer.opened(ids.LISTEN_MODAL)))
            sounds.append(await _sound(browser, re.sub(r"^http://[^/]+/", base, address)))
        for sound in sounds:
            await sound.content.readexactly(100_000)
        clock = asyncio.get_running_loop()

        await room.types(room.peers[2], f"flag {alias} critical")
        flagged_at = clock.time()
        ends = await asyncio.gather(*(heard_until_the_end(sound) for sound in sounds))
        for sound in sounds:
            sound.close()

    assert [is_cut for _, is_cut in ends] == [True, True]
    assert clock.time() - flagged_at < 1
    cut = [
        event["is_cut"]
        for logged, event in await hall.log()
        if logged == bare(alias) and event["kind"] == "heard"
    ]
    assert all(cut)


async def _sound(browser: aiohttp.ClientSession, link: str) -> aiohttp.ClientResponse:
    async with browser.post(link, allow_redirects=False) as pressed:
        cookie = pressed.headers["Set-Cookie"].split(";")[0]
    player = link.rsplit("/", 1)[0]
    return await browser.get(f"{player}/audio", headers={"Cookie": cookie})
