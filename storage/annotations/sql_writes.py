"""Outcomes on their way into the SQL annotation store: those that wait together share a transaction.

A database spends most of a small transaction on making it last, so many outcomes cost little more than one.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.annotation_ports import Report
from bot.domain.case import WriteState
from bot.errors import AnnotationStoreAway
from bot.ports import Clock
from storage.annotations.sql_tables import SECOND_EAR, annotations, answers
from storage.annotations.sql_traces import WRITE_ANSWER, answer_key, read_is_written
from storage.annotations.sql_versions import (
    is_version,
    lock_free_clips,
    read_clip,
    read_heard,
    read_heard_of,
    text_hash,
)

MOST_TOGETHER = 32
WRITE_TIMEOUT_SECONDS = 6.0
"""Of each of the two tries that an outcome has, together with others and alone: both fit into a lease."""

Values = dict[str, Any]
"""The columns of one row."""

Transaction = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
"""A new one that may write; it raises AnnotationStoreAway when the database does not do it."""


@dataclass(eq=False)
class _Waiting:
    """An outcome that somebody wants written; `state` is what it came to, once it is known."""

    report: Report
    key: str
    state: WriteState | None = None


class OutcomeWrites:
    """Written, conflict or gone, for each outcome by itself; the same for the same key."""

    def __init__(self, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._turn = asyncio.Lock()

    async def write(self, report: Report, *, key: str) -> WriteState:
        mine = _Waiting(report, key)
        if report.insisted:
            return await self._write_alone(mine)  # seldom, and with more to look at
        self._waiting.append(mine)
        try:
            # Turns come in the order of asking. Whoever has one takes along all who wait by then, and these
            # find their answer when their own turn comes.
            async with self._turn:
                if mine in self._waiting:
                    await self._write_together(self._take())
        finally:
            if mine in self._waiting:
                self._waiting.remove(mine)
        return mine.state or await self._write_alone(mine)

    def _take(self) -> list[_Waiting]:
        """Those who waited longest, one of each clip: two outcomes of one clip must see each other."""
        firsts: dict[str, _Waiting] = {}
        for one in self._waiting:
            if len(firsts) < MOST_TOGETHER:
                firsts.setdefault(one.report.reference, one)
        taken = list(firsts.values())
        self._waiting = [one for one in self._waiting if one not in taken]
        return taken

    async def _write_together(self, batch: Sequence[_Waiting]) -> None:
        try:
            async with self._transaction() as connection:
                states = await self._states(connection, batch)
        except AnnotationStoreAway:
            if len(batch) == 1:
                raise
            # The database may refuse one of them only: each is tried by itself.
            return
        for one in batch:
            one.state = states.get(one.key)

    async def _states(self, connection: AsyncConnection, batch: Sequence[_Waiting]) -> dict[str, WriteState]:
        """What each came to by its key.

        Missing, and so tried alone, is whose clip is gone or held, and whose key was answered before.
        """
        references = [one.report.reference for one in batch]
        # Whose clip somebody holds is not waited for: the others would wait along.
        found = await lock_free_clips(connection, references)
        heard = await read_heard_of(connection, list(found))
        given = {
            one.key: _state(one.report, found[one.report.reference], heard[one.report.reference])
            for one in batch
            if one.report.reference in found
        }
        fresh = await self._keep_answers(connection, given)
        rows = [
            _annotation(one, self._clock.now()) for one in batch if fresh.get(one.key) is WriteState.WRITTEN
        ]
        if rows:
            await connection.execute(insert(annotations), rows)
        return fresh

    async def _keep_answers(
        self, connection: AsyncConnection, given: Mapping[str, WriteState]
    ) -> dict[str, WriteState]:
        """Those of the answers whose key had none before."""
        if not given:
            return {}
        now = self._clock.now()
        answered = [answer_of(WRITE_ANSWER, key, state, now) for key, state in given.items()]
        kept = await connection.scalars(_keeping(connection).returning(answers.c.key), answered)
        return {key: given[key] for key in kept}

    async def _write_alone(self, one: _Waiting) -> WriteState:
        report = one.report
        async with self._transaction() as connection:
            # The lock on the clip comes first: two writers of one clip wait for each other.
            row = await read_clip(connection, report.reference, is_locking=True)
            heard = await read_heard(connection, report.reference)
            state = _state(report, row, heard)
            # Insisted on after all that it came: then it is there, and stays the only one.
            is_there = report.insisted > 0 and await read_is_written(connection, one.key)
            state = WriteState.WRITTEN if is_there else state
            now = self._clock.now()
            answer = answer_of(WRITE_ANSWER, answer_key(one.key, report.insisted), state, now)
            if (earlier := await answer_first(connection, answer)) is not None:
                return earlier
            if state is WriteState.WRITTEN and not is_there:
                await connection.execute(insert(annotations).values(_annotation(one, now)))
            return state


async def answer_first(connection: AsyncConnection, answer: Values) -> WriteState | None:
    """Keeps the answer to its key, or returns the one that the key got before.

    Of two who answer at the same time the second waits for the first to commit, then finds its answer.
    """
    kept = await connection.execute(_keeping(connection).values(answer).returning(answers.c.state))
    if kept.one_or_none() is not None:
        return None
    query = select(answers.c.state).where(answers.c.kind == answer["kind"], answers.c.key == answer["key"])
    return WriteState((await connection.execute(query)).scalar_one())


def answer_of(kind: str, key: str, state: WriteState, now: datetime) -> Values:
    return {"kind": kind, "key": key, "state": state.value, "answered_at": now}


def _keeping(connection: AsyncConnection) -> postgresql.Insert | sqlite.Insert:
    """Keeps an answer whose key has none."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(answers).on_conflict_do_nothing()
    return sqlite.insert(answers).on_conflict_do_nothing()


def _state(report: Report, row: Row[Any] | None, heard: Sequence[Row[Any]]) -> WriteState:
    if row is None:
        return WriteState.GONE
    return WriteState.WRITTEN if is_version(report.clip_version, row, heard) else WriteState.CONFLICT


def _annotation(one: _Waiting, now: datetime) -> Values:
    facts = one.report.model_dump(mode="json", exclude={"clip_version", "insisted", "agreed_at"})
    return {
        **facts,
        "key": one.key,
        "text_sha256": text_hash(one.report.text),
        "author": SECOND_EAR,
        "written_at": now,
    }
