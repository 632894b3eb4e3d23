"""What closed cases tell of people adds up by language, counts once, and can be put right."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.case import Case
from bot.domain.ids import EVERYBODY, Alias, Language, PersonId
from bot.ports import PersonSkill
from storage.keys import OUTCOMES_REMEMBERED_MAX
from storage.memory.opening import open_memory
from storage.redis.opening import RedisStores
from tests.contract.store.making import (
    CELLAR,
    ENGLISH,
    FIRST,
    GARDEN,
    GERMAN,
    KITCHEN,
    SECOND,
    THIRD,
    HandClock,
    Stores,
    Story,
)

NOTHING = PersonSkill()
ONE_IN_NINE = PersonSkill(errors=1, words=9)
NONE_IN_FOUR = PersonSkill(errors=0, words=4)
PEOPLE = (FIRST, SECOND, THIRD)


@dataclass
class Office:
    """Cases with outcomes, and what they tell, over one pair of stores."""

    stores: Stores
    clock: HandClock
    stories: dict[Alias, Story] = field(default_factory=dict)

    def outcome(self, alias: Alias = KITCHEN, language: Language = ENGLISH) -> Case:
        """The next outcome of the case, one second later, which rests on everybody's suggestion."""
        self.clock.advance(seconds=1)
        story = self.stories.setdefault(alias, Story(self.clock, alias, language))
        heard = () if story.case else [story.suggested(person) for person in PEOPLE]
        story.case = story.next(story.asked(), *heard, story.agreed(*PEOPLE)).after
        assert story.case is not None
        return story.case

    async def tally(self, case: Case, **shown: PersonSkill) -> None:
        """`first=…` is what the outcome tells of FIRST."""
        people = {"first": FIRST, "second": SECOND, "third": THIRD}
        await self.stores.people.tally(case, {people[name]: skill for name, skill in shown.items()})

    async def skill(self, person: PersonId = FIRST, language: Language = ENGLISH) -> PersonSkill:
        return (await self.stores.people.skills([person], language))[person]


async def test_of_unknown_people_nothing_is_known(stores: Stores) -> None:
    assert await stores.people.skills([FIRST, SECOND], ENGLISH) == {FIRST: NOTHING, SECOND: NOTHING}
    assert await stores.people.skills([], ENGLISH) == {}


async def test_what_cases_tell_adds_up_for_each_person(stores: Stores, clock: HandClock) -> None:
    office = Office(stores, clock)

    await office.tally(office.outcome(KITCHEN), first=ONE_IN_NINE, second=NONE_IN_FOUR)
    await office.tally(office.outcome(GARDEN), first=NONE_IN_FOUR)

    assert await stores.people.skills(PEOPLE, ENGLISH) == {
        FIRST: PersonSkill(errors=1, words=13),
        SECOND: NONE_IN_FOUR,
        THIRD: NOTHING,
    }


async def test_what_cases_tell_of_everybody_adds_up_although_everybody_is_no_person_of_theirs(
    stores: Stores, clock: HandClock
) -> None:
    office = Office(stores, clock)

    for alias in (KITCHEN, GARDEN):
        case = office.outcome(alias)
        for _ in range(2):
            await stores.people.tally(case, {FIRST: ONE_IN_NINE, EVERYBODY: NONE_IN_FOUR})

    assert await office.skill(EVERYBODY) == PersonSkill(errors=0, words=8)
    assert (await stores.people.tally_of(EVERYBODY)).accepted_suggestions == 0


async def test_languages_are_kept_apart(stores: Stores, clock: HandClock) -> None:
    office = Office(stores, clock)

    await office.tally(office.outcome(KITCHEN), first=ONE_IN_NINE)
    await office.tally(office.outcome(GARDEN, GERMAN), first=NONE_IN_FOUR)

    assert await office.skill(language=ENGLISH) == ONE_IN_NINE
    assert await office.skill(language=GERMAN) == NONE_IN_FOUR


async def test_an_outcome_tells_its_lesson_once_however_often_it_is_tallied(
    stores: Stores, clock: HandClock
) -> None:
    office = Office(stores, clock)
    case = office.outcome()

    for _ in range(3):
        await office.tally(case, first=ONE_IN_NINE)

    assert await office.skill() == ONE_IN_NINE
    assert (await stores.people.tally_of(FIRST)).accepted_suggestions == 1


async def test_an_outcome_counted_while_it_told_nothing_can_still_tell_its_lesson(
    stores: Stores, clock: HandClock
) -> None:
    """As when the clip was withheld before the first tally and released after it."""
    office = Office(stores, clock)
    case = office.outcome()
    await office.tally(case)

    await office.tally(case, first=ONE_IN_NINE)

    assert await office.skill() == ONE_IN_NINE
    assert (await stores.people.tally_of(FIRST)).accepted_suggestions == 1


