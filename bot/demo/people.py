"""Acting as a member of the simulated workspace, and seeing what that member sees."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from bot.errors import SecondEarError

T = TypeVar("T")
Json = dict[str, Any]

_WAIT_SECONDS = 20.0
_POLL_SECONDS = 0.05


class ActFailed(SecondEarError):  # noqa: N818 - the name says what happened
    """The workspace refused what a member did, or what was waited for did not come."""


class Workspace:
    """The control door of the simulator."""

    def __init__(self, session: aiohttp.ClientSession, control: str) -> None:
        self._session = session
        self._control = control

    async def post(self, path: str, **arguments: object) -> Json:
        async with self._session.post(self._control + path, json=arguments) as response:
            body: Json = await response.json()
        if response.status != web.HTTPOk.status_code:
            raise ActFailed(f"{path}: {body.get('error')}: {body.get('detail', '')}")
        return body

    async def get(self, path: str, **arguments: str) -> Json:
        async with self._session.get(self._control + path, params=arguments) as response:
            body: Json = await response.json()
        if response.status != web.HTTPOk.status_code:
            raise ActFailed(f"{path}: {body.get('error')}: {body.get('detail', '')}")
        return body

    def member(self, user: str) -> "Member":
        return Member(self, user)


class Member:
    """One person in the workspace."""

    def __init__(self, workspace: Workspace, user: str) -> None:
        self.user = user
        self._workspace = workspace

    async def types(self, channel: str, command: str, text: str) -> Json:
        """A slash command; the answer as the member gets it."""
        return await self._workspace.post(
            "command", user=self.user, channel=channel, command=command, text=text
        )

    async def presses(self, channel: str, ts: str, action_id: str, **more: str) -> Json:
        return await self._workspace.post(
            "block_action", user=self.user, channel=channel, message_ts=ts, action_id=action_id, **more
        )

    async def submits(self, view_id: str, values: Json) -> Json:
        return await self._workspace.post("view_submission", user=self.user, view_id=view_id, values=values)

    async def sees(self, channel: str, **more: str) -> list[Json]:
        """The messages of a channel, a thread or a direct message, as this member sees them."""
        found = await self._workspace.get("sees", user=self.user, channel=channel, **more)
        return list(found["messages"])

    async def modal(self) -> Json | None:
        """The modal on top, if one is open."""
        modals = (await self._workspace.get("views", user=self.user))["modals"]
        return modals[-1] if modals else None

    async def opened(self, callback_id: str) -> Json:
        """The modal of this kind, once it is open."""

        async def look() -> Json | None:
            modal = await self.modal()
            return modal if modal and modal["callback_id"] == callback_id else None

        return await until(look, f"the form {callback_id} for {self.user}")

    async def finds(self, channel: str, words: str) -> Json:
        """The latest message of a channel with these words in it, once it is there."""

        async def look() -> Json | None:
            messages = [found for found in await self.sees(channel) if words in said(found)]
            return messages[-1] if messages else None

        return await until(look, f"“{words}” in {channel} for {self.user}")


def said(message: Json) -> str:
    """All that a message says: its text and the words in its blocks."""
    return " ".join([str(message.get("text", "")), *_words(message.get("blocks", []))])


def _words(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [word for value in part.values() for word in _words(value)]
    if isinstance(part, list):
        return [word for value in part for word in _words(value)]
    return []


async def until(look: Callable[[], Awaitable[T | None]], what: str, *, seconds: float = _WAIT_SECONDS) -> T:
    """What `look` finds, as soon as it finds something; ActFailed names what was waited for."""
    try:
        async with asyncio.timeout(seconds):
            while (found := await look()) is None:  # noqa: ASYNC110 - it waits for another process
                await asyncio.sleep(_POLL_SECONDS)
            return found
    except TimeoutError as error:
        raise ActFailed(f"waited {seconds:g} s in vain for {what}") from error
