"""The door of the Web API: who calls, whether they may, what the method says, and what is written down."""

from dataclasses import dataclass, field

from aiohttp import web

from simulator.fault_effects import apply_after, apply_before
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.tokens import Tokens
from simulator.web_api import (
    api,
    apps,
    blocks,
    bookmarks,
    bots,
    chat,
    conversations,
    files,
    oauth,
    people,
    pins,
    reactions,
    usergroups,
    views,
)
from simulator.web_api.call import Arguments, Call, Method, TokenType, need_scope
from simulator.web_api.decoding import Decoded, decoded, header_token, warning_of
from simulator.workspace import Workspace

METHODS: dict[str, Method] = {
    method.name: method
    for family in (
        *(api, apps, blocks, bookmarks, bots, chat, conversations, files, oauth, people, pins, reactions),
        *(usergroups, views),
    )
    for method in family.METHODS
}


_OK, _TOO_MANY_REQUESTS = 200, 429
_LEAST_ZIPPED_BYTES = 4096
# Arguments that open doors are not written down.
_SECRETS = {"client_secret", "refresh_token"}
_HEADERS = {
    "Cache-Control": "private, no-cache, no-store, must-revalidate",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "x-slack-req-id, retry-after",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass
class _Asked:
    """What is known of a call so far; a refusal may come before the rest is."""

    name: str
    arguments: JsonObject = field(default_factory=dict)
    token_type: TokenType = "none"  # noqa: S105 - a kind of token, not one
    scopes: tuple[str, ...] = ()
    """What the token is good for."""
    wait_seconds: int = 0


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
    asked = _Asked(name)
    try:
        body = {"ok": True, **await _called(workspace, request, asked)}
    except RefusedError as refusal:
        body = {"ok": False, "error": refusal.code, **refusal.fields}
    except web.HTTPRequestEntityTooLarge as refusal:
        _write_down_failure(workspace, name, refusal.status)
        raise
    body = _with_warning(body, warning_of(request))
    status = _TOO_MANY_REQUESTS if asked.wait_seconds else _OK
    workspace.record.add(
        "api_call",
        method=name,
        token_type=asked.token_type,
        arguments=asked.arguments,
        status=status,
        response=body,
    )
    return _response(workspace, asked, status, body)


async def _called(workspace: Workspace, request: web.Request, asked: _Asked) -> JsonObject:
    given = await decoded(request)
    asked.arguments = {key: value for key, value in given.arguments.items() if key not in _SECRETS}
    method = _method(asked.name)
    asked.token_type = _token_type(workspace.machinery.tokens, request, given, method)
    token = header_token(request) or given.token or ""
    call = Call(workspace, Arguments(given.arguments), asked.token_type, request.host, token)
    asked.scopes = call.scopes
    if method.scopes:
        need_scope(call, *method.scopes)
    asked.wait_seconds = workspace.machinery.limits.wait_of_call(asked.name, _channel_of_post(call, method))
    if asked.wait_seconds:
        raise RefusedError("ratelimited")
    return method.handle(call)


def _channel_of_post(call: Call, method: Method) -> str | None:
    """Where a message is to go: posting is limited for each channel by itself."""
    if method.name != "chat.postMessage":
        return None
    reference = call.arguments.text("channel") or ""
    channel = call.workspace.channel_known_to(call.caller, reference)
    return channel.id if channel else reference


def _with_warning(body: JsonObject, warning: str | None) -> JsonObject:
    if warning is None:
        return body
    metadata = body.get("response_metadata", {})
    warnings = [*metadata.get("warnings", []), warning]
    return {**body, "warning": ",".join(warnings), "response_metadata": {**metadata, "warnings": warnings}}


def _response(workspace: Workspace, asked: _Asked, status: int, body: JsonObject) -> web.Response:
    response = web.json_response(body, status=status, headers=_headers(workspace, asked))
    if asked.wait_seconds:
        response.headers["Retry-After"] = str(asked.wait_seconds)
    if len(response.body or b"") > _LEAST_ZIPPED_BYTES:  # type: ignore[arg-type]  # json_response gives bytes
        response.enable_compression()
    return response


def _method(name: str) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise RefusedError("unknown_method", req_method=name)
    return method


def _token_type(tokens: Tokens, request: web.Request, given: Decoded, method: Method) -> TokenType:
    # Slack takes an app-level token from the header only.
    token = header_token(request) or (given.token if method.tokens != ("app",) else None)
    if "none" in method.tokens and not tokens.opens(token or ""):
        # Such a method does not look at the token, whatever it is.
        return "none"
    if not token:
        raise RefusedError("not_authed")
    token_type = tokens.type_of(token)
    if token_type not in method.tokens:
        raise RefusedError("not_allowed_token_type")
    return token_type


def _headers(workspace: Workspace, asked: _Asked) -> dict[str, str]:
    headers = {**_HEADERS, "x-slack-req-id": workspace.ids.hexadecimal(32)}
    method = METHODS.get(asked.name)
    if asked.token_type == "none" or method is None:  # noqa: S105 - a kind of token, not one
        return headers
    headers["x-oauth-scopes"] = ",".join(asked.scopes)
    if method.scopes:
        headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
    return headers


def _write_down_failure(workspace: Workspace, name: str, status: int) -> None:
    workspace.record.add(
        "api_call", method=name, token_type=None, arguments=None, status=status, response=None
    )
