"""By what clips are known again, who was told of them alone, and what was agreed lately, in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.domain.ids import Alias, Language, PersonId
from bot.ports import Clock
from storage import keys


class MemoryLeakIndex:
    """LeakIndex in dictionaries."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._prints: dict[Alias, tuple[frozenset[str], datetime]] = {}
        self._lengths: dict[Language, dict[Alias, float]] = {}
        self._places: dict[str, tuple[Alias, datetime]] = {}
        self._leaks: dict[str, tuple[frozenset[Alias], datetime]] = {}
        self._gone: dict[str, datetime] = {}
        self._told: dict[str, tuple[float, datetime]] = {}

    async def keep_text(self, alias: Alias, prints: Collection[str], *, until: datetime) -> None:
        self._prints[alias] = frozenset(prints), until

    async def cases_with(self, prints: Sequence[str]) -> list[frozenset[Alias]]:
        now = self._clock.now()
        kept = {alias: known for alias, (known, until) in self._prints.items() if until > now}
        return [
            frozenset(alias for alias, known in kept.items() if text_print in known) for text_print in prints
        ]

    async def keep_length(self, alias: Alias, language: Language, seconds: float | None) -> None:
        known = self._lengths.setdefault(language, {})
        known.pop(alias, None)
        if seconds is not None:
            known[alias] = seconds

    async def cases_as_long(self, language: Language, seconds: float, *, apart: float) -> frozenset[Alias]:
        known = self._lengths.get(language, {})
        return frozenset(
            alias for alias, length in known.items() if seconds - apart <= length <= seconds + apart
        )

    async def keep_place(self, place: str, alias: Alias) -> None:
        self._places[place] = alias, self._clock.now() + keys.PLACE_LIFETIME

    async def cases_at(self, places: Sequence[str]) -> list[Alias | None]:
        now = self._clock.now()
        found = [self._places.get(place) for place in places]
        return [known[0] if known and known[1] > now else None for known in found]

    async def keep_leak(self, place: str, alias: Alias) -> None:
        self._leaks[place] = (
            await self.leaks_at(place) | {alias},
            self._clock.now() + keys.PLACE_LIFETIME,
        )

    async def leaks_at(self, place: str) -> frozenset[Alias]:
        known = self._leaks.get(place)
        return known[0] if known and known[1] > self._clock.now() else frozenset()

    async def keep_gone(self, place: str) -> None:
        self._gone[place] = self._clock.now() + keys.GONE_LIFETIME

    async def is_gone(self, place: str) -> bool:
        until = self._gone.get(place)
        return until is not None and until > self._clock.now()

    async def keep_told(self, place: str, at: float) -> bool:
        now = self._clock.now()
        before, until = self._told.get(place, (at, now))
        latest = max(at, before) if until > now else at
        self._told[place] = latest, now + keys.GONE_LIFETIME
        return latest == at


class MemoryAnswerLog:
    """AnswerLog in a dictionary."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: dict[Alias, dict[PersonId, datetime]] = {}

    async def keep_answer(self, alias: Alias, person: PersonId) -> None:
        told = self._told.setdefault(alias, {})
        told.pop(person, None)
        told[person] = self._clock.now()
        while len(told) > keys.ANSWERED_REMEMBERED_MAX:
            told.pop(next(iter(told)))

    async def answered(self, alias: Alias) -> frozenset[PersonId]:
        told = self._told.get(alias, {})
        latest = max(told.values(), default=None)
        is_over = latest is None or latest + keys.PLACE_LIFETIME <= self._clock.now()
        return frozenset() if is_over else frozenset(told)


class MemoryAgreedIndex:
    """AgreedIndex in a dictionary."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._agreed: dict[Language, dict[Alias, datetime]] = {}

    async def keep_agreed(self, alias: Alias, language: Language, at: datetime | None) -> None:
        agreed = self._agreed.setdefault(language, {})
        agreed.pop(alias, None)
        if at is not None:
            agreed[alias] = at
        for old in sorted(agreed, key=lambda known: agreed[known])[: -keys.AGREED_REMEMBERED_MAX]:
            del agreed[old]

    async def lately_agreed(self, language: Language, *, limit: int) -> list[Alias]:
        since = self._clock.now() - keys.AGREED_LIFETIME
        agreed = self._agreed.get(language, {})
        latest = sorted(agreed.items(), key=lambda known: (known[1], known[0]), reverse=True)
        return [alias for alias, at in latest if at > since][:limit]
