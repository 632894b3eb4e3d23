"""The whole bot for the stories in the workspace, and a bare simulator for the page by itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser.workspace import House, open_house
from tests.scenario.hall import Hall, open_hall, rooms_for
from tests.scenario.room import Room
from tests.simulator.conftest import workspace_of_its_own
from tests.simulator.running import Running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage_hall(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Hall]:
    rooms = rooms_for(request.session, "stage_hall")
    async with open_hall(tmp_path_factory.mktemp("house"), rooms=rooms) as opened:
        yield opened


@pytest.fixture
def stage_room(stage_hall: Hall) -> Room:
    return stage_hall.room()


@pytest.fixture
async def bot_house(stage_hall: Hall, tmp_path: Path) -> AsyncIterator[House]:
    """The workspace with the bot in it."""
    address = stage_hall.stage.addresses.control.removesuffix("control/")
    async with open_house(address, tmp_path) as house:
        yield house


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    """A workspace without the bot; a test plays its app."""
    async with workspace_of_its_own(tmp_path) as opened:
        yield opened


@pytest.fixture
async def house(running: Running, tmp_path: Path) -> AsyncIterator[House]:
    """The workspace with an app that the test itself plays."""
    async with open_house(running.at["page"], tmp_path) as opened:
        yield opened
