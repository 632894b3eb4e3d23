"""What one person sees at once in Slack: modals, the Home tab, and answers that only they see."""

import asyncio
from enum import StrEnum

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ids import PersonId
from bot.errors import SlackAway, SlackRefused
from handlers.blocks.kit import Message, View
from handlers.calls import answer_of
from handlers.payloads import Malformed, Part, SlackMessage, parse

_log = structlog.get_logger(__name__)

_CALL_SECONDS = 10.0
_TELL_ATTEMPTS = 3
_TELL_SECONDS = 5.0
_SERVER_FAULT = 500
_TOO_MANY_REQUESTS = 429
_LONGEST_WAIT_SECONDS = 10.0


class Opening(StrEnum):
    OPENED = "opened"
    ALREADY = "already"
    """A repeated delivery: the first one opened it."""
    LATE = "late"


class Replies(Part):
    messages: tuple[SlackMessage, ...] = ()


class Screen:
    """Slack's calls for what one person sees. A failure undoes nothing, so it is logged and not raised."""

    def __init__(self, *, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client = client
        self._session = session

    async def open(self, trigger_id: str, view: View, *, seconds: float) -> tuple[Opening, str | None]:
        """Opens a modal, and gives its id: the one call that may come before an ack."""
        try:
            call = self._client.views_open(trigger_id=trigger_id, view=view)
            answer = await answer_of(call, seconds=seconds)
        except SlackRefused as refused:
            if str(refused) == "exchanged_trigger_id":
                return Opening.ALREADY, None
            _log.warning("screen.open_refused", view=view.get("callback_id"), why=str(refused))
            return Opening.LATE, None
        except SlackAway as away:
            _log.warning("screen.open_failed", view=view.get("callback_id"), why=str(away))
            return Opening.LATE, None
        return Opening.OPENED, str(answer["view"]["id"])

    async def update(self, view_id: str, view: View) -> None:
        try:
            await answer_of(self._client.views_update(view_id=view_id, view=view), seconds=_CALL_SECONDS)
        except SlackAway as away:
            _log.warning("screen.update_failed", view=view.get("callback_id"), why=str(away))

    async def publish(self, person: PersonId, view: View) -> None:
        """Puts the view into the person's Home tab."""
        try:
            await answer_of(self._client.views_publish(user_id=person, view=view), seconds=_CALL_SECONDS)
        except SlackAway as away:
            _log.warning("screen.publish_failed", person=person, why=str(away))

    async def thread_parent(self, channel: str, thread_ts: str) -> SlackMessage | None:
        """The first message of a thread with its metadata; None when the bot cannot see it."""
        call = self._client.conversations_replies(
            channel=channel, ts=thread_ts, limit=1, include_all_metadata=True
        )
        try:
            found = parse(Replies, await answer_of(call, seconds=_CALL_SECONDS))
        except (SlackAway, Malformed) as error:
            _log.info("screen.no_parent", channel=channel, why=str(error))
            return None
        return found.messages[0] if found.messages else None

    async def tell(self, response_url: str, message: Message) -> None:
        """Says it to the one person who pressed; tried a few times, because it is all that they see."""
        body = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": message.text,
            "blocks": message.blocks,
        }
        for attempt in range(_TELL_ATTEMPTS):
            wait = await self._post(response_url, body)
            if wait is None:
                return
            if attempt < _TELL_ATTEMPTS - 1:
                await asyncio.sleep(min(wait, _LONGEST_WAIT_SECONDS))
        _log.warning("screen.tell_gave_up")

    async def _post(self, url: str, body: dict[str, object]) -> float | None:
        """None when there is nothing more to do; otherwise how long to wait before the next attempt."""
        try:
            async with asyncio.timeout(_TELL_SECONDS), self._session.post(url, json=body) as response:
                if response.status == _TOO_MANY_REQUESTS:
                    return _seconds(response.headers.get("Retry-After", ""))
                if response.status >= _SERVER_FAULT:
                    return 1.0
                if not response.ok:
                    _log.warning("screen.tell_refused", status=response.status)
                return None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.info("screen.tell_failed", why=type(error).__name__)
            return 1.0


def _seconds(header: str) -> float:
    return float(header) if header.isdigit() else 1.0
