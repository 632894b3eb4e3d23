"""The addresses where bytes go up, for who knows the address, and come down, for tokens that read files."""

import urllib.parse
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus

from aiohttp import BodyPartReader, web

from simulator.files import UPLOAD_LIMIT_BYTES, File
from simulator.files_sharing import is_seen_by_app
from simulator.page.markup import tag
from simulator.refusals import RefusedError
from simulator.web_api.decoding import header_token
from simulator.workspace import Workspace

_CHUNK_BYTES = 64 * 1024
_VTT = "WEBVTT\n\n00:00:00.000 --> {end}\n{transcript}\n"


def file_routes(workspace: Workspace) -> list[web.RouteDef]:
    async def upload(request: web.Request) -> web.Response:
        return await _upload(workspace, request)

    async def download(request: web.Request) -> web.Response:
        return _download(workspace, request)

    async def sign_in(_request: web.Request) -> web.Response:
        return _sign_in_page(workspace)

    return [
        web.post("/upload/v1/{ticket}", upload),
        web.get("/files-pri/{file}/{name}", download),
        web.get("/files-pri/{file}/{download:download}/{name}", download),
        web.get("/signin", sign_in),
    ]


async def _upload(workspace: Workspace, request: web.Request) -> web.Response:
    file = workspace.files.awaited(request.match_info["ticket"])
    if file is None:
        return web.Response(status=HTTPStatus.NOT_FOUND, text="Not found")
    content = await _received(request)
    file.receive(content)
    workspace.record.add("upload", file=file.id, name=file.name, size=len(content))
    return web.Response(text=f"OK - {len(content)}")


async def _received(request: web.Request) -> bytes:
    """The body itself, or in a form the part that is a file, or else its first part."""
    if request.content_type != "multipart/form-data":
        return await _whole(partial(request.content.read, _CHUNK_BYTES))
    first: bytes | None = None
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = await _whole(partial(part.read_chunk, _CHUNK_BYTES))
        if part.filename is not None:
            return content
        first = content if first is None else first
    return first or b""


async def _whole(read: Callable[[], Awaitable[bytes]]) -> bytes:
    content = bytearray()
    while chunk := await read():
        content += chunk
        if len(content) > UPLOAD_LIMIT_BYTES:
            raise web.HTTPRequestEntityTooLarge(UPLOAD_LIMIT_BYTES, len(content))
    return bytes(content)


def _download(workspace: Workspace, request: web.Request) -> web.Response:
    if not _may_read(workspace, request):
        # Slack shows a page to sign in on; a client that takes what comes saves that page.
        asked = urllib.parse.quote(request.path, safe="")
        return web.Response(status=HTTPStatus.FOUND, headers={"Location": f"/signin?redir={asked}"})
    file = workspace.files.find(request.match_info["file"].rpartition("-")[2])
    if file is None or file.content is None or not is_seen_by_app(workspace, file):
        return web.Response(status=HTTPStatus.NOT_FOUND, text="File not found")
    if request.match_info["name"] == "file.vtt":
        return web.Response(text=_vtt(file), content_type="text/vtt")
    headers = {"Content-Type": file.kind.mimetype, "Cache-Control": "private, max-age=0"}
    if "download" in request.match_info:
        named = urllib.parse.quote(file.name, safe="")
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{named}"
    return web.Response(body=file.content, headers=headers)


def _may_read(workspace: Workspace, request: web.Request) -> bool:
    try:
        kind = workspace.machinery.tokens.type_of(header_token(request) or "")
    except RefusedError:
        return False
    return kind == "bot" and workspace.app.has_scope("files:read")


def _vtt(file: File) -> str:
    if file.clip is None or file.clip.transcript is None:
        return "WEBVTT\n"
    seconds, millis = divmod(file.clip.duration_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    end = f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}.{millis:03d}"
    return _VTT.format(end=end, transcript=file.clip.transcript)


def _sign_in_page(workspace: Workspace) -> web.Response:
    title = f"Sign in to {workspace.app.team.name}"
    page = tag("html", tag("head", tag("title", title)), tag("body", tag("h1", title)), lang="en")
    return web.Response(text=f"<!DOCTYPE html>{page}", content_type="text/html")
