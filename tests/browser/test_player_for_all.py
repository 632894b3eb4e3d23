"""The player for everybody: wide or narrow, light or dark, and without a grave barrier that axe finds."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.player import NARROW, WIDE, Listener, Scheme, Screen, listening
from tests.clients.node import install_clients, node_version

pytestmark = [pytest.mark.browser, pytest.mark.node]

AXE = Path(__file__).parent / "axe"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SCREENS = [
    Screen(width=width, scheme=scheme, is_inspected=True)
    for width, scheme in itertools.product((NARROW, WIDE), SCHEMES)
]
GRAVE = {"serious", "critical"}
OVERLAY = "[data-listener]"
"""The listener's name is faint on purpose and hidden from screen readers: it is no text to be read."""


@pytest.fixture
def checker() -> str:
    """The script of axe-core, as its lock file names it."""
    node_version()
    return (install_clients(AXE) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


async def barriers(listener: Listener, checker: str) -> list[str]:
    """What axe-core finds grave, each with the elements that it is about."""
    await listener.page.evaluate(checker)
    run = "axe.run({ exclude: [NOT_TO_BE_READ] }).then((found) => JSON.stringify(found))"
    answer = await listener.page.evaluate(run.replace("NOT_TO_BE_READ", json.dumps(OVERLAY)))
    found: dict[str, Any] = json.loads(str(answer))
    assert found["passes"], "the checker has looked at nothing"
    return [
        f"{rule['id']}: {[node['target'] for node in rule['nodes']]}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
    ]


async def is_cut_off(listener: Listener) -> bool:
    width = await listener.page.evaluate("document.documentElement.scrollWidth")
    return int(width) > listener.screen.width


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen.scheme}-{screen.width}")
async def test_every_state_of_the_player_is_without_barriers_and_fits(
    tmp_path: Path, screen: Screen, checker: str
) -> None:
    found: dict[str, list[str]] = {}
    async with listening(tmp_path, screen=screen) as listener:

        async def look(state: str) -> None:
            await listener.keep(state)
            cut_off = ["something is cut off"] if await is_cut_off(listener) else []
            found[state] = [*await barriers(listener, checker), *cut_off]

        await listener.open_link()
        await look("open")
        await listener.press("Play")
        await expect(listener.page.locator("[data-rest]")).not_to_have_attribute("d", "")
        await look("ready")
        await listener.page.get_by_label("Speed").select_option("0.25")
        await listener.play()
        await listener.page.get_by_label("From").fill("0.2")
        await listener.page.get_by_label("From").blur()
        await listener.page.get_by_label("To").fill("1.9")
        await listener.page.get_by_label("To").blur()
        await listener.hears(0.3)
        await look("loop")
        await listener.page.get_by_text("Keys", exact=True).click()
        await look("help")
        await listener.room.stop(note="Somebody says a card number.\nIt begins after the first second.")
        await listener.page.get_by_role("heading", name="Nothing to hear").wait_for()
        await look("stopped")
        await listener.room.takes_review()
        await listener.open_link(path=await listener.room.link_in_review())
        await look("review-open")
        await listener.press("Play")
        await listener.page.get_by_role("button", name="Back 2 s").wait_for()
        await look("review")
        await listener.page.context.clear_cookies()
        await listener.page.reload()
        await look("stranger")

    assert {state: problems for state, problems in found.items() if problems} == {}
    assert len(found) == 8
