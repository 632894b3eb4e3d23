"""An answer that is lost on its way: the client sends again, and nothing happens twice."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.ports import Grant, Kind
from storage.redis.client import Server
from tests.contract.store.conftest import opened
from tests.contract.store.making import FIRST, KITCHEN, HandClock, Story, mark
from tests.contract.store.test_due import LEASE

_PIECE_BYTES = 65_536


class Wire:
    """Stands between a client and the server, and drops the next answer together with its connection."""

    def __init__(self, target: str, path: Path) -> None:
        self._target = target
        self._path = path
        self.url = f"unix://{path}"
        self.losses = 0
        self.lost = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with await asyncio.start_unix_server(self._connected, self._path):
            yield

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_unix_connection(self._target)
        asking = asyncio.create_task(self._pass_on(reader, server_writer))
        try:
            while piece := await server_reader.read(_PIECE_BYTES):
                if self.losses:
                    self.losses -= 1
                    self.lost += 1
                    break
                writer.write(piece)
                await writer.drain()
        finally:
            asking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asking
            for end in (writer, server_writer):
                end.close()
                with contextlib.suppress(OSError):
                    await end.wait_closed()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(_PIECE_BYTES):
                writer.write(piece)
                await writer.drain()
            writer.close()


async def test_nothing_happens_twice_when_each_answer_is_lost_once(
    server: Server, server_url: str, story: Story, clock: HandClock
) -> None:
    target = unquote(urlsplit(server_url).path)
    with tempfile.TemporaryDirectory(prefix="ear-") as folder:
        wire = Wire(target, Path(folder) / "wire")
        async with wire.open(), opened(wire.url, clock=clock) as stores:
            wire.losses = 1
            await story.tell(stores.cases, story.asked(), due=(mark(Kind.PRESENT, clock.now()),))
            wire.losses = 1
            leases = await stores.due.claim_due(limit=5, lease=LEASE)
            wire.losses = 1
            grant = Grant(alias=KITCHEN, person=FIRST, epoch=0)
            secret = await stores.links.issue_link(grant, lifetime=LEASE)
            wire.losses = 1
            session = await stores.links.redeem_link(KITCHEN, secret, lifetime=LEASE)

            assert wire.lost == 4
            assert [(lease.kind, lease.token) for lease in leases] == [(Kind.PRESENT, 1)]
            assert session is not None
            assert await stores.links.session(KITCHEN, session) == grant
            assert [line.event.kind for line in await stores.log.events_of(KITCHEN)] == ["asked"]
