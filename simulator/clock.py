"""Time in the workspace: real time and an offset that a test can move forward."""

import asyncio
from collections.abc import Callable


class Clock:
    """Seconds since the epoch; `advance` also wakes everybody who sleeps on this clock."""

    def __init__(self, real_seconds: Callable[[], float]) -> None:
        self._real_seconds = real_seconds
        self._offset_seconds = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        return self._real_seconds() + self._offset_seconds

    def advance(self, seconds: float) -> None:
        self._offset_seconds += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> None:
        deadline = self.now() + seconds
        while (remaining := deadline - self.now()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), remaining)
            except TimeoutError:
                continue
