"""The addresses of the developers' tab, and the record as it grows, by server-sent events."""

import asyncio
import json
from pathlib import Path
from string import Template

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.json_types import JsonObject
from simulator.page.developers.about import about
from simulator.page.markup import join
from simulator.record import Record
from simulator.workspace import Workspace

_STATIC = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# One look at a number; the viewer notices no delay of this length.
_LOOK_SECONDS = 0.2
# Often enough for whatever stands between to keep the connection.
_SIGN_OF_LIFE_SECONDS = 15.0
# A viewer who comes late gets the end of the record.
FIRST_ENTRIES = 1_000


def developer_routes(workspace: Workspace) -> list[web.RouteDef]:
    """`/developers`; beneath it its files, the state of trouble, and the record as a stream."""
    page = Template((_STATIC / "developers.html").read_text(encoding="utf-8"))

    async def show(_request: web.Request) -> web.Response:
        team = join([workspace.app.team.name])
        text = page.substitute(team=team, app=about(workspace))
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)

    async def show_state(_request: web.Request) -> web.Response:
        return web.json_response(_state(workspace), headers=_HEADERS)

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await _follow(workspace.record, _first(request, workspace.record), response)
        except ConnectionError:
            return response
        return response

    return [
        web.get("/developers", show),
        web.get("/developers/state", show_state),
        web.get("/developers/stream", stream),
        *(
            web.get(f"/developers/{path.name}", _file(path))
            for path in sorted(_STATIC.iterdir())
            if path.suffix in _TYPES
        ),
    ]


def _state(workspace: Workspace) -> JsonObject:
    machinery = workspace.machinery
    return {
        "now": workspace.clock.now(),
        "connections": machinery.hub.connection_count,
        "limits": machinery.limits.mode.value,
        "faults": machinery.faults.waiting(),
    }


def _file(path: Path) -> Handler:
    text = path.read_text(encoding="utf-8")

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=text, content_type=_TYPES[path.suffix], headers=_HEADERS)

    return show


def _first(request: web.Request, record: Record) -> int:
    """After which number the viewer wants to hear; a browser that comes back says it by itself."""
    seen = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    return int(seen) if seen.isdecimal() else max(record.count - FIRST_ENTRIES, 0)


async def _follow(record: Record, seen: int, response: web.StreamResponse) -> None:
    loop = asyncio.get_running_loop()
    said_at = loop.time()
    while True:
        if record.count > seen or said_at + _SIGN_OF_LIFE_SECONDS < loop.time():
            news = record.after(seen, FIRST_ENTRIES)
            seen, said_at = news["next"], loop.time()
            await response.write(f"id: {seen}\ndata: {json.dumps(news['entries'])}\n\n".encode())
        await asyncio.sleep(_LOOK_SECONDS)
