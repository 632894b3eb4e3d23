"""What the SQL annotation store still knows of an outcome or a mark that it once took."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.annotation_ports import Brought, Trace, Written
from bot.domain.case import WriteState
from storage.annotations.sql_tables import annotations, answers, clips, marks

WRITE_ANSWER, MARK_ANSWER = "write", "mark"
"""Kinds of answers: a key of an outcome is none of a mark."""


def answer_key(key: str, insisted: int) -> str:
    """Under which the answer to a writing is kept: another one each time that somebody insisted on it."""
    return f"{key}:{insisted}" if insisted else key


async def read_is_written(connection: AsyncConnection, key: str) -> bool:
    return bool(await connection.scalar(select(exists().where(annotations.c.key == key))))


async def read_trace(connection: AsyncConnection, written: Written) -> Trace:
    """The answer is kept beside the row: without both the database is from before the writing.

    With the answer alone, somebody took the row out.
    """
    is_mark = written.what is Brought.MARK
    rows = marks if is_mark else annotations
    if await connection.scalar(select(exists().where(rows.c.key == written.key))):
        return Trace.THERE
    answered = (
        answers.c.kind == (MARK_ANSWER if is_mark else WRITE_ANSWER),
        answers.c.key == (written.key if is_mark else answer_key(written.key, written.insisted)),
        answers.c.state == WriteState.WRITTEN.value,
    )
    if await connection.scalar(select(exists().where(*answered))):
        return Trace.REMOVED
    is_known = await connection.scalar(select(exists().where(clips.c.reference == written.reference)))
    return Trace.LOST if is_known else Trace.GONE
