"""An office with a feed over real stores, and what a story about it does, in short words."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.case import Case, State
from bot.domain.ids import Language
from bot.feed_ports import FeedStore
from bot.policy import FeedRules
from bot.services.clips import Clips
from bot.services.feed import Feed, Shelf
from bot.services.following import MOST_QUEUED, Following
from storage.annotations.records import ClipFacts
from tests.contract.services.office import ALIAS_KEY, Office
from tests.contract.store.making import ENGLISH
from tests.fakes.feed import BoardNotices

RULES = FeedRules(look_every_seconds=30, asks_an_hour=60, most_waiting=30, announce_wait_minutes=10)


@dataclass
class FeedDesk:
    """An office with a feed, and what the helpers of a test do in short words."""

    office: Office
    notices: BoardNotices = field(default_factory=BoardNotices)

    def __post_init__(self) -> None:
        self.clips = Clips(
            annotations=self.office.annotations,
            store=self.office.stores.cases,
            alias_key=ALIAS_KEY,
            policy=self.office.policy,
        )
        self.feed = self.opens_feed("first")

    def opens_feed(
        self, holder: str, *, store: FeedStore | None = None, most_queued: int = MOST_QUEUED
    ) -> Feed:
        office = self.office
        kept = store or office.stores.feed
        return Feed(
            desk=office.desk,
            following=Following(desk=office.desk, clips=self.clips, store=kept, most_queued=most_queued),
            annotations=office.annotations,
            shelf=Shelf(store=kept, cases=office.stores.cases, walk=office.stores.walk),
            notices=self.notices,
            holder=holder,
        )

    async def has(self, *references: str, language: str = "en", has_consent: bool = True) -> None:
        """The annotation store knows these clips."""
        facts = [
            ClipFacts(
                reference=reference,
                language=language,
                duration_seconds=2.5,
                audio_path="kitchen.wav",
                has_consent=has_consent,
            )
            for reference in references
        ]
        await self.office.world.store.put_clips(facts)

    async def asks(self, *references: str, language: str = "en", note: str = "") -> None:
        """Somebody asks for help in the annotation store."""
        await self.has(*references, language=language)
        for reference in references:
            self.office.world.clock.passes(seconds=1)
            await self.office.world.somebody_asks(reference, note)

    async def looks(self, *, after_seconds: float = 30) -> None:
        self.office.clock.advance(seconds=after_seconds)
        self.office.world.clock.passes(seconds=after_seconds)
        await self.feed.look()

    async def begins(self) -> None:
        """The feed has looked once, so that what comes from now on is new."""
        await self.feed.look()
        # The annotation store's clock tells the same time from here on.
        self.office.world.clock.at = self.office.clock.now() + timedelta(seconds=1)

    async def case(self, reference: str) -> Case | None:
        return (await self.clips.placed(reference))[1]

    async def state(self, reference: str) -> State | None:
        case = await self.case(reference)
        return case.state if case else None

    async def open_cases(self, language: Language = ENGLISH) -> int:
        return len(await self.office.stores.cases.open_cases(language, limit=1000))

    async def answers(self, reference: str) -> None:
        """Peers agree on the clip, and the answer is written."""
        case = await self.case(reference)
        assert case is not None
        await self.office.agrees(case.alias)
        await self.office.reconciler.settle_all()
