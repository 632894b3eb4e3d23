"""The two kinds of token that Label Studio knows, as the header that a request carries."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.ports import Clock

ACCESS_LIFETIME = timedelta(seconds=240)
"""Label Studio gives 300 s; a request that begins before ours ends still has a minute."""

_PARTS_OF_A_JWT = 3

Exchange = Callable[[str], Awaitable[str]]
"""A personal access token for an access token that lives some minutes."""


class Credentials(Protocol):
    async def header(self) -> str:
        """What the header Authorization must be now."""
        ...

    async def renew(self, refused: str) -> bool:
        """Whether there is another header than the one that was refused."""
        ...


def credentials_of(token: str, *, exchange: Exchange, clock: Clock) -> Credentials:
    """A personal access token is a JWT; a legacy token is forty hexadecimal digits."""
    if token.count(".") == _PARTS_OF_A_JWT - 1:
        return PersonalAccessToken(token, exchange=exchange, clock=clock)
    return LegacyToken(token)


class LegacyToken:
    """It never ends, and goes into the header as it is."""

    def __init__(self, token: str) -> None:
        self._header = f"Token {token}"

    async def header(self) -> str:
        return self._header

    async def renew(self, refused: str) -> bool:
        return self._header != refused


class PersonalAccessToken:
    """It is exchanged for an access token, once for all requests that wait for one."""

    def __init__(self, token: str, *, exchange: Exchange, clock: Clock) -> None:
        self._token = token
        self._exchange = exchange
        self._clock = clock
        self._lock = asyncio.Lock()
        self._header = ""
        self._until: datetime | None = None

    async def header(self) -> str:
        async with self._lock:
            if self._until is None or self._until <= self._clock.now():
                await self._fetch()
            return self._header

    async def renew(self, refused: str) -> bool:
        async with self._lock:
            if self._header == refused:
                await self._fetch()
            return self._header != refused

    async def _fetch(self) -> None:
        self._header = f"Bearer {await self._exchange(self._token)}"
        self._until = self._clock.now() + ACCESS_LIFETIME
