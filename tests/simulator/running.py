"""A simulator that runs as a process of its own, and the two kinds of app that can be put beside it."""

import asyncio
import json
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp
from aiohttp import web

Json: TypeAlias = dict[str, Any]
PATIENCE_SECONDS = 30.0
_REPOSITORY = Path(__file__).parents[2]


@dataclass
class AppSocket:
    """The app's end of one Socket Mode connection."""

    websocket: aiohttp.ClientWebSocketResponse

    async def receive(self) -> Json:
        # The websocket's own timeout begins again with each ping.
        async with asyncio.timeout(PATIENCE_SECONDS):
            received: Json = await self.websocket.receive_json()
        return received

    async def acknowledge(self, envelope: Json, payload: Json | None = None) -> None:
        ack = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
        await self.websocket.send_json(ack)

    async def answer(self, payload: Json | None = None) -> Json:
        """Acknowledges the next envelope and gives its payload back."""
        envelope = await self.receive()
        await self.acknowledge(envelope, payload)
        received: Json = envelope["payload"]
        return received


@dataclass
class Running:
    process: Process
    at: dict[str, str]
    session: aiohttp.ClientSession
    _websockets: list[aiohttp.ClientWebSocketResponse] = field(default_factory=list)

    async def api(self, method: str, token: str | None = None, **arguments: object) -> Json:
        headers = {
            "Authorization": f"Bearer {token or self.at['bot_token']}",
            "Content-Type": "application/json; charset=utf-8",
        }
        async with self.session.post(self.at["api"] + method, json=arguments, headers=headers) as response:
            body: Json = await response.json()
            return body

    async def control(self, path: str, **request: object) -> Json:
        status, body = await self._post(path, request)
        assert status == 200, body
        return body

    async def refused(self, path: str, **request: object) -> str:
        """The error code of a request that nobody could make in Slack."""
        status, body = await self._post(path, request)
        assert status == 400, body
        assert body["detail"].endswith(".")
        return str(body["error"])

    async def see(self, path: str, **query: str | int) -> Json:
        async with self.session.get(self.at["control"] + path, params=query) as response:
            body: Json = await response.json()
            assert response.status == 200, body
            return body

    async def messages(self, user: str, channel: str) -> list[Json]:
        seen: list[Json] = (await self.see("sees", user=user, channel=channel))["messages"]
        return seen

    async def deliveries(self) -> list[Json]:
        entries = (await self.see("record"))["entries"]
        return [entry for entry in entries if entry["kind"] == "delivery"]

    async def connect(self) -> AppSocket:
        connected = AppSocket(await self.websocket(await self.socket_url()))
        assert (await connected.receive())["type"] == "hello"
        return connected

    async def socket_url(self) -> str:
        opened = await self.api("apps.connections.open", token=self.at["app_token"])
        return str(opened["url"])

    async def websocket(self, url: str, *, autoping: bool = True) -> aiohttp.ClientWebSocketResponse:
        websocket = await self.session.ws_connect(url, autoping=autoping)
        self._websockets.append(websocket)
        return websocket

    async def close(self) -> None:
        for websocket in self._websockets:
            await websocket.close()

    async def trigger(self, socket: AppSocket, user: str, channel: str) -> str:
        """A fresh trigger id: the person types the command and the app acknowledges it."""
        typed = asyncio.create_task(
            self.control("command", user=user, channel=channel, command="/clip", text="")
        )
        payload = await socket.answer()
        await typed
        return str(payload["trigger_id"])

    async def _post(self, path: str, request: object) -> tuple[int, Json]:
        async with self.session.post(self.at["control"] + path, json=request) as response:
            return response.status, await response.json()


@dataclass
class HttpApp:
    """An app behind a request URL, which answers as it is told to."""

    url: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    reply: str = ""
    hold: asyncio.Event | None = None
    """When there is one, answers wait for it."""

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        if b'"url_verification"' in body:
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        self.requests.append(({name.lower(): value for name, value in request.headers.items()}, body))
        if self.hold is not None:
            await self.hold.wait()
        return web.Response(status=self.status, text=self.reply, headers=self.headers)


@asynccontextmanager
async def started(folder: Path, *, manifest: Json, seed: Json, limits: str = "off") -> AsyncIterator[Running]:
    """A simulator in a process of its own; its record and what it is made of lie in the folder."""
    files = {"manifest.yml": manifest, "workspace.yml": seed}
    for name, content in files.items():
        # A YAML file may be written as JSON.
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "--manifest", str(folder / "manifest.yml")),
        *("--seed", str(folder / "workspace.yml")),
        *("--record", str(folder / "record.jsonl"), "--limits", limits),
        cwd=_REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE_SECONDS)
    async with aiohttp.ClientSession() as session:
        running = Running(process, json.loads(line), session)
        yield running
        await running.close()
        if process.returncode is None:
            process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE_SECONDS) == 0


@asynccontextmanager
async def http_app() -> AsyncIterator[HttpApp]:
    app = HttpApp()
    application = web.Application()
    application.router.add_post("/slack/events", app.handle)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    app.url = f"http://127.0.0.1:{port}/slack/events"
    try:
        yield app
    finally:
        await runner.cleanup()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Waits for the condition; fails when it does not come true."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await holds():  # noqa: ASYNC110 - the condition is in another process
            await asyncio.sleep(0.01)
