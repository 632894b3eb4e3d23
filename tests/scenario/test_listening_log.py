"""What the log says of listening, and what the player's other answers are: waveform, waiting, and no more."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.access import Actor, Role, Standing
from bot.domain.case import Door
from bot.domain.events import Heard, HearingBegan
from tests.scenario.browsing import (
    LONG_AUDIO_BYTES,
    PLAYER,
    SOUND,
    Browser,
    browser_in,
    heard_until_the_end,
)
from tests.scenario.listening_room import ASTRID, BEN, ROOT, ListeningRoom, listening_room

CLIP = (ROOT / "examples" / "clips" / "en-05.wav").read_bytes()
SECONDS = 3.05
PEAKS, STATE = f"{PLAYER}/peaks", f"{PLAYER}/state"
WAIT = f"{STATE}?wait"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[ListeningRoom]:
    async with listening_room(tmp_path, CLIP, seconds=SECONDS) as opened:
        yield opened


@pytest.fixture
async def listener(room: ListeningRoom) -> AsyncIterator[Browser]:
    """A browser that has opened its link."""
    async with browser_in(room) as browser:
        assert (await browser.press_play(await room.link())).status == 303
        yield browser


async def test_each_listen_is_logged_with_its_link_and_the_seconds_sent(
    room: ListeningRoom, listener: Browser
) -> None:
    await (await listener.get(SOUND)).read()

    began, heard = await room.heard()

    assert isinstance(began, HearingBegan)
    assert isinstance(heard, Heard)
    assert (began.person, heard.person) == (ASTRID, ASTRID)
    assert began.link == heard.link != ""
    assert (heard.seconds, heard.is_cut) == (SECONDS, False)


async def test_a_part_counts_as_the_part_that_it_is(room: ListeningRoom, listener: Browser) -> None:
    middle = len(CLIP) // 2
    await (await listener.get(SOUND, Range=f"bytes={middle}-")).read()

    heard = (await room.heard())[-1]

    assert isinstance(heard, Heard)
    assert heard.seconds == pytest.approx(SECONDS / 2, abs=0.02)


async def test_one_link_begins_to_be_heard_once(room: ListeningRoom, listener: Browser) -> None:
    for _ in range(3):
        await (await listener.get(SOUND)).read()

    kinds = [event.kind for event in await room.heard()]

    assert sorted(kinds) == ["heard", "heard", "heard", "hearing_began"]


async def test_looking_at_the_player_is_no_listen(room: ListeningRoom, listener: Browser) -> None:
    for path in (PLAYER, PEAKS, STATE):
        assert (await listener.get(path)).status in {200, 204}

    assert await room.heard() == []


async def test_a_hearing_that_a_stop_cut_is_logged_as_cut(tmp_path: Path) -> None:
    long = bytes(LONG_AUDIO_BYTES)
    async with listening_room(tmp_path, long, seconds=600) as room, browser_in(room) as browser:
        await browser.press_play(await room.link())
        sound = await browser.get(SOUND)
        await sound.content.readexactly(100_000)

        await room.stop()
        await heard_until_the_end(sound)

        heard = (await room.heard())[-1]
        assert isinstance(heard, Heard)
        assert heard.is_cut
        assert 0 < heard.seconds < 300


async def test_a_paced_recording_is_cut_between_its_pieces(tmp_path: Path) -> None:
    # Ten minutes, of which eight seconds are sent at once: the rest waits its turn.
    async with listening_room(tmp_path, bytes(19_200_000), seconds=600) as room, browser_in(room) as browser:
        await browser.press_play(await room.link())
        sound = await browser.get(SOUND)
        await sound.content.readexactly(256 * 1024)
        loop = asyncio.get_running_loop()

        await room.stop()
        stopped_at = loop.time()
        rest, is_cut = await heard_until_the_end(sound)

    assert is_cut
    assert loop.time() - stopped_at < 1
    assert rest < 256 * 1024


async def test_the_waveform_is_that_of_the_recording(listener: Browser) -> None:
    waveform = await (await listener.get(PEAKS)).json()

    assert waveform["seconds"] == pytest.approx(SECONDS, abs=0.01)
    assert len(waveform["peaks"]) == 300
    assert 0 < max(waveform["peaks"]) <= 100


async def test_a_recording_that_cannot_be_drawn_has_an_empty_waveform(tmp_path: Path) -> None:
    async with listening_room(tmp_path, b"no sound at all") as room, browser_in(room) as browser:
        await browser.press_play(await room.link())

        waveform = await (await browser.get(PEAKS)).json()

    assert waveform == {"seconds": 2.5, "peaks": []}


async def test_a_stop_takes_the_waveform_away_too(room: ListeningRoom, listener: Browser) -> None:
    await listener.get(PEAKS)

    await room.stop()

    answer = await listener.get(PEAKS)
    assert (answer.status, answer.content_type) == (410, "text/html")


async def test_whoever_waits_is_told_of_a_stop_at_once(room: ListeningRoom, listener: Browser) -> None:
    loop = asyncio.get_running_loop()
    waiting = asyncio.create_task(listener.get(WAIT))
    await listener.get(STATE)

    await room.stop()
    stopped_at = loop.time()
    answer = await waiting

    assert answer.status == 410
    assert loop.time() - stopped_at < 1


async def test_whoever_waits_for_nothing_is_answered_after_two_seconds(listener: Browser) -> None:
    began = asyncio.get_running_loop().time()

    answer = await listener.get(WAIT)

    assert answer.status == 204
    assert 1.5 < asyncio.get_running_loop().time() - began < 4


async def test_a_moderator_hears_a_withheld_clip_and_the_log_says_so(room: ListeningRoom) -> None:
    await room.stop(note="A card number.")
    await room.takes_review()
    async with browser_in(room) as browser:
        await browser.press_play(await room.link_in_review())
        page = await (await browser.get(PLAYER)).text()
        sound = await (await browser.get(SOUND)).read()

        assert sound == CLIP
        assert page.index("A card number.") < page.index("<audio")
        assert [event.kind for event in await room.heard()] == ["hearing_began", "heard"]


async def test_the_note_on_a_withheld_clip_is_on_no_page_that_a_preview_gets(room: ListeningRoom) -> None:
    await room.stop(note="A card number.")
    await room.takes_review()
    async with browser_in(room) as browser:
        offer = await (await browser.get(await room.link_in_review())).text()

    assert "A card number." not in offer
    assert "You alone can hear it" in offer


@pytest.mark.parametrize("end", ["decided", "lease over", "no moderator any more"])
async def test_a_moderators_right_ends_with_the_review(room: ListeningRoom, end: str) -> None:
    await room.stop()
    await room.takes_review()
    async with browser_in(room) as browser:
        await browser.press_play(await room.link_in_review())
        before = (await browser.get(STATE)).status
        if end == "decided":
            await room.upholds()
        elif end == "lease over":
            room.world.clock.passes(minutes=31)
        else:
            room.becomes(roles=frozenset({Role.PEER}))

        answers = [await browser.get(path) for path in (PLAYER, SOUND, PEAKS, STATE)]

    assert before == 204
    assert {answer.status for answer in answers} <= {403, 410}


async def test_a_peers_session_hears_nothing_of_the_review(room: ListeningRoom, listener: Browser) -> None:
    await room.stop()
    await room.takes_review()

    answers = [await listener.get(path) for path in (PLAYER, SOUND, PEAKS, STATE)]

    assert [answer.status for answer in answers] == [410] * 4


async def test_a_panic_ends_what_is_playing_and_says_that_sharing_was_stopped(
    room: ListeningRoom, listener: Browser
) -> None:
    moderator = Actor(person=BEN, standing=Standing.MEMBER, roles=frozenset({Role.MODERATOR}))
    waiting = asyncio.create_task(listener.get(WAIT))
    await listener.get(PEAKS)

    await room.desk().panics.start(moderator, "all", door=Door.SLASH_COMMAND, key="panic")

    assert (await waiting).status == 410
    answers = [await listener.get(path) for path in (PLAYER, SOUND, PEAKS, STATE)]
    assert [answer.status for answer in answers] == [410] * 4
    assert "sharing was stopped" in await answers[0].text()
