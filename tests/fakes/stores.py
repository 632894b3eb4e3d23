"""Real stores behind a door: somebody else can come in between, or the store can be away for a while."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.case import Case
from bot.domain.ids import Alias, Language, PersonId
from bot.errors import StoreAway
from bot.ports import (
    EVERY_KIND,
    CaseStore,
    Commit,
    DueWork,
    Kind,
    Lease,
    Loaded,
    Parked,
    PeopleStore,
    PersonSkill,
    PersonTally,
    Result,
    Waiting,
)

Deed = Callable[[], Awaitable[object]]


class InterruptedCases:
    """CaseStore with deeds of others before or after the next calls: a race that happens every time."""

    def __init__(self, cases: CaseStore) -> None:
        self._cases = cases
        self.before_load: deque[Deed] = deque()
        self.before_commit: deque[Deed] = deque()
        self.after_commit: deque[Deed] = deque()

    async def load(self, alias: Alias, *, key: str | None = None) -> Loaded:
        await _next(self.before_load)
        return await self._cases.load(alias, key=key)

    async def commit(self, commit: Commit) -> Result:
        await _next(self.before_commit)
        result = await self._cases.commit(commit)
        await _next(self.after_commit)
        return result

    async def choose_once(self, key: str, alias: Alias | None) -> Alias | None:
        return await self._cases.choose_once(key, alias)

    async def open_cases(self, language: Language, *, limit: int) -> list[Alias]:
        return await self._cases.open_cases(language, limit=limit)

    async def waiting_cases(self, language: Language, *, limit: int) -> list[Alias]:
        return await self._cases.waiting_cases(language, limit=limit)

    async def cases_in_review(self, *, limit: int) -> list[Alias]:
        return await self._cases.cases_in_review(limit=limit)


class AwayDueWork:
    """DueWork that answers only while it is not away."""

    def __init__(self, due: DueWork) -> None:
        self._due = due
        self.is_away = False
        self.trouble: Exception = StoreAway("the store is away for a while")
        self.was_missed = asyncio.Event()
        """Set as soon as somebody asked in vain."""

    async def claim_due(
        self, *, limit: int, lease: timedelta, kinds: Collection[Kind] = EVERY_KIND
    ) -> list[Lease]:
        self._answer_or_be_away()
        return await self._due.claim_due(limit=limit, lease=lease, kinds=kinds)

    async def settle_due(self, lease: Lease, *, again_at: datetime | None = None) -> bool:
        self._answer_or_be_away()
        return await self._due.settle_due(lease, again_at=again_at)

    async def fail_due(self, lease: Lease, *, again_at: datetime, reason: str = "") -> bool:
        self._answer_or_be_away()
        return await self._due.fail_due(lease, again_at=again_at, reason=reason)

    async def park_due(self, lease: Lease, *, reason: str) -> bool:
        self._answer_or_be_away()
        return await self._due.park_due(lease, reason=reason)

    async def wait_marked(self, timeout: timedelta) -> bool:  # noqa: ASYNC109 - the end of a nap is no error
        return await self._due.wait_marked(timeout)

    async def mark_due(self, kind: Kind, aliases: Sequence[Alias]) -> None:
        self._answer_or_be_away()
        await self._due.mark_due(kind, aliases)

    async def waiting(self, kind: Kind, *, limit: int) -> list[Waiting]:
        self._answer_or_be_away()
        return await self._due.waiting(kind, limit=limit)

    async def parked(self) -> list[Parked]:
        self._answer_or_be_away()
        return await self._due.parked()

    async def parked_work(self, kind: Kind, alias: Alias) -> Parked | None:
        self._answer_or_be_away()
        return await self._due.parked_work(kind, alias)

    async def retry_parked(self, kind: Kind, alias: Alias) -> bool:
        self._answer_or_be_away()
        return await self._due.retry_parked(kind, alias)

    def _answer_or_be_away(self) -> None:
        if self.is_away:
            self.was_missed.set()
            raise self.trouble


class KeepingPeople:
    """PeopleStore that is away for some: who bring a ticket back, or, if so told, who ask about skills."""

    def __init__(self, people: PeopleStore, *, knows_skills: bool = True) -> None:
        self._people = people
        self._knows_skills = knows_skills

    async def take_ticket(self, person: PersonId, alias: Alias, *, limit: int, until: datetime) -> int | None:
        return await self._people.take_ticket(person, alias, limit=limit, until=until)

    async def give_back_ticket(self, person: PersonId, alias: Alias) -> None:
        raise StoreAway(f"no answer about the ticket of {person} for {alias}")

    async def tally_of(self, person: PersonId) -> PersonTally:
        return await self._people.tally_of(person)

    async def skills(self, people: Collection[PersonId], language: Language) -> dict[PersonId, PersonSkill]:
        if not self._knows_skills:
            raise StoreAway(f"no answer about the skills of {len(people)} people")
        return await self._people.skills(people, language)

    async def tally(self, case: Case, skills: Mapping[PersonId, PersonSkill]) -> None:
        await self._people.tally(case, skills)


async def _next(deeds: deque[Deed]) -> None:
    if deeds:
        await deeds.popleft()()
