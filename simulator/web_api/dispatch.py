"""The door of the Web API: who calls, whether they may, what the method says, and what is written down."""

from aiohttp import web

from simulator.fault_effects import apply_after, apply_before
from simulator.installation import APP_TOKEN_SCOPES, Installation
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.web_api import apps, bots, chat, conversations, people, usergroups, views
from simulator.web_api.call import Arguments, Call, Method, TokenType
from simulator.web_api.decoding import decoded, header_token
from simulator.workspace import Workspace

METHODS: dict[str, Method] = {
    method.name: method
    for family in (apps, bots, chat, conversations, people, usergroups, views)
    for method in family.METHODS
}


def web_api_routes(workspace: Workspace) -> list[web.RouteDef]:
    async def handle(request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        fault = workspace.machinery.faults.take(name)
        if fault and (failed := await apply_before(request, fault, workspace.clock)):
            _write_down_failure(workspace, name, failed.status)
            return failed
        response = await _respond(workspace, request, name)
        if fault:
            apply_after(request, fault)
        return response

    return [web.route("*", "/api/{method}", handle)]


async def _respond(workspace: Workspace, request: web.Request, name: str) -> web.StreamResponse:
    raw: JsonObject = {}
    token_type: TokenType = "none"  # noqa: S105 - a kind of token, not one
    try:
        raw = await decoded(request)
        method = _method(name)
        token_type = _token_type(workspace.app, request, raw, method)
        _check_scope(workspace.app, method)
        call = Call(workspace, Arguments(raw), token_type, request.host)
        body = {"ok": True, **method.handle(call)}
    except RefusedError as refusal:
        body = {"ok": False, "error": refusal.code, **refusal.fields}
    raw.pop("token", None)
    workspace.record.add(
        "api_call", method=name, token_type=token_type, arguments=raw, status=200, response=body
    )
    return web.json_response(body, headers=_headers(workspace, name, token_type))


def _method(name: str) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise RefusedError("unknown_method", req_method=name)
    return method


def _token_type(app: Installation, request: web.Request, raw: JsonObject, method: Method) -> TokenType:
    # Slack takes an app-level token from the header only.
    token = header_token(request) or (raw.get("token") if method.tokens != ("app",) else None)
    if not token and "none" in method.tokens:
        return "none"
    if not token:
        raise RefusedError("not_authed")
    known: dict[str, TokenType] = {app.bot_token: "bot", app.app_token: "app"}
    token_type = known.get(str(token))
    if token_type is None:
        raise RefusedError("invalid_auth")
    if token_type not in method.tokens:
        raise RefusedError("not_allowed_token_type")
    return token_type


def _check_scope(app: Installation, method: Method) -> None:
    if not method.scopes or any(app.has_scope(scope) for scope in method.scopes):
        return
    raise RefusedError(
        "missing_scope", needed=",".join(method.scopes), provided=",".join(app.manifest.scopes)
    )


def _headers(workspace: Workspace, name: str, token_type: TokenType) -> dict[str, str]:
    headers = {"x-slack-req-id": workspace.ids.hexadecimal(32)}
    app = workspace.app
    method = METHODS.get(name)
    if token_type == "none" or method is None:  # noqa: S105 - a kind of token, not one
        return headers
    held = APP_TOKEN_SCOPES if token_type == "app" else app.manifest.scopes  # noqa: S105 - as above
    headers["x-oauth-scopes"] = ",".join(held)
    if method.scopes:
        headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
    return headers


def _write_down_failure(workspace: Workspace, name: str, status: int) -> None:
    workspace.record.add(
        "api_call", method=name, token_type=None, arguments=None, status=status, response=None
    )
