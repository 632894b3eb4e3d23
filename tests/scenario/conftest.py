"""One hall a worker, opened with its first story and shared by the rest; each story has a room of its own.

The bot lives under Slack's rate limits, and each story begins in a minute in which it has called nothing yet:
a story is an hour of a workspace, not the second after another story.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.scenario.hall import Hall, open_hall, rooms_for
from tests.scenario.room import Room


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def opened_hall(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Hall]:
    rooms = rooms_for(request.session, "opened_hall")
    async with open_hall(tmp_path_factory.mktemp("hall"), rooms=rooms) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def opened_http_hall(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Hall]:
    rooms = rooms_for(request.session, "opened_http_hall")
    async with open_hall(tmp_path_factory.mktemp("http"), rooms=rooms, has_socket=False) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def hall(opened_hall: Hall) -> Hall:
    await opened_hall.begin_minute()
    return opened_hall


@pytest_asyncio.fixture(loop_scope="session")
async def http_hall(opened_http_hall: Hall) -> Hall:
    """The same bot without a socket: Slack delivers to it by signed HTTP."""
    await opened_http_hall.begin_minute()
    return opened_http_hall


@pytest.fixture
def room(hall: Hall) -> Room:
    return hall.room()
