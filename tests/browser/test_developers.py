"""The developers' tab in Chromium: what happened is told as it happens, and trouble is made by hand."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.browser.player import ARGUMENTS, chromium
from tests.simulator.conftest import workspace_of_its_own
from tests.simulator.running import Running

pytestmark = pytest.mark.browser

MIRA = "U0MIRA0001"
HELP = "C0HELPEN01"
NARROW, WIDE = 390, 1280
WIDEST = """
Math.max(document.documentElement.scrollWidth,
         ...[...document.querySelectorAll("main *")].map((element) => element.getBoundingClientRect().right))
"""
# What continuous integration keeps to be looked at; elsewhere nothing is kept.
SCREENSHOTS = os.environ.get("SECOND_EAR_SCREENSHOTS")


@dataclass
class Developer:
    page: Page
    running: Running
    complaints: list[str] = field(default_factory=list)

    async def open(self, tab: str = "Record") -> None:
        await self.page.goto(f"{self.running.at['page']}developers")
        await expect(self.page.get_by_text("● Live")).to_be_visible()
        await self.page.get_by_role("tab", name=tab).click()

    def entry(self, text: str) -> Locator:
        entries = self.page.get_by_role("list", name="Record, the latest first")
        return entries.get_by_role("listitem").filter(has_text=text)

    async def press(self, card: str, button: str) -> None:
        """Presses the button of this card and waits for the word that it was done."""
        await self.card(card).get_by_role("button", name=button).click()
        await expect(self.page.locator("#done")).to_contain_text("✓")

    def card(self, title: str) -> Locator:
        return self.page.locator(".card").filter(has=self.page.get_by_role("heading", name=title))

    async def keep(self, name: str) -> None:
        if SCREENSHOTS:
            await self.page.screenshot(path=f"{SCREENSHOTS}/{name}.png", full_page=True)


@asynccontextmanager
async def developing(
    folder: Path, *, width: int = WIDE, scheme: Literal["light", "dark"] = "light"
) -> AsyncIterator[Developer]:
    executable = chromium()
    async with workspace_of_its_own(folder) as running, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        context = await browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            permissions=["clipboard-read", "clipboard-write"],
        )
        page = await context.new_page()
        page.set_default_timeout(10_000)
        developer = Developer(page, running)
        page.on("console", lambda message: developer.complaints.append(message.text))
        page.on("pageerror", lambda error: developer.complaints.append(str(error)))
        yield developer
        assert developer.complaints == []
        await browser.close()


@pytest.fixture
async def developer(tmp_path: Path) -> AsyncIterator[Developer]:
    async with developing(tmp_path) as opened:
        yield opened


async def test_a_call_appears_as_it_is_made_with_what_was_answered(developer: Developer) -> None:
    await developer.open()

    await developer.running.api("chat.postMessage", channel=HELP, text="play some rain")
    await developer.running.api("chat.postMessage", channel="C0NOWHERE1", text="hello")

    await expect(developer.entry("chat.postMessage")).to_have_count(2)
    await expect(developer.entry("✓ ok")).to_have_count(1)
    await expect(developer.entry("✗ channel_not_found")).to_have_count(1)


async def test_a_delivery_tells_how_it_was_acknowledged_and_can_be_repeated(developer: Developer) -> None:
    running = developer.running
    socket = await running.connect()
    await developer.open()

    typed = asyncio.create_task(
        running.control("command", user=MIRA, channel=HELP, command="/clip", text="ask")
    )
    await socket.answer({"text": "Asked."})
    await typed
    await developer.entry("/clip ask").get_by_text("acknowledged by socket").click()
    await expect(developer.entry("/clip ask").locator("pre")).to_contain_text('"text": "Asked."')
    await developer.entry("/clip ask").get_by_role("button", name="Deliver again").click()
    await socket.answer()

    await expect(developer.entry("retry 1 (timeout)")).to_have_count(1)


async def test_a_missed_acknowledgement_is_told_in_words(developer: Developer) -> None:
    await developer.open()

    await developer.running.control("command", user=MIRA, channel=HELP, command="/clip", text="ask")

    await expect(developer.entry("✗ no app was there")).to_have_count(1)


async def test_the_record_is_filtered_by_kind_subject_text_and_failure(developer: Developer) -> None:
    await developer.running.api("users.info", user=MIRA)
    await developer.running.api("users.info", user="U0NOBODY01")
    await developer.running.api("auth.test")
    await developer.open()
    shown = developer.page.locator("#entries > li")
    await expect(shown).to_have_count(3)

    await developer.page.get_by_label("Method, event or command").fill("users.info")
    await expect(shown).to_have_count(2)
    await developer.page.get_by_label("Failures only").check()
    await expect(shown).to_have_count(1)
    await developer.page.get_by_label("Failures only").uncheck()
    await developer.page.get_by_label("Text anywhere").fill("Mira Okafor")
    await expect(shown).to_have_count(1)
    await developer.page.get_by_role("checkbox", name="Calls").uncheck()
    await expect(shown).to_have_count(0)


async def test_the_details_of_an_entry_can_be_copied(developer: Developer) -> None:
    await developer.running.api("auth.test")
    await developer.open()

    await developer.entry("auth.test").get_by_text("✓ ok").click()
    await developer.entry("auth.test").get_by_role("button", name="Copy").click()

    await expect(developer.entry("auth.test").get_by_role("button", name="Copied")).to_be_visible()
    copied = await developer.page.evaluate("navigator.clipboard.readText()")
    assert json.loads(copied)["method"] == "auth.test"


async def test_what_the_app_says_stays_text(developer: Developer) -> None:
    attack = "<img src=x onerror=alert(1)>"
    await developer.running.api(attack.replace(" ", "").replace("=", ""))
    await developer.running.api("chat.postMessage", channel=HELP, text=attack)
    await developer.open()

    await developer.entry("chat.postMessage").get_by_text("✓ ok").click()

    await expect(developer.entry("chat.postMessage").locator("pre")).to_contain_text(attack)
    await expect(developer.page.locator("img")).to_have_count(0)


async def test_a_paused_list_waits_and_goes_on(developer: Developer) -> None:
    await developer.open()

    await developer.page.get_by_role("button", name="Pause").click()
    await developer.running.api("auth.test")
    await expect(developer.page.locator("#count")).to_contain_text("1 more wait")
    await expect(developer.entry("auth.test")).to_have_count(0)
    await developer.page.get_by_role("button", name="Go on").click()

    await expect(developer.entry("auth.test")).to_have_count(1)


async def test_a_fault_that_is_added_waits_befalls_a_call_and_is_gone(developer: Developer) -> None:
    await developer.open("Trouble")
    card = developer.card("Fail the next calls")
    await card.get_by_label("Method, or * for every one").fill("auth.test")
    await card.get_by_label("How", exact=True).select_option("an error code")
    await card.get_by_label("Error code").fill("fatal_error")
    await developer.press("Fail the next calls", "Add this fault")
    waiting = developer.card("Faults that wait")
    await expect(waiting).to_contain_text("auth.test: error fatal_error; 1 to come")

    answer = await developer.running.api("auth.test")

    assert answer["error"] == "fatal_error"
    await expect(waiting).to_contain_text("None.")


async def test_a_seed_is_followed_until_all_faults_are_cleared(developer: Developer) -> None:
    await developer.open("Trouble")
    card = developer.card("Faults by seed")
    await card.get_by_label("Seed", exact=True).fill("7")
    await card.get_by_label("HTTP 500, 503").fill("60")
    await developer.press("Faults by seed", "Follow this seed")

    waiting = await developer.running.see("faults")
    await expect(developer.card("Faults that wait")).to_contain_text(
        "Seed 7. Calls: storm 1 %, server_error 60 %"
    )
    await developer.press("Faults that wait", "Clear all faults")

    assert (waiting["seeded"]["seed"], waiting["seeded"]["calls"]["server_error"]) == (7, 0.6)
    assert (await developer.running.see("faults"))["seeded"] is None


async def test_limits_clock_deliveries_and_tokens_obey_their_forms(developer: Developer) -> None:
    await developer.open("Trouble")

    await developer.card("Rate limits").get_by_label("Limits").select_option("strict")
    await developer.press("Rate limits", "Set the limits")
    await developer.card("Disturb the next deliveries").get_by_label("How", exact=True).select_option("twice")
    await developer.press("Disturb the next deliveries", "Add this fault")
    await developer.card("Clock").get_by_label("Seconds forward").fill("86400")
    before = (await developer.running.see("record"))["entries"][-1]["at"]
    await developer.press("Clock", "Move the clock")
    await developer.press("Tokens", "Change the token")

    await expect(developer.page.locator("#done")).to_have_text("✓ The bot token is token_expired now.")
    assert (await developer.running.see("limits"))["mode"] == "strict"
    assert (await developer.running.see("faults"))["deliveries"][0]["trouble"] == "duplicate"
    assert (await developer.running.see("record"))["entries"][-1]["at"] - before > 80_000
    assert (await developer.running.api("auth.test"))["error"] == "token_expired"


async def test_a_connection_is_told_to_go(developer: Developer) -> None:
    socket = await developer.running.connect()
    await developer.open("Trouble")
    await expect(developer.card("Sockets")).to_contain_text("1 connection is open.")

    await developer.press("Sockets", "Disconnect")

    assert (await socket.receive())["reason"] == "refresh_requested"


async def test_the_app_tab_says_what_leads_nowhere(developer: Developer) -> None:
    await developer.open("The app")

    events = developer.card("Events").get_by_role("listitem")
    await expect(events.filter(has_text="message.groups")).to_contain_text("not sent: needs groups:history")
    await expect(events.filter(has_text="app_mention")).to_contain_text("by app_mentions:read")


async def test_the_tabs_and_the_list_work_by_keyboard(developer: Developer) -> None:
    await developer.running.api("auth.test")
    await developer.open()
    keyboard = developer.page.keyboard

    await keyboard.press("ArrowRight")
    await expect(developer.page.get_by_role("heading", name="Faults that wait")).to_be_visible()
    await keyboard.press("End")
    await expect(developer.page.get_by_role("heading", name="Ids")).to_be_visible()
    await keyboard.press("Home")
    await developer.page.locator("#entries summary").first.focus()
    await keyboard.press("Enter")

    await expect(developer.entry("auth.test").locator("pre")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
async def test_nothing_is_cut_off_at_any_width(
    tmp_path: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    async with developing(tmp_path, width=width, scheme=scheme) as developer:
        await developer.running.api("chat.postMessage", channel="C0NOWHERE1", text="x" * 500)
        await developer.running.api("users.list")
        await developer.open()
        await developer.entry("users.list").get_by_text("✓ ok").click()
        widths = []
        for tab in ("Record", "Trouble", "The app"):
            await developer.page.get_by_role("tab", name=tab).click()
            await developer.keep(f"developers-{tab.lower().replace(' ', '-')}-{width}-{scheme}")
            widths.append(await developer.page.evaluate(WIDEST))

    assert max(widths) <= width
