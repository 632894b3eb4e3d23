"""Webhooks in: another system says that a clip must not be shared, and sharing stops before the answer; or
Label Studio says that something changed, and the feed looks.

A delivery is signed like Slack's own: `X-Second-Ear-Timestamp` (seconds since 1970) and
`X-Second-Ear-Signature: v0=` with the HMAC-SHA256, in hexadecimal, of `v0:<timestamp>:<body>` under the
secret. A system that cannot sign sends the secret itself in `X-Second-Ear-Secret`.
"""

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Category, Door
from bot.domain.ids import show_alias
from bot.domain.text import FLAG_NOTE_CHARACTERS
from bot.errors import UserError, Why, WorldError
from bot.ports import Clock
from bot.services.desk import Desk

_log = structlog.get_logger(__name__)

FLAG_PATH = "/hooks/flag"
LABEL_STUDIO_PATH = "/hooks/label-studio"
SECRET_HEADER = "X-Second-Ear-Secret"  # noqa: S105 - the name of the header
WINDOW_SECONDS = 300
_TIMESTAMP = re.compile("[0-9]{1,12}")


class FlagHook(BaseModel):
    """The body of `POST /hooks/flag`, JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    clip: Annotated[str, Field(min_length=1, max_length=500)]
    """The store's reference of the clip, or its alias."""
    category: Category | None = None
    note: Annotated[str, Field(max_length=FLAG_NOTE_CHARACTERS)] = ""
    delivery: Annotated[str, Field(max_length=200, pattern=r"^[!-~]*$")] = ""
    """The sender's own id of this delivery: sent again with the same id, it changes nothing."""


class RefusedHookError(Exception):
    """A delivery that is not taken: the HTTP status, a code, and a sentence that says what to do."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def hook_routes(*, desk: Desk, clock: Clock, secret: str | None) -> list[web.RouteDef]:
    """No routes without a secret: there would be no telling who sends."""
    if not secret:
        return []

    async def flag(request: web.Request) -> web.Response:
        return await _answered(_flag(request, desk, clock, secret))

    return [web.post(FLAG_PATH, flag)]


def label_studio_routes(*, hint: Callable[[], Awaitable[None]], secret: str | None) -> list[web.RouteDef]:
    """Label Studio sends once, waits a second, and cannot sign: so what it sends only makes the feed look."""
    if not secret:
        return []

    async def changed(request: web.Request) -> web.Response:
        return await _answered(_hinted(request, hint, secret))

    return [web.post(LABEL_STUDIO_PATH, changed)]


async def _hinted(
    request: web.Request, hint: Callable[[], Awaitable[None]], secret: str
) -> Mapping[str, Any]:
    _check_secret(request.headers.get(SECRET_HEADER, ""), secret)
    await request.read()  # for its bound alone: nothing of the body is believed, or even looked at
    await hint()
    return {}


async def _answered(work: Awaitable[Mapping[str, Any]]) -> web.Response:
    try:
        return web.json_response({"ok": True, **await work})
    except RefusedHookError as refused:
        _log.info("hook.refused", code=refused.code)
        return _refusal(refused.status, refused.code, refused.message)
    except UserError as refused:
        is_unknown = refused.why in {Why.UNKNOWN_CLIP, Why.UNKNOWN_CASE}
        return _refusal(404 if is_unknown else 409, refused.why.value, refused.message)
    except WorldError as away:
        _log.warning("hook.away", error=type(away).__name__)
        return _refusal(503, "away", "The store does not answer. Nothing was changed; please send it again.")


def _refusal(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"ok": False, "error": code, "message": message}, status=status)


async def _flag(request: web.Request, desk: Desk, clock: Clock, secret: str) -> Mapping[str, Any]:
    body = await request.read()
    _check_sender(request.headers, body, now_seconds=clock.now().timestamp(), secret=secret)
    hook = _parsed(body)
    # Without an id of the sender's, the same body is the same delivery: a flag twice over says no more.
    identity = hook.delivery or hashlib.sha256(body).hexdigest()
    answer = await desk.flag_clip(
        SYSTEM_ACTOR,
        hook.clip,
        category=hook.category,
        note=hook.note,
        door=Door.WEBHOOK,
        key=f"hook:flag:{identity}",
    )
    return {"alias": show_alias(answer.case.alias), "state": answer.case.state.value}


def _check_sender(headers: Mapping[str, str], body: bytes, *, now_seconds: float, secret: str) -> None:
    """RefusedHookError unless the sender knows the secret; what is compared is compared in constant time."""
    given = headers.get(SECRET_HEADER)
    if given is not None:
        _check_secret(given, secret)
        return
    timestamp = headers.get("X-Second-Ear-Timestamp", "")
    if not _TIMESTAMP.fullmatch(timestamp) or abs(now_seconds - int(timestamp)) > WINDOW_SECONDS:
        raise _stranger("X-Second-Ear-Timestamp must be the present time in seconds, within five minutes.")
    signed = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(headers.get("X-Second-Ear-Signature", "").encode(), f"v0={signed}".encode()):
        raise _stranger("X-Second-Ear-Signature does not fit the body, the timestamp and the secret.")


def _check_secret(given: str, secret: str) -> None:
    # A header may hold bytes that are no text.
    if not hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode()):
        raise _stranger("The secret is not ours.")


def _stranger(message: str) -> RefusedHookError:
    return RefusedHookError(401, "unauthorized", message)


def _parsed(body: bytes) -> FlagHook:
    try:
        return FlagHook.model_validate_json(body)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, found['loc'])) or 'body'}: {found['msg']}"
            for found in error.errors(include_input=False, include_url=False, include_context=False)
        )
        raise RefusedHookError(400, "invalid_body", f"Nothing was changed. {problems}") from error
