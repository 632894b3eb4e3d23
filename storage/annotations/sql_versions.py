"""What a clip's version is made of: a fingerprint of all that people can change, taken from the content.

It is not counted, because other tools edit the tables without counting.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.annotations.sql_tables import SECOND_EAR, annotations, clips

_NEW = "2-"
_CHARACTERS = 32
_HEARD = (annotations.c.id, annotations.c.author, annotations.c.text, annotations.c.text_sha256)


async def read_clip(
    connection: AsyncConnection, reference: str, *, is_locking: bool = False
) -> Row[tuple[object, ...]] | None:
    query = select(*clips.c).where(clips.c.reference == reference)
    if is_locking:
        query = query.with_for_update()  # SQLite has no row locks; there the transaction holds the file's
    return (await connection.execute(query)).one_or_none()


async def read_heard(connection: AsyncConnection, reference: str) -> Sequence[Row[Any]]:
    """Every annotation of a clip, read after its lock: who waits for a lock sees what was there before."""
    query = select(*_HEARD).where(annotations.c.reference == reference).order_by(annotations.c.id)
    return (await connection.execute(query)).all()


async def lock_free_clips(
    connection: AsyncConnection, references: Sequence[str]
) -> dict[str, Row[tuple[object, ...]]]:
    """Those of the clips that are there and that nobody else holds; now this transaction holds them."""
    wanted = clips.c.reference.in_(references)
    query = select(*clips.c).where(wanted).with_for_update(skip_locked=True)
    return {str(row.reference): row for row in await connection.execute(query)}


async def read_heard_of(
    connection: AsyncConnection, references: Sequence[str]
) -> Mapping[str, Sequence[Row[Any]]]:
    """The same for many clips."""
    query = select(*_HEARD, annotations.c.reference).where(annotations.c.reference.in_(references))
    heard: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in await connection.execute(query.order_by(annotations.c.id)):
        heard[row.reference].append(row)
    return heard


def version_of(clip: Row[tuple[object, ...]], heard: Sequence[Row[Any]]) -> str:
    """Another value after somebody edited the clip, annotated it, or edited an annotation of anybody's.

    Our own writes leave it as it is.
    """
    theirs = [(row.id, text_hash(row.text)) for row in heard if row.author != SECOND_EAR]
    edited = [(row.id, text_hash(row.text)) for row in heard if is_edited(row)]
    return _NEW + _fingerprint([*clip, theirs, edited])


def is_version(known: str, clip: Row[tuple[object, ...]], heard: Sequence[Row[Any]]) -> bool:
    """Whether the clip is as it was when `known` was taken, also by the rule from before migrations."""
    if known.startswith(_NEW):
        return known == version_of(clip, heard)
    latest = max((row.id for row in heard if row.author != SECOND_EAR), default=None)
    return known == _fingerprint([*clip, latest])


def is_edited(row: Row[Any]) -> bool:
    """Whether somebody changed the text of an annotation that Second Ear wrote."""
    return bool(row.author == SECOND_EAR and text_hash(row.text) != row.text_sha256)


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _fingerprint(content: list[object]) -> str:
    words = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(words.encode()).hexdigest()[:_CHARACTERS]
