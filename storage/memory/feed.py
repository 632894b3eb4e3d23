"""How far the annotation store was read, and which requests wait, in memory."""

from datetime import datetime, timedelta

from bot.domain.feed import Line, Queued
from bot.domain.ids import Alias, Language
from bot.feed_ports import Progress
from storage.memory.room import Room


class MemoryFeedStore:
    """FeedStore in dictionaries."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._turn: tuple[str, datetime] | None = None
        self._hints = 0
        self._progress = Progress()
        self._queue: dict[Alias, tuple[Queued, datetime]] = {}
        self._lines: dict[Language, Line] = {}

    async def take_turn(self, holder: str, *, lease: timedelta) -> bool:
        now = self._room.clock.now()
        if self._turn is not None and self._turn[0] != holder and self._turn[1] > now:
            return False
        self._turn = (holder, now + lease)
        return True

    async def end_turn(self, holder: str) -> None:
        if self._turn is not None and self._turn[0] == holder:
            self._turn = None

    async def hint(self) -> None:
        self._hints += 1

    async def hints(self) -> int:
        return self._hints

    async def progress(self) -> Progress:
        return self._progress

    async def record_progress(self, progress: Progress) -> None:
        self._progress = progress

    async def queue(self, queued: Queued, *, due_at: datetime) -> None:
        self._queue[queued.alias] = (queued, due_at)

    async def unqueue(self, alias: Alias) -> None:
        self._queue.pop(alias, None)

    async def queued(self, alias: Alias) -> Queued | None:
        found = self._queue.get(alias)
        return found[0] if found else None

    async def every_queued(self) -> list[Queued]:
        return [queued for queued, _ in self._queue.values()]

    async def queue_length(self) -> int:
        return len(self._queue)

    async def next_in_line(self, language: Language) -> tuple[Queued | None, int]:
        now = self._room.clock.now()
        due = [
            (due_at, queued.alias, queued)
            for queued, due_at in self._queue.values()
            if queued.language == language and due_at <= now
        ]
        return (min(due, key=lambda entry: entry[:2])[2] if due else None), len(due)

    async def line(self, language: Language) -> Line:
        return self._lines.get(language, Line())

    async def record_line(self, language: Language, line: Line) -> None:
        self._lines[language] = line


class MemoryCaseWalk:
    def __init__(self, room: Room) -> None:
        self._room = room

    async def step(self, after: str, *, limit: int) -> tuple[list[Alias], str]:
        left = sorted(alias for alias in self._room.cases if alias > after)
        return left[:limit], left[limit - 1] if len(left) > limit else ""
