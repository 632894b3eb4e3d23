"""The HTTP door of the response URLs."""

import json

from aiohttp import web

from simulator.fault_effects import apply_after, apply_before
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.responses import respond
from simulator.workspace import Workspace

METHOD = "response_url"
_STATUS = {"no_such_url": 404, "expired_url": 404, "used_url": 404}


def hook_routes(workspace: Workspace) -> list[web.RouteDef]:
    async def handle(request: web.Request) -> web.StreamResponse:
        fault = workspace.machinery.faults.take(METHOD)
        if fault and (failed := await apply_before(request, fault, workspace.clock)):
            return failed
        status, answer = await _answer(workspace, request)
        if fault:
            apply_after(request, fault)
        return web.Response(status=status, text=answer)

    return [web.post("/hooks/{path:.+}", handle)]


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
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
