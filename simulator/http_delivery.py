"""Deliveries to the app's request URL: signed, form-encoded or JSON as Slack does it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp

from simulator.clock import Clock
from simulator.installation import Installation
from simulator.json_types import JsonObject

REDIRECT_LIMIT = 2
LONGEST_REPLY_BYTES = 1_000_000
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
# The clock of the workspace sets the limit; this one only ends what no clock ended.
_HARD_LIMIT_SECONDS = 30.0


@dataclass(frozen=True)
class HttpReply:
    status: int
    text: str
    is_no_retry: bool

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004 - the range that HTTP calls success

    def body(self) -> JsonObject:
        """The reply as a message or a view response: JSON, or plain text."""
        if not self.text.strip():
            return {}
        try:
            parsed = json.loads(self.text)
        except ValueError:
            return {"text": self.text}
        return parsed if isinstance(parsed, dict) else {"text": self.text}


class HttpDelivery:
    def __init__(self, app: Installation, clock: Clock, session: aiohttp.ClientSession) -> None:
        self._app = app
        self._clock = clock
        self._session = session

    async def post(
        self, url: str, kind: str, payload: JsonObject, retry: Mapping[str, str] | None = None
    ) -> HttpReply:
        """The app's reply; raises aiohttp.ClientError when there is none."""
        body, content_type = _encoded(kind, payload)
        headers = {
            "Content-Type": content_type,
            "User-Agent": USER_AGENT,
            **self._signature(body),
            **(retry or {}),
        }
        async with self._session.post(
            url,
            data=body,
            headers=headers,
            # aiohttp counts the request that it redirects first as well.
            max_redirects=REDIRECT_LIMIT + 1,
            timeout=aiohttp.ClientTimeout(total=_HARD_LIMIT_SECONDS),
        ) as response:
            text = (await response.content.read(LONGEST_REPLY_BYTES)).decode(errors="replace")
            no_retry = response.headers.get("x-slack-no-retry") == "1"
            return HttpReply(response.status, text, no_retry)

    def _signature(self, body: bytes) -> dict[str, str]:
        stamp = str(int(self._clock.now()))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self._app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(kind: str, payload: JsonObject) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    if kind == "slash_commands":
        return urlencode(payload).encode(), "application/x-www-form-urlencoded"
    form = {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"
