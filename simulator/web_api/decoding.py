"""Reading a request: arguments from query, form, JSON and multipart alike, and the token."""

import json

from aiohttp import web

from simulator.json_types import JsonObject
from simulator.refusals import RefusedError


async def decoded(request: web.Request) -> JsonObject:
    raw: JsonObject = dict(request.query)
    if request.method != "POST":
        return raw
    if request.content_type == "application/json":
        return raw | await _json(request)
    form = await request.post()
    return raw | {name: value for name, value in form.items() if isinstance(value, str)}


def header_token(request: web.Request) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


async def _json(request: web.Request) -> JsonObject:
    text = await request.text()
    if not text.strip():
        return {}
    try:
        body = json.loads(text)
    except ValueError as exc:
        raise RefusedError("invalid_json") from exc
    if not isinstance(body, dict):
        raise RefusedError("json_not_object")
    return body
