"""From the link in Slack to the sound, and what a stop does on the way; over HTTP, as a browser does it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.domain.ids import Alias, PersonId
from bot.errors import StoreAway
from bot.ports import Grant
from storage.memory.links import MemoryLinkStore
from tests.scenario.browsing import (
    LONG_AUDIO_BYTES,
    PLAYER,
    SOUND,
    Browser,
    browser_in,
    heard_until_the_end,
    new_browser,
)
from tests.scenario.listening_room import ALIAS, REFERENCE, ListeningRoom, listening_room

AUDIO = bytes(range(256)) * 200
NOBODY = f"/listen/{'Z' * 10}"


class Trembling:
    """Links that work until their store goes away in the middle of a recording."""

    def __init__(self, links: MemoryLinkStore) -> None:
        self._links = links
        self.answers_left = 1000

    async def issue_link(self, grant: Grant, *, lifetime: timedelta) -> str:
        return await self._links.issue_link(grant, lifetime=lifetime)

    async def peek_link(self, alias: Alias, secret: str) -> Grant | None:
        return await self._links.peek_link(alias, secret)

    async def redeem_link(self, alias: Alias, secret: str, *, lifetime: timedelta) -> str | None:
        return await self._links.redeem_link(alias, secret, lifetime=lifetime)

    async def session(self, alias: Alias, secret: str) -> Grant | None:
        return await self._links.session(alias, secret)

    async def sharing_epoch(self, alias: Alias) -> int | None:
        return await self._links.sharing_epoch(alias)

    async def holds(self, grant: Grant) -> bool:
        self.answers_left -= 1
        if self.answers_left < 0:
            raise StoreAway("Redis did not answer.")
        return await self._links.holds(grant)

    async def take_play(self, person: PersonId, link: str, *, limit: int, until: datetime) -> bool:
        return await self._links.take_play(person, link, limit=limit, until=until)

    async def give_back_play(self, person: PersonId, link: str) -> None:
        await self._links.give_back_play(person, link)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[ListeningRoom]:
    async with listening_room(tmp_path, AUDIO) as opened:
        yield opened


@pytest.fixture
async def server(room: ListeningRoom) -> AsyncIterator[TestServer]:
    running = TestServer(room.app())
    async with running:
        yield running


@pytest.fixture
async def browser(server: TestServer) -> AsyncIterator[Browser]:
    async with new_browser(server) as opened:
        yield opened


@pytest.fixture
async def listener(room: ListeningRoom, browser: Browser) -> Browser:
    """A browser that has opened its link."""
    assert (await browser.press_play(await room.link())).status == 303
    return browser


async def test_pressing_play_leads_to_the_player_and_the_player_to_the_sound(
    room: ListeningRoom, browser: Browser
) -> None:
    link = await room.link()

    offer = await browser.get(link)
    pressed = await browser.press_play(link)
    player = await browser.get(PLAYER)
    sound = await browser.get(SOUND)

    assert ">Play</button>" in await offer.text()
    assert (pressed.status, pressed.headers["Location"]) == (303, f"../{ALIAS}")
    assert "English" in await player.text()
    assert (sound.status, sound.content_type) == (200, "audio/wav")
    assert await sound.read() == AUDIO


async def test_a_link_preview_uses_nothing_up(room: ListeningRoom, browser: Browser) -> None:
    link = await room.link()

    previews = [await browser.get(link) for _ in range(3)] + [await browser.head(link)]

    assert [preview.status for preview in previews] == [200] * 4
    assert [preview.cookies for preview in previews if preview.cookies] == []
    assert (await browser.press_play(link)).status == 303


async def test_a_link_opens_in_one_browser_only(room: ListeningRoom, server: TestServer) -> None:
    link = await room.link()
    async with new_browser(server) as first, new_browser(server) as second:
        await first.press_play(link)

        again = await second.press_play(link)
        offer = await second.get(link)
        player = await second.get(PLAYER)
        sound = await second.get(SOUND)

        assert [answer.status for answer in (again, offer, player, sound)] == [410, 410, 403, 403]
        assert "press Listen again" in await again.text()
        assert AUDIO[:100] not in await sound.read()


async def test_pressing_play_twice_in_one_browser_leads_to_the_player_both_times(
    room: ListeningRoom, browser: Browser
) -> None:
    link = await room.link()

    pressed = [await browser.press_play(link) for _ in range(2)]

    assert [answer.status for answer in pressed] == [303, 303]
    assert (await browser.get(PLAYER)).status == 200


async def test_an_old_link_no_longer_opens(room: ListeningRoom, browser: Browser) -> None:
    link = await room.link()

    room.world.clock.passes(minutes=6)

    assert (await browser.get(link)).status == 410
    assert (await browser.press_play(link)).status == 410


async def test_a_session_ends_after_its_time(room: ListeningRoom, listener: Browser) -> None:
    room.world.clock.passes(minutes=16)

    answers = [await listener.get(f"{PLAYER}{rest}") for rest in ("", "/audio", "/state")]

    assert [answer.status for answer in answers] == [403, 403, 403]
    assert "press Listen again" in await answers[0].text()


async def test_the_cookie_is_for_this_clip_this_site_and_no_script(
    room: ListeningRoom, browser: Browser
) -> None:
    pressed = await browser.press_play(await room.link())

    (cookie,) = pressed.headers.getall("Set-Cookie")
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "max-age=900"} <= attributes
    assert not any(part.startswith(("path", "domain")) for part in attributes)
    jar = browser.client.session.cookie_jar
    assert jar.filter_cookies(browser.client.make_url(SOUND))
    assert not jar.filter_cookies(browser.client.make_url("/"))
    assert not jar.filter_cookies(browser.client.make_url(NOBODY))


async def test_behind_https_the_cookie_goes_over_https_alone(tmp_path: Path) -> None:
    async with listening_room(tmp_path, AUDIO, is_https=True) as room, browser_in(room) as browser:
        pressed = await browser.press_play(await room.link())

    (cookie,) = pressed.headers.getall("Set-Cookie")
    assert cookie.startswith("__Secure-ear-listen=")
    assert "; Secure" in cookie


@pytest.mark.parametrize(
    ("wanted", "status", "part", "place"),
    [
        ("bytes=0-99", 206, AUDIO[:100], f"bytes 0-99/{len(AUDIO)}"),
        ("bytes=100-", 206, AUDIO[100:], f"bytes 100-{len(AUDIO) - 1}/{len(AUDIO)}"),
        ("bytes=-5", 206, AUDIO[-5:], f"bytes {len(AUDIO) - 5}-{len(AUDIO) - 1}/{len(AUDIO)}"),
        ("bytes=-99999999", 206, AUDIO, f"bytes 0-{len(AUDIO) - 1}/{len(AUDIO)}"),
        ("bytes=5-99999999", 206, AUDIO[5:], f"bytes 5-{len(AUDIO) - 1}/{len(AUDIO)}"),
        (f"bytes={len(AUDIO)}-", 416, b"", f"bytes */{len(AUDIO)}"),
        ("bytes=99999999-99999999", 416, b"", f"bytes */{len(AUDIO)}"),
        ("bytes=-0", 416, b"", f"bytes */{len(AUDIO)}"),
        ("bytes=9-5", 200, AUDIO, None),
        ("bytes=0-1,5-6", 200, AUDIO, None),
        ("bytes=-", 200, AUDIO, None),
        ("bytes=a-b", 200, AUDIO, None),
        (f"bytes={'9' * 400}-", 200, AUDIO, None),
        ("seconds=0-1", 200, AUDIO, None),
    ],
)
async def test_a_range_gets_that_range(
    listener: Browser, wanted: str, status: int, part: bytes, place: str | None
) -> None:
    answer = await listener.get(SOUND, Range=wanted)

    assert (answer.status, answer.headers.get("Content-Range")) == (status, place)
    assert await answer.read() == part


async def test_a_range_of_a_recording_that_may_have_changed_gets_the_whole(listener: Browser) -> None:
    answer = await listener.get(SOUND, Range="bytes=5-", If_Range='"old"')

    assert (answer.status, await answer.read()) == (200, AUDIO)


async def test_a_stop_ends_a_running_stream(tmp_path: Path) -> None:
    async with listening_room(tmp_path, bytes(LONG_AUDIO_BYTES)) as room, browser_in(room) as browser:
        await browser.press_play(await room.link())
        sound = await browser.get(SOUND)
        first = await sound.content.readexactly(16 * 1024)

        await room.stop()

        rest, is_cut = await heard_until_the_end(sound)
    assert sound.status == 200
    assert is_cut
    assert len(first) + rest < LONG_AUDIO_BYTES / 2


async def test_a_stream_ends_when_nobody_can_say_whether_sharing_goes_on(tmp_path: Path) -> None:
    async with listening_room(tmp_path, AUDIO) as room:
        links = Trembling(room.stores.links)
        async with browser_in(room, links) as browser:
            await browser.press_play(await room.link())
            links.answers_left = 2

            sound = await browser.get(SOUND)

            _, is_cut = await heard_until_the_end(sound)
            assert is_cut


async def test_a_stop_before_play_leaves_a_dead_link(room: ListeningRoom, browser: Browser) -> None:
    link = await room.link()

    await room.stop()

    assert (await browser.get(link)).status == 410
    assert (await browser.press_play(link)).status == 410


async def test_a_stop_tells_the_listener_that_the_clip_was_withdrawn(
    room: ListeningRoom, listener: Browser
) -> None:
    before = await listener.get(f"{PLAYER}/state")

    await room.stop()

    answers = [await listener.get(f"{PLAYER}{rest}") for rest in ("", "/audio", "/state")]
    assert before.status == 204
    assert [answer.status for answer in answers] == [410, 410, 410]
    assert "This clip was withdrawn" in await answers[0].text()


async def test_after_a_release_an_old_session_stays_dead(room: ListeningRoom, listener: Browser) -> None:
    await room.stop()
    await room.resume()

    sound = await listener.get(SOUND)

    assert sound.status == 403
    assert (await listener.press_play(await room.link())).status == 303


@pytest.mark.parametrize(
    "path",
    [
        PLAYER,
        SOUND,
        f"{PLAYER}/state",
        f"{PLAYER}/{'a' * 22}",
        NOBODY,
        f"{NOBODY}/audio",
        f"{NOBODY}/{'a' * 22}",
    ],
)
async def test_without_a_link_there_is_nothing_and_unknown_is_like_known(browser: Browser, path: str) -> None:
    answer = await browser.get(path)

    assert answer.status in {403, 410}
    assert REFERENCE not in await answer.text()
    known = await browser.get(path.replace("Z" * 10, ALIAS))
    assert (known.status, await known.text()) == (answer.status, await answer.text())


@pytest.mark.parametrize(
    "path", ["/listen/nothing", f"{PLAYER}/short", "/listen/assets/../listen.py", "/listen/"]
)
async def test_an_address_that_is_none_of_ours_is_not_found(browser: Browser, path: str) -> None:
    assert (await browser.get(path)).status == 404


async def test_every_answer_is_kept_out_of_caches_frames_and_search(
    room: ListeningRoom, listener: Browser
) -> None:
    link = await room.link()
    paths = [link, PLAYER, SOUND, f"{PLAYER}/state", NOBODY, "/listen/assets/listen.js"]

    answers = [await listener.get(path) for path in paths] + [await listener.get(SOUND, Range="bytes=-0")]

    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


async def test_the_stores_reference_is_nowhere_to_be_seen(room: ListeningRoom, browser: Browser) -> None:
    link = await room.link()

    answers = [await browser.get(link), await browser.press_play(link)]
    answers += [await browser.get(path) for path in (PLAYER, SOUND, f"{PLAYER}/state")]

    for answer in answers:
        said = f"{answer.url} {answer.raw_headers!r} {await answer.text(errors='replace')}"
        assert REFERENCE not in said
        assert "Content-Disposition" not in answer.headers


async def test_the_page_names_the_listener_harmlessly_and_has_no_script_of_its_own(listener: Browser) -> None:
    text = await (await listener.get(PLAYER)).text()

    assert 'data-listener="Astrid &lt;Berg&gt;"' in text
    assert '<script type="module" src="assets/listen.js"></script>' in text
    assert "<script>" not in text
    assert " autoplay" not in text
    assert "<audio preload" in text
    assert " controls" not in text.replace("data-controls", "")


async def test_the_recording_does_not_open_as_a_page_of_its_own(listener: Browser) -> None:
    answer = await listener.get(SOUND, Sec_Fetch_Mode="navigate")

    assert (answer.status, answer.content_type) == (403, "text/html")


async def test_a_clip_without_a_recording_says_so(room: ListeningRoom, listener: Browser) -> None:
    (room.world.folder / f"{REFERENCE}.wav").unlink()

    answer = await listener.get(SOUND)

    assert answer.status == 404
    assert "no recording" in await answer.text()


async def test_an_annotation_store_that_is_away_is_an_apology(room: ListeningRoom, listener: Browser) -> None:
    room.world.folder.rename(room.world.folder.with_name("moved"))

    answer = await listener.get(SOUND)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
    assert "Nothing was changed" in await answer.text()
