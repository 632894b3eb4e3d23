"""What ends the sound in Chromium: a stop, a lost connection, a session's end; and what it leaves behind."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.domain.access import Role
from bot.domain.events import Heard
from tests.browser.player import Listener, a_tone, listening

pytestmark = pytest.mark.browser

LONG_SECONDS = 60
SILENT = "audio === null || audio.paused"
AHEAD_SECONDS = 16
FELT_SECONDS = 1.0
"""In this time a stop must have silenced the player."""


@pytest.fixture
async def listener(tmp_path: Path) -> AsyncIterator[Listener]:
    async with listening(tmp_path) as opened:
        yield opened


@pytest.fixture
async def long_listener(tmp_path: Path) -> AsyncIterator[Listener]:
    async with listening(tmp_path, sound=a_tone(LONG_SECONDS)) as opened:
        yield opened


async def silenced_after(listener: Listener) -> float:
    """How long after the flag the page was silent, as a clock on the wall has it."""
    clock = asyncio.get_running_loop()
    await listener.room.stop()
    stopped_at = clock.time()
    await listener.until(SILENT)
    return clock.time() - stopped_at


async def test_a_stop_silences_a_short_clip_within_a_second_and_says_why(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.get_by_label("Speed").select_option("0.25")
    await listener.play()
    await listener.hears(0.2)

    seconds = await silenced_after(listener)

    assert seconds < FELT_SECONDS
    await expect(listener.page.get_by_text("This clip was withdrawn: it was flagged")).to_be_visible()
    await expect(listener.page.get_by_role("button")).to_have_count(0)
    await expect(listener.page.get_by_text("English")).to_be_hidden()
    await expect(listener.page.get_by_role("heading")).to_have_text("Nothing to hear")
    await expect(listener.page.locator("audio, svg")).to_have_count(0)


async def test_after_a_stop_the_browser_holds_nothing_that_it_could_play(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.get_by_label("Speed").select_option("0.25")
    await listener.play()
    address = await listener.of_audio("audio.src")

    await silenced_after(listener)
    await expect(listener.page.get_by_role("heading")).to_have_text("Nothing to hear")
    # Chromium would play it by its address alone, without a word to the server, if it still held it.
    await listener.page.evaluate(
        "(address) => document.body.append(Object.assign(new Audio(address), { preload: 'auto' }))",
        address,
    )
    await listener.until("audio.error !== null")

    assert await listener.of_audio("audio.buffered.length") == 0


async def test_of_a_long_clip_the_browser_holds_seconds_ahead_and_not_the_whole(
    long_listener: Listener,
) -> None:
    await long_listener.open_player()
    await long_listener.play()
    await long_listener.hears(3)

    ahead = float(str(await long_listener.of_audio("audio.buffered.end(0) - audio.currentTime")))
    seconds = await silenced_after(long_listener)
    heard = [event for event in await long_listener.room.heard() if isinstance(event, Heard)]

    assert ahead < AHEAD_SECONDS
    assert seconds < FELT_SECONDS
    assert sum(event.seconds for event in heard) < 3 + AHEAD_SECONDS + 3


async def test_while_a_long_clip_is_paused_nothing_of_it_arrives(long_listener: Listener) -> None:
    await long_listener.open_player()
    await long_listener.play()
    await long_listener.hears(1.5)

    await long_listener.press("Pause")
    await long_listener.until("!audio.hasAttribute('src')")
    clock = await long_listener.page.locator("[data-clock]").text_content()
    await long_listener.play()

    assert clock is not None
    assert 1.4 < float(clock.split()[0]) < 2.5
    assert await long_listener.time() > float(clock.split()[0]) - 0.2


async def test_a_long_clip_plays_on_at_twice_the_speed(long_listener: Listener) -> None:
    await long_listener.open_player()
    await long_listener.play()
    await long_listener.hears(0.5)

    await long_listener.page.get_by_label("Speed").select_option("2")
    await long_listener.hears(7)

    assert not await long_listener.is_paused()
    assert await long_listener.of_audio("audio.playbackRate") == 2


async def test_a_stop_reaches_a_player_that_nobody_plays(listener: Listener) -> None:
    await listener.open_player()

    await listener.room.stop()

    await expect(listener.page.get_by_role("heading")).to_have_text("Nothing to hear", timeout=8000)


async def test_a_player_that_cannot_ask_falls_silent_and_says_what_to_do(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.get_by_label("Speed").select_option("0.25")
    await listener.play()

    await listener.page.context.set_offline(offline=True)

    await expect(listener.alert).to_contain_text("cannot be reached", timeout=8000)
    assert await listener.is_paused()
    await listener.keep("away")
    await listener.page.context.set_offline(offline=False)
    await listener.press("Play")
    await listener.hears(0.5)
    await expect(listener.alert).to_have_text("")


async def test_who_loses_the_right_to_listen_in_mid_play_hears_no_more(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.get_by_label("Speed").select_option("0.25")
    await listener.play()

    listener.room.becomes(roles=frozenset({Role.OPERATOR}))

    await listener.until(SILENT)
    await expect(listener.page.get_by_role("heading")).to_have_text("Your time to listen is over")
    await listener.keep("over")


async def test_a_used_link_says_what_to_do(listener: Listener) -> None:
    link = await listener.room.link()
    await listener.open_player(path=link)

    await listener.open_link(path=link)

    await expect(listener.page.get_by_role("heading")).to_have_text("This link no longer works")
    await expect(listener.page.get_by_text("press Listen again")).to_be_visible()
    await listener.keep("used")


async def test_another_browser_with_the_players_address_gets_a_page_and_no_sound(listener: Listener) -> None:
    await listener.open_player()
    assert listener.page.context.browser is not None
    stranger = await listener.page.context.browser.new_page()

    page = await stranger.goto(listener.page.url)
    sound = await stranger.request.get(f"{listener.page.url}/audio")
    waveform = await stranger.request.get(f"{listener.page.url}/peaks")

    assert page is not None
    assert [page.status, sound.status, waveform.status] == [403, 403, 403]
    await expect(stranger.get_by_text("is not the one that opened the link")).to_be_visible()
    await stranger.screenshot(path=listener.pictures / "player-stranger-light-1280.png")


async def test_a_moderator_reads_why_it_is_withheld_and_hears_it_softly(listener: Listener) -> None:
    await listener.room.stop(note="A child says its <name>.\nNear the end.")
    await listener.room.takes_review()
    await listener.open_link(path=await listener.room.link_in_review())
    await listener.keep("review-open")
    await listener.press("Play")
    await listener.page.get_by_role("button", name="Back 2 s").wait_for()

    first = listener.page.get_by_role("heading", level=2)
    await expect(first).to_have_text("Withheld: Sensitive")
    await expect(listener.page.get_by_text("A child says its <name>.")).to_be_visible()
    await listener.page.get_by_label("Volume").focus()
    await listener.keys("End")
    assert await listener.of_audio("audio.volume") == pytest.approx(0.3)
    await listener.play()
    await listener.hears(0.3)
    await listener.keep("review")


async def test_when_the_review_is_decided_its_moderator_hears_no_more(listener: Listener) -> None:
    await listener.room.stop()
    await listener.room.takes_review()
    await listener.open_player(path=await listener.room.link_in_review())
    await listener.page.get_by_label("Speed").select_option("0.25")
    await listener.play()

    await listener.room.upholds()

    await listener.until(SILENT)
    await expect(listener.page.get_by_role("heading")).to_have_text("Your review of this clip has ended")
    await listener.keep("review-over")
