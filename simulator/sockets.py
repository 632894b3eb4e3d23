"""Socket Mode: the app's websocket connections, their tickets, and acknowledgements on any of them."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import WSMsgType, web
from pydantic import BaseModel, ConfigDict, ValidationError

from simulator.clock import Clock
from simulator.ids import Ids
from simulator.installation import Installation
from simulator.json_types import JsonObject
from simulator.record import Record

CONNECTION_LIMIT = 10
LIFETIME_SECONDS = 3600
DEBUG_LIFETIME_SECONDS = 360
WARNING_SECONDS = 10
PING_SECONDS = 10.0
CLOSE_SECONDS = 0.5
# A client that was told to refresh closes its old connection first; the one for Node then waits five seconds.
GAP_SECONDS = 10.0
_KEPT_TICKETS = 1000

DisconnectReason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


class _Ack(BaseModel):
    model_config = ConfigDict(extra="ignore")

    envelope_id: str
    payload: JsonObject | None = None


@dataclass(eq=False)
class _Connection:
    websocket: web.WebSocketResponse
    transport: asyncio.Transport | None
    lifetime_seconds: float
    is_leaving: bool = False


@dataclass
class SocketHub:
    """Every connection of the app; an envelope goes to exactly one of them."""

    app: Installation
    clock: Clock
    ids: Ids
    record: Record
    _connections: list[_Connection] = field(default_factory=list)
    _tickets: dict[str, float] = field(default_factory=dict)
    _waiting: dict[str, asyncio.Future[JsonObject]] = field(default_factory=dict)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _last_seen: float | None = None

    @property
    def is_connected(self) -> bool:
        return bool(self._usable())

    @property
    def is_between_connections(self) -> bool:
        """A connection was there a moment ago, so that the app is about to come back."""
        return self._last_seen is not None and self.clock.now() - self._last_seen < GAP_SECONDS

    @property
    def connection_count(self) -> int:
        return len(self._connections)

    def url(self, host: str) -> str:
        """An address for one connection."""
        ticket = self.ids.envelope()
        self._tickets[ticket] = self.clock.now()
        if len(self._tickets) > _KEPT_TICKETS:
            del self._tickets[next(iter(self._tickets))]
        return f"ws://{host}/link/?ticket={ticket}&app_id={self.app.app_id}"

    async def wait_for_connection(self, seconds: float) -> bool:
        """True when the app is connected, or connects again in time."""
        deadline = asyncio.create_task(self.clock.sleep(seconds))
        try:
            while not self.is_connected and not deadline.done():
                arrived = asyncio.create_task(self._arrived.wait())
                await asyncio.wait({arrived, deadline}, return_when=asyncio.FIRST_COMPLETED)
                arrived.cancel()
        finally:
            deadline.cancel()
        return self.is_connected

    async def send(self, envelope: JsonObject, *, is_cut: bool = False) -> asyncio.Future[JsonObject] | None:
        """The acknowledgement to wait for, or nothing when no connection took the envelope.

        `is_cut` breaks the connection right after; the app may still acknowledge on the next one.
        """
        acknowledged: asyncio.Future[JsonObject] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = acknowledged
        while usable := self._usable():
            connection = self.ids.any_of(usable)
            with contextlib.suppress(ConnectionError):
                await connection.websocket.send_str(json.dumps(envelope))
                if is_cut:
                    self._cut(connection)
                return acknowledged
            self._forget(connection)
        self.give_up(envelope["envelope_id"])
        return None

    def give_up(self, envelope_id: str) -> None:
        self._waiting.pop(envelope_id, None)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self._tickets.pop(request.query.get("ticket", ""), None) is None:
            return web.Response(status=403, text="invalid ticket")
        websocket = web.WebSocketResponse(heartbeat=PING_SECONDS, timeout=CLOSE_SECONDS)
        await websocket.prepare(request)
        debug = request.query.get("debug_reconnects") == "true"
        lifetime = DEBUG_LIFETIME_SECONDS if debug else LIFETIME_SECONDS
        connection = _Connection(websocket, request.transport, lifetime)
        if refusal := self._refusal():
            await self._say_disconnect(connection, refusal, request.host)
            await websocket.close()
            return websocket
        await self._serve(connection, request.host)
        return websocket

    async def disconnect(self, reason: DisconnectReason, host: str) -> None:
        """Tells every connection to go, as Slack does before it closes one itself."""
        for connection in list(self._connections):
            connection.is_leaving = reason != "warning"
            self._last_seen = self.clock.now()
            await self._say_disconnect(connection, reason, host)

    def cut(self) -> int:
        """Breaks every connection without a word, as a network does; says how many there were."""
        broken = list(self._connections)
        for connection in broken:
            self._cut(connection)
        return len(broken)

    async def close(self) -> None:
        closing = [connection.websocket.close() for connection in self._connections]
        await asyncio.gather(*closing, return_exceptions=True)

    def _refusal(self) -> DisconnectReason | None:
        if not self.app.manifest.settings.socket_mode_enabled:
            return "link_disabled"
        return "too_many_websockets" if self.connection_count >= CONNECTION_LIMIT else None

    def _usable(self) -> list[_Connection]:
        return [c for c in self._connections if not c.is_leaving and not c.websocket.closed]

    async def _serve(self, connection: _Connection, host: str) -> None:
        self._connections.append(connection)
        ageing = asyncio.create_task(self._age(connection, host))
        try:
            await connection.websocket.send_str(json.dumps(self._hello(connection, host)))
            self._arrive()
            async for message in connection.websocket:
                if message.type is WSMsgType.TEXT:
                    self._receive(message.data)
        except ConnectionError:
            return
        finally:
            ageing.cancel()
            self._forget(connection)

    def _cut(self, connection: _Connection) -> None:
        connection.is_leaving = True
        self._forget(connection)
        if connection.transport is not None:
            connection.transport.abort()

    def _arrive(self) -> None:
        arrived, self._arrived = self._arrived, asyncio.Event()
        arrived.set()

    def _forget(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            self._last_seen = self.clock.now()

    def _receive(self, text: str) -> None:
        try:
            ack = _Ack.model_validate_json(text)
        except ValidationError:
            self.record.add("ack", envelope_id=None, is_known=False)
            return
        waiting = self._waiting.pop(ack.envelope_id, None)
        is_known = waiting is not None and not waiting.done()
        self.record.add("ack", envelope_id=ack.envelope_id, is_known=is_known, payload=ack.payload)
        if waiting is not None and not waiting.done():
            waiting.set_result(ack.payload or {})

    async def _age(self, connection: _Connection, host: str) -> None:
        await self.clock.sleep(connection.lifetime_seconds - WARNING_SECONDS)
        with contextlib.suppress(ConnectionError):
            await self._say_disconnect(connection, "warning", host)
            await self.clock.sleep(WARNING_SECONDS)
            connection.is_leaving = True
            await self._say_disconnect(connection, "refresh_requested", host)
            await connection.websocket.close()

    async def _say_disconnect(self, connection: _Connection, reason: DisconnectReason, host: str) -> None:
        goodbye = {"type": "disconnect", "reason": reason, "debug_info": {"host": host}}
        with contextlib.suppress(ConnectionError):
            await connection.websocket.send_str(json.dumps(goodbye))

    def _hello(self, connection: _Connection, host: str) -> JsonObject:
        return {
            "type": "hello",
            "num_connections": self.connection_count,
            "debug_info": {
                "host": host,
                "build_number": 1,
                "approximate_connection_time": int(connection.lifetime_seconds),
            },
            "connection_info": {"app_id": self.app.app_id},
        }
