"""The player in Chromium: it plays when asked and only then, by mouse and keyboard; a stop silences it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, async_playwright, expect

from tests.scenario.listening_room import ROOT, ListeningRoom, listening_room

pytestmark = pytest.mark.browser

AUDIO = ROOT / "examples/clips/en-05.wav"  # three seconds
NARROW = 320
WIDE = 1280
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NOW = "document.querySelector('audio').currentTime"
IS_PAUSED = "document.querySelector('audio').paused"


@dataclass
class Listener:
    """A person at a browser, with a link from Slack."""

    page: Page
    room: ListeningRoom
    server: TestServer
    complaints: list[str] = field(default_factory=list)

    async def open_link(self) -> None:
        await self.page.goto(str(self.server.make_url(await self.room.link())))

    async def open_player(self) -> None:
        await self.open_link()
        await self.page.get_by_role("button", name="Play").click()
        await self.page.get_by_role("button", name="Back 2 s").wait_for()

    async def hears(self, seconds: float) -> None:
        """Waits until so much has been played."""
        # The page's own policy forbids Playwright's wait_for_function, which evaluates text.
        async with asyncio.timeout(10):
            while await self.time() <= seconds:  # noqa: ASYNC110 - another process changes it
                await asyncio.sleep(0.02)

    async def time(self) -> float:
        return float(await self.page.evaluate(NOW))

    async def is_paused(self) -> bool:
        return bool(await self.page.evaluate(IS_PAUSED))


def chromium() -> str:
    """Where Chromium is; without it the test is skipped, in CI it fails."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("There is no Chromium; install it: apt-get install chromium")
    if found is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    return found


@asynccontextmanager
async def listening(folder: Path, *, width: int = WIDE) -> AsyncIterator[Listener]:
    executable = chromium()
    async with listening_room(folder, AUDIO.read_bytes()) as room, async_playwright() as playwright:
        server = TestServer(room.app())
        browser = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        async with server:
            page = await browser.new_page(viewport={"width": width, "height": 720})
            page.set_default_timeout(10_000)
            listener = Listener(page, room, server)
            page.on("console", lambda message: listener.complaints.append(message.text))
            page.on("pageerror", lambda error: listener.complaints.append(str(error)))
            yield listener
            await browser.close()


@pytest.fixture
async def listener(tmp_path: Path) -> AsyncIterator[Listener]:
    async with listening(tmp_path) as opened:
        yield opened


async def test_pressing_play_plays_softly_and_nothing_plays_before(listener: Listener) -> None:
    await listener.open_player()
    before = (await listener.is_paused(), await listener.time())

    await listener.page.get_by_role("button", name="Play").click()
    await listener.hears(0.3)

    assert before == (True, 0.0)
    assert await listener.page.evaluate("document.querySelector('audio').volume") == pytest.approx(0.4)
    await expect(listener.page.get_by_role("button", name="Pause")).to_be_visible()
    assert listener.complaints == []


async def test_the_keyboard_plays_pauses_and_goes_back(listener: Listener) -> None:
    await listener.open_player()
    keyboard = listener.page.keyboard

    await keyboard.press("Space")
    await listener.hears(0.5)
    await keyboard.press("Space")
    paused = (await listener.is_paused(), await listener.time())
    await keyboard.press("ArrowLeft")

    assert paused[0]
    assert paused[1] >= 0.5
    assert await listener.time() == pytest.approx(max(0, paused[1] - 2), abs=0.1)


async def test_space_plays_wherever_the_focus_is_and_once(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.evaluate("document.activeElement.blur()")

    await listener.page.keyboard.press("Space")
    await listener.hears(0.2)

    assert not await listener.is_paused()


async def test_every_control_is_reached_by_tab_and_has_a_name(listener: Listener) -> None:
    await listener.open_player()

    names = ["Play"]
    for _ in range(4):
        await listener.page.keyboard.press("Tab")
        names.append(
            await listener.page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).firstChild.textContent.trim()"
            )
        )

    assert names == ["Play", "Back 2 s", "Position", "Speed", "Volume"]


async def test_the_speed_changes_without_stopping(listener: Listener) -> None:
    await listener.open_player()

    await listener.page.get_by_label("Speed").select_option("0.5")
    await listener.page.get_by_role("button", name="Play").click()
    await listener.hears(0.2)

    assert await listener.page.evaluate("document.querySelector('audio').playbackRate") == 0.5
    assert await listener.page.evaluate("document.querySelector('audio').preservesPitch") is True


async def test_the_volume_has_a_lid(listener: Listener) -> None:
    await listener.open_player()

    await listener.page.get_by_label("Volume").focus()
    await listener.page.keyboard.press("End")

    assert await listener.page.evaluate("document.querySelector('audio').volume") == pytest.approx(0.8)


async def test_a_stop_silences_what_is_playing_and_says_why(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.get_by_label("Speed").select_option("0.5")
    await listener.page.get_by_role("button", name="Play").click()
    await listener.hears(0.2)

    await listener.room.stop()

    alert = listener.page.get_by_role("alert")
    await expect(alert).to_have_text("This clip was withdrawn. You can close this page.", timeout=3000)
    assert await listener.is_paused()
    assert await listener.page.evaluate("document.querySelector('audio').hasAttribute('src')") is False
    await expect(listener.page.get_by_role("button")).to_have_count(0)
    await expect(listener.page.get_by_text("English")).to_be_hidden()
    await listener.page.keyboard.press("Space")
    assert await listener.is_paused()


async def test_a_player_that_cannot_ask_falls_silent(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.get_by_label("Speed").select_option("0.5")
    await listener.page.get_by_role("button", name="Play").click()
    await listener.hears(0.2)

    await listener.page.context.set_offline(offline=True)

    alert = listener.page.get_by_role("alert")
    await expect(alert).to_contain_text("cannot be reached", timeout=6000)
    assert await listener.is_paused()


async def test_a_used_link_says_what_to_do(listener: Listener) -> None:
    await listener.open_link()
    address = listener.page.url
    await listener.page.get_by_role("button", name="Play").click()
    await listener.page.get_by_role("button", name="Back 2 s").wait_for()

    await listener.page.goto(address)

    await expect(listener.page.get_by_role("heading")).to_have_text("This link no longer works")
    await expect(listener.page.get_by_text("press Listen again")).to_be_visible()


@pytest.mark.parametrize("width", [NARROW, WIDE])
async def test_nothing_is_cut_off_at_any_width(tmp_path: Path, width: int) -> None:
    async with listening(tmp_path, width=width) as listener:
        await listener.open_link()
        widths = [await listener.page.evaluate("document.documentElement.scrollWidth")]
        await listener.page.get_by_role("button", name="Play").click()
        await listener.page.get_by_role("button", name="Back 2 s").wait_for()
        widths.append(await listener.page.evaluate("document.documentElement.scrollWidth"))

    assert widths == [width, width]
