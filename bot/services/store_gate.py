"""The annotation store behind a gate, which opens as soon as the store was found to be as we need it.

So a bot starts while its store is away: people go on with what needs no store, and all else waits as it does
whenever the store goes away.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog

from bot.annotation_ports import AnnotationStore, Report, StoreFlag, Trace, Written
from bot.domain.case import Category, Clip, WriteState
from bot.domain.feed import Changes, Cursor, Signs
from bot.errors import AnnotationStoreAway, ConfigurationError
from bot.operator_ports import Lack, StoreTrouble
from bot.ports import Audio, Clock

_log = structlog.get_logger(__name__)

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=1)
TELL_AFTER = timedelta(minutes=5)
"""A store that is restarted is back by then; one whose address is wrong is not."""
_REMARKS = {
    Lack.AWAY: "the annotation store does not answer; what needs it waits",
    Lack.WRONG: "the annotation store is not set up as it must be, as the log says; what needs it waits",
}


class StoreGate:
    """The port AnnotationStore: until the gate is open, whatever is asked meets AnnotationStoreAway."""

    def __init__(self, store: AnnotationStore, *, clock: Clock) -> None:
        self.name = store.name
        self.writes_at_once = store.writes_at_once
        self.is_open = False
        self._store = store
        self._clock = clock
        self._closed_since = clock.now()
        self._trouble: StoreTrouble | None = None
        self._told: StoreTrouble | None = None
        self._delay = FIRST_DELAY
        self._look_at = clock.now()

    async def prepare(self) -> None:
        """At the start: ConfigurationError when only a person can mend it; one that is away is waited for."""
        try:
            await self._store.prepare()
        except AnnotationStoreAway as away:
            self._wait(Lack.AWAY, str(away))
        else:
            self.is_open = True

    async def look(self) -> bool:
        """One round, every second or so: looks again when it is time. True when operators should be told.

        What must be mended may be mended in the store, so it too is looked at again.
        """
        if self.is_open or self._clock.now() < self._look_at:
            return False
        try:
            await self._store.prepare()
        except AnnotationStoreAway as away:
            self._wait(Lack.AWAY, str(away))
        except ConfigurationError as wrong:
            self._wait(Lack.WRONG, str(wrong))
        else:
            self._open()
        told, self._told = self._told, self._to_tell()
        return told != self._told

    @property
    def trouble(self) -> StoreTrouble | None:
        """What operators should know of: what only they can mend, or that it has been away for long."""
        return self._told

    def remarks(self) -> list[str]:
        """For whoever asks whether the bot is well: it is, but for this."""
        return [_REMARKS[self._trouble.lack]] if self._trouble else []

    def _wait(self, lack: Lack, reason: str) -> None:
        before = self._trouble
        since = before.since if before and before.lack is lack else self._clock.now()
        self._trouble = StoreTrouble(lack=lack, reason=reason, since=since)
        self._look_at = self._clock.now() + self._delay
        say = _log.error if lack is Lack.WRONG else _log.warning
        say(f"annotations.{lack.value}", reason=reason, seconds=self._delay.total_seconds())
        self._delay = min(self._delay * 2, LONGEST_DELAY)

    def _open(self) -> None:
        self.is_open, self._trouble = True, None
        _log.info("annotations.back", closed_since=self._closed_since.isoformat())

    def _to_tell(self) -> StoreTrouble | None:
        """Once told, they are told until it is over."""
        found = self._trouble
        is_pressing = found is not None and found.lack is Lack.WRONG
        is_long = self._clock.now() - self._closed_since >= TELL_AFTER
        return found if is_pressing or is_long or self._told else None

    def _opened(self) -> AnnotationStore:
        if not self.is_open:
            raise AnnotationStoreAway(
                self._trouble.reason if self._trouble else "The annotation store was not looked at yet."
            )
        return self._store

    async def clip(self, reference: str) -> Clip | None:
        return await self._opened().clip(reference)

    async def audio(self, reference: str, *, first: int = 0, last: int | None = None) -> Audio | None:
        return await self._opened().audio(reference, first=first, last=last)

    async def write(self, report: Report, *, key: str) -> WriteState:
        return await self._opened().write(report, key=key)

    async def mark(
        self, reference: str, flag: StoreFlag, category: Category | None, *, key: str
    ) -> WriteState:
        return await self._opened().mark(reference, flag, category, key=key)

    async def trace(self, written: Written) -> Trace:
        return await self._opened().trace(written)

    async def changes(self, since: Cursor | None, *, limit: int) -> Changes:
        return await self._opened().changes(since, limit=limit)

    async def signs(self, references: Collection[str], *, since: datetime | None = None) -> list[Signs]:
        return await self._opened().signs(references, since=since)

    async def check(self) -> str:
        return await self._opened().check()
