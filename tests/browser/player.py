"""Somebody at the player in Chromium: what they press, what they hear, and pictures of what they see."""

import asyncio
import io
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import soundfile
from aiohttp.test_utils import TestServer
from playwright.async_api import Locator, Page, async_playwright

from tests.scenario.listening_room import ROOT, ListeningRoom, listening_room

Scheme = Literal["light", "dark"]

CLIP = ROOT / "examples/clips/en-05.wav"
CLIP_SECONDS = 3.05
NARROW, WIDE = 320, 1280
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_HEIGHT = 720
_RATE = 16_000
_PATIENCE_SECONDS = 15


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A recording in the annotation store."""

    content: bytes
    suffix: str = ".wav"
    seconds: float = CLIP_SECONDS


@dataclass(frozen=True, kw_only=True)
class Screen:
    width: int = WIDE
    scheme: Scheme = "light"
    is_inspected: bool = False
    """The checker's own script may run in the page, which its rules would forbid."""


@dataclass
class Listener:
    """A person at a browser, with a link from Slack."""

    page: Page
    room: ListeningRoom
    server: TestServer
    pictures: Path
    screen: Screen
    complaints: list[str] = field(default_factory=list)

    @property
    def alert(self) -> Locator:
        return self.page.get_by_role("alert")

    @property
    def status(self) -> Locator:
        return self.page.get_by_role("status")

    async def open_link(self, *, path: str | None = None) -> None:
        await self.page.goto(str(self.server.make_url(path or await self.room.link())))

    async def open_player(self, *, path: str | None = None) -> None:
        await self.open_link(path=path)
        await self.press("Play")
        await self.page.get_by_role("button", name="Back 2 s").wait_for()

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def play(self) -> None:
        await self.press("Play")
        await self.hears(await self.time())

    async def keys(self, *names: str) -> None:
        for name in names:
            await self.page.keyboard.press(name)

    async def hears(self, seconds: float) -> None:
        """Waits until so much has been played."""
        await self.until(f"audio.currentTime > {seconds}")

    async def until(self, condition: str) -> None:
        """Waits until this is so of the page's `audio`."""
        # The page's own policy forbids Playwright's wait_for_function, which evaluates text.
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await self.of_audio(condition):  # noqa: ASYNC110 - another process changes it
                await asyncio.sleep(0.02)

    async def of_audio(self, expression: str) -> object:
        return await self.page.evaluate(f"(audio => {expression})(document.querySelector('audio'))")

    async def time(self) -> float:
        return float(str(await self.of_audio("audio.currentTime")))

    async def is_paused(self) -> bool:
        return bool(await self.of_audio("audio.paused"))

    async def keep(self, name: str) -> None:
        """A picture for people to look at."""
        path = self.pictures / f"player-{name}-{self.screen.scheme}-{self.screen.width}.png"
        await self.page.screenshot(path=path, full_page=True)


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
async def listening(
    folder: Path, *, screen: Screen | None = None, sound: Sound | None = None
) -> AsyncIterator[Listener]:
    executable = chromium()
    screen = screen or Screen()
    sound = sound or Sound(content=CLIP.read_bytes())
    pictures = _pictures(folder)
    async with (
        listening_room(folder, sound.content, suffix=sound.suffix, seconds=sound.seconds) as room,
        async_playwright() as playwright,
    ):
        server = TestServer(room.app())
        browser = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        async with server:
            context = await browser.new_context(
                viewport={"width": screen.width, "height": _HEIGHT},
                color_scheme=screen.scheme,
                bypass_csp=screen.is_inspected,
            )
            page = await context.new_page()
            page.set_default_timeout(_PATIENCE_SECONDS * 1000)
            listener = Listener(page, room, server, pictures, screen)
            page.on("console", lambda message: listener.complaints.append(message.text))
            page.on("pageerror", lambda error: listener.complaints.append(str(error)))
            yield listener
            await browser.close()


def _pictures(folder: Path) -> Path:
    pictures = Path(os.environ.get("SECOND_EAR_SCREENSHOTS", folder / "pictures"))
    pictures.mkdir(parents=True, exist_ok=True)
    return pictures


def a_tone(seconds: float, *, suffix: str = ".wav", subtype: str | None = None) -> Sound:
    """A recording of this length, made up: a tone that swells every second."""
    times = np.arange(int(seconds * _RATE)) / _RATE
    samples = 0.4 * np.sin(2 * np.pi * 220 * times) * (times % 1)
    kinds = {".wav": "WAV", ".flac": "FLAC", ".ogg": "OGG", ".opus": "OGG", ".mp3": "MP3"}
    content = io.BytesIO()
    with soundfile.SoundFile(content, "w", _RATE, 1, subtype, format=kinds[suffix]) as file:
        # A second at a time: libsndfile's Vorbis encoder does not survive minutes in one piece.
        for begin in range(0, len(samples), _RATE):
            file.write(samples[begin : begin + _RATE])
    return Sound(content=content.getvalue(), suffix=suffix, seconds=seconds)
