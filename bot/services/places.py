"""Places for due work: how many pieces may be under way at once."""

import asyncio


class Places:
    """So many places. Whoever looks for work waits until `enough` of them are free: one look serves many."""

    def __init__(self, most: int, *, enough: int = 1) -> None:
        self.most = most
        self.taken = 0
        self._enough = enough
        self._has_enough = asyncio.Event()

    async def wait_free(self) -> int:
        """How many are free, once there are enough."""
        while self.most - self.taken < self._enough:
            self._has_enough.clear()
            await self._has_enough.wait()
        return self.most - self.taken

    def take(self) -> None:
        self.taken += 1

    def give_back(self) -> None:
        self.taken -= 1
        self._has_enough.set()
