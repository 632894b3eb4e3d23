"""A real annotation store behind a door: it can be away, or keep its answer to itself."""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime

from bot.annotation_ports import AnnotationStore, Report, StoreFlag, Trace, Written
from bot.domain.case import Category, Clip, WriteState
from bot.domain.feed import Changes, Cursor, Signs
from bot.errors import AnnotationStoreAway, ConfigurationError
from bot.ports import Audio

PATIENCE_SECONDS = 10.0


class UnsteadyAnnotations:
    """AnnotationStore that does what it is asked, or is away, or does it and never answers."""

    def __init__(self, store: AnnotationStore) -> None:
        self.name = store.name
        self.writes_at_once = store.writes_at_once
        self._store = store
        self.is_away = False
        self.wrong = ""
        """What a person has to mend before it can be prepared."""
        self.prepared = 0
        """How often somebody tried to prepare it."""
        self.is_silent = False
        """Writes are carried out, and whoever asked waits for ever."""
        self.has_written = asyncio.Event()
        self.under_way = 0
        """How many writes have been asked for and not answered."""
        self._is_open = asyncio.Event()
        self._is_open.set()
        self._happened = asyncio.Condition()

    def hold(self) -> None:
        """Writes stay under way until `let_go`."""
        self._is_open.clear()

    def let_go(self) -> None:
        self._is_open.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits for what a write brings about."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._happened:
            await self._happened.wait_for(condition)

    async def prepare(self) -> None:
        self.prepared += 1
        self._answer_or_be_away()
        if self.wrong:
            raise ConfigurationError(self.wrong)
        await self._store.prepare()

    async def clip(self, reference: str) -> Clip | None:
        self._answer_or_be_away()
        return await self._store.clip(reference)

    async def audio(self, reference: str, *, first: int = 0, last: int | None = None) -> Audio | None:
        self._answer_or_be_away()
        return await self._store.audio(reference, first=first, last=last)

    async def write(self, report: Report, *, key: str) -> WriteState:
        self._answer_or_be_away()
        await self._count(1)
        try:
            await self._is_open.wait()
            state = await self._store.write(report, key=key)
            self.has_written.set()
            if self.is_silent:
                await asyncio.Event().wait()
            return state
        finally:
            await self._count(-1)

    async def mark(
        self, reference: str, flag: StoreFlag, category: Category | None, *, key: str
    ) -> WriteState:
        self._answer_or_be_away()
        return await self._store.mark(reference, flag, category, key=key)

    async def trace(self, written: Written) -> Trace:
        self._answer_or_be_away()
        return await self._store.trace(written)

    async def changes(self, since: Cursor | None, *, limit: int) -> Changes:
        self._answer_or_be_away()
        return await self._store.changes(since, limit=limit)

    async def signs(self, references: Collection[str], *, since: datetime | None = None) -> list[Signs]:
        self._answer_or_be_away()
        return await self._store.signs(references, since=since)

    async def check(self) -> str:
        self._answer_or_be_away()
        return await self._store.check()

    async def _count(self, change: int) -> None:
        self.under_way += change
        async with self._happened:
            self._happened.notify_all()

    def _answer_or_be_away(self) -> None:
        if self.is_away:
            raise AnnotationStoreAway("the annotation store is away for a while")
