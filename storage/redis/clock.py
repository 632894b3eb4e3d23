"""The store's time on this machine."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.errors import StoreAway
from storage.redis.client import Server

_SAMPLES = 3


class RedisClock:
    """The server's TIME, carried on by this machine's monotonic clock, which nobody sets.

    `refresh` once before use, and every minute or so against drift. The error is at most half the quickest of
    three round trips, and the drift since.
    """

    def __init__(self, server: Server, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._monotonic = monotonic
        self._zero: datetime | None = None
        """The server's time when the monotonic clock was zero."""

    def now(self) -> datetime:
        if self._zero is None:
            raise StoreAway("The store's time is not known yet.")
        return self._zero + timedelta(seconds=self._monotonic())

    async def refresh(self) -> None:
        samples = [await self._sample() for _ in range(_SAMPLES)]
        _, self._zero = min(samples)

    async def _sample(self) -> tuple[float, datetime]:
        """The length of a round trip in seconds, and the server's time at zero by it."""
        before = self._monotonic()
        (reply,) = await self._server.ask(("TIME",))
        after = self._monotonic()
        seconds, microseconds = int(reply[0]), int(reply[1])
        at = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)
        return after - before, at - timedelta(seconds=(before + after) / 2)
