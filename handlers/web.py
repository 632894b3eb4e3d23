"""The HTTP side: Slack's deliveries where they come by HTTP, the health pages, and the player's routes."""

import re
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_internals import build_async_context

_log = structlog.get_logger(__name__)

MOST_BODY_BYTES = 256 * 1024
EVENTS_PATH = "/slack/events"

# Slack's verifier raises, instead of refusing, on a time that is no number and on a signature beyond ASCII.
_STAMPS = {
    "x-slack-request-timestamp": re.compile("[0-9]{1,20}"),
    "x-slack-signature": re.compile("[!-~]*"),
}

Check = Callable[[], Awaitable[list[str]]]
"""What keeps the bot from working right now, each as a sentence without secrets; empty when it is ready."""


Remarks = Callable[[], list[str]]
"""What does not go through although the bot takes clicks; whoever sends it clicks must not stop for that."""


def build_web_app(
    *,
    slack_app: AsyncApp | None,
    is_ready: Check,
    remarks: Remarks = list,
    routes: Iterable[web.AbstractRouteDef] = (),
) -> web.Application:
    """The application. `slack_app` is given when Slack delivers by HTTP, which takes a signing secret."""
    app = web.Application(client_max_size=MOST_BODY_BYTES)
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz(is_ready, remarks))
    if slack_app is not None:
        app.router.add_post(EVENTS_PATH, _slack_events(slack_app))
    app.add_routes(routes)
    return app


async def _healthz(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


def _readyz(is_ready: Check, remarks: Remarks) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def readyz(_request: web.Request) -> web.Response:
        problems = await is_ready()
        told = {"ready": not problems, "problems": problems, "remarks": remarks()}
        return web.json_response(told, status=503 if problems else 200)

    return readyz


def _slack_events(slack_app: AsyncApp) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def slack_events(request: web.Request) -> web.Response:
        if not _may_be_signed(request):
            return web.json_response({"error": "invalid request"}, status=401)
        raw = await request.read()
        try:
            delivery = _bolt_request(raw.decode("utf-8"), request)
        except (ValueError, RecursionError, AttributeError, TypeError) as error:
            # Bolt reads the body while it makes its request, and trips over JSON that is no object.
            _log.warning("web.unreadable", error=type(error).__name__, bytes=len(raw))
            return web.json_response({"error": "unreadable body"}, status=400)
        return await to_aiohttp_response(await slack_app.async_dispatch(delivery))

    return slack_events


def _may_be_signed(request: web.Request) -> bool:
    """Whether Slack could have written the headers of its signature; Bolt checks that it did."""
    return all(
        shape.fullmatch(value)
        for name, shape in _STAMPS.items()
        for value in request.headers.getall(name, [])
    )


def _bolt_request(raw: str, request: web.Request) -> AsyncBoltRequest:
    """The delivery for Bolt, which checks its signature before anybody acts on it."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    delivery = AsyncBoltRequest(body=raw, query=request.query_string, headers=dict(headers))
    if not isinstance(delivery.body, dict):
        raise TypeError("the body is not an object")
    if not isinstance(delivery.body.get("event", {}), dict):
        # Bolt looks into it before any middleware of ours is asked.
        raise TypeError("the event is not an object")
    if not delivery.body and raw:
        # Bolt 1.30 takes any form that has the word “payload” in it for an interaction, and so drops a slash
        # command with that word in its text.
        delivery.body = dict(parse_qsl(raw, keep_blank_values=True))
        delivery.context = build_async_context(AsyncBoltContext(), delivery.body)
    return delivery
