"""What the feed needs of the world: a memory of how far it is, every case in turn, and a place to tell."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.document import Document
from bot.domain.feed import Cursor, Line, Queued
from bot.domain.ids import Alias, Language


class Progress(Document):
    """How far the annotation store was read, by all bots together."""

    store: str = ""
    """Its name: with another one everything begins anew."""
    began_at: datetime | None = None
    """When it was looked at for the first time; None before that."""
    cursor: Cursor | None = None
    round_at: datetime | None = None
    """When it was last read from the beginning."""
    walked: str = ""
    """How far the walk through all cases has come."""


class FeedStore(Protocol):
    async def take_turn(self, holder: str, *, lease: timedelta) -> bool:
        """True when this bot is, or stays, the one that looks at the annotation store until then."""
        ...

    async def end_turn(self, holder: str) -> None:
        """Lets another bot take its turn at once; nothing when it has passed already."""
        ...

    async def hint(self) -> None:
        """Something may have changed: whoever has the turn should look."""
        ...

    async def hints(self) -> int:
        """How many hints have come since ever."""
        ...

    async def progress(self) -> Progress: ...

    async def record_progress(self, progress: Progress) -> None: ...

    async def queue(self, queued: Queued, *, due_at: datetime) -> None:
        """Puts the request into its line, or anew into it; a clip stands there once."""
        ...

    async def unqueue(self, alias: Alias) -> None: ...

    async def queued(self, alias: Alias) -> Queued | None: ...

    async def every_queued(self) -> list[Queued]: ...

    async def queue_length(self) -> int:
        """How many wait in all lines, those that are put off too."""
        ...

    async def next_in_line(self, language: Language) -> tuple[Queued | None, int]:
        """Who may come first of those that are not put off, and how many of these there are."""
        ...

    async def line(self, language: Language) -> Line: ...

    async def record_line(self, language: Language, line: Line) -> None: ...


class CaseWalk(Protocol):
    async def step(self, after: str, *, limit: int) -> tuple[list[Alias], str]:
        """About `limit` cases from there on, and where the next step begins: empty after the last."""
        ...


class FeedNotices(Protocol):
    async def tell(self, language: Language, line: Line, *, waiting: int) -> None:
        """Makes the help channel's digest say how many clips wait. Repeating it is harmless."""
        ...
