"""The digests of the feed on a board, as channels would show them; and its memory behind an unsteady door."""

from datetime import datetime, timedelta

from bot.domain.feed import Line, Queued
from bot.domain.ids import Alias, Language
from bot.errors import SlackRefused, StoreAway
from bot.feed_ports import FeedStore, Progress


class BoardNotices:
    """FeedNotices that keeps what each digest says: how many wait, or nothing once it is over."""

    def __init__(self) -> None:
        self.shown: dict[tuple[Language, str], int] = {}
        self.edits = 0
        self.is_refused = False

    async def tell(self, language: Language, line: Line, *, waiting: int) -> None:
        if self.is_refused:
            raise SlackRefused("Second Ear is not in the channel")
        self.edits += 1
        if line.digest_begun_at is not None:
            self.shown[language, f"{line.digest_begun_at:%H:%M}"] = waiting if line.is_told else 0


class UnsteadyFeedStore:
    """A real FeedStore that can give everybody the turn, or be away just when a request leaves the line."""

    def __init__(self, store: FeedStore) -> None:
        self._store = store
        self.is_everybodys_turn = False
        """As if each lease had run out while its holder was busy."""
        self.is_stuck = False

    async def take_turn(self, holder: str, *, lease: timedelta) -> bool:
        return self.is_everybodys_turn or await self._store.take_turn(holder, lease=lease)

    async def end_turn(self, holder: str) -> None:
        await self._store.end_turn(holder)

    async def hint(self) -> None:
        await self._store.hint()

    async def hints(self) -> int:
        return await self._store.hints()

    async def progress(self) -> Progress:
        return await self._store.progress()

    async def record_progress(self, progress: Progress) -> None:
        await self._store.record_progress(progress)

    async def queue(self, queued: Queued, *, due_at: datetime) -> None:
        await self._store.queue(queued, due_at=due_at)

    async def unqueue(self, alias: Alias) -> None:
        if self.is_stuck:
            raise StoreAway(f"no answer about {alias}")
        await self._store.unqueue(alias)

    async def queued(self, alias: Alias) -> Queued | None:
        return await self._store.queued(alias)

    async def every_queued(self) -> list[Queued]:
        return await self._store.every_queued()

    async def queue_length(self) -> int:
        return await self._store.queue_length()

    async def next_in_line(self, language: Language) -> tuple[Queued | None, int]:
        return await self._store.next_in_line(language)

    async def line(self, language: Language) -> Line:
        return await self._store.line(language)

    async def record_line(self, language: Language, line: Line) -> None:
        await self._store.record_line(language, line)
