"""What the demo needs of an annotation store, and the SQLite file that it has when nobody names another.

A store is looked at from outside the bot: nothing here uses its adapters.
"""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bot.demo.played import Played


@dataclass(frozen=True, kw_only=True)
class Written:
    """One outcome that stands in the store."""

    alias: str
    number: int
    text: str
    is_nobody_can_tell: bool


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What stands in the store now; `problems` is a sentence for each thing that must not be so."""

    outcomes: Sequence[Written]
    marks: Counter[str]
    """How many marks each alias has."""
    problems: list[str] = field(default_factory=list)


class Store(Protocol):
    @property
    def environment(self) -> Mapping[str, str]:
        """What the bot's settings say of it."""
        ...

    @property
    def places(self) -> Mapping[str, str]:
        """What may be opened to look at it, by what it is."""
        ...

    def reference(self, clip: str) -> str:
        """What people type after `/clip ask` for a clip of examples/manifest.jsonl."""
        ...

    async def look(self, played: Played) -> Seen: ...


@dataclass(frozen=True)
class SqliteStore:
    """The file that the bot makes in its data directory; its own import fills it."""

    database: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return {}

    @property
    def places(self) -> Mapping[str, str]:
        return {}

    def reference(self, clip: str) -> str:
        return clip

    async def look(self, _played: Played) -> Seen:
        outcomes = [
            Written(
                alias=row["alias"],
                number=row["number"],
                text=row["text"],
                is_nobody_can_tell=bool(row["is_nobody_can_tell"]),
            )
            for row in read_annotations(self.database)
        ]
        return Seen(outcomes=outcomes, marks=read_marks(self.database))


def read_annotations(database: Path) -> list[dict[str, Any]]:
    return _rows(database, "SELECT * FROM annotations WHERE author = 'second-ear' ORDER BY id")


def read_marks(database: Path) -> Counter[str]:
    return Counter(row["key"].partition(":")[0] for row in _rows(database, "SELECT * FROM marks"))


def _rows(database: Path, query: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query)]
