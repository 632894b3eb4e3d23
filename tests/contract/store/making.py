"""Cases, told commit by commit; and a clock that moves by hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid4

from bot.annotation_ports import WriteLog
from bot.domain.case import Case, Clip, Door
from bot.domain.events import (
    Agreed,
    Asked,
    Event,
    Flagged,
    ReviewDue,
    SharingResumed,
    SharingStopped,
    Suggested,
)
from bot.domain.evolve import replay
from bot.domain.ids import Alias, Language, PersonId
from bot.feed_ports import CaseWalk, FeedStore
from bot.leak_ports import AgreedIndex, AnswerLog, LeakIndex
from bot.ports import (
    CaseStore,
    Clock,
    Commit,
    DueWork,
    Kind,
    LinkStore,
    Mark,
    PeopleStore,
    Result,
    SurfaceLog,
)
from bot.review_ports import ModeratorStore, PanicStore

REFERENCE = "recordings/serial-0042/kitchen.wav"
NOTE = "the word after turn"
GUESS = "turn the kitten off"
HEARD = "turn the kitchen lights off"
WHY = "somebody reads a card number aloud"
REASON = "the number is a made-up example"
SPEECH = (REFERENCE, NOTE, GUESS, HEARD, WHY, REASON)
"""What must never stand in the store in clear."""

ASKER = PersonId("UASKER")
FIRST, SECOND, THIRD = PersonId("UFIRST"), PersonId("USECOND"), PersonId("UTHIRD")
MODERATOR = PersonId("UMODERATOR")
ENGLISH, GERMAN = Language("en"), Language("de")
KITCHEN, GARDEN, CELLAR = Alias("7K3QXM29TA"), Alias("0B1C2D3E4F"), Alias("ZZZZZYYYYY")


class Stores(Protocol):
    """What the memory and the Redis stores have in common."""

    @property
    def cases(self) -> CaseStore: ...
    @property
    def due(self) -> DueWork: ...
    @property
    def surfaces(self) -> SurfaceLog: ...
    @property
    def people(self) -> PeopleStore: ...
    @property
    def links(self) -> LinkStore: ...
    @property
    def panics(self) -> PanicStore: ...
    @property
    def moderators(self) -> ModeratorStore: ...
    @property
    def leaks(self) -> LeakIndex: ...
    @property
    def answers(self) -> AnswerLog: ...
    @property
    def agreed(self) -> AgreedIndex: ...
    @property
    def log(self) -> WriteLog: ...
    @property
    def feed(self) -> FeedStore: ...
    @property
    def walk(self) -> CaseWalk: ...


@dataclass
class HandClock:
    """Stands still until it is moved."""

    at: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, **parts: float) -> datetime:
        self.at += timedelta(**parts)
        return self.at


def clip(language: Language = ENGLISH) -> Clip:
    return Clip(store="sql", reference=REFERENCE, language=language, duration_seconds=2.5, version="etag-9")


@dataclass
class Story:
    """One case's history; each commit starts from where the last one ended."""

    clock: Clock
    alias: Alias = KITCHEN
    language: Language = ENGLISH
    case: Case | None = None
    told: int = 0
    teller: str = field(default_factory=lambda: uuid4().hex)

    def next(
        self, *events: Event, key: str | None = None, due: tuple[Mark, ...] = (), clear: tuple[Kind, ...] = ()
    ) -> Commit:
        self.told += 1
        before = self.case
        after = replay(before or Case(alias=self.alias, clip=clip(self.language)), list(events))
        after = after.model_copy(update={"revision": after.revision + 1})
        result = Result(alias=self.alias, revision=after.revision, happened=tuple(e.kind for e in events))
        return Commit(
            before=before,
            after=after,
            events=events,
            marks=due,
            clear=clear,
            key=key or f"{self.teller} {self.told}",
            result=result,
        )

    async def tell(
        self, store: CaseStore, *events: Event, due: tuple[Mark, ...] = (), clear: tuple[Kind, ...] = ()
    ) -> Case:
        commit = self.next(*events, due=due, clear=clear)
        await store.commit(commit)
        assert commit.after is not None
        self.case = commit.after
        return commit.after

    def asked(self, by: PersonId = ASKER) -> Asked:
        now = self.clock.now()
        return Asked(by=by, at=now, door=Door.BUTTON, clip=clip(self.language), note=NOTE, guess=GUESS)

    def suggested(self, by: PersonId) -> Suggested:
        return Suggested(by=by, at=self.clock.now(), door=Door.MODAL, text=HEARD)

    def agreed(self, *people: PersonId) -> Agreed:
        now = self.clock.now()
        return Agreed(
            by=people[-1], at=now, door=Door.MODAL, text=HEARD, confidence=1.0, method="vote/1", people=people
        )

    def stopped(self, *, acknowledge_minutes: float = 15) -> tuple[Event, ...]:
        now = self.clock.now()
        epoch = (self.case.sharing_epoch if self.case else 0) + 1
        by, door = FIRST, Door.BUTTON
        return (
            Flagged(by=by, at=now, door=door, clip=clip(self.language), note=WHY),
            SharingStopped(by=by, at=now, door=door, epoch=epoch),
            ReviewDue(
                by=by,
                at=now,
                door=door,
                acknowledge_by=now + timedelta(minutes=acknowledge_minutes),
                outcome_by=now + timedelta(hours=24),
            ),
        )

    def resumed(self) -> SharingResumed:
        return SharingResumed(by=MODERATOR, at=self.clock.now(), door=Door.BUTTON, reason=REASON)


def mark(kind: Kind, due_at: datetime) -> Mark:
    return Mark(kind=kind, due_at=due_at)
