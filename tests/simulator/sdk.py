"""Slack's own clients, called alike, and an app that hears events and acknowledges each."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.running import AppSocket, Json, Running, until

CLIENTS = ("WebClient", "AsyncWebClient")


class Client:
    """One way to call for both clients; answers are dictionaries."""

    def __init__(self, client: WebClient | AsyncWebClient) -> None:
        self._client = client

    async def __call__(self, name: str, /, **arguments: object) -> Json:
        method: Callable[..., Any] = getattr(self._client, name)
        if inspect.iscoroutinefunction(method):
            response = await method(**arguments)
        else:
            response = await asyncio.to_thread(method, **arguments)
        body: Json = response.data
        return body

    async def refused(self, name: str, /, **arguments: object) -> Json:
        with pytest.raises(SlackApiError) as refusal:
            await self(name, **arguments)
        body: Json = refusal.value.response.data
        return body

    async def error(self, name: str, /, **arguments: object) -> str:
        return str((await self.refused(name, **arguments))["error"])


def client_of(running: Running, name: str = "AsyncWebClient") -> Client:
    base_url, token = running.at["api"], running.at["bot_token"]
    if name == "WebClient":
        return Client(WebClient(token=token, base_url=base_url))
    return Client(AsyncWebClient(token=token, base_url=base_url, session=running.session))


@dataclass
class Ear:
    """What the app has heard so far, oldest first."""

    events: list[Json] = field(default_factory=list)

    def of(self, kind: str, subtype: str | None = None) -> list[Json]:
        return [event for event in self.events if (event["type"], event.get("subtype")) == (kind, subtype)]

    async def hears(self, kind: str, subtype: str | None = None) -> Json:
        """The first event of this kind, once it has come."""

        async def has_come() -> bool:
            return bool(self.of(kind, subtype))

        await until(has_come)
        return self.of(kind, subtype)[0]


@asynccontextmanager
async def hearing(running: Running) -> AsyncIterator[Ear]:
    ear = Ear()
    listening = asyncio.create_task(_listen(await running.connect(), ear))
    try:
        yield ear
    finally:
        listening.cancel()


async def _listen(socket: AppSocket, ear: Ear) -> None:
    while True:
        envelope = await socket.receive()
        await socket.acknowledge(envelope)
        if envelope["type"] == "events_api":
            ear.events.append(envelope["payload"]["event"])
