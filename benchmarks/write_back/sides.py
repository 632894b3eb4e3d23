"""The annotation stores that are measured: each through its adapter, and by a client that only writes."""

import asyncio
import itertools
import json
import sys
import uuid
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import aiohttp
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.annotation_ports import AnnotationStore, Report, StoreFlag, Trace, Written
from bot.domain.case import Category, Clip, WriteState
from bot.domain.feed import Changes, Cursor, Signs
from bot.ports import Audio, Clock
from storage.annotations.label_studio import open_label_studio
from storage.annotations.label_studio_client import WRITES_AT_ONCE
from storage.annotations.records import ClipFacts
from storage.annotations.sql import SqlAnnotationStore
from storage.annotations.sql_engine import open_engine
from storage.annotations.sql_tables import annotations
from storage.annotations.sql_versions import text_hash
from storage.audio import AudioFolder
from tests.contract.annotations.label_studio_world import CONFIG, Hands, Instance, hands_on, heard

START_SECONDS = 20.0


class WatchedStore:
    """A store whose writes are counted, each taking so much longer."""

    def __init__(self, store: AnnotationStore, *, delay_seconds: float) -> None:
        self.name = store.name
        self.writes_at_once = store.writes_at_once
        self.writes = 0
        self._store = store
        self._delay_seconds = delay_seconds

    async def prepare(self) -> None:
        await self._store.prepare()

    async def write(self, report: Report, *, key: str) -> WriteState:
        await asyncio.sleep(self._delay_seconds)
        state = await self._store.write(report, key=key)
        self.writes += 1
        return state

    async def clip(self, reference: str) -> Clip | None:
        return await self._store.clip(reference)

    async def audio(self, reference: str, *, first: int = 0, last: int | None = None) -> Audio | None:
        return await self._store.audio(reference, first=first, last=last)

    async def mark(
        self, reference: str, flag: StoreFlag, category: Category | None, *, key: str
    ) -> WriteState:
        return await self._store.mark(reference, flag, category, key=key)

    async def trace(self, written: Written) -> Trace:
        return await self._store.trace(written)

    async def changes(self, since: Cursor | None, *, limit: int) -> Changes:
        return await self._store.changes(since, limit=limit)

    async def signs(self, references: Collection[str], *, since: datetime | None = None) -> list[Signs]:
        return await self._store.signs(references, since=since)

    async def check(self) -> str:
        return await self._store.check()


class Side(Protocol):
    store: WatchedStore
    at_once: int
    """How many writes the bot has under way in the store at most, and so the bare client."""

    async def add_clips(self, count: int) -> list[str]:
        """New clips in the store, by their references."""
        ...

    async def bare(self, report: Report, key: str) -> None:
        """The plainest way to write as much once, as slow as the store is."""
        ...


class SqlSide:
    """A SQL database. Its slowness is a wait before each write, which holds none of its connections."""

    def __init__(self, store: SqlAnnotationStore, engine: AsyncEngine, *, delay_seconds: float) -> None:
        self.store = WatchedStore(store, delay_seconds=delay_seconds)
        self.at_once = store.writes_at_once
        self._inner = store
        self._engine = engine
        self._delay_seconds = delay_seconds
        self._numbers = itertools.count()

    async def add_clips(self, count: int) -> list[str]:
        references = [f"{self.store.name}-{next(self._numbers)}" for _ in range(count)]
        await self._inner.put_clips([_facts(reference) for reference in references])
        return references

    async def bare(self, report: Report, key: str) -> None:
        await asyncio.sleep(self._delay_seconds)
        row = report.model_dump(mode="json", exclude={"clip_version", "insisted", "agreed_at"})
        row |= {"key": f"bare {key}", "author": "bare", "text_sha256": text_hash(report.text)}
        row["written_at"] = datetime.now(UTC)
        async with self._engine.begin() as connection:
            await connection.execute(insert(annotations).values(row))


class LabelStudioSide:
    """The fake Label Studio, as a process of its own that takes its time for each annotation."""

    def __init__(
        self, store: AnnotationStore, hands: Hands, session: aiohttp.ClientSession, place: tuple[str, int]
    ) -> None:
        self.store = WatchedStore(store, delay_seconds=0)
        self.at_once = WRITES_AT_ONCE
        self._hands = hands
        self._session = session
        self._root, self._project = place

    async def add_clips(self, count: int) -> list[str]:
        return await add_tasks(self._hands, self._project, count)

    async def bare(self, report: Report, key: str) -> None:
        body = {"result": [heard(report.text)], "unique_id": str(uuid.uuid5(uuid.NAMESPACE_OID, key))}
        place = f"{self._root}/api/tasks/{report.reference}/annotations/"
        async with self._session.post(place, json=body) as response:
            if response.status != 201:  # noqa: PLR2004
                raise RuntimeError(f"the bare client's annotation was refused: {response.status}")
            await response.read()


@asynccontextmanager
async def sql_side(
    url: str, folder: Path, clock: Clock, *, name: str, delay_seconds: float
) -> AsyncIterator[Side]:
    engine = open_engine(url)
    store = SqlAnnotationStore(engine, audio=AudioFolder(folder), clock=clock, name=name)
    await store.prepare()
    try:
        yield SqlSide(store, engine, delay_seconds=delay_seconds)
    finally:
        await store.close()


@asynccontextmanager
async def label_studio_side(clock: Clock, *, delay_seconds: float) -> AsyncIterator[Side]:
    async with label_studio_process(slow_ms=delay_seconds * 1000) as instance, hands_on(instance) as hands:
        project = await hands.make_project(CONFIG)
        url = f"label-studio+{instance.root}/projects/{project}?language=en"
        headers = {"Authorization": f"Token {instance.person_token}"}
        async with (
            open_label_studio(url, instance.bot_token, clock=clock) as store,
            aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.DummyCookieJar()) as session,
        ):
            yield LabelStudioSide(store, hands, session, (instance.root, project))


async def add_tasks(hands: Hands, project: int, count: int) -> list[str]:
    """New tasks of the project, by their numbers."""
    tasks: list[dict[str, Any]] = [{"data": {"audio": "/data/clip.wav"}} for _ in range(count)]
    place = f"projects/{project}/import?return_task_ids=true"
    made = await hands.ask("POST", place, json=tasks)
    return [str(number) for number in made["task_ids"]]


@asynccontextmanager
async def label_studio_process(
    *, slow_ms: float, failing: float = 0.0, seed: int = 1
) -> AsyncIterator[Instance]:
    """A fake Label Studio that runs by itself; killed at the end."""
    arguments = ["--slow-ms", str(slow_ms), "--failing", str(failing), "--seed", str(seed)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.label_studio_process",
        *arguments,
        stdin=DEVNULL,
        stdout=PIPE,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        told = json.loads(line)
        yield Instance(root=told["root"], bot_token=told["bot"], person_token=told["person"])
    finally:
        process.kill()
        await process.wait()


def _facts(reference: str) -> ClipFacts:
    return ClipFacts(reference=reference, language="en", duration_seconds=2.5, audio_path="clip.wav")
