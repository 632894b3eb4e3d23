"""The clips of the SQL annotation store, many at a time: for manifests."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.annotation_ports import StoreFlag
from storage.annotations.records import ClipFacts, ClipRecord, PutCounts, WrittenOutcome
from storage.annotations.sql_requests import put_request
from storage.annotations.sql_tables import SECOND_EAR, annotations, clips, marks
from storage.annotations.sql_versions import is_edited

# Any number does, if nobody else in the database uses it.
_IMPORTS_IN_TURN = 5_332_600_002

Values = dict[str, Any]
"""The columns of one row."""


async def put_clips(connection: AsyncConnection, batch: Sequence[ClipFacts], *, now: datetime) -> PutCounts:
    """Adds the clips that are new and changes those that differ; the others are not touched."""
    if connection.dialect.name == "postgresql":
        # Two imports of the same clips would both find them missing. SQLite's transaction holds the file.
        await connection.execute(select(func.pg_advisory_xact_lock(_IMPORTS_IN_TURN)))
    wanted = clips.c.reference.in_([fact.reference for fact in batch])
    query = select(clips).where(wanted).order_by(clips.c.reference).with_for_update()
    known = {row.reference: row._asdict() for row in await connection.execute(query)}
    fresh = [_new_row(fact, now) for fact in batch if fact.reference not in known]
    changes = [_changes(known[fact.reference], fact) for fact in batch if fact.reference in known]
    if fresh:
        await connection.execute(insert(clips), fresh)
    for reference, change in changes:
        if change:
            await connection.execute(
                update(clips).where(clips.c.reference == reference).values(**change, changed_at=now)
            )
    asked = await _put_requests(connection, batch, now)
    changed = sum(bool(change) or reference in asked for reference, change in changes)
    return PutCounts(added=len(fresh), changed=changed, unchanged=len(changes) - changed)


async def _put_requests(connection: AsyncConnection, batch: Sequence[ClipFacts], now: datetime) -> set[str]:
    """The clips for which help is asked from now on, or no longer."""
    return {fact.reference for fact in batch if await put_request(connection, fact, now=now)}


async def read_records(connection: AsyncConnection, *, after: str, limit: int) -> list[ClipRecord]:
    """Up to `limit` clips with references above `after`, in order, each with its latest outcome and mark."""
    query = select(clips).where(clips.c.reference > after).order_by(clips.c.reference).limit(limit)
    return await _records(connection, query)


async def read_record(connection: AsyncConnection, reference: str) -> ClipRecord | None:
    """One clip with its latest outcome and mark."""
    found = await _records(connection, select(clips).where(clips.c.reference == reference))
    return found[0] if found else None


async def _records(connection: AsyncConnection, query: Select[Any]) -> list[ClipRecord]:
    rows = (await connection.execute(query)).all()
    references = [row.reference for row in rows]
    written = select(annotations).where(
        annotations.c.reference.in_(references), annotations.c.author == SECOND_EAR
    )
    # A later row of the same clip takes the place of an earlier one, so the order makes the latest win.
    in_order = written.order_by(annotations.c.number, annotations.c.revision, annotations.c.id)
    outcomes = _by_reference(await connection.execute(in_order))
    marked = select(marks).where(marks.c.reference.in_(references)).order_by(marks.c.id)
    latest_marks = _by_reference(await connection.execute(marked))
    return [_record(row, outcomes.get(row.reference), latest_marks.get(row.reference)) for row in rows]


def _by_reference(rows: Iterable[Row[Any]]) -> dict[str, Row[Any]]:
    return {row.reference: row for row in rows}


def _new_row(fact: ClipFacts, now: datetime) -> Values:
    given = {"text": "", "domain": "", "has_consent": True, "facts": {}} | _given(fact)
    return {"reference": fact.reference, "created_at": now, "changed_at": now, **given}


def _changes(known: Values, fact: ClipFacts) -> tuple[str, Values]:
    given = _given(fact) | {"facts": known["facts"] | fact.facts}
    return fact.reference, {name: value for name, value in given.items() if known[name] != value}


def _given(fact: ClipFacts) -> Values:
    """What the manifest says; where it says nothing there is no entry."""
    said = {
        "language": fact.language,
        "duration_seconds": fact.duration_seconds,
        "audio_path": fact.audio_path,
        "text": fact.text,
        "domain": fact.domain,
        "has_consent": fact.has_consent,
        "facts": fact.facts,
    }
    return {name: value for name, value in said.items() if value is not None}


def _record(row: Row[Any], outcome: Row[Any] | None, mark: Row[Any] | None) -> ClipRecord:
    return ClipRecord(
        reference=row.reference,
        audio_path=row.audio_path,
        duration_seconds=row.duration_seconds,
        language=row.language,
        domain=row.domain,
        has_consent=row.has_consent,
        is_withheld=mark is not None and mark.flag != StoreFlag.RELEASED,
        outcome=None if outcome is None else _outcome(outcome),
    )


def _outcome(row: Row[Any]) -> WrittenOutcome:
    return WrittenOutcome(
        text=row.text,
        is_nobody_can_tell=row.is_nobody_can_tell,
        confidence=row.confidence,
        method=row.method,
        people=tuple(row.people),
        settled_by=row.settled_by,
        alias=row.alias,
        number=row.number,
        revision=row.revision,
        words=tuple((word, confidence) for word, confidence in row.words),
        written_at=row.written_at,
        disagreement=tuple(row.disagreement),
        is_edited=is_edited(row),
    )
