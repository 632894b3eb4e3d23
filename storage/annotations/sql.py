"""The annotation store in a SQL database, with its recordings in a folder."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.annotation_ports import Report, StoreFlag, Trace, Written
from bot.domain.case import Category, Clip, WriteState
from bot.domain.feed import Changes, Cursor, Signs
from bot.domain.ids import Language
from bot.errors import AnnotationStoreAway, ConfigurationError
from bot.ports import Clock
from storage.annotations.records import ClipFacts, ClipRecord, PutCounts
from storage.annotations.sql_clips import put_clips, read_record, read_records
from storage.annotations.sql_engine import BEGIN, READ, WRITE
from storage.annotations.sql_failures import FAILURES, DatabaseRefused, failure_of, without_words
from storage.annotations.sql_requests import read_changes, read_signs
from storage.annotations.sql_schema import bring_up_to_date
from storage.annotations.sql_tables import annotations, clips, marks
from storage.annotations.sql_traces import MARK_ANSWER, read_trace
from storage.annotations.sql_versions import read_clip, read_heard, version_of
from storage.annotations.sql_writes import (
    WRITE_TIMEOUT_SECONDS,
    OutcomeWrites,
    answer_first,
    answer_of,
)
from storage.audio import AudioFile, AudioFolder

OPERATION_TIMEOUT_SECONDS = 10.0
UPGRADE_TIMEOUT_SECONDS = 600.0
# A hundred a second where each takes 150 ms, in less than half of a core's time: the rest is for clicks.
WRITES_AT_ONCE = 16


class SqlAnnotationStore:
    """The AnnotationStore port over SQLAlchemy Core. Writes append; nothing of anybody's is changed."""

    writes_at_once = WRITES_AT_ONCE

    def __init__(self, engine: AsyncEngine, *, audio: AudioFolder, clock: Clock, name: str = "sql") -> None:
        self.name = name
        self.folder = audio
        self._engine = engine
        self._clock = clock
        self._writes = OutcomeWrites(partial(self._transaction, WRITE, seconds=WRITE_TIMEOUT_SECONDS), clock)

    async def prepare(self) -> None:
        """Makes the tables, or brings those of an earlier version up to date; nothing is taken away.

        ConfigurationError when only a person can make that possible, AnnotationStoreAway when waiting may.
        """
        try:
            async with self._transaction(WRITE, seconds=UPGRADE_TIMEOUT_SECONDS) as connection:
                await connection.run_sync(bring_up_to_date)
        except DatabaseRefused as refused:
            raise ConfigurationError(str(refused)) from refused

    async def close(self) -> None:
        await self._engine.dispose()

    async def clip(self, reference: str) -> Clip | None:
        """What reviewers may see of a clip, or None when the store does not know it."""
        async with self._transaction(READ) as connection:
            row = await read_clip(connection, reference)
            heard = await read_heard(connection, reference)
        if row is None:
            return None
        return Clip(
            store=self.name,
            reference=row.reference,
            language=Language(row.language),
            duration_seconds=row.duration_seconds,
            domain=row.domain,
            has_consent=row.has_consent,
            version=version_of(row, heard),
        )

    async def audio(self, reference: str, *, first: int = 0, last: int | None = None) -> AudioFile | None:
        """Bytes `first` to `last`, both counted; None when there is no such clip or no audio.

        When `first` lies behind the end, the answer is empty: its `first` is above its `last`.
        """
        async with self._transaction(READ) as connection:
            path = await connection.scalar(select(clips.c.audio_path).where(clips.c.reference == reference))
        return None if path is None else await self.folder.open(path, first=first, last=last)

    async def write(self, report: Report, *, key: str) -> WriteState:
        """Written, conflict (somebody changed the clip meanwhile) or gone; as the port says."""
        return await self._writes.write(report, key=key)

    async def mark(
        self, reference: str, flag: StoreFlag, category: Category | None, *, key: str
    ) -> WriteState:
        """Tells the store that sharing stopped or resumed: written or gone; the same for the same key."""
        async with self._transaction(WRITE) as connection:
            row = await read_clip(connection, reference, is_locking=True)
            state = WriteState.GONE if row is None else WriteState.WRITTEN
            at = self._clock.now()
            answer = answer_of(MARK_ANSWER, key, state, at)
            if (earlier := await answer_first(connection, answer)) is not None:
                return earlier
            if state is WriteState.WRITTEN:
                made = {"flag": flag.value, "category": category.value if category else None}
                await connection.execute(
                    insert(marks).values(key=key, reference=reference, marked_at=at, **made)
                )
            return state

    async def trace(self, written: Written) -> Trace:
        """What became of an outcome or a mark that was written."""
        async with self._transaction(READ) as connection:
            return await read_trace(connection, written)

    async def changes(self, since: Cursor | None, *, limit: int) -> Changes:
        """Clips with rows of others in `requests` and `marks` that were made or taken back since then."""
        async with self._transaction(READ) as connection:
            with _readable_times():
                return await read_changes(connection, since, limit=limit)

    async def signs(self, references: Collection[str], *, since: datetime | None = None) -> list[Signs]:  # noqa: ARG002
        """Of each of these clips what stands now; to look at all of them costs no more."""
        async with self._transaction(READ) as connection:
            with _readable_times():
                return await read_signs(connection, references)

    async def check(self) -> str:
        """One line about a working store; AnnotationStoreAway otherwise."""
        await self.folder.check()
        async with self._transaction(WRITE) as connection:  # a store that cannot be written is not working
            known = await connection.scalar(select(func.count()).select_from(clips))
            written = await connection.scalar(select(func.count()).select_from(annotations))
        return f"{self.name}: {known} clips, {written} annotations, audio in {self.folder.root}"

    async def put_clips(self, batch: Sequence[ClipFacts]) -> PutCounts:
        """Adds clips and changes those that differ, all of the batch or none."""
        async with self._transaction(WRITE) as connection:
            return await put_clips(connection, batch, now=self._clock.now())

    async def records(self, *, after: str, limit: int) -> list[ClipRecord]:
        """Clips with references above `after`, in order, each with its latest outcome and mark."""
        async with self._transaction(READ) as connection:
            return await read_records(connection, after=after, limit=limit)

    async def record(self, reference: str) -> ClipRecord | None:
        """A clip with its latest outcome and mark, or None."""
        async with self._transaction(READ) as connection:
            return await read_record(connection, reference)

    @asynccontextmanager
    async def _transaction(
        self, begin: str, *, seconds: float = OPERATION_TIMEOUT_SECONDS
    ) -> AsyncIterator[AsyncConnection]:
        try:
            async with asyncio.timeout(seconds), self._engine.connect() as connection:
                await connection.execution_options(**{BEGIN: begin})
                async with connection.begin():
                    yield connection
        except FAILURES as error:
            raise failure_of(error) from without_words(error)


@contextmanager
def _readable_times() -> Iterator[None]:
    """SQLite takes any text for a time, and other tools write these."""
    try:
        yield
    except ValueError as error:
        raise AnnotationStoreAway(
            "A time in the tables requests or marks cannot be read. Write it in UTC, as 2026-03-02 09:00:00."
        ) from error
