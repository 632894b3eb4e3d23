"""Both sides of the way into Label Studio, in Chromium: what docs/stores.md has pictures of.

`scripts/pictures` takes them anew.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, expect

from bot.demo.label_studio import LabelStudioProject, open_project
from bot.demo.label_studio_server import PERSON, Accounts
from bot.demo.played import Played
from bot.demo.stage import Props, Stage, open_stage
from bot.demo.story import AIKO, HELP_EN, JONAS, LENA, MIRA, RAVI, TRUTH, alias_of, ask, closed, suggest
from handlers import ids
from tests.browser.workspace import House, open_house

pytestmark = pytest.mark.browser

SIZE: ViewportSize = {"width": 1200, "height": 720}
PATIENCE_MS = 30_000


@pytest.fixture(params=["live-label-studio"])
async def project(live_accounts: Accounts) -> AsyncIterator[LabelStudioProject]:
    async with open_project(live_accounts) as opened:
        yield opened


@pytest.fixture
async def stage(project: LabelStudioProject, tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path / "stage", Props(store=project)) as opened:
        yield opened


@pytest.fixture
async def house(stage: Stage, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(stage.addresses.page, tmp_path) as opened:
        yield opened


class Annotator:
    """Somebody signed in to Label Studio."""

    def __init__(self, page: Page, data: str, pictures: Path) -> None:
        self.page = page
        self._data = data
        self._pictures = pictures

    async def sees_config(self) -> None:
        await self.page.goto(self._data.replace("/data", "/settings/labeling"))
        await self.page.get_by_text("Code", exact=True).click()
        await expect(self.page.get_by_text("nobody can tell").first).to_be_visible()
        await self.takes("labelling-config")

    async def sees_tasks(self) -> None:
        await self.page.goto(self._data)
        await expect(self.page.get_by_text("Tasks: 13 / 13")).to_be_visible()
        await self.takes("tasks-waiting")

    async def opens(self, task: str) -> None:
        await self.page.goto(f"{self._data}?task={task}")
        await expect(self.page.get_by_text("second-e...le.com").first).to_be_visible()

    async def takes(self, name: str) -> None:
        """A picture once nothing is being fetched: the recording comes last."""
        await self.page.wait_for_load_state("networkidle")
        await expect(self.page.get_by_text("Loading file")).to_have_count(0, timeout=PATIENCE_MS)
        await self.page.screenshot(path=self._pictures / f"{name}.png", animations="disabled")


async def signed_in(house: House, stage: Stage, accounts: Accounts) -> Annotator:
    page = await (await house.browser.new_context(viewport=SIZE)).new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(accounts.root)
    await page.locator("input[name=email]").fill(PERSON)
    await page.locator("input[name=password]").fill(accounts.person_password)
    await page.keyboard.press("Enter")
    await expect(page.locator("input[name=password]")).to_have_count(0)
    return Annotator(page, stage.store.places["Label Studio"], house.pictures)


async def picture_in_slack(house: House, name: str, *words: str, thread: str = "") -> None:
    """What Jonas sees in the channel, or in a thread of it, once these words stand there."""
    person = await house.person(JONAS, HELP_EN, thread=thread)
    await person.page.set_viewport_size(SIZE)
    await person.sees(person.page.locator("body"), *words)
    await person.page.screenshot(path=house.pictures / f"{name}.png", animations="disabled")


async def test_an_answer_and_a_stop_are_seen_in_slack_and_in_label_studio(
    house: House, stage: Stage, live_accounts: Accounts
) -> None:
    played = Played()
    annotator = await signed_in(house, stage, live_accounts)
    await annotator.sees_config()
    await annotator.sees_tasks()

    card = await ask(stage, played, MIRA, HELP_EN, "en-01", "the number, at the end")
    await picture_in_slack(house, "card", "I'll take it")
    for who in (AIKO, RAVI, LENA):
        await suggest(stage, who, HELP_EN, card, TRUTH["en-01"])
    await closed(stage, HELP_EN, card, "agreed and saved")
    await picture_in_slack(house, "agreed", "Agreed and saved", TRUTH["en-01"], thread=card["ts"])
    await annotator.opens(stage.store.reference("en-01"))
    await expect(annotator.page.get_by_text(TRUTH["en-01"])).to_be_visible()
    await annotator.takes("annotation")

    flagged = await ask(stage, played, MIRA, HELP_EN, "en-04")
    await stage.workspace.member(RAVI).types(HELP_EN, ids.CLIP, f"flag {alias_of(flagged)} critical")
    await closed(stage, HELP_EN, flagged, "withheld")
    await picture_in_slack(house, "withheld-in-slack", "is withheld")
    await annotator.opens(stage.store.reference("en-04"))
    await expect(annotator.page.get_by_role("checkbox", name="withheld")).to_be_checked()
    await annotator.takes("withheld-in-label-studio")
