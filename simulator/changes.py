"""Tells whoever looks on that something may have changed; what did, they see by looking again."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

_QUIET_PATHS = ("/page/", "/developers")


@dataclass
class Changes:
    """Counts the requests that were answered: without one nothing changes, save for what time does."""

    count: int = 0
    _next: asyncio.Event = field(default_factory=asyncio.Event)

    async def noticed(self, request: web.Request, _response: web.StreamResponse) -> None:
        """To be called for each response that is about to be sent."""
        if request.path != "/" and not request.path.startswith(_QUIET_PATHS):
            self.note()

    def note(self) -> None:
        self.count += 1
        happened, self._next = self._next, asyncio.Event()
        happened.set()

    async def wait(self, seen: int, seconds: float) -> int:
        """The count once it is beyond `seen`, or after this time the same."""
        if self.count == seen:
            try:
                await asyncio.wait_for(self._next.wait(), seconds)
            except TimeoutError:
                return self.count
        return self.count
