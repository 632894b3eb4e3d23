"""Bringing outcomes and stops into the annotation store: never twice, never over somebody else's work."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.annotation_ports import AnnotationStore, Report, StoreFlag
from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import AgreedWord, Case, Door, Outcome, State, WriteState
from bot.domain.ids import PersonId
from bot.domain.write_back import has_mark_to_write, has_outcome_to_write
from bot.services.desk import Desk

_FLAG_OF_STATE = {State.WITHHELD: StoreFlag.WITHHELD, State.UPHELD: StoreFlag.UPHELD}
_PSEUDONYM_CHARACTERS = 12
# A case that was read longer ago than this is read again before the store is told of it, and the time that it
# waits must leave most of its lease for the store.
TURN_SECONDS = 2.0


class WriteBack:
    def __init__(
        self,
        *,
        desk: Desk,
        annotations: AnnotationStore,
        pseudonym_key: bytes,
        turn_seconds: float = TURN_SECONDS,
    ) -> None:
        self._desk = desk
        self._annotations = annotations
        self._pseudonym_key = pseudonym_key
        self._turn_seconds = turn_seconds
        self.at_once = annotations.writes_at_once
        self._turns = asyncio.Semaphore(self.at_once)

    async def bring(self, case: Case) -> bool:
        """Tells the store what it has not heard of yet. Repeating it is harmless.

        False, when it was too busy with others for the case to get its turn.
        """
        try:
            if has_mark_to_write(case):
                await self._mark(case)
            if case.outcome and has_outcome_to_write(case):
                await self._write(case, case.outcome)
        except _NoTurn:
            return False
        return True

    async def _mark(self, case: Case) -> None:
        epoch = case.store_mark_wanted
        key = mark_key(case, epoch)
        async with self._turn():
            result = await self._annotations.mark(case.clip.reference, flag_of(case), case.gravest, key=key)
        await self._record(
            case,
            key,
            cmd.RecordWriteBack(result=result, mark_epoch=epoch, actor=SYSTEM_ACTOR, door=Door.STORE),
        )

    async def _write(self, case: Case, outcome: Outcome) -> None:
        key = outcome_key(case, outcome)
        report = report_of(case, outcome, self._pseudonym_key)
        async with self._turn():
            result = await self._annotations.write(report, key=key)
        # Each decision to write it after all gets an answer, and each answer is a delivery of its own.
        delivery = f"{key}:{outcome.insisted}" if outcome.insisted else key
        await self._record(
            case,
            delivery,
            cmd.RecordWriteBack(number=outcome.number, result=result, actor=SYSTEM_ACTOR, door=Door.STORE),
        )

    async def _record(self, case: Case, key: str, command: cmd.RecordWriteBack) -> None:
        result: WriteState = command.result
        await self._desk.execute_on(case, command, key=f"{key}:{result.value}")

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """One of the store's places, held for its call alone: what we do before and after takes none."""
        try:
            async with asyncio.timeout(self._turn_seconds):
                await self._turns.acquire()
        except TimeoutError as late:
            raise _NoTurn from late
        try:
            yield
        finally:
            self._turns.release()


class _NoTurn(Exception):  # noqa: N818 - nothing is wrong; the case is looked at again
    """The store was busy with others for too long."""


def outcome_key(case: Case, outcome: Outcome) -> str:
    """What the store knows this outcome by: the same for ever, so that it is never there twice."""
    return f"{case.alias}:outcome:{outcome.number}"


def mark_key(case: Case, epoch: int) -> str:
    """What the store knows the mark of this stop, or of what became of it, by."""
    return f"{case.alias}:mark:{epoch}"


def flag_of(case: Case) -> StoreFlag:
    """What the store is told of the clip's sharing now."""
    return _FLAG_OF_STATE.get(case.state, StoreFlag.RELEASED)


def report_of(case: Case, outcome: Outcome, pseudonym_key: bytes) -> Report:
    """What the store is told of an outcome."""
    words = [word for word in outcome.words if word.text]
    return Report(
        reference=case.clip.reference,
        clip_version=outcome.accepted_version or case.clip.version,
        insisted=outcome.insisted,
        alias=case.alias,
        number=outcome.number,
        revision=case.revision,
        text=outcome.text,
        is_nobody_can_tell=outcome.is_nobody_can_tell,
        confidence=outcome.confidence,
        method=outcome.method,
        people=tuple(_pseudonym(person, pseudonym_key) for person in outcome.people),
        settled_by=_pseudonym(outcome.settled_by, pseudonym_key) if outcome.settled_by else None,
        words=tuple((word.text, word.confidence) for word in words),
        disagreement=tuple(_disagreement(word) for word in words),
        agreed_at=outcome.at,
    )


def _disagreement(word: AgreedWord) -> float:
    """The share of those who were heard at this place that heard something else there."""
    others = sum(len(variant.people) for variant in word.others)
    heard = len(word.people) + others
    return round(others / heard, 3) if heard else 0.0


def _pseudonym(person: PersonId, key: bytes) -> str:
    digest = hmac.new(key, person.encode(), hashlib.sha256).hexdigest()
    return f"p-{digest[:_PSEUDONYM_CHARACTERS]}"
