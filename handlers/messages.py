"""The bot's own messages in Slack: post, update, delete, and find again what may have been posted."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.ids import Alias, PersonId
from bot.errors import SlackAway, SlackRefused
from handlers import ids
from handlers.blocks.kit import Message, View
from handlers.calls import answer_of
from handlers.pacing import POST, Pacing
from handlers.payloads import Malformed, Part, SlackMessage, parse

UPDATE = "chat.update"
DELETE = "chat.delete"
HISTORY = "conversations.history"
REPLIES = "conversations.replies"
OPEN = "conversations.open"
UPDATE_VIEW = "views.update"

_CALL_SECONDS = 8.0
_PAGE = 200
_PAGES = 20
_DIRECT_MESSAGES = 10_000

_NOT_FOUND = "message_not_found"
_NO_THREAD = "thread_not_found"
_CLOSED = frozenset({"not_found", "view_not_found"})
_STUCK = frozenset({"cant_update_message", "edit_window_closed"})
_NOBODY_THERE = frozenset({"user_not_found", "user_disabled", "cannot_dm_bot", "user_not_visible"})
_HINTS = {
    "channel_not_found": "Second Ear cannot see it. Invite the app there: /invite @second-ear",
    "not_in_channel": "Second Ear is not in it. Invite the app there: /invite @second-ear",
    "is_archived": "It is archived. Unarchive it, or name another channel in the policy.",
    "is_inactive": "It is archived. Unarchive it, or name another channel in the policy.",
    "account_inactive": "The app was removed from the workspace. Install it again.",
    "invalid_auth": "Slack does not accept the bot token. Set the one of the installed app.",
    "token_revoked": "The bot token was revoked. Install the app again and set the new token.",
    "missing_scope": "The app lacks a permission. Install it again from manifest.yml.",
    "restricted_action": "The workspace's rules forbid it. Ask an admin to let the app post there.",
    "messages_tab_disabled": "The app's Messages tab is off. Install it again from manifest.yml.",
    "invalid_blocks": "Slack does not take the layout, which is a fault of Second Ear.",
    "msg_too_long": "The message is too long, which is a fault of Second Ear.",
}

_NO_HINT = "Slack's reference says what that means."


class History(Part):
    messages: tuple[SlackMessage, ...] = ()
    response_metadata: dict[str, Any] | None = None

    @property
    def next_cursor(self) -> str:
        return str((self.response_metadata or {}).get("next_cursor") or "")


Page = Callable[[str], Awaitable[History]]


class SlackMessages:
    """Single calls, each bounded in time. SlackRefused carries a sentence for the operator."""

    def __init__(self, *, client: AsyncWebClient, pacing: Pacing) -> None:
        self._client = without_retries(client)
        self._pacing = pacing
        self._direct: dict[PersonId, str] = {}

    async def post(
        self,
        channel: str,
        message: Message,
        *,
        thread_ts: str | None,
        is_broadcast: bool,
        metadata: dict[str, object],
    ) -> str | None:
        """The ts of the new message; None, nothing posted, when its thread is gone.

        SlackAway without a waiting time means that it may have been posted all the same.
        """
        call = self._client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            thread_ts=thread_ts,
            reply_broadcast=is_broadcast if thread_ts else None,
            metadata={"event_type": ids.METADATA_EVENT, "event_payload": metadata},
            unfurl_links=False,
            unfurl_media=False,
        )
        try:
            return str((await self._call(POST, channel, call))["ts"])
        except SlackRefused as refused:
            if str(refused) == _NO_THREAD:
                return None
            raise _explained(refused, channel) from refused

    async def update(self, channel: str, ts: str, message: Message) -> bool:
        """False when the message is gone, or can be changed no more and was therefore deleted."""
        call = self._client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
        try:
            await self._call(UPDATE, channel, call)
        except SlackRefused as refused:
            if str(refused) in _STUCK:
                await self.delete(channel, ts)
                return False
            if str(refused) == _NOT_FOUND:
                return False
            raise _explained(refused, channel) from refused
        return True

    async def update_view(self, view_id: str, view: View) -> bool:
        """False when the person has closed the modal."""
        call = self._client.views_update(view_id=view_id, view=view)
        try:
            await self._call(UPDATE_VIEW, view_id, call)
        except SlackRefused as refused:
            if str(refused) in _CLOSED:
                return False
            raise _explained(refused, "a modal") from refused
        return True

    async def replies(self, channel: str, thread_ts: str) -> list[SlackMessage]:
        """The messages of a thread, its first one too; as many as some pages hold."""
        return await _messages_of(self._replies(channel, thread_ts, "0"))

    async def delete(self, channel: str, ts: str) -> None:
        try:
            await self._call(DELETE, channel, self._client.chat_delete(channel=channel, ts=ts))
        except SlackRefused as refused:
            if str(refused) != _NOT_FOUND:
                raise _explained(refused, channel) from refused

    async def direct_channel(self, person: PersonId) -> str | None:
        """The channel of direct messages with the person; None when there is nobody to talk to any more."""
        if person not in self._direct:
            try:
                answer = await self._call(OPEN, person, self._client.conversations_open(users=person))
            except SlackRefused as refused:
                if str(refused) in _NOBODY_THERE:
                    return None
                raise _explained(refused, person) from refused
            if len(self._direct) >= _DIRECT_MESSAGES:
                self._direct.pop(next(iter(self._direct)))
            self._direct[person] = str(answer["channel"]["id"])
        return self._direct[person]

    async def find(
        self, channel: str, alias: Alias, surface: str, *, threads: list[str], since: datetime
    ) -> list[str]:
        """The ts of every message that was posted as this surface, oldest first."""
        oldest = f"{since.timestamp():.6f}"
        pages = [self._history(channel, oldest), *(self._replies(channel, ts, oldest) for ts in threads)]
        found: set[str] = set()
        for page in pages:
            found.update(await _matching(page, alias, surface))
        return sorted(found)

    def _history(self, channel: str, oldest: str) -> Page:
        async def page(cursor: str) -> History:
            call = self._client.conversations_history(
                channel=channel, oldest=oldest, limit=_PAGE, cursor=cursor or None, include_all_metadata=True
            )
            return await self._read(HISTORY, channel, call)

        return page

    def _replies(self, channel: str, ts: str, oldest: str) -> Page:
        async def page(cursor: str) -> History:
            call = self._client.conversations_replies(
                channel=channel,
                ts=ts,
                oldest=oldest,
                limit=_PAGE,
                cursor=cursor or None,
                include_all_metadata=True,
            )
            return await self._read(REPLIES, channel, call)

        return page

    async def _read(self, method: str, channel: str, call: Awaitable[AsyncSlackResponse]) -> History:
        try:
            return parse(History, await self._call(method, channel, call))
        except SlackRefused as refused:
            if str(refused) == _NO_THREAD:
                return History()
            raise _explained(refused, channel) from refused
        except Malformed as malformed:
            raise SlackAway(
                f"Slack answered {method} in a shape that is not known: {malformed}"
            ) from malformed

    async def _call(self, method: str, channel: str, call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
        try:
            return await answer_of(call, seconds=_CALL_SECONDS)
        except SlackAway as away:
            if away.retry_after_seconds is not None:
                self._pacing.hold(method, channel, away.retry_after_seconds)
            raise


def without_retries(client: AsyncWebClient) -> AsyncWebClient:
    """The same client, calling once: by itself it repeats what a broken connection hides, and posts twice."""
    return AsyncWebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=client.timeout,
        session=client.session,
        headers=client.headers,
        retry_handlers=[],
    )


async def _matching(page: Page, alias: Alias, surface: str) -> list[str]:
    return [message.ts for message in await _messages_of(page) if _is_surface(message, alias, surface)]


async def _messages_of(page: Page) -> list[SlackMessage]:
    found: list[SlackMessage] = []
    cursor = ""
    for _ in range(_PAGES):
        history = await page(cursor)
        found += history.messages
        cursor = history.next_cursor
        if not cursor:
            break
    return found


def _is_surface(message: SlackMessage, alias: Alias, surface: str) -> bool:
    metadata = message.metadata
    if message.bot_id is None or metadata is None or metadata.event_type != ids.METADATA_EVENT:
        return False
    return (metadata.event_payload.get("alias"), metadata.event_payload.get("surface")) == (alias, surface)


def _explained(refused: SlackRefused, channel: str) -> SlackRefused:
    word = str(refused)
    where = f"Slack refuses messages in {channel} ({word})."
    return SlackRefused(f"{where} {_HINTS.get(word, _NO_HINT)}", word=word)
