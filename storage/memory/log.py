"""The log in memory, as far as anybody but a test of the rules reads it."""

from collections.abc import AsyncIterator
from datetime import datetime

from bot.annotation_ports import WriteEntry
from bot.domain.case import WriteState
from bot.domain.events import WriteBackRecorded
from storage.memory.room import Room


class MemoryLog:
    """WriteLog over the room's list."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def written(self, *, since: datetime | None = None) -> AsyncIterator[WriteEntry]:
        """As the port says."""
        for logged in list(self._room.log):
            event = logged.event
            if not isinstance(event, WriteBackRecorded) or event.result is not WriteState.WRITTEN:
                continue
            if since is None or event.at >= since:
                yield WriteEntry(alias=logged.alias, number=event.number, at=event.at)
