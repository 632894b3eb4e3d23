"""Wakes this process's reconciler when this process made work due; others find it by looking."""

import asyncio
from contextlib import suppress
from datetime import timedelta


class Bell:
    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, timeout: timedelta) -> bool:  # noqa: ASYNC109 - the end of a nap is no error
        """True at the next ring, also one that came before this call; False after the time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout.total_seconds()):
                await self._rung.wait()
        is_rung = self._rung.is_set()
        self._rung.clear()
        return is_rung
