"""People's tickets, cases and skill, in memory."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.domain.case import Case
from bot.domain.ids import Alias, Language, PersonId
from bot.ports import PersonSkill, PersonTally
from storage.indexes import accepted, tallied
from storage.keys import CASES_A_PERSON_MAX, OUTCOMES_REMEMBERED_MAX
from storage.memory.room import Room


class Lesson(NamedTuple):
    """What one case's latest outcome told of a person."""

    number: int
    agreed_at: datetime
    language: Language
    shown: PersonSkill


class MemoryPeopleStore:
    """PeopleStore in dictionaries."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._lessons: dict[PersonId, dict[Alias, Lesson]] = {}

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

    async def skills(self, people: Collection[PersonId], language: Language) -> dict[PersonId, PersonSkill]:
        return {person: self._skill(person, language) for person in people}

    async def tally(self, case: Case, skills: Mapping[PersonId, PersonSkill]) -> None:
        """A case stays in a person's list also when they left it; 200 newer ones push it out."""
        for person, acted_at in tallied(case, skills).items():
            cases = self._room.person_cases.setdefault(person, {})
            cases[case.alias] = max(acted_at, cases.get(case.alias, acted_at))
            if len(cases) > CASES_A_PERSON_MAX:
                del cases[min(cases, key=lambda alias: (cases[alias], alias))]
        if case.outcome is None:
            return
        for person in accepted(case):
            self._room.accepted.setdefault(person, set()).add((case.alias, case.outcome.number))
        for person, shown in skills.items():
            lesson = Lesson(case.outcome.number, case.outcome.at, case.clip.language, shown)
            self._learn(person, case.alias, lesson)

    def _learn(self, person: PersonId, alias: Alias, lesson: Lesson) -> None:
        lessons = self._lessons.setdefault(person, {})
        if alias not in lessons or lessons[alias].number < lesson.number:
            lessons[alias] = lesson
        if len(lessons) > OUTCOMES_REMEMBERED_MAX:
            del lessons[min(lessons, key=lambda other: (lessons[other].agreed_at, other))]

    def _skill(self, person: PersonId, language: Language) -> PersonSkill:
        lessons = self._lessons.get(person, {}).values()
        shown = [lesson.shown for lesson in lessons if lesson.language == language]
        return PersonSkill(errors=sum(one.errors for one in shown), words=sum(one.words for one in shown))
