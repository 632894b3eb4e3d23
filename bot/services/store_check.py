"""Whether the annotation store still has what it took: after an older backup of it was put in its place."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from bot.annotation_ports import (
    AnnotationStore,
    Brought,
    StoreFlag,
    Trace,
    WriteEntry,
    WriteLog,
    Written,
)
from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Case, Door, Outcome, WriteState
from bot.domain.document import Document
from bot.domain.ids import Alias
from bot.domain.write_back import may_renew_mark, may_renew_write
from bot.ports import CaseStore
from bot.services.desk import Desk
from bot.services.write_back import flag_of, mark_key, outcome_key

_BATCH = 100
_AT_ONCE = 8


class Checked(Document):
    """An outcome or a mark that counts as written, and what the store still has of it."""

    what: Brought
    alias: Alias
    number: int
    insisted: int = 0
    flag: StoreFlag | None = None
    """Of a mark, what it says of the clip."""
    written_at: datetime
    trace: Trace


class Stretch(Document):
    """Some lines of the log, looked through up to `until`; not each leads to something that still counts."""

    lines: int
    until: datetime
    checked: tuple[Checked, ...]


class StoreCheck:
    def __init__(self, *, log: WriteLog, cases: CaseStore, annotations: AnnotationStore, desk: Desk) -> None:
        self._log = log
        self._cases = cases
        self._annotations = annotations
        self._desk = desk

    async def stretches(self, *, since: datetime | None, limit: int) -> AsyncIterator[Stretch]:
        """What counts as written, oldest first, by `limit` lines of the log at most.

        AnnotationStoreAway when the store is; what was given until then holds.
        """
        batch: list[WriteEntry] = []
        left = limit
        async for entry in self._log.written(since=since):
            batch.append(entry)
            left -= 1
            if len(batch) == _BATCH or left <= 0:
                yield await self._stretch(batch)
                batch = []
            if left <= 0:
                return
        if batch:
            yield await self._stretch(batch)

    async def renew(self, checked: Checked) -> bool:
        """Has it written again; False when there is nothing to write any more. Repeating it is harmless."""
        command, name = _renewal(checked)
        key = f"renew:{checked.alias}:{name}"
        answer = await self._desk.execute(checked.alias, command, key=key)
        return bool(answer.result.happened)

    async def of(self, case: Case) -> list[Checked]:
        """The outcome and the latest mark of one clip, those of them that count as written."""
        looked = [await self.look_at(case, case.outcome) if case.outcome else None]
        if case.store_mark_epoch:
            # The case does not tell when the store was told, but it was not before the stop.
            lines = self._log.written(since=case.stopped_at, alias=case.alias)
            looked += [
                await self._look_at_mark(case, entry) async for entry in lines if entry.what is Brought.MARK
            ]
        return [checked for checked in looked if checked is not None]

    async def look_at(self, case: Case, outcome: Outcome) -> Checked | None:
        """None when the outcome does not count as written."""
        if outcome.written_at is None or not may_renew_write(case, outcome.number):
            return None
        written = Written(
            what=Brought.OUTCOME,
            reference=case.clip.reference,
            key=outcome_key(case, outcome),
            insisted=outcome.insisted,
            at=outcome.written_at,
        )
        return Checked(
            what=Brought.OUTCOME,
            alias=case.alias,
            number=outcome.number,
            insisted=outcome.insisted,
            written_at=outcome.written_at,
            trace=await self._annotations.trace(written),
        )

    async def _look_at_mark(self, case: Case, entry: WriteEntry) -> Checked | None:
        """None when the store was told something else of the clip since, or is just being told."""
        if not may_renew_mark(case, entry.number):
            return None
        key = mark_key(case, entry.number)
        written = Written(what=Brought.MARK, reference=case.clip.reference, key=key, at=entry.at)
        trace = await self._annotations.trace(written)
        if trace is Trace.GONE and entry.result is WriteState.GONE:
            # There was no such clip to mark, and there still is none.
            return None
        return Checked(
            what=Brought.MARK,
            alias=case.alias,
            number=entry.number,
            flag=flag_of(case),
            written_at=entry.at,
            trace=trace,
        )

    async def _stretch(self, batch: list[WriteEntry]) -> Stretch:
        found: list[Checked] = []
        for first in range(0, len(batch), _AT_ONCE):
            looking = [self._look(entry) for entry in batch[first : first + _AT_ONCE]]
            # All of them are waited for, so that nothing goes on when one of them fails.
            results = await asyncio.gather(*looking, return_exceptions=True)
            found += [checked for checked in map(_raised, results) if checked is not None]
        return Stretch(lines=len(batch), until=batch[-1].at, checked=tuple(found))

    async def _look(self, entry: WriteEntry) -> Checked | None:
        case = (await self._cases.load(entry.alias)).case
        if case is not None and entry.what is Brought.MARK:
            return await self._look_at_mark(case, entry)
        outcome = case.outcome if case else None
        # Of an outcome that was written more than once, the line of the latest writing counts.
        if case is None or outcome is None or outcome.written_at != entry.at:
            return None
        return await self.look_at(case, outcome)


def _renewal(checked: Checked) -> tuple[cmd.RenewMark | cmd.RenewWrite, str]:
    """The command, and a name by which the next loss of the same case is another delivery."""
    if checked.what is Brought.MARK:
        mark = cmd.RenewMark(actor=SYSTEM_ACTOR, door=Door.COMMAND_LINE, epoch=checked.number)
        return mark, f"mark:{checked.number}"
    write = cmd.RenewWrite(actor=SYSTEM_ACTOR, door=Door.COMMAND_LINE, number=checked.number)
    return write, f"{checked.number}:{checked.insisted}"


def _raised(result: Checked | BaseException | None) -> Checked | None:
    if isinstance(result, BaseException):
        raise result
    return result
