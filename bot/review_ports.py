"""What moderators' work needs of the world: panics, what is kept for moderators, and the pager."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.domain.case import Case, Category
from bot.domain.commands import Sharing
from bot.domain.document import Document
from bot.domain.ids import PersonId
from bot.domain.panic import Panic, PanicEvent
from bot.domain.review_queue import FlagCounts
from bot.domain.reviewed import PageAction
from bot.policy import Severity


class PanicStore(Protocol):
    async def panics(self) -> dict[str, Panic]:
        """Every scope that was ever stopped."""
        ...

    async def switch(self, after: Panic, event: PanicEvent) -> None:
        """Keeps the scope with its next revision, and the event in the log of panics; then spreads it.

        Raises Conflict when the scope has another revision by now. When it returns, every sharing check of
        every bot sees the switch. StoreAway means that it may have been kept, and is spread by `spread`.
        """
        ...

    async def spread(self, panic: Panic) -> None:
        """Makes every sharing check see this switch; what is newer stays."""
        ...

    async def sharing(self, case: Case) -> Sharing:
        """What the panics that reach the case say of its sharing now. One cheap read."""
        ...

    async def record_swept(self, panic: Panic) -> None:
        """The cards in Slack have been brought in line with this turn."""
        ...


class ModeratorStore(Protocol):
    """What is kept for moderators: how right people's flags were, and what each moderator can bear."""

    async def judge(self, case: Case) -> None:
        """Counts what the case's decisions say of people's flags. Idempotent by case and decision."""
        ...

    async def flag_counts(self, people: Collection[PersonId]) -> dict[PersonId, FlagCounts]: ...

    async def take_critical_listen(
        self, person: PersonId, delivery: str, *, limit: int, until: datetime
    ) -> int | None:
        """Counts one listen until then, once a delivery; the count with it, or None at the limit."""
        ...

    async def give_back_critical_listen(self, person: PersonId, delivery: str) -> None: ...

    async def critical_listens(self, person: PersonId) -> int: ...

    async def spared(self, person: PersonId) -> frozenset[Category]:
        """The categories that the person has asked not to be given."""
        ...

    async def spare(self, person: PersonId, categories: Collection[Category]) -> None: ...


class Incident(Document):
    """What a pager is told. No content: an alias and a category."""

    action: PageAction
    dedup_key: str
    summary: str
    severity: Severity
    category: str
    alias: str
    at: datetime


class Pager(Protocol):
    async def send(self, incident: Incident) -> None:
        """Tells the pager, which takes the same twice as once. PagerAway, or PagerRefused for good."""
        ...


class PanicNotices(Protocol):
    async def tell(self, panic: Panic) -> None:
        """Makes Slack's channels say whether sharing is stopped there. Repeating it is harmless."""
        ...
