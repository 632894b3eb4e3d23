"""People's tickets, cases and skill, in memory."""

from datetime import datetime

from bot.domain.case import Case
from bot.domain.ids import Alias, PersonId
from bot.ports import PersonTally
from storage.indexes import accepted, involved
from storage.keys import CASES_A_PERSON_MAX
from storage.memory.room import Room


class MemoryPeopleStore:
    """PeopleStore in dictionaries."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def take_ticket(self, person: PersonId, alias: Alias, *, limit: int, until: datetime) -> int | None:
        now = self._room.clock.now()
        held = {found: ends for found, ends in self._room.tickets.get(person, {}).items() if ends > now}
        self._room.tickets[person] = held
        others = len(held) - (alias in held)
        if others >= limit:
            return None
        held[alias] = until
        return others

    async def give_back_ticket(self, person: PersonId, alias: Alias) -> None:
        self._room.tickets.get(person, {}).pop(alias, None)

    async def tally_of(self, person: PersonId) -> PersonTally:
        cases = self._room.person_cases.get(person, {})
        latest_first = sorted(cases, key=lambda alias: (cases[alias], alias), reverse=True)
        count = len(self._room.accepted.get(person, set()))
        return PersonTally(accepted_suggestions=count, cases=tuple(latest_first))

    async def tally(self, case: Case) -> None:
        """A case stays in a person's list also when they left it; 200 newer ones push it out."""
        for person, acted_at in involved(case).items():
            cases = self._room.person_cases.setdefault(person, {})
            cases[case.alias] = max(acted_at, cases.get(case.alias, acted_at))
            if len(cases) > CASES_A_PERSON_MAX:
                del cases[min(cases, key=lambda alias: (cases[alias], alias))]
        if case.outcome is None:
            return
        for person in accepted(case):
            self._room.accepted.setdefault(person, set()).add((case.alias, case.outcome.number))
