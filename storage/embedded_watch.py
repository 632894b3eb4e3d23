"""Starts the embedded server again when it has ended by itself, so that work resumes without help."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from bot.errors import StoreAway
from storage.embedded import open_embedded

_log = structlog.get_logger(__name__)


class EmbeddedWatch:
    """`check` raises StoreAway while the server does not answer."""

    def __init__(self, data_dir: Path, check: Callable[[], Awaitable[None]]) -> None:
        self._data_dir = data_dir
        self._check = check
        self._was_away = False

    async def look(self) -> None:
        """One round. A server that only pauses has until the next one."""
        try:
            await self._check()
        except StoreAway:
            if self._was_away:
                await self._start_again()
            self._was_away = True
        else:
            self._was_away = False

    async def _start_again(self) -> None:
        again = await open_embedded(self._data_dir)
        # The bot is a user of this directory already; this second mark of it would outlive its use.
        await again.close(stop=False)
        _log.warning("embedded.started_again")
