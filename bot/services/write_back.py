"""Bringing outcomes and stops into the annotation store: never twice, never over somebody else's work."""

import hashlib
import hmac

from bot.annotation_ports import AnnotationStore, Report, StoreFlag
from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import AgreedWord, Case, Door, Outcome, State, WriteState
from bot.domain.ids import PersonId
from bot.domain.write_back import has_mark_to_write, has_outcome_to_write
from bot.services.desk import Desk

_FLAG_OF_STATE = {State.WITHHELD: StoreFlag.WITHHELD, State.UPHELD: StoreFlag.UPHELD}
_PSEUDONYM_CHARACTERS = 12


class WriteBack:
    def __init__(self, *, desk: Desk, annotations: AnnotationStore, pseudonym_key: bytes) -> None:
        self._desk = desk
        self._annotations = annotations
        self._pseudonym_key = pseudonym_key

    async def bring(self, case: Case) -> None:
        """Tells the store what it has not heard of yet. Repeating it is harmless."""
        if has_mark_to_write(case):
            await self._mark(case)
        if case.outcome and has_outcome_to_write(case):
            await self._write(case, case.outcome)

    async def _mark(self, case: Case) -> None:
        epoch = case.store_mark_wanted
        flag = _FLAG_OF_STATE.get(case.state, StoreFlag.RELEASED)
        key = f"{case.alias}:mark:{epoch}"
        result = await self._annotations.mark(case.clip.reference, flag, case.gravest, key=key)
        await self._record(
            case,
            key,
            cmd.RecordWriteBack(result=result, mark_epoch=epoch, actor=SYSTEM_ACTOR, door=Door.STORE),
        )

    async def _write(self, case: Case, outcome: Outcome) -> None:
        key = outcome_key(case, outcome)
        result = await self._annotations.write(report_of(case, outcome, self._pseudonym_key), key=key)
        # Each decision to write it after all gets an answer, and each answer is a delivery of its own.
        delivery = f"{key}:{outcome.insisted}" if outcome.insisted else key
        await self._record(
            case,
            delivery,
            cmd.RecordWriteBack(number=outcome.number, result=result, actor=SYSTEM_ACTOR, door=Door.STORE),
        )

    async def _record(self, case: Case, key: str, command: cmd.RecordWriteBack) -> None:
        result: WriteState = command.result
        await self._desk.execute(case.alias, command, key=f"{key}:{result.value}")


def outcome_key(case: Case, outcome: Outcome) -> str:
    """What the store knows this outcome by: the same for ever, so that it is never there twice."""
    return f"{case.alias}:outcome:{outcome.number}"


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
