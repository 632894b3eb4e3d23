"""The annotation store in a SQL database, with its recordings in a folder."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import Row, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.case import Category, Clip, WriteState
from bot.domain.ids import Language
from bot.errors import AnnotationStoreAway
from bot.ports import Clock, Report, StoreFlag
from storage.annotations.records import ClipFacts, ClipRecord, PutCounts
from storage.annotations.sql_clips import put_clips, read_records
from storage.annotations.sql_engine import BEGIN, READ, WRITE
from storage.annotations.sql_tables import SECOND_EAR, annotations, answers, clips, marks, metadata
from storage.audio import AudioFile, AudioFolder

OPERATION_TIMEOUT_SECONDS = 10.0

_latest_of_others = (
    select(func.max(annotations.c.id))
    .where(annotations.c.reference == clips.c.reference, annotations.c.author != SECOND_EAR)
    .scalar_subquery()
)


class SqlAnnotationStore:
    """The AnnotationStore port over SQLAlchemy Core. Writes append; nothing of anybody's is changed."""

    def __init__(self, engine: AsyncEngine, *, audio: AudioFolder, clock: Clock, name: str = "sql") -> None:
        self.name = name
        self.folder = audio
        self._engine = engine
        self._clock = clock

    async def prepare(self) -> None:
        """Makes the tables that are not there yet."""
        async with self._transaction(WRITE) as connection:
            await connection.run_sync(metadata.create_all)

    async def close(self) -> None:
        await self._engine.dispose()

    async def clip(self, reference: str) -> Clip | None:
        """What reviewers may see of a clip, or None when the store does not know it."""
        async with self._transaction(READ) as connection:
            row = await _clip_row(connection, reference)
        if row is None:
            return None
        return Clip(
            store=self.name,
            reference=row.reference,
            language=Language(row.language),
            duration_seconds=row.duration_seconds,
            domain=row.domain,
            has_consent=row.has_consent,
            version=_version(row),
        )

    async def audio(self, reference: str, *, first: int = 0, last: int | None = None) -> AudioFile | None:
        """Bytes `first` to `last`, both counted; None when there is no such clip or no audio.

        When `first` lies behind the end, the answer is empty: its `first` is above its `last`.
        """
        async with self._transaction(READ) as connection:
            path = await connection.scalar(select(clips.c.audio_path).where(clips.c.reference == reference))
        return None if path is None else await self.folder.open(path, first=first, last=last)

    async def write(self, report: Report, *, key: str) -> WriteState:
        """Written, conflict (somebody changed the clip meanwhile) or gone; the same for the same key."""
        async with self._transaction(WRITE) as connection:
            # The lock on the clip comes first: it makes two writers of one key wait for each other.
            row = await _clip_row(connection, report.reference, is_locking=True)
            if (earlier := await _earlier(connection, "write", key)) is not None:
                return earlier
            state = _judge(row, report.clip_version)
            if state is WriteState.WRITTEN:
                await connection.execute(insert(annotations).values(self._annotation(report, key)))
            await self._remember(connection, "write", key, state)
            return state

    async def mark(
        self, reference: str, flag: StoreFlag, category: Category | None, *, key: str
    ) -> WriteState:
        """Tells the store that sharing stopped or resumed: written or gone; the same for the same key."""
        async with self._transaction(WRITE) as connection:
            row = await _clip_row(connection, reference, is_locking=True)
            if (earlier := await _earlier(connection, "mark", key)) is not None:
                return earlier
            state = WriteState.GONE if row is None else WriteState.WRITTEN
            if state is WriteState.WRITTEN:
                made = {"flag": flag.value, "category": category.value if category else None}
                at = self._clock.now()
                await connection.execute(
                    insert(marks).values(key=key, reference=reference, marked_at=at, **made)
                )
            await self._remember(connection, "mark", key, state)
            return state

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

    def _annotation(self, report: Report, key: str) -> dict[str, object]:
        facts = report.model_dump(mode="json", exclude={"clip_version", "agreed_at"})
        digest = hashlib.sha256(report.text.encode()).hexdigest()
        return {
            **facts,
            "key": key,
            "text_sha256": digest,
            "author": SECOND_EAR,
            "written_at": self._clock.now(),
        }

    async def _remember(self, connection: AsyncConnection, kind: str, key: str, state: WriteState) -> None:
        at = self._clock.now()
        await connection.execute(
            insert(answers).values(kind=kind, key=key, state=state.value, answered_at=at)
        )

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[AsyncConnection]:
        try:
            async with asyncio.timeout(OPERATION_TIMEOUT_SECONDS), self._engine.connect() as connection:
                await connection.execution_options(**{BEGIN: begin})
                async with connection.begin():
                    yield connection
        except (DBAPIError, PoolTimeoutError, OSError) as error:  # a TimeoutError is an OSError
            raise AnnotationStoreAway(
                f"The annotation database did not do it ({type(error).__name__})."
            ) from error


async def _clip_row(
    connection: AsyncConnection, reference: str, *, is_locking: bool = False
) -> Row[tuple[object, ...]] | None:
    query = select(*clips.c, _latest_of_others.label("latest_of_others")).where(
        clips.c.reference == reference
    )
    if is_locking:
        query = query.with_for_update(
            of=clips
        )  # SQLite has no row locks; there the transaction holds the file's
    return (await connection.execute(query)).one_or_none()


async def _earlier(connection: AsyncConnection, kind: str, key: str) -> WriteState | None:
    query = select(answers.c.state).where(answers.c.kind == kind, answers.c.key == key)
    state = await connection.scalar(query)
    return None if state is None else WriteState(state)


def _judge(row: Row[tuple[object, ...]] | None, clip_version: str) -> WriteState:
    if row is None:
        return WriteState.GONE
    return WriteState.WRITTEN if _version(row) == clip_version else WriteState.CONFLICT


def _version(row: Row[tuple[object, ...]]) -> str:
    """Another value after somebody edited the clip or annotated it; the same after our own writes.

    It is taken from the content, not counted, because other tools edit the tables without counting.
    """
    content = json.dumps(list(row), sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:32]
