"""What is kept for moderators, in memory."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.case import Case, Category
from bot.domain.ids import Alias, PersonId
from bot.domain.review_queue import FlagCounts, judged
from bot.domain.reviewed import Verdict
from storage.memory.room import Room


class MemoryModeratorStore:
    """ModeratorStore in dictionaries."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._judged: dict[PersonId, dict[tuple[Alias, int], Verdict]] = {}
        self._listens: dict[PersonId, dict[str, datetime]] = {}
        self._spared: dict[PersonId, frozenset[Category]] = {}

    async def judge(self, case: Case) -> None:
        for found in judged(case):
            self._judged.setdefault(found.person, {})[case.alias, found.number] = found.verdict

    async def flag_counts(self, people: Collection[PersonId]) -> dict[PersonId, FlagCounts]:
        return {person: self._counts(person) for person in people}

    async def take_critical_listen(
        self, person: PersonId, delivery: str, *, limit: int, until: datetime
    ) -> int | None:
        held = self._held(person)
        others = len(held) - (delivery in held)
        if others >= limit:
            return None
        held[delivery] = until
        return others + 1

    async def give_back_critical_listen(self, person: PersonId, delivery: str) -> None:
        self._listens.get(person, {}).pop(delivery, None)

    async def critical_listens(self, person: PersonId) -> int:
        return len(self._held(person))

    async def spared(self, person: PersonId) -> frozenset[Category]:
        return self._spared.get(person, frozenset())

    async def spare(self, person: PersonId, categories: Collection[Category]) -> None:
        self._spared[person] = frozenset(categories)

    def _counts(self, person: PersonId) -> FlagCounts:
        verdicts = list(self._judged.get(person, {}).values())
        return FlagCounts(upheld=verdicts.count(Verdict.UPHELD), released=verdicts.count(Verdict.RELEASED))

    def _held(self, person: PersonId) -> dict[str, datetime]:
        now = self._room.clock.now()
        held = {name: until for name, until in self._listens.get(person, {}).items() if until > now}
        self._listens[person] = held
        return held
