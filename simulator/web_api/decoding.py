"""Reading a request: arguments from query, form, JSON and multipart alike, the token, and warnings."""

import base64
import json
from dataclasses import dataclass

from aiohttp import web

from simulator.json_types import JsonObject
from simulator.refusals import RefusedError

_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_TEXTS = {"application/json", "text/plain"}
_CHARSETS = {"utf-8", "iso-8859-1"}


@dataclass(frozen=True)
class Decoded:
    arguments: JsonObject
    token: str | None
    """The token that came as an argument; only a form and the query can carry one."""


async def decoded(request: web.Request) -> Decoded:
    raw: JsonObject = _client_credentials(request) | dict(request.query)
    if request.method == "POST":
        kind = _kind(request)
        if kind in _FORMS:
            raw |= await _form(request)
    token = raw.pop("token", None)
    if request.method == "POST" and kind == "application/json":
        raw |= await _json(request)
        raw.pop("token", None)
    return Decoded(raw, str(token) if token else None)


def warning_of(request: web.Request) -> str | None:
    """What Slack has to say about the content type of a request that it takes all the same."""
    if request.method != "POST" or "Content-Type" not in request.headers:
        return None
    if request.content_type in _TEXTS and request.charset is None:
        return "missing_charset"
    if request.content_type in _FORMS and request.charset is not None:
        return "superfluous_charset"
    return None


def header_token(request: web.Request) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _client_credentials(request: web.Request) -> JsonObject:
    """The app's client id and secret, which `oauth.v2.access` also takes by HTTP Basic authentication."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, client_secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": client_secret}


def _kind(request: web.Request) -> str:
    """The content type; a request without a body need not name one."""
    if "Content-Type" not in request.headers:
        if request.body_exists:
            raise RefusedError("missing_post_type")
        return ""
    kind = request.content_type
    if kind not in _FORMS | _TEXTS:
        # Clients in C# and Ruby send an empty body with a type of its own kind.
        if request.body_exists:
            raise RefusedError("invalid_post_type")
        return ""
    if request.charset is not None and request.charset.lower() not in _CHARSETS:
        raise RefusedError("invalid_charset")
    return kind


async def _form(request: web.Request) -> JsonObject:
    try:
        form = await request.post()
    except (ValueError, RecursionError) as exc:
        raise RefusedError("invalid_form_data") from exc
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def _json(request: web.Request) -> JsonObject:
    try:
        text = await request.text()
        body = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError) as exc:
        raise RefusedError("invalid_json") from exc
    if not isinstance(body, dict):
        raise RefusedError("json_not_object")
    return body
