"""The HTTP door of the response URLs."""

import json

from aiohttp import web

from simulator.fault_effects import apply_after, apply_before
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.responses import respond
from simulator.workspace import Workspace

METHOD = "response_url"
_TOO_MANY_REQUESTS = 429
_STATUS = {"no_such_url": 404, "expired_url": 404, "used_url": 404}


def hook_routes(workspace: Workspace) -> list[web.RouteDef]:
    async def handle(request: web.Request) -> web.StreamResponse:
        fault = workspace.machinery.faults.take(METHOD)
        if fault and (failed := await apply_before(request, fault, workspace.clock)):
            return failed
        if wait := workspace.machinery.limits.wait_of_response_url(request.match_info["path"]):
            return _limited(workspace, request, wait)
        status, answer = await _answer(workspace, request)
        if fault:
            apply_after(request, fault)
        return web.Response(status=status, text=answer)

    return [web.post("/hooks/{path:.+}", handle)]


def _limited(workspace: Workspace, request: web.Request, wait_seconds: int) -> web.Response:
    body = json.dumps({"ok": False, "error": "ratelimited"})
    path = request.match_info["path"]
    workspace.record.add(METHOD, path=path, arguments=None, status=_TOO_MANY_REQUESTS, response=body)
    headers = {"Retry-After": str(wait_seconds)}
    return web.Response(status=_TOO_MANY_REQUESTS, text=body, headers=headers)


async def _answer(workspace: Workspace, request: web.Request) -> tuple[int, str]:
    path = request.match_info["path"]
    body = await _body(request)
    if body is None:
        return 400, json.dumps({"ok": False, "error": "invalid_payload"})
    try:
        origin = workspace.response_urls.use(path)
        respond(workspace, origin, body)
    except RefusedError as refusal:
        status, answer = _STATUS.get(refusal.code, 400), json.dumps({"ok": False, "error": refusal.code})
    else:
        status, answer = 200, "ok"
    workspace.record.add(METHOD, path=path, arguments=body, status=status, response=answer)
    return status, answer


async def _body(request: web.Request) -> JsonObject | None:
    if request.content_type == "application/json":
        text: object = await request.text()
    else:
        form = await request.post()
        text = form.get("payload") or "{}"
    try:
        body = json.loads(str(text))
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
