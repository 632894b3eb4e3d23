"""The page's live connection: whatever a person would see changed is sent to them as it changes."""

import asyncio
import contextlib
import json
import time
import urllib.parse
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from simulator.json_types import JsonObject
from simulator.page.listing import Item, hash_of
from simulator.page.look import Look, look_from
from simulator.page.reading import last_read, mark_read
from simulator.page.regions import Desk, Picture, picture

BEAT_SECONDS = 10.0
# Time alone changes little: a file that is ready, a message that was scheduled.
IDLE_SECONDS = 1.0
# A burst of changes is one change to a reader.
GATHER_SECONDS = 0.05
# A window takes at most a tenth of the workspace's time.
_SHARE = 10
_LONGEST_WORD_BYTES = 8192


@dataclass
class _Watcher:
    """One window, and what it was sent."""

    desk: Desk
    websocket: web.WebSocketResponse
    look: Look | None = None
    read: str = "0"
    regions: dict[str, str] = field(default_factory=dict)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    has_looked: asyncio.Event = field(default_factory=asyncio.Event)
    has_turned: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, word: JsonObject) -> None:
        if isinstance(address := word.get("look"), str):
            self._turn(dict(urllib.parse.parse_qsl(address.removeprefix("/").removeprefix("?"))))
        elif isinstance(ts := word.get("read"), str) and self.look is not None:
            self._mark(self.look, ts)

    def _mark(self, look: Look, ts: str) -> None:
        channel = self.desk.workspace.channels.get(look.place)
        if channel is not None and self.desk.workspace.log(channel).find_for(look.user, ts):
            mark_read(channel, look.user, ts)
            self.desk.workspace.changes.note()

    def _turn(self, query: dict[str, str]) -> None:
        before, self.look = self.look, look_from(self.desk.workspace, query)
        self.has_looked.set()
        self.has_turned.set()
        if self.look is None:
            return
        if before is None or (before.user, before.place) != (self.look.user, self.look.place):
            channel = self.desk.workspace.channels.get(self.look.place)
            self.read = last_read(channel, self.look.user)

    async def watch(self) -> None:
        """Sends what changed, until the window goes."""
        changes = self.desk.workspace.changes
        seen, quiet_seconds = -1, 0.0
        while True:
            await self.has_looked.wait()
            self.has_turned.clear()
            seen = changes.count
            began = time.perf_counter()
            is_news = await self._send()
            pause_seconds = max(GATHER_SECONDS, _SHARE * (time.perf_counter() - began))
            quiet_seconds = 0.0 if is_news else quiet_seconds + IDLE_SECONDS
            if quiet_seconds >= BEAT_SECONDS:
                await self.websocket.send_str("{}")
                quiet_seconds = 0.0
            await self._wait(seen, pause_seconds)

    async def _wait(self, seen: int, pause_seconds: float) -> None:
        await asyncio.sleep(pause_seconds)
        waiting = {
            asyncio.create_task(self.desk.workspace.changes.wait(seen, IDLE_SECONDS)),
            asyncio.create_task(self.has_turned.wait()),
        }
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()

    async def _send(self) -> bool:
        if self.look is None:
            # The workspace was made anew, and this person is not in it.
            await self.websocket.send_str('{"nobody": true}')
            return True
        news = self._news(picture(self.desk, self.look, self.read))
        if news:
            at = {"user": self.look.user, "channel": self.look.place, "thread": self.look.thread}
            await self.websocket.send_str(json.dumps({"at": at, **news}, ensure_ascii=False))
        return bool(news)

    def _news(self, seen: Picture) -> JsonObject:
        regions = {
            name: html for name, html in seen.regions.items() if self.regions.get(name) != hash_of(html)
        }
        self.regions |= {name: hash_of(html) for name, html in regions.items()}
        lists = {name: found for name, items in seen.lists.items() if (found := self._list_news(name, items))}
        news: JsonObject = {}
        if regions:
            news["regions"] = {name: [self.regions[name], html] for name, html in regions.items()}
        if lists:
            news["lists"] = lists
        return news | {"title": seen.title} if news else {}

    def _list_news(self, name: str, items: list[Item]) -> JsonObject | None:
        known = self.lists.get(name, {})
        now = {item.key: item.hash for item in items}
        if name in self.lists and list(known.items()) == list(now.items()):
            return None
        self.lists[name] = now
        new = {item.key: [now[item.key], item.html] for item in items if known.get(item.key) != now[item.key]}
        return {"keys": list(now), "items": new}


async def live(desk: Desk, request: web.Request) -> web.StreamResponse:
    # Pages of other sites may open a socket here too; only this page's own is let in.
    if urllib.parse.urlsplit(request.headers.get("Origin", "")).netloc != request.host:
        return web.Response(status=403, text="This connection is for the page itself.")
    websocket = web.WebSocketResponse(heartbeat=BEAT_SECONDS, max_msg_size=_LONGEST_WORD_BYTES)
    await websocket.prepare(request)
    watcher = _Watcher(desk, websocket)
    watching = asyncio.create_task(_until_gone(watcher))
    try:
        async for message in websocket:
            if message.type is WSMsgType.TEXT and isinstance(word := _parsed(message.data), dict):
                watcher.hear(word)
    finally:
        watching.cancel()
    return websocket


async def _until_gone(watcher: _Watcher) -> None:
    try:
        with contextlib.suppress(ConnectionError):
            await watcher.watch()
    finally:
        # A page whose picture cannot be drawn any more is told so by the end of the connection.
        await watcher.websocket.close()


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
