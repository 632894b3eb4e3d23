"""PagerDuty's Events API v2 on this machine: it takes what the published schema takes and nothing else.

https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ names fields, lengths and severities, and
https://developer.pagerduty.com/docs/events-api-v2/overview/ the answers.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

ROUTING_KEY = "0123456789abcdef0123456789abcdef"
_FIELDS = {"routing_key", "event_action", "dedup_key", "payload", "client", "client_url", "images", "links"}
_PAYLOAD = {
    *("summary", "source", "severity", "timestamp"),
    *("component", "group", "class", "custom_details"),
}
_MOST_BYTES = 512 * 1024
Json = dict[str, Any]


@dataclass
class Enqueue:
    """The one address, with the incidents that it knows."""

    taken: list[Json] = field(default_factory=list)
    refused: list[list[str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """Statuses with which the next requests are turned away."""
    url: str = ""

    @property
    def incidents(self) -> dict[str, str]:
        """What each dedup key came to; to acknowledge or resolve what was never triggered does nothing."""
        states: dict[str, str] = {}
        for event in self.taken:
            key, action = event["dedup_key"], event["event_action"]
            if action == "trigger":
                states.setdefault(key, action)
            elif key in states:
                states[key] = action
        return states

    async def handle(self, request: web.Request) -> web.Response:
        if self.answers:
            return web.Response(status=self.answers.pop(0))
        raw = await request.read()
        event = await request.json()
        problems = problems_of(event)
        if len(raw) > _MOST_BYTES:
            problems.append("Event is too large")
        if request.content_type != "application/json":
            problems.append("Content-Type is not JSON")
        if problems:
            self.refused.append(problems)
            body = {"status": "invalid event", "message": "Event object is invalid", "errors": problems}
            return web.json_response(body, status=400)
        self.taken.append(event)
        body = {"status": "success", "message": "Event processed", "dedup_key": event["dedup_key"]}
        return web.json_response(body, status=202)


def problems_of(event: Json) -> list[str]:
    """What the published schema has against this event."""
    problems = [f"'{name}' is unknown" for name in event.keys() - _FIELDS]
    if len(str(event.get("routing_key", ""))) != len(ROUTING_KEY):
        problems.append("Length of 'routing_key' is incorrect (should be 32 characters)")
    if event.get("event_action") not in {"trigger", "acknowledge", "resolve"}:
        problems.append("'event_action' is not one of trigger, acknowledge, resolve")
    if not 1 <= len(str(event.get("dedup_key", ""))) <= 255:
        problems.append("'dedup_key' is missing or longer than 255 characters")
    if event.get("event_action") == "trigger":
        problems += _problems_of_payload(event.get("payload"))
    return problems


def _problems_of_payload(payload: object) -> list[str]:
    if not isinstance(payload, dict):
        return ["'payload' is missing or blank"]
    problems = [f"'payload.{name}' is unknown" for name in payload.keys() - _PAYLOAD]
    problems += [
        f"'payload.{name}' is missing or blank"
        for name in ("summary", "source", "severity")
        if not isinstance(payload.get(name), str) or not payload[name]
    ]
    if len(str(payload.get("summary", ""))) > 1024:
        problems.append("'payload.summary' is longer than 1024 characters")
    if payload.get("severity") not in {"critical", "error", "warning", "info"}:
        problems.append("'payload.severity' is not one of critical, error, warning, info")
    if "timestamp" in payload and datetime.fromisoformat(payload["timestamp"]).tzinfo is None:
        problems.append("'payload.timestamp' has no zone")
    return problems


@asynccontextmanager
async def open_pagerduty() -> AsyncIterator[Enqueue]:
    enqueue = Enqueue()
    application = web.Application()
    application.router.add_post("/v2/enqueue", enqueue.handle)
    server = TestServer(application)
    await server.start_server()
    try:
        enqueue.url = str(server.make_url("/v2/enqueue"))
        yield enqueue
    finally:
        await server.close()
