"""By what clips are known again, who was told of them alone, and what was agreed lately, in Redis.

Keys of one case lie in several slots here, so nothing is decided by them together: each is written by itself,
may be missing, and ends by itself.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.domain.ids import Alias, Language, PersonId
from bot.ports import Clock
from storage import keys
from storage.keys import milliseconds
from storage.redis.client import Argument, Command, Server


class RedisLeakIndex:
    """LeakIndex in Redis."""

    def __init__(self, server: Server, clock: Clock) -> None:
        self._server = server
        self._clock = clock

    async def keep_text(self, alias: Alias, prints: Collection[str], *, until: datetime) -> None:
        own = keys.prints_of(alias)
        (kept,) = await self._server.ask(("GET", own))
        old, new = set((kept or "").split()), set(prints)
        now, end = milliseconds(self._clock.now()), milliseconds(until)
        lifetime = max(end - now, 1)
        if old | new:
            # First all that there may be, so that none is forgotten when the next call never comes.
            await self._server.ask(("SET", own, " ".join(sorted(old | new)), "PX", lifetime))
        commands: list[Command] = [("ZREM", keys.cases_with(text_print), alias) for text_print in old - new]
        for text_print in new:
            key = keys.cases_with(text_print)
            commands += [("ZADD", key, end, alias), ("ZREMRANGEBYSCORE", key, "-inf", now)]
            # Not shorter than for the others that have it.
            commands += [("PEXPIRE", key, lifetime, "NX"), ("PEXPIRE", key, lifetime, "GT")]
        commands.append(("SET", own, " ".join(sorted(new)), "PX", lifetime) if new else ("DEL", own))
        await self._server.ask(*commands)

    async def cases_with(self, prints: Sequence[str]) -> list[frozenset[Alias]]:
        if not prints:
            return []
        since = f"({milliseconds(self._clock.now())}"
        found = await self._server.ask(
            *(("ZRANGEBYSCORE", keys.cases_with(text_print), since, "+inf") for text_print in prints)
        )
        return [frozenset(Alias(alias) for alias in aliases) for aliases in found]

    async def keep_length(self, alias: Alias, language: Language, seconds: float | None) -> None:
        key = keys.lengths(language)
        if seconds is None:
            await self._server.ask(("ZREM", key, alias))
            return
        await self._server.ask(("ZADD", key, str(seconds), alias), _ending(key, keys.PLACE_LIFETIME))

    async def cases_as_long(self, language: Language, seconds: float, *, apart: float) -> frozenset[Alias]:
        bounds = (str(seconds - apart), str(seconds + apart))
        (found,) = await self._server.ask(("ZRANGEBYSCORE", keys.lengths(language), *bounds))
        return frozenset(Alias(alias) for alias in found)

    async def keep_place(self, place: str, alias: Alias) -> None:
        await self._server.ask(("SET", keys.place(place), alias, "PX", _milliseconds(keys.PLACE_LIFETIME)))

    async def cases_at(self, places: Sequence[str]) -> list[Alias | None]:
        if not places:
            return []
        found = await self._server.ask(*(("GET", keys.place(place)) for place in places))
        return [Alias(alias) if alias else None for alias in found]

    async def keep_leak(self, place: str, alias: Alias) -> None:
        key = keys.leaks(place)
        at = milliseconds(self._clock.now())
        await self._server.ask(("ZADD", key, at, alias), _ending(key, keys.PLACE_LIFETIME))

    async def leaks_at(self, place: str) -> frozenset[Alias]:
        (found,) = await self._server.ask(("ZRANGE", keys.leaks(place), 0, -1))
        return frozenset(Alias(alias) for alias in found)

    async def keep_gone(self, place: str) -> None:
        await self._server.ask(("SET", keys.gone(place), "1", "PX", _milliseconds(keys.GONE_LIFETIME)))

    async def is_gone(self, place: str) -> bool:
        (found,) = await self._server.ask(("EXISTS", keys.gone(place)))
        return bool(found)

    async def keep_told(self, place: str, at: float) -> bool:
        key = keys.told(place)
        _, latest, _ = await self._server.ask(
            ("ZADD", key, "GT", repr(at), "told"),
            ("ZSCORE", key, "told"),
            _ending(key, keys.GONE_LIFETIME),
        )
        return float(latest) == at


class RedisAnswerLog:
    """AnswerLog in Redis."""

    def __init__(self, server: Server, clock: Clock) -> None:
        self._server = server
        self._clock = clock

    async def keep_answer(self, alias: Alias, person: PersonId) -> None:
        key = keys.answers(alias)
        await self._server.ask(
            ("ZADD", key, milliseconds(self._clock.now()), person),
            ("ZREMRANGEBYRANK", key, 0, -keys.ANSWERED_REMEMBERED_MAX - 1),
            _ending(key, keys.PLACE_LIFETIME),
        )

    async def answered(self, alias: Alias) -> frozenset[PersonId]:
        (found,) = await self._server.ask(("ZRANGE", keys.answers(alias), 0, -1))
        return frozenset(PersonId(person) for person in found)


class RedisAgreedIndex:
    """AgreedIndex in Redis."""

    def __init__(self, server: Server, clock: Clock) -> None:
        self._server = server
        self._clock = clock

    async def keep_agreed(self, alias: Alias, language: Language, at: datetime | None) -> None:
        key = keys.agreed(language)
        if at is None:
            await self._server.ask(("ZREM", key, alias))
            return
        await self._server.ask(
            ("ZADD", key, milliseconds(at), alias),
            ("ZREMRANGEBYRANK", key, 0, -keys.AGREED_REMEMBERED_MAX - 1),
            ("ZREMRANGEBYSCORE", key, "-inf", milliseconds(self._clock.now() - keys.AGREED_LIFETIME)),
            _ending(key, keys.AGREED_LIFETIME),
        )

    async def lately_agreed(self, language: Language, *, limit: int) -> list[Alias]:
        since = f"({milliseconds(self._clock.now() - keys.AGREED_LIFETIME)}"
        bounds: list[Argument] = ["+inf", since, "LIMIT", 0, limit]
        (found,) = await self._server.ask(("ZREVRANGEBYSCORE", keys.agreed(language), *bounds))
        return [Alias(alias) for alias in found]


def _ending(key: str, lifetime: timedelta) -> Command:
    return "PEXPIRE", key, _milliseconds(lifetime)


def _milliseconds(lifetime: timedelta) -> int:
    return round(lifetime.total_seconds() * 1000)
