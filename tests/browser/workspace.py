"""People at browsers in the simulated workspace: what they do there, and pictures of what they see."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.browser.test_player import ARGUMENTS, chromium
from tests.simulator.running import AppSocket, Json

PATIENCE_MS = 10_000
PICTURES_SECONDS = 60
"""For all pictures of one view: what sets a window's size or its colours has no end of its own."""
WIDE, NARROW = 1280, 390
_HEIGHTS = {WIDE: 800, NARROW: 844}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass
class Person:
    """Somebody in the workspace, in a window of their own."""

    page: Page
    user: str
    pictures: Path
    complaints: list[str] = field(default_factory=list)

    @property
    def composer(self) -> Locator:
        return self.page.locator("#compose")

    @property
    def modal(self) -> Locator:
        return self.page.locator("#modal")

    @property
    def messages(self) -> Locator:
        return self.page.locator("#messages article")

    async def says(self, text: str) -> None:
        """Types into the composer and sends it."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    def card(self, words: str) -> Locator:
        """The first message of the channel that all see with these words."""
        return self.page.locator("#messages article:not([data-ephemeral])").filter(has_text=words).first

    def whisper(self, words: str) -> Locator:
        """The last message with these words that only this person sees."""
        return self.page.locator("article[data-ephemeral]").filter(has_text=words).last

    async def presses(self, name: str, *, on: Locator) -> None:
        await on.get_by_role("button", name=name).click()

    async def goes_to(self, name: str) -> None:
        await (
            self.page.get_by_role("navigation", name="Channels and people")
            .get_by_role("link", name=name)
            .click()
        )

    async def sees(self, place: Locator, *words: str) -> None:
        for word in words:
            await expect(place).to_contain_text(word, timeout=PATIENCE_MS)

    async def photographs(self, name: str) -> None:
        """At both widths, by day and by night."""
        async with asyncio.timeout(PICTURES_SECONDS):
            for width, height in _HEIGHTS.items():
                await self.page.set_viewport_size({"width": width, "height": height})
                for scheme in _SCHEMES:
                    await self.page.emulate_media(color_scheme=scheme)
                    await self.page.screenshot(path=self.pictures / f"{name}-{width}-{scheme}.png")
                    await self.fits()
            await self.page.emulate_media(color_scheme="light")
            await self.page.set_viewport_size({"width": WIDE, "height": _HEIGHTS[WIDE]})

    async def fits(self) -> None:
        """Nothing is wider than the window."""
        widths = await self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1], widths


@dataclass
class House:
    """A browser, and the workspace that it can reach."""

    browser: Browser
    address: str
    pictures: Path
    people: list[Person] = field(default_factory=list)

    async def person(self, user: str, channel: str, *, width: int = WIDE, **query: str) -> Person:
        size = {"width": width, "height": _HEIGHTS[width]}
        context = await self.browser.new_context(viewport=size, color_scheme="light")  # type: ignore[arg-type]
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        person = Person(page, user, self.pictures)
        page.on("console", lambda message: person.complaints.append(message.text))
        page.on("pageerror", lambda error: person.complaints.append(str(error)))
        words = "".join(f"&{name}={value}" for name, value in query.items())
        await page.goto(f"{self.address}?user={user}&channel={channel}{words}")
        self.people.append(person)
        return person

    def complaints(self) -> list[str]:
        """What the browser had to say against the page, anybody's."""
        return [complaint for person in self.people for complaint in person.complaints]


async def what_was_done(socket: AppSocket) -> Json:
    """The next envelope that somebody waits for; events before it are acknowledged."""
    while (envelope := await socket.receive())["type"] == "events_api":
        await socket.acknowledge(envelope)
    return envelope


async def answers(socket: AppSocket, payload: Json | None = None) -> Json:
    """The app acknowledges what a person did, with this payload; what it got."""
    envelope = await what_was_done(socket)
    await socket.acknowledge(envelope, payload)
    received: Json = envelope["payload"]
    return received


@asynccontextmanager
async def open_house(address: str, folder: Path) -> AsyncIterator[House]:
    """Pictures go into the folder that SECOND_EAR_SCREENSHOTS names, else into this one."""
    executable = chromium()
    pictures = _pictures(folder)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield House(browser, address, pictures)
        await browser.close()


def _pictures(folder: Path) -> Path:
    pictures = Path(os.environ.get("SECOND_EAR_SCREENSHOTS", folder / "screenshots"))
    pictures.mkdir(parents=True, exist_ok=True)
    return pictures
