"""What the suite does to a store from outside: it plays the annotation tool and the people who use it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from sqlalchemy import delete, func, insert, select, update

from bot.annotation_ports import AnnotationStore
from storage.annotations.records import ClipFacts
from storage.annotations.sql import SqlAnnotationStore
from storage.annotations.sql_engine import open_engine
from storage.annotations.sql_tables import SECOND_EAR, annotations, clips, marks, requests
from storage.audio import AudioFolder


class TestClock:
    """Stands still until it is told to go on."""

    __test__ = False

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def passes(self, **time: float) -> None:
        self.at += timedelta(**time)


class AnnotationWorld(Protocol):
    """An adapter under test, and the hands of everybody else on its data."""

    @property
    def store(self) -> AnnotationStore: ...

    async def add_clip(self, name: str, audio: bytes, *, has_consent: bool = True) -> str:
        """A clip of 2.5 s in English with a serial and an account; its reference in this store."""
        ...

    async def somebody_annotates(self, reference: str, text: str) -> None: ...

    async def somebody_edits(self, reference: str, text: str) -> None: ...

    async def somebody_removes(self, reference: str) -> None: ...

    async def somebody_removes_ours(self, reference: str) -> None:
        """The outcomes that Second Ear has written for the clip."""
        ...

    async def somebody_removes_our_marks(self, reference: str) -> None: ...

    async def theirs_are(self, reference: str) -> list[str]:
        """The texts that everybody else wrote for a clip, in order."""
        ...

    async def somebody_asks(self, reference: str) -> None:
        """For help with a clip, in the store itself."""
        ...

    async def somebody_takes_back(self, reference: str) -> None:
        """What they asked."""
        ...

    async def somebody_marks(self, reference: str) -> None:
        """A clip as critical, in the store itself."""
        ...

    async def somebody_unmarks(self, reference: str) -> None: ...

    async def written(self, reference: str) -> list[str]:
        """The texts that Second Ear wrote for a clip, in order."""
        ...

    async def marked(self, reference: str) -> list[str]: ...


class SqlWorld:
    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.clock = TestClock()
        self.folder = folder / "audio"
        self.folder.mkdir()
        self.engine = open_engine(url or f"sqlite+aiosqlite:///{folder / 'annotations.db'}")
        self.store = SqlAnnotationStore(self.engine, audio=AudioFolder(self.folder), clock=self.clock)

    async def add_clip(self, name: str, audio: bytes, *, has_consent: bool = True) -> str:
        (self.folder / f"{name}.wav").write_bytes(audio)
        clip = ClipFacts(
            reference=name,
            language="en",
            duration_seconds=2.5,
            audio_path=f"{name}.wav",
            domain="lights",
            has_consent=has_consent,
            facts={"device_serial": "SN-1", "account": "ACC-1"},
        )
        await self.store.put_clips([clip])
        return name

    async def somebody_annotates(self, reference: str, text: str) -> None:
        values = {"text": text, "text_sha256": "", "author": "maria", "written_at": self.clock.now()}
        async with self.engine.begin() as connection:
            await connection.execute(insert(annotations).values(reference=reference, **values))

    async def somebody_edits(self, reference: str, text: str) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(update(clips).where(clips.c.reference == reference).values(text=text))

    async def somebody_removes(self, reference: str) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(delete(clips).where(clips.c.reference == reference))

    async def somebody_removes_ours(self, reference: str) -> None:
        ours = (annotations.c.reference == reference, annotations.c.author == SECOND_EAR)
        async with self.engine.begin() as connection:
            await connection.execute(delete(annotations).where(*ours))

    async def theirs_are(self, reference: str) -> list[str]:
        query = select(annotations.c.text).where(
            annotations.c.reference == reference, annotations.c.author != SECOND_EAR
        )
        async with self.engine.connect() as connection:
            return list(await connection.scalars(query.order_by(annotations.c.id)))

    async def somebody_removes_our_marks(self, reference: str) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(delete(marks).where(marks.c.reference == reference))

    async def somebody_asks(self, reference: str, note: str = "") -> None:
        async with self.engine.begin() as connection:
            values = {"reference": reference, "note": note, "asked_at": self.clock.now()}
            await connection.execute(insert(requests).values(values))

    async def somebody_takes_back(self, reference: str) -> None:
        ended = update(requests).where(requests.c.reference == reference)
        async with self.engine.begin() as connection:
            await connection.execute(ended.values(withdrawn_at=self.clock.now()))

    async def somebody_marks(self, reference: str) -> None:
        await self._mark(reference, "withheld", "critical")

    async def somebody_unmarks(self, reference: str) -> None:
        await self._mark(reference, "released", None)

    async def _mark(self, reference: str, flag: str, category: str | None) -> None:
        values = {"reference": reference, "flag": flag, "category": category, "marked_at": self.clock.now()}
        async with self.engine.begin() as connection:
            await connection.execute(insert(marks).values(key=uuid4().hex, **values))

    async def written(self, reference: str) -> list[str]:
        query = select(annotations.c.text).where(
            annotations.c.reference == reference, annotations.c.author == SECOND_EAR
        )
        async with self.engine.connect() as connection:
            return list(await connection.scalars(query.order_by(annotations.c.id)))

    async def marked(self, reference: str) -> list[str]:
        query = select(marks.c.flag).where(marks.c.reference == reference).order_by(marks.c.id)
        async with self.engine.connect() as connection:
            return list(await connection.scalars(query))

    async def rows(self) -> int:
        async with self.engine.connect() as connection:
            return int(await connection.scalar(select(func.count()).select_from(annotations)) or 0)


@asynccontextmanager
async def sql_world(folder: Path, url: str | None = None) -> AsyncIterator[SqlWorld]:
    """In a file, or in the database at `url`."""
    world = SqlWorld(folder, url)
    await world.store.prepare()
    try:
        yield world
    finally:
        await world.store.close()


WORLDS = {"sql": sql_world}
