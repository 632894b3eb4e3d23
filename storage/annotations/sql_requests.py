"""Requests and marks that other people leave in the SQL annotation store, and what changed of them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    insert,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.annotation_ports import StoreFlag
from bot.domain.case import Category
from bot.domain.feed import Changes, Cursor, Request, Signs, StoreMark
from bot.domain.ids import ALIAS_LENGTH, Language
from storage.annotations.records import ClipFacts
from storage.annotations.sql_tables import answers, clips, marks, requests
from storage.annotations.sql_traces import MARK_ANSWER

_INSTANT = timedelta(microseconds=1)
_OUR_KEYS = f"{'_' * ALIAS_LENGTH}:mark:%"


async def read_changes(connection: AsyncConnection, since: Cursor | None, *, limit: int) -> Changes:
    """The clips of up to `limit` changes after `since`, with what stands of each now."""
    made, ended, marked = (
        _changed(requests.c.reference, requests.c.asked_at, since),
        _changed(requests.c.reference, requests.c.withdrawn_at, since),
        _changed(marks.c.reference, marks.c.marked_at, since),
    )
    every = union_all(made, ended, marked).subquery("changes")
    page = select(every.c.at, every.c.reference).order_by(every.c.at, every.c.reference).limit(limit)
    rows = (await connection.execute(page)).all()
    if not rows:
        return Changes(cursor=since)
    references = list(dict.fromkeys(row.reference for row in rows))
    return Changes(
        signs=tuple(await read_signs(connection, references)),
        cursor=Cursor(at=rows[-1].at, place=rows[-1].reference),
        is_last=len(rows) < limit,
    )


async def read_signs(connection: AsyncConnection, references: Collection[str]) -> list[Signs]:
    """What stands of each of these clips now."""
    languages = await _languages(connection, references)
    standing = await _standing_requests(connection, references)
    foreign = await _foreign_marks(connection, references)
    return [
        Signs(
            reference=reference,
            language=languages[reference],
            request=standing.get(reference),
            marks=_standing_marks(foreign.get(reference, ())),
        )
        if reference in languages
        else Signs(reference=reference, is_removed=True)
        for reference in references
    ]


async def put_request(connection: AsyncConnection, fact: ClipFacts, *, now: datetime) -> bool:
    """Asks for help unless somebody does, or takes that back, as a manifest says; whether it changed that."""
    standing = and_(requests.c.reference == fact.reference, requests.c.withdrawn_at.is_(None))
    if fact.is_help_over:
        ended = await connection.execute(update(requests).where(standing).values(withdrawn_at=now))
        return bool(ended.rowcount)
    if fact.help_note is None or await connection.scalar(select(requests.c.id).where(standing).limit(1)):
        return False
    await connection.execute(
        insert(requests).values(reference=fact.reference, note=fact.help_note, asked_at=now)
    )
    return True


def _changed(
    reference: ColumnElement[str], at: ColumnElement[datetime], since: Cursor | None
) -> Select[tuple[datetime, str]]:
    query = select(at.label("at"), reference.label("reference")).where(at.is_not(None))
    if since is None:
        return query
    # Other tools write times without a fraction of a second, which SQLite orders before the same with one;
    # so the same time is what lies between the instants around it.
    is_same_time = and_(at > since.at - _INSTANT, at < since.at + _INSTANT)
    return query.where(or_(at >= since.at + _INSTANT, and_(is_same_time, reference > since.place)))


async def _languages(connection: AsyncConnection, references: Collection[str]) -> dict[str, Language]:
    query = select(clips.c.reference, clips.c.language).where(clips.c.reference.in_(references))
    return {row.reference: Language(row.language) for row in await connection.execute(query)}


async def _standing_requests(connection: AsyncConnection, references: Collection[str]) -> dict[str, Request]:
    """The earliest of each clip that nobody took back."""
    query = select(requests.c.id, requests.c.reference, requests.c.note, requests.c.asked_at).where(
        requests.c.reference.in_(references), requests.c.withdrawn_at.is_(None)
    )
    rows = (await connection.execute(query.order_by(requests.c.id.desc()))).all()
    return {row.reference: Request(id=str(row.id), at=row.asked_at, note=row.note) for row in rows}


async def _foreign_marks(
    connection: AsyncConnection, references: Collection[str]
) -> dict[str, list[Row[Any]]]:
    """Those that we did not write, in order. Ours have an answer kept for their key, or a key like ours."""
    answered = (
        select(answers.c.key).where(answers.c.kind == MARK_ANSWER, answers.c.key == marks.c.key).exists()
    )
    ours = or_(answered, marks.c.key.like(_OUR_KEYS))
    query = select(marks.c.id, marks.c.reference, marks.c.flag, marks.c.category, marks.c.marked_at)
    query = query.where(marks.c.reference.in_(references), ~ours).order_by(marks.c.id)
    found: dict[str, list[Row[Any]]] = {}
    for row in await connection.execute(query):
        found.setdefault(row.reference, []).append(row)
    return found


def _standing_marks(rows: Sequence[Row[Any]]) -> tuple[StoreMark, ...]:
    """Those after the last one that says released. Any other word stops: better once too much."""
    standing: list[StoreMark] = []
    for row in rows:
        if row.flag == StoreFlag.RELEASED:
            standing.clear()
        else:
            standing.append(StoreMark(id=str(row.id), at=row.marked_at, category=_category(row.category)))
    return tuple(standing)


def _category(said: str | None) -> Category | None:
    return next((category for category in Category if category.value == said), None)
