"""The feed: what people ask for and mark in the annotation store comes here by itself.

One bot at a time looks. Whatever it does may be done twice, so a bot that dies, or two that both think it is
their turn, do no harm: the rules act once on a sign that stands.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.annotation_ports import AnnotationStore
from bot.domain.feed import Line, Signs, after_turn, end_of_look, held_back, is_turn_free, next_digest
from bot.domain.ids import Alias, Language
from bot.errors import AnnotationStoreAway, SlackAway, StoreAway
from bot.feed_ports import CaseWalk, FeedNotices, FeedStore, Progress
from bot.ports import CaseStore
from bot.services.desk import Desk
from bot.services.following import Came, Following

_log = structlog.get_logger(__name__)

TURN = timedelta(seconds=10)
ROUND = timedelta(hours=1)
"""So often all that stands is read, for what slipped through: other tools write times of their own."""
_PAGE = 100
_PAGES_A_LOOK = 200
_OPEN_CASES = 1_000
_WALKED_A_LOOK = 300
_TRIES_A_ROUND = 20
_LEAST_BETWEEN = timedelta(seconds=2)
_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(minutes=5)
_TELL_EVERY = timedelta(minutes=1)
_HEARTBEAT = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """All that the feed remembers with and goes through."""

    store: FeedStore
    cases: CaseStore
    walk: CaseWalk


class Feed:
    def __init__(
        self,
        *,
        desk: Desk,
        following: Following,
        annotations: AnnotationStore,
        shelf: Shelf,
        notices: FeedNotices,
        holder: str,
    ) -> None:
        self._desk = desk
        self._rules = desk.policy.feed
        self._following = following
        self._annotations = annotations
        self._shelf = shelf
        self._store = shelf.store
        self._notices = notices
        self._holder = holder
        self._looked_at: datetime | None = None
        self._hints = 0
        self._delay: timedelta | None = None
        self._away_since: datetime | None = None
        self._is_telling = True
        """Whether some digest may say that clips wait; a bot that has just begun does not know."""
        self._told_at: dict[Language, datetime] = {}
        self._logged_at: datetime | None = None

    async def look(self) -> None:
        """One round, every second or so: looks when it is time, lets in whose turn it is, tells who waits."""
        if not await self._store.take_turn(self._holder, lease=TURN):
            self._looked_at, self._is_telling = None, True
            self._told_at.clear()
            return
        hints = await self._store.hints()
        now = self._desk.clock.now()
        is_hinted = hints != self._hints
        if self._is_away(now, is_hinted=is_hinted):
            return
        try:
            if self._is_due(now, is_hinted=is_hinted):
                await self._read(now)
                self._hints, self._looked_at = hints, now
            await self._let_in()
        except AnnotationStoreAway as away:
            self._hints = hints
            self._back_off(now, away)
        else:
            if self._delay is not None:
                _log.info("feed.back")
            self._delay = self._away_since = None

    async def close(self) -> None:
        """Another bot may go on at once."""
        try:
            await self._store.end_turn(self._holder)
        except StoreAway as away:
            _log.info("feed.turn_left", error=type(away).__name__)

    def _is_away(self, now: datetime, *, is_hinted: bool) -> bool:
        """A hint may mean that the store is there again; many of them must not make its trouble worse."""
        if self._away_since is None or self._delay is None:
            return False
        return now < self._away_since + (_FIRST_DELAY if is_hinted else self._delay)

    def _is_due(self, now: datetime, *, is_hinted: bool) -> bool:
        if self._looked_at is None:
            return True
        return now - self._looked_at >= (_LEAST_BETWEEN if is_hinted else self._rules.look_every)

    def _back_off(self, now: datetime, away: AnnotationStoreAway) -> None:
        self._delay = min(self._delay * 2, _LONGEST_DELAY) if self._delay else _FIRST_DELAY
        self._away_since, self._looked_at = now, None
        _log.warning("feed.away", reason=str(away), seconds=self._delay.total_seconds())

    async def _read(self, now: datetime) -> None:
        progress = await self._store.progress()
        if progress.began_at is None or progress.store != self._annotations.name:
            progress = await self._begun_anew(progress, now)
        is_round = progress.round_at is None or now - progress.round_at >= ROUND
        since = progress.cursor.at if progress.cursor and not is_round else None
        if is_round:
            progress = progress.model_copy(update={"round_at": now, "cursor": None})
        done: Counter[str] = Counter()
        progress = await self._read_changes(progress, now, done)
        await self._patrol(progress, since, done)
        self._log_progress(now, done, await self._store.queue_length())

    async def _begun_anew(self, before: Progress, now: datetime) -> Progress:
        """With another store nothing of the one before may wait: its references name other clips there."""
        if before.began_at is not None:
            _log.warning("feed.another_store", before=before.store, now=self._annotations.name)
            for queued in await self._store.every_queued():
                await self._store.unqueue(queued.alias)
        return Progress(store=self._annotations.name, began_at=now)

    async def _read_changes(self, progress: Progress, now: datetime, done: Counter[str]) -> Progress:
        for _ in range(_PAGES_A_LOOK):
            page = await self._annotations.changes(progress.cursor, limit=_PAGE)
            for signs in page.signs:
                await self._follow(signs, progress, done)
            cursor = end_of_look(progress.cursor, page.cursor, now) if page.is_last else page.cursor
            progress = progress.model_copy(update={"cursor": cursor})
            await self._store.record_progress(progress)
            if page.is_last:
                break
        return progress

    async def _patrol(self, progress: Progress, since: datetime | None, done: Counter[str]) -> None:
        """What vanishes in the store leaves no change there: clips that are out here are looked for."""
        step, walked = await self._shelf.walk.step(progress.walked, limit=_WALKED_A_LOOK)
        aliases = list(step)
        for channel in self._desk.policy.help:
            aliases += await self._shelf.cases.open_cases(channel.language, limit=_OPEN_CASES)
        references = [queued.reference for queued in await self._store.every_queued()]
        references += [reference async for reference in self._shared(dict.fromkeys(aliases))]
        unique = list(dict.fromkeys(references))
        for first in range(0, len(unique), _PAGE):
            for signs in await self._annotations.signs(unique[first : first + _PAGE], since=since):
                await self._follow(signs, progress, done)
        await self._store.record_progress(progress.model_copy(update={"walked": walked}))

    async def _shared(self, aliases: Iterable[Alias]) -> AsyncIterator[str]:
        """The references of those that are not withheld and come from this store."""
        for alias in aliases:
            case = (await self._shelf.cases.load(alias)).case
            if case is not None and not case.is_hidden and case.clip.store == self._annotations.name:
                yield case.clip.reference

    async def _follow(self, signs: Signs, progress: Progress, done: Counter[str]) -> None:
        await self._store.take_turn(self._holder, lease=TURN)
        since = progress.began_at or self._desk.clock.now()
        done.update(duty.value for duty in await self._following.follow(signs, since=since))

    async def _let_in(self) -> None:
        """In each channel lets in whose turn it is, and has the channel told who waits."""
        if not await self._store.queue_length() and not self._is_telling:
            return
        waiting = {
            channel.language: await self._let_into(channel.language) for channel in self._desk.policy.help
        }
        is_told = [await self._tell(language, count) for language, count in waiting.items()]
        self._is_telling = any(is_told)

    async def _let_into(self, language: Language) -> int:
        """How many go on waiting."""
        line = await self._store.line(language)
        for _ in range(_TRIES_A_ROUND):
            queued, waiting = await self._store.next_in_line(language)
            now = self._desk.clock.now()
            if queued is None or not await self._is_turn_free(line, language, now):
                return waiting
            await self._store.take_turn(self._holder, lease=TURN)
            came = await self._following.ask(queued)
            if came in {Came.ASKED, Came.HELD}:
                line = after_turn(line, self._rules, now) if came is Came.ASKED else held_back(line, now)
                await self._store.record_line(language, line)
        return (await self._store.next_in_line(language))[1]

    async def _is_turn_free(self, line: Line, language: Language, now: datetime) -> bool:
        open_cases = await self._shelf.cases.open_cases(language, limit=self._rules.most_waiting)
        return is_turn_free(line, self._rules, now, open_cases=len(open_cases))

    async def _tell(self, language: Language, waiting: int) -> bool:
        """Whether the channel's digest says that clips wait; it is edited once a minute at most."""
        now = self._desk.clock.now()
        before = await self._store.line(language)
        line = next_digest(before, self._rules, now, waiting=waiting)
        if line != before:
            await self._store.record_line(language, line)
        told_at = self._told_at.get(language)
        if (
            told_at is None
            or line.is_told != before.is_told
            or (line.is_told and now - told_at >= _TELL_EVERY)
        ):
            await self._notify(language, line, waiting)
        return line.is_told or language not in self._told_at

    async def _notify(self, language: Language, line: Line, waiting: int) -> None:
        self._told_at.pop(language, None)
        try:
            await self._notices.tell(language, line, waiting=waiting)
            self._told_at[language] = self._desk.clock.now()
        except SlackAway as away:
            # Clips come all the same; the next round tells again.
            _log.warning("feed.untold", language=language, reason=str(away))

    def _log_progress(self, now: datetime, done: Counter[str], waiting: int) -> None:
        is_quiet = self._logged_at is not None and now - self._logged_at < _HEARTBEAT
        if done or not is_quiet:
            _log.info("feed.looked", waiting=waiting, **done)
            self._logged_at = now
