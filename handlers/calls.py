"""One call of Slack's Web API: bounded in time, and its failures told apart as ours are."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import SlackAway, SlackRefused

_PASSING = frozenset(
    {
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "accesslimited",
    }
)
_LIMITED = frozenset({"ratelimited", "rate_limited"})
_TOO_MANY_REQUESTS = 429
_SERVER_FAULT = 500


async def answer_of(call: Awaitable[AsyncSlackResponse], *, seconds: float) -> dict[str, Any]:
    """What Slack answered; SlackAway when it may answer later, SlackRefused with Slack's word if never."""
    try:
        async with asyncio.timeout(seconds):
            response = await call
    except SlackApiError as error:
        raise _translated(error) from error
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise SlackAway(f"Slack did not answer: {type(error).__name__}") from error
    return response.data if isinstance(response.data, dict) else {}


def _translated(error: SlackApiError) -> SlackAway:
    response: AsyncSlackResponse = error.response
    status = response.status_code or 0
    word = str(response.data.get("error", "")) if isinstance(response.data, dict) else ""
    if status == _TOO_MANY_REQUESTS or word in _LIMITED:
        return SlackAway("ratelimited", retry_after_seconds=_seconds(response.headers.get("Retry-After")))
    if status >= _SERVER_FAULT or word in _PASSING:
        return SlackAway(word or f"status {status}")
    refused = word or f"status {status}"
    return SlackRefused(refused, word=refused)


def _seconds(header: str | None) -> float:
    try:
        return max(float(header or ""), 0.0)
    except ValueError:
        return 1.0
