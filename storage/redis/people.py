"""People's tickets, cases and skill, in Redis: keys of one person share a slot."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.domain.case import Case
from bot.domain.ids import Alias, Language, PersonId
from bot.ports import Clock, PersonSkill, PersonTally
from storage import keys
from storage.indexes import accepted, tallied
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

    async def skills(self, people: Collection[PersonId], language: Language) -> dict[PersonId, PersonSkill]:
        fields = (f"errors:{language}", f"words:{language}")
        sums = await self._server.ask(*(("HMGET", keys.skill(person), *fields) for person in people))
        return {person: _skill(*kept) for person, kept in zip(people, sums, strict=True)}

    async def tally(self, case: Case, skills: Mapping[PersonId, PersonSkill]) -> None:
        """A case stays in a person's list also when they left it; 200 newer ones push it out."""
        right = accepted(case)
        calls = [
            (
                [keys.cases_of(person), keys.skill(person), keys.counted(person), keys.lessons(person)],
                _tallying(case, acted_at, skills.get(person), is_accepted=person in right),
            )
            for person, acted_at in tallied(case, skills).items()
        ]
        if calls:
            await self._server.run_each("tally_person", calls)


def _tallying(
    case: Case, acted_at: datetime, shown: PersonSkill | None, *, is_accepted: bool
) -> list[Argument]:
    outcome = case.outcome if is_accepted or shown is not None else None
    counted: list[Argument] = [outcome.number, milliseconds(outcome.at)] if outcome else ["", ""]
    lesson = [repr(shown.errors), repr(shown.words)] if shown is not None else ["", ""]
    return [
        *(case.alias, milliseconds(acted_at), keys.CASES_A_PERSON_MAX),
        *(*counted, keys.OUTCOMES_REMEMBERED_MAX, int(is_accepted)),
        *(case.clip.language, *lesson),
    ]


def _skill(errors: str | None, words: str | None) -> PersonSkill:
    # Taking a fraction away from a sum again can leave a hair less than nothing.
    return PersonSkill(errors=max(0.0, float(errors or 0)), words=max(0.0, float(words or 0)))
