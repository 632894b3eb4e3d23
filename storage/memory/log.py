"""The log in memory, as far as anybody but a test of the rules reads it."""

from collections.abc import AsyncIterator
from datetime import datetime

from bot.annotation_ports import WriteEntry
from bot.domain.ids import Alias
from storage.memory.room import Room
from storage.write_lines import write_line


class MemoryLog:
    """WriteLog over the room's list."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def written(
        self, *, since: datetime | None = None, alias: Alias | None = None
    ) -> AsyncIterator[WriteEntry]:
        """As the port says."""
        for logged in list(self._room.log):
            line = write_line(logged.alias, logged.event)
            is_asked = alias in {None, logged.alias}
            if line is not None and is_asked and (since is None or line.at >= since):
                yield line
