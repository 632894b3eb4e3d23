"""What is kept for moderators, in Redis: keys of one person share a slot."""

import json
from collections.abc import Collection
from datetime import datetime

from bot.domain.case import Case, Category
from bot.domain.ids import PersonId
from bot.domain.review_queue import FlagCounts, Judged, judged
from bot.ports import Clock
from storage import keys
from storage.keys import milliseconds
from storage.redis.client import Argument, Server


class RedisModeratorStore:
    """ModeratorStore in Redis."""

    def __init__(self, server: Server, clock: Clock) -> None:
        self._server = server
        self._clock = clock

    async def judge(self, case: Case) -> None:
        calls = [_judging(case, found) for found in judged(case)]
        if calls:
            await self._server.run_each("judge_flags", calls)

    async def flag_counts(self, people: Collection[PersonId]) -> dict[PersonId, FlagCounts]:
        if not people:
            return {}
        found = await self._server.ask(
            *(("HMGET", keys.flags(person), "upheld", "released") for person in people)
        )
        return {
            person: FlagCounts(upheld=int(upheld or 0), released=int(released or 0))
            for person, (upheld, released) in zip(people, found, strict=True)
        }

    async def take_critical_listen(
        self, person: PersonId, delivery: str, *, limit: int, until: datetime
    ) -> int | None:
        arguments: list[Argument] = [delivery, limit, self._now(), milliseconds(until)]
        others = int(await self._server.run("take_ticket", [keys.critical_listens(person)], arguments))
        return others + 1 if others >= 0 else None

    async def give_back_critical_listen(self, person: PersonId, delivery: str) -> None:
        await self._server.ask(("ZREM", keys.critical_listens(person), delivery))

    async def critical_listens(self, person: PersonId) -> int:
        key = keys.critical_listens(person)
        (count,) = await self._server.ask(("ZCOUNT", key, f"({self._now()}", "+inf"))
        return int(count)

    async def spared(self, person: PersonId) -> frozenset[Category]:
        (text,) = await self._server.ask(("GET", keys.spared(person)))
        return frozenset(Category(name) for name in json.loads(text or "[]"))

    async def spare(self, person: PersonId, categories: Collection[Category]) -> None:
        text = json.dumps(sorted(category.value for category in categories))
        await self._server.ask(("SET", keys.spared(person), text))

    def _now(self) -> int:
        return milliseconds(self._clock.now())


def _judging(case: Case, found: Judged) -> tuple[list[str], list[Argument]]:
    arguments: list[Argument] = [
        f"{case.alias}:{found.number}",
        milliseconds(found.at),
        found.verdict.value,
        keys.OUTCOMES_REMEMBERED_MAX,
    ]
    return [keys.flags(found.person), keys.judged(found.person)], arguments
