"""From what stands about a clip in the annotation store to commands at the desk."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Case, Door
from bot.domain.feed import (
    REMOVED,
    Duty,
    Queued,
    Request,
    Signs,
    StoreMark,
    duties,
    gravest_first,
    marks_of,
    new_marks,
)
from bot.domain.ids import Alias
from bot.domain.text import NOTE_CHARACTERS, salvaged
from bot.errors import AnnotationStoreAway, UserError, Why
from bot.feed_ports import FeedStore
from bot.services.clips import Clips
from bot.services.desk import Desk

_log = structlog.get_logger(__name__)

MOST_QUEUED = 10_000
"""Of what does not fit, nothing is lost: the annotation store has it, and all of it is read each hour."""
_SOON = timedelta(minutes=1)
_LATER = timedelta(hours=1)
_ASKED = frozenset({"asked", "ask_joined", "reopened"})
_REMOVED_NOTE = "The clip was removed from the annotation store."
_MARKED_NOTE = "Somebody marked the clip in the annotation store."


class Came(StrEnum):
    """What became of a request whose turn it was."""

    ASKED = "asked"
    NOT_ASKED = "not_asked"
    """It was answered before, or comes too late to ask again."""
    PUT_OFF = "put_off"
    HELD = "held"
    """A panic stops all sharing."""
    GONE = "gone"


class Following:
    """Does what the signs of a clip ask for. Repeating it changes nothing: the rules know what was done."""

    def __init__(self, *, desk: Desk, clips: Clips, store: FeedStore, most_queued: int = MOST_QUEUED) -> None:
        self._most_queued = most_queued
        self._desk = desk
        self._clips = clips
        self._store = store
        self._do: dict[Duty, Callable[[Alias, Case | None, Signs], Awaitable[bool]]] = {
            Duty.NOTE_MARKS: self._note_marks,
            Duty.END_REQUEST: self._end_request,
            Duty.QUEUE: self._queue,
            Duty.UNQUEUE: self._unqueue,
        }

    async def follow(self, signs: Signs, *, since: datetime) -> list[Duty]:
        """What changed by it; `since` is when the annotation store was looked at for the first time."""
        alias, case = await self._clips.placed(signs.reference)
        done = []
        for duty in duties(case, signs, since=since):
            if duty is Duty.STOP:
                is_done = await self._stop(alias, case, signs, new_marks(case, signs, since=since))
            else:
                is_done = await self._do[duty](alias, case, signs)
            done += [duty] if is_done else []
        return done

    async def ask(self, queued: Queued) -> Came:
        """Asks about the clip whose turn it is, and takes it out of the line or puts it off."""
        try:
            came = await self._ask(queued)
        except UserError as refused:
            return await self._refused(queued, refused.why)
        except AnnotationStoreAway:
            # Those behind it come first next time, should it be this clip alone that cannot be read.
            await self._put_off(queued, _SOON)
            raise
        await self._store.unqueue(queued.alias)
        return came

    async def _ask(self, queued: Queued) -> Came:
        clip = await self._clips.read(queued.reference)
        if clip is None:
            return Came.GONE
        alias, case = await self._clips.placed(queued.reference)
        request = queued.request
        command = cmd.Ask(
            actor=SYSTEM_ACTOR,
            door=Door.STORE,
            clip=clip,
            note=salvaged(request.note, limit=NOTE_CHARACTERS),
            request=request.id,
            requested_at=request.at,
        )
        key = f"{_key('ask', request.id, case)}:{queued.attempt}"
        try:
            answer = await self._desk.execute(alias, command, key=key, clip=clip)
        except UserError as refused:
            if refused.why is not Why.BAD_TEXT:
                raise
            # Nobody is there to write the note anew, and the question stands without it.
            bare = command.model_copy(update={"note": ""})
            answer = await self._desk.execute(alias, bare, key=f"{key}:bare", clip=clip)
        return Came.ASKED if _ASKED & set(answer.result.happened) else Came.NOT_ASKED

    async def _refused(self, queued: Queued, why: Why) -> Came:
        if why is Why.SHARING_STOPPED:
            await self._put_off(queued, None)
            return Came.HELD
        if why is Why.BUSY:
            await self._put_off(queued, _SOON)
            return Came.PUT_OFF
        # It stays so until a person changes something: consent, the policy, or the clip is released.
        _log.warning("feed.refused", case=queued.alias, why=why.value)
        await self._put_off(queued, _LATER)
        return Came.PUT_OFF

    async def _put_off(self, queued: Queued, wait: timedelta | None) -> None:
        """Without a time it keeps its place. A refusal stays with its delivery, so the next is another."""
        again = queued.model_copy(update={"attempt": queued.attempt + 1})
        due_at = self._desk.clock.now() + wait if wait else self._place_of(queued.request)
        await self._store.queue(again, due_at=due_at)

    def _place_of(self, request: Request) -> datetime:
        """Whoever asked first comes first."""
        now = self._desk.clock.now()
        return min(request.at or now, now)

    async def _stop(self, alias: Alias, case: Case | None, signs: Signs, found: list[StoreMark]) -> bool:
        if case is None and signs.language is None:
            # Nobody could ask about it either.
            _log.warning("feed.no_language", case=alias)
            return False
        clip = None if case else await self._clips.read(signs.reference)
        if case is None and clip is None:
            return False
        for mark in gravest_first(found):
            command = cmd.Flag(
                actor=SYSTEM_ACTOR,
                door=Door.STORE,
                category=mark.category,
                note=_REMOVED_NOTE if mark.id == REMOVED else _MARKED_NOTE,
                mark=mark.id,
            )
            await self._desk.execute(alias, command, key=_key("stop", mark.id, case), clip=clip)
        return True

    async def _note_marks(self, alias: Alias, case: Case | None, signs: Signs) -> bool:
        standing = tuple(mark.id for mark in marks_of(signs))
        command = cmd.NoteMarks(actor=SYSTEM_ACTOR, door=Door.STORE, marks=standing)
        await self._desk.execute(alias, command, key=_key("marks", " ".join(standing), case))
        return True

    async def _end_request(self, alias: Alias, case: Case | None, _signs: Signs) -> bool:
        ended = case.store_request if case else None
        command = cmd.EndRequest(actor=SYSTEM_ACTOR, door=Door.STORE)
        await self._desk.execute(alias, command, key=_key("end", ended or "", case))
        return True

    async def _queue(self, alias: Alias, _case: Case | None, signs: Signs) -> bool:
        known = await self._store.queued(alias)
        if signs.request is None or (known is not None and known.request.id == signs.request.id):
            return False
        if signs.language is None:
            _log.warning("feed.no_language", case=alias)
            return False
        if await self._store.queue_length() >= self._most_queued:
            _log.warning("feed.line_is_full", case=alias, most=self._most_queued)
            return False
        channel = self._desk.policy.help_channel(signs.language)
        if channel is None:
            _log.warning("feed.no_help_channel", case=alias, language=signs.language)
        language = channel.language if channel else signs.language
        queued = Queued(alias=alias, language=language, reference=signs.reference, request=signs.request)
        await self._store.queue(queued, due_at=self._place_of(signs.request))
        return True

    async def _unqueue(self, alias: Alias, _case: Case | None, _signs: Signs) -> bool:
        is_queued = await self._store.queued(alias) is not None
        await self._store.unqueue(alias)
        return is_queued


def _key(what: str, name: str, case: Case | None) -> str:
    """Of the store's own name and of the case as it was: the same sign asks once, made anew it asks again."""
    return f"feed:{what}:{name}:{case.revision if case else 0}"
