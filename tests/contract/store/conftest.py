"""A server for each test worker, emptied between tests; what each test leaves behind is looked at."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from bot.ports import Clock
from storage.embedded import open_embedded
from storage.memory.opening import open_memory
from storage.redis.client import Server, connect
from storage.redis.opening import RedisStores, open_redis
from storage.sealing import Secrets
from tests.contract.store.left_behind import assert_everything_has_an_end, assert_nothing_in_clear
from tests.contract.store.making import HandClock, Stores, Story

SECRETS = Secrets.of(b"a master secret of thirty-two bytes")


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="ear-") as path:
        embedded = asyncio.run(open_embedded(Path(path)))
        yield embedded.url
        asyncio.run(embedded.close(stop=True))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def server(server_url: str) -> AsyncIterator[Server]:
    """An empty server, looked through after the test."""
    async with aclosing(Server(connect(server_url))) as server:
        await server.ask(("FLUSHALL",), ("SCRIPT", "FLUSH"))
        yield server
        await assert_everything_has_an_end(server)
        await assert_nothing_in_clear(server)


@asynccontextmanager
async def opened(
    server_url: str, *, clock: Clock | None, secrets: Secrets = SECRETS
) -> AsyncIterator[RedisStores]:
    stores = await open_redis(server_url, secrets, clock=clock)
    try:
        yield stores
    finally:
        await stores.aclose()


@pytest.fixture
async def redis_stores(server: Server, server_url: str, clock: HandClock) -> AsyncIterator[RedisStores]:
    async with opened(server_url, clock=clock) as stores:
        yield stores


@pytest.fixture(params=["memory", "redis"])
async def stores(
    request: pytest.FixtureRequest, server: Server, server_url: str, clock: HandClock
) -> AsyncIterator[Stores]:
    """The same tests over both."""
    if request.param == "memory":
        yield open_memory(clock)
        return
    async with opened(server_url, clock=clock) as redis_stores:
        yield redis_stores


@pytest.fixture
def story(clock: HandClock) -> Story:
    return Story(clock)
