"""The addresses of the page and what is answered there."""

from pathlib import Path

from aiohttp import web

from simulator.files import File
from simulator.page.document import chooser_document, workspace_document
from simulator.page.live import live
from simulator.page.look import is_open_to, look_from
from simulator.page.regions import Desk
from simulator.workspace import Workspace

STATIC = Path(__file__).with_name("static")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_BYTES = "application/octet-stream"
_TYPES = {".css": "text/css", ".js": "text/javascript"}


def page_routes(workspace: Workspace) -> list[web.RouteDef]:
    """`/`, which takes `user`, `channel` and `thread` from the query, and what it loads."""
    desk = Desk(workspace)
    static = {path.name: path for path in STATIC.iterdir() if path.suffix in _TYPES}

    async def show(request: web.Request) -> web.Response:
        look = look_from(workspace, request.query)
        page = workspace_document(desk, look) if look else chooser_document(desk)
        return web.Response(text=page, content_type="text/html", headers=HEADERS)

    async def show_static(request: web.Request) -> web.Response:
        path = static.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        text = path.read_text(encoding="utf-8")
        return web.Response(text=text, content_type=_TYPES[path.suffix], headers=HEADERS)

    async def show_file(request: web.Request) -> web.Response:
        return _file(workspace, request)

    async def go_live(request: web.Request) -> web.StreamResponse:
        return await live(desk, request)

    return [
        web.get("/", show),
        web.get("/page/static/{name}", show_static),
        web.get("/page/file/{file}", show_file),
        web.get("/page/live", go_live),
    ]


def _file(workspace: Workspace, request: web.Request) -> web.Response:
    """The file, for a person who sees a message with it."""
    file = workspace.files.find(request.match_info["file"])
    user = request.query.get("user", "")
    if file is None or file.content is None or not _sees(workspace, user, file):
        raise web.HTTPNotFound
    # What people upload is theirs: a browser must not take it for a page of this site.
    safe = (
        file.kind.mimetype if file.kind.mimetype.startswith(("audio/", "image/png", "image/jpeg")) else _BYTES
    )
    return web.Response(body=file.content, content_type=safe, headers=HEADERS)


def _sees(workspace: Workspace, user: str, file: File) -> bool:
    channels = (workspace.channels.get(share.channel) for share in file.shares)
    return any(channel is not None and is_open_to(channel, user) for channel in channels)
