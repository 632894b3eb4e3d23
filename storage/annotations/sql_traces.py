"""What the SQL annotation store still knows of an outcome that it once took."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.annotation_ports import Trace, Written
from bot.domain.case import WriteState
from storage.annotations.sql_tables import annotations, answers, clips


def answer_key(key: str, insisted: int) -> str:
    """Under which the answer to a writing is kept: another one each time that somebody insisted on it."""
    return f"{key}:{insisted}" if insisted else key


async def read_is_written(connection: AsyncConnection, key: str) -> bool:
    return bool(await connection.scalar(select(exists().where(annotations.c.key == key))))


async def read_trace(connection: AsyncConnection, written: Written) -> Trace:
    """The answer is kept beside the row: without both the database is from before the writing.

    With the answer alone, somebody took the row out.
    """
    if await read_is_written(connection, written.key):
        return Trace.THERE
    answered = (
        answers.c.kind == "write",
        answers.c.key == answer_key(written.key, written.insisted),
        answers.c.state == WriteState.WRITTEN.value,
    )
    if await connection.scalar(select(exists().where(*answered))):
        return Trace.REMOVED
    is_known = await connection.scalar(select(exists().where(clips.c.reference == written.reference)))
    return Trace.LOST if is_known else Trace.GONE
