"""What the core needs of the annotation store: clips, their audio, and a place for what was agreed."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.case import Category, Clip, WriteState
from bot.domain.document import Document
from bot.domain.feed import Changes, Cursor, Signs
from bot.domain.ids import Alias
from bot.domain.sealed import SealedText
from bot.ports import Audio


class StoreFlag(StrEnum):
    """What the annotation store is told of a clip's sharing."""

    WITHHELD = "withheld"
    UPHELD = "upheld"
    RELEASED = "released"


class Report(Document):
    """An outcome on its way to the annotation store. People are pseudonyms."""

    reference: SealedText
    clip_version: str
    """What the clip looked like at the ask, or when a person accepted that it had changed since."""
    insisted: int = 0
    """How often it was decided that it be written after all; each such decision gets an answer of its own."""
    alias: Alias
    number: int
    revision: int
    text: SealedText
    is_nobody_can_tell: bool
    confidence: float
    method: str
    """With its version, such as `chosen-words/3`."""
    people: tuple[str, ...]
    settled_by: str | None
    words: tuple[tuple[str, float], ...] = ()
    disagreement: tuple[float, ...] = ()
    """Of each of `words`, the share of people who heard something else there."""
    agreed_at: datetime


class Brought(StrEnum):
    """What is brought into the store."""

    OUTCOME = "outcome"
    MARK = "mark"
    """Word that sharing stopped or resumed."""


class Written(Document):
    """An outcome or a mark that the store is on record to have taken."""

    what: Brought
    reference: SealedText
    key: str
    insisted: int = 0
    at: datetime
    """When its answer was recorded, by our clock."""


class Trace(StrEnum):
    """What a store still knows of an outcome or a mark that it once took."""

    THERE = "there"
    """Also when somebody has edited it since."""
    LOST = "lost"
    """The store remembers nothing of it: it stands as it was before the writing."""
    REMOVED = "removed"
    """The store has it no more, but knows of the time after the writing: a person may have removed it."""
    GONE = "gone"
    """The clip itself is not in the store."""


class WriteEntry(Document):
    """A line of the log by which the store took outcome `number`, or the mark of the stop `number`."""

    what: Brought
    alias: Alias
    number: int
    result: WriteState = WriteState.WRITTEN
    """Of a mark it may be gone: the store had no such clip to mark."""
    at: datetime


class WriteLog(Protocol):
    def written(
        self, *, since: datetime | None = None, alias: Alias | None = None
    ) -> AsyncIterator[WriteEntry]:
        """Every such line, or those of one case, oldest first; for maintenance."""
        ...


class AnnotationStore(Protocol):
    name: str
    writes_at_once: int
    """How many outcomes and marks it is given at a time; with more each would only take longer."""

    async def prepare(self) -> None:
        """Once before anything else is asked: makes what we need there, or says what only a person can.

        ConfigurationError for that; AnnotationStoreAway when waiting may help.
        Until then the store itself is not asked, so that what needs no store works while it is away.
        """
        ...

    async def clip(self, reference: str) -> Clip | None:
        """What reviewers may see of a clip, or None when the store does not know it."""
        ...

    async def audio(self, reference: str, *, first: int = 0, last: int | None = None) -> Audio | None:
        """Bytes `first` to `last`, both counted; None when there is no such clip or no audio.

        When `first` lies behind the end, the answer is empty: its `first` is above its `last`.
        """
        ...

    async def write(self, report: Report, *, key: str) -> WriteState:
        """Written, conflict (the clip changed since `clip_version`) or gone.

        The same for the same key and `insisted`. However often it is insisted, a key is written once.
        """
        ...

    async def mark(
        self, reference: str, flag: StoreFlag, category: Category | None, *, key: str
    ) -> WriteState:
        """Tells the store that sharing stopped or resumed."""
        ...

    async def trace(self, written: Written) -> Trace:
        """What became of an outcome or a mark that was written; changes nothing."""
        ...

    async def changes(self, since: Cursor | None, *, limit: int) -> Changes:
        """Clips on which requests and marks of other people were made or taken back since then.

        About `limit` of them, the first ones after `since`; with None, all on which any stand. What vanished
        without a trace is missing: `signs` tells.
        """
        ...

    async def signs(self, references: Collection[str], *, since: datetime | None = None) -> list[Signs]:
        """Of each of these clips what stands now; with `since`, those without a change may be left out."""
        ...

    async def check(self) -> str:
        """One line about a working store; AnnotationStoreAway otherwise."""
        ...
