"""From the Listen button to the sound, by Slack and a browser, and what a flag does to it in mid-play."""

import asyncio
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.people import Json, Member, said, until
from bot.demo.stage import ROOT
from handlers import ids
from tests.scenario.hall import LONG_CLIP_BYTES, Hall
from tests.scenario.room import Room, alias_in, bare

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODERATORS = "C0MODS0001"
SOUND = (ROOT / "examples" / "clips" / "en-01.wav").read_bytes()


@pytest_asyncio.fixture(loop_scope="session")
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as opened:
        yield opened


async def link(room: Room, who: Member, alias: str) -> str:
    """The address in the window that Listen opens."""
    await room.presses(who, alias, ids.LISTEN_OPEN)
    return address_in(str(await who.opened(ids.LISTEN_MODAL)))


def address_in(window: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/listen/[^'\"]+", window)
    assert found, window
    return found.group()


async def play(browser: aiohttp.ClientSession, address: str) -> str:
    """Opens the page and presses Play; the player's address."""
    async with browser.get(address) as page:
        assert ">Play</button>" in await page.text()
    async with browser.post(address) as player:
        assert player.status == 200
        return str(player.url)


async def test_listen_leads_to_the_sound_and_the_log_says_who_heard_it(
    hall: Hall, room: Room, browser: aiohttp.ClientSession
) -> None:
    alias = await room.asks()

    player = await play(browser, await link(room, room.peers[0], alias))
    async with browser.get(f"{player}/audio") as whole:
        heard = await whole.read()
    async with browser.get(f"{player}/audio", headers={"Range": "bytes=44-143"}) as part:
        piece, status = await part.read(), part.status

    assert heard == SOUND
    assert (status, piece) == (206, SOUND[44:144])
    assert (bare(alias), "listened", room.peers[0].user) in await hall.deeds()
    hearings = await hearings_of(hall, alias, 2)
    assert {event["person"] for event in hearings} == {room.peers[0].user}
    assert sorted(event["seconds"] for event in hearings) == [0.01, 2.53]


async def test_a_link_is_for_one_browser(room: Room, browser: aiohttp.ClientSession) -> None:
    alias = await room.asks()
    address = await link(room, room.peers[0], alias)
    await play(browser, address)

    async with aiohttp.ClientSession() as another, another.post(address) as answer:
        text = await answer.text()

    assert answer.status == 410
    assert "This link no longer works" in text


async def test_the_window_and_the_page_say_nothing_of_the_clips_reference(
    room: Room, browser: aiohttp.ClientSession
) -> None:
    reference = room.clips[0]
    alias = await room.asks()

    address = await link(room, room.peers[0], alias)
    player = await play(browser, address)
    async with browser.get(player) as page:
        shown = await page.text()
    async with browser.get(f"{player}/audio") as sound:
        headers = str(sound.headers)

    assert bare(alias) in address
    assert reference not in address + shown + headers
    assert "en-01" not in shown + headers


async def test_a_flag_kills_a_link_that_nobody_has_opened_yet(
    room: Room, browser: aiohttp.ClientSession
) -> None:
    alias = await room.asks()
    address = await link(room, room.peers[0], alias)

    await room.types(room.peers[1], f"flag {alias} sensitive")
    async with browser.get(address) as page, browser.post(address) as play:
        assert (page.status, play.status) == (410, 410)


async def test_a_flag_cuts_the_sound_in_mid_play(room: Room, browser: aiohttp.ClientSession) -> None:
    alias = alias_in(await room.types(room.asker, f"ask {room.long_clip}"))
    player = await play(browser, await link(room, room.peers[0], alias))

    async with browser.get(f"{player}/audio") as sound:
        await sound.content.readexactly(100_000)
        await room.types(room.peers[1], f"flag {alias} critical")
        left, is_cut = await heard_until_the_end(sound)
    async with browser.get(f"{player}/audio") as again:
        status = again.status

    assert is_cut
    assert left < LONG_CLIP_BYTES // 2
    assert status == 410


async def test_the_listen_button_of_a_withheld_clip_opens_nothing(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.types(room.peers[0], f"claim {alias}")
    old = await room.whispered(room.peers[0])
    await room.types(room.peers[1], f"flag {alias} sensitive")
    before = await hall.deeds()

    await room.peers[0].presses(room.channel, old["ts"], ids.LISTEN_OPEN)

    await room.whispered(room.peers[0], words="was flagged and is withheld")
    assert await room.peers[0].modal() is None
    assert await hall.deeds() == before


async def test_a_moderator_hears_a_flagged_clip_alone_and_only_after_taking_it(
    hall: Hall, room: Room, browser: aiohttp.ClientSession
) -> None:
    alias = await room.asks()
    await room.types(room.peers[1], f"flag {alias} sensitive")
    noor, felix = hall.moderators
    card = await review_card(noor, alias)
    await noor.presses(MODERATORS, card["ts"], ids.REVIEW_LISTEN)
    await room.whispered(noor, MODERATORS, words=f"Take {alias} first")
    await noor.presses(MODERATORS, card["ts"], ids.REVIEW_TAKE)
    await room.whispered(noor, MODERATORS, words="is yours to decide")

    await noor.presses(MODERATORS, card["ts"], ids.REVIEW_LISTEN)
    window = str(await noor.opened(ids.LISTEN_MODAL))
    await felix.presses(MODERATORS, card["ts"], ids.REVIEW_LISTEN)
    player = await play(browser, address_in(window))
    async with browser.get(f"{player}/audio") as sound:
        heard = await sound.read()

    assert "Sensitive" in window
    assert heard == SOUND
    await room.whispered(felix, MODERATORS, words=f"Take {alias} first")
    assert (bare(alias), "listened", noor.user) in await hall.deeds()


async def review_card(moderator: Member, alias: str) -> Json:
    async def look() -> Json | None:
        found = [message for message in await moderator.sees(MODERATORS) if alias in said(message)]
        return found[0] if found else None

    return await until(look, f"the moderators' card of {alias}")


async def hearings_of(hall: Hall, alias: str, count: int) -> list[Json]:
    """What the log says was heard of a clip, once it says it so often."""

    async def look() -> list[Json] | None:
        found = [
            event for logged, event in await hall.log() if logged == bare(alias) and event["kind"] == "heard"
        ]
        return found if len(found) == count else None

    return await until(look, f"{count} hearings of {alias} in the log")


async def heard_until_the_end(sound: aiohttp.ClientResponse) -> tuple[int, bool]:
    """How many bytes still come, and whether the connection broke off."""
    heard = 0
    try:
        async with asyncio.timeout(10):
            while piece := await sound.content.read(1024 * 1024):
                heard += len(piece)
    except aiohttp.ClientPayloadError:
        return heard, True
    return heard, False
