"""A browser at the player's pages, over real HTTP, and what it hears of a recording."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientPayloadError, ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.ports import LinkStore
from tests.scenario.listening_room import ALIAS, ListeningRoom

LONG_AUDIO_BYTES = 64 * 1024 * 1024  # more than all buffers between two sockets hold
PLAYER = f"/listen/{ALIAS}"
SOUND = f"{PLAYER}/audio"


class Browser:
    """One browser with its own cookies."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self.client = client

    async def get(self, path: str, **headers: str) -> ClientResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(path, headers=named, allow_redirects=False)

    async def head(self, path: str) -> ClientResponse:
        return await self.client.head(path, allow_redirects=False)

    async def press_play(self, link: str) -> ClientResponse:
        return await self.client.post(link, allow_redirects=False)


async def heard_until_the_end(sound: ClientResponse) -> tuple[int, bool]:
    """How many bytes still come, and whether the connection broke off."""
    heard = 0
    try:
        async with asyncio.timeout(10):
            while piece := await sound.content.read(1024 * 1024):
                heard += len(piece)
    except ClientPayloadError:
        return heard, True
    return heard, False


@asynccontextmanager
async def new_browser(server: TestServer) -> AsyncIterator[Browser]:
    async with TestClient(server) as client:
        yield Browser(client)


@asynccontextmanager
async def browser_in(room: ListeningRoom, links: LinkStore | None = None) -> AsyncIterator[Browser]:
    async with TestClient(TestServer(room.app(links))) as client:
        yield Browser(client)
