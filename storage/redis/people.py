"""People's tickets, cases and skill, in Redis: keys of one person share a slot."""

from datetime import datetime

from bot.domain.case import Case
from bot.domain.ids import Alias, PersonId
from bot.ports import Clock, PersonTally
from storage import keys
from storage.indexes import accepted, involved
from storage.keys import milliseconds
from storage.redis.client import Argument, Server


class RedisPeopleStore:
    """PeopleStore in Redis."""

    def __init__(self, server: Server, clock: Clock) -> None:
        self._server = server
        self._clock = clock

    async def take_ticket(self, person: PersonId, alias: Alias, *, limit: int, until: datetime) -> int | None:
        arguments: list[Argument] = [alias, limit, milliseconds(self._clock.now()), milliseconds(until)]
        others = int(await self._server.run("take_ticket", [keys.tickets(person)], arguments))
        return others if others >= 0 else None

    async def give_back_ticket(self, person: PersonId, alias: Alias) -> None:
        await self._server.ask(("ZREM", keys.tickets(person), alias))

    async def tally_of(self, person: PersonId) -> PersonTally:
        count, cases = await self._server.ask(
            ("HGET", keys.skill(person), "accepted"), ("ZREVRANGE", keys.cases_of(person), 0, -1)
        )
        return PersonTally(accepted_suggestions=int(count or 0), cases=tuple(Alias(alias) for alias in cases))

    async def tally(self, case: Case) -> None:
        """A case stays in a person's list also when they left it; 200 newer ones push it out."""
        right = accepted(case)
        calls = [
            (
                [keys.cases_of(person), keys.skill(person), keys.counted(person)],
                _tallying(case, acted_at, is_accepted=person in right),
            )
            for person, acted_at in involved(case).items()
        ]
        if calls:
            await self._server.run_each("tally_person", calls)


def _tallying(case: Case, acted_at: datetime, *, is_accepted: bool) -> list[Argument]:
    outcome = case.outcome if is_accepted else None
    name = f"{case.alias}:{outcome.number}" if outcome else ""
    agreed = milliseconds(outcome.at) if outcome else ""
    acted = milliseconds(acted_at)
    return [case.alias, acted, keys.CASES_A_PERSON_MAX, name, agreed, keys.OUTCOMES_REMEMBERED_MAX]
