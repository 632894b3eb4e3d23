"""PagerDuty by its Events API v2: an incident is triggered, acknowledged and resolved by its dedup key.

https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ says what each field may hold. An answer of
202 means that the event was taken, 400 that it never will be, 429 and the rest that it may be sent again.
"""

import asyncio

import aiohttp

from bot.domain.reviewed import PageAction
from bot.errors import PagerAway, PagerRefused
from bot.review_ports import Incident

_CALL_SECONDS = 8.0
_SUMMARY_CHARACTERS = 1024
_DEDUP_CHARACTERS = 255
_TAKEN = 202
_FOR_GOOD = frozenset({400, 401, 403, 404, 413})
_SOURCE = "second-ear"

Event = dict[str, object]


class PagerDuty:
    """The port `Pager`. The routing key goes into the body alone, and into no log and no error."""

    def __init__(self, *, session: aiohttp.ClientSession, url: str, routing_key: str) -> None:
        self._session = session
        self._url = url
        self._routing_key = routing_key

    async def send(self, incident: Incident) -> None:
        body = {"routing_key": self._routing_key, **event_of(incident)}
        try:
            async with asyncio.timeout(_CALL_SECONDS), self._session.post(self._url, json=body) as response:
                status = response.status
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise PagerAway(f"PagerDuty did not answer: {type(error).__name__}") from error
        if status in _FOR_GOOD:
            raise PagerRefused(
                f"PagerDuty refuses the event (status {status}). Compare PAGERDUTY_ROUTING_KEY with the key "
                "of the integration."
            )
        if status != _TAKEN:
            raise PagerAway(f"PagerDuty answered with status {status}")


def event_of(incident: Incident) -> Event:
    """The event without the routing key; only a trigger says what it is about."""
    event: Event = {
        "event_action": incident.action.value,
        "dedup_key": incident.dedup_key[:_DEDUP_CHARACTERS],
    }
    if incident.action is not PageAction.TRIGGER:
        return event
    payload = {
        "summary": incident.summary[:_SUMMARY_CHARACTERS],
        "source": _SOURCE,
        "severity": incident.severity.value,
        "timestamp": incident.at.isoformat(),
        "component": "review",
        "class": incident.category,
        "custom_details": {"clip": incident.alias, "category": incident.category},
    }
    return {**event, "client": "Second Ear", "payload": payload}