async def test_a_tally_without_a_lesson_leaves_the_earlier_one(stores: Stores, clock: HandClock) -> None:
    office = Office(stores, clock)
    case = office.outcome()
    await office.tally(case, first=ONE_IN_NINE)

    await office.tally(case)

    assert await office.skill() == ONE_IN_NINE


async def test_a_later_outcome_of_the_case_replaces_what_the_earlier_one_told(
    stores: Stores, clock: HandClock
) -> None:
    office = Office(stores, clock)
    await office.tally(office.outcome(GARDEN), first=NONE_IN_FOUR)
    await office.tally(office.outcome(KITCHEN), first=ONE_IN_NINE, second=ONE_IN_NINE)

    await office.tally(office.outcome(KITCHEN), first=PersonSkill(errors=3, words=8), second=NOTHING)

    assert await office.skill(FIRST) == PersonSkill(errors=3, words=12)
    assert await office.skill(SECOND) == NOTHING


async def test_a_later_outcome_in_another_language_takes_the_lesson_along(
    stores: Stores, clock: HandClock
) -> None:
    office = Office(stores, clock)
    await office.tally(office.outcome(), first=ONE_IN_NINE)

    case = office.outcome()
    german = case.clip.model_copy(update={"language": GERMAN})
    await office.tally(case.model_copy(update={"clip": german}), first=NONE_IN_FOUR)

    assert await office.skill(language=ENGLISH) == NOTHING
    assert await office.skill(language=GERMAN) == NONE_IN_FOUR


async def test_an_earlier_outcome_tallied_late_does_not_come_back(stores: Stores, clock: HandClock) -> None:
    office = Office(stores, clock)
    first, second = office.outcome(), office.outcome()
    await office.tally(second, first=NOTHING, second=NONE_IN_FOUR)

    await office.tally(first, first=ONE_IN_NINE, second=ONE_IN_NINE)

    assert await office.skill(FIRST) == NOTHING
    assert await office.skill(SECOND) == NONE_IN_FOUR


async def test_fractions_that_are_taken_back_leave_nothing_behind(stores: Stores, clock: HandClock) -> None:
    office = Office(stores, clock)
    for alias in (KITCHEN, GARDEN, CELLAR):
        await office.tally(office.outcome(alias), first=PersonSkill(errors=0.1, words=0.7))

    for alias in (KITCHEN, GARDEN, CELLAR):
        await office.tally(office.outcome(alias), first=NOTHING)

    left = await office.skill()
    assert max(left.errors, left.words) < 1e-12


async def test_only_the_latest_outcomes_of_a_person_count(stores: Stores, clock: HandClock) -> None:
    office = Office(stores, clock)
    cases = [office.outcome(Alias(f"A{number:09}")) for number in range(OUTCOMES_REMEMBERED_MAX + 2)]
    for case in cases[:5]:
        await office.tally(case, first=ONE_IN_NINE)

    for many in batched(cases[5:], 100):
        await asyncio.gather(*(office.tally(case, first=NONE_IN_FOUR) for case in many))
    await office.tally(cases[0], first=ONE_IN_NINE)

    assert await office.skill() == PersonSkill(errors=3, words=3 * 9 + 4 * (OUTCOMES_REMEMBERED_MAX - 3))


def batched(cases: list[Case], size: int) -> list[list[Case]]:
    return [cases[start : start + size] for start in range(0, len(cases), size)]


async def test_any_history_of_outcomes_comes_to_the_same_in_both(
    redis_stores: RedisStores, clock: HandClock
) -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # noqa: T201 - a random test tells how to repeat it
    chance = random.Random(seed)  # noqa: S311 - a history, not a secret
    office, memory = Office(redis_stores, clock), open_memory(clock)
    cases: list[Case] = []

    for number in range(120):
        alias = chance.choice([KITCHEN, GARDEN, CELLAR])
        cases.append(office.outcome(alias, GERMAN if alias == GARDEN else ENGLISH))
        case, lesson = chance.choice(cases[-6:]), a_lesson(chance)
        for people in (memory.people, redis_stores.people):
            await people.tally(case, lesson)

        for language in (ENGLISH, GERMAN):
            known = await redis_stores.people.skills((*PEOPLE, EVERYBODY), language)
            assert await memory.people.skills((*PEOPLE, EVERYBODY), language) == known, (
                f"step {number} of seed {seed}"
            )


def a_lesson(chance: random.Random) -> Mapping[PersonId, PersonSkill]:
    """What an outcome tells of some of the people, and perhaps of everybody."""
    return {
        person: PersonSkill(errors=chance.randint(0, 3), words=chance.randint(0, 9))
        for person in chance.sample((*PEOPLE, EVERYBODY), chance.randint(0, 4))
    }
