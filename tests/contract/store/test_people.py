"""Limits of a person are never exceeded, and what they did is counted once."""

import asyncio
from datetime import timedelta

from bot.domain.ids import Alias
from bot.ports import PersonSkill
from storage.keys import CASES_A_PERSON_MAX
from tests.contract.store.making import (
    ASKER,
    CELLAR,
    FIRST,
    GARDEN,
    KITCHEN,
    SECOND,
    THIRD,
    HandClock,
    Stores,
    Story,
)

MINUTE = timedelta(minutes=1)


async def test_tickets_are_given_up_to_the_limit(stores: Stores, clock: HandClock) -> None:
    until = clock.now() + MINUTE

    assert await stores.people.take_ticket(FIRST, KITCHEN, limit=2, until=until) == 0
    assert await stores.people.take_ticket(FIRST, GARDEN, limit=2, until=until) == 1
    assert await stores.people.take_ticket(FIRST, CELLAR, limit=2, until=until) is None
    assert await stores.people.take_ticket(SECOND, CELLAR, limit=2, until=until) == 0


async def test_a_ticket_for_the_same_case_does_not_count_twice(stores: Stores, clock: HandClock) -> None:
    until = clock.now() + MINUTE
    await stores.people.take_ticket(FIRST, KITCHEN, limit=1, until=until)

    assert await stores.people.take_ticket(FIRST, KITCHEN, limit=1, until=until) == 0


async def test_taking_a_ticket_again_moves_its_end(stores: Stores, clock: HandClock) -> None:
    await stores.people.take_ticket(FIRST, KITCHEN, limit=1, until=clock.now() + MINUTE)
    await stores.people.take_ticket(FIRST, KITCHEN, limit=1, until=clock.now() + 3 * MINUTE)

    clock.advance(minutes=2)
    assert await stores.people.take_ticket(FIRST, GARDEN, limit=1, until=clock.now() + MINUTE) is None

    clock.advance(minutes=1)
    assert await stores.people.take_ticket(FIRST, GARDEN, limit=1, until=clock.now() + MINUTE) == 0


async def test_a_ticket_given_back_can_be_taken_by_another_case(stores: Stores, clock: HandClock) -> None:
    until = clock.now() + MINUTE
    await stores.people.take_ticket(FIRST, KITCHEN, limit=1, until=until)

    await stores.people.give_back_ticket(FIRST, KITCHEN)
    await stores.people.give_back_ticket(FIRST, KITCHEN)

    assert await stores.people.take_ticket(FIRST, GARDEN, limit=1, until=until) == 0


async def test_twenty_clicks_at_once_do_not_exceed_the_limit(stores: Stores, clock: HandClock) -> None:
    until = clock.now() + MINUTE
    aliases = [Alias(f"{KITCHEN[:8]}{number:02}") for number in range(20)]

    taken = await asyncio.gather(
        *(stores.people.take_ticket(FIRST, alias, limit=3, until=until) for alias in aliases)
    )

    assert sorted(others for others in taken if others is not None) == [0, 1, 2]


async def test_an_unknown_person_has_an_empty_page(stores: Stores) -> None:
    tally = await stores.people.tally_of(FIRST)

    assert (tally.accepted_suggestions, tally.cases) == (0, ())


async def test_whoever_asked_or_suggested_finds_the_case_latest_first(
    stores: Stores, clock: HandClock
) -> None:
    for alias in (KITCHEN, GARDEN):
        story = Story(clock, alias)
        await story.tell(stores.cases, story.asked())
        clock.advance(minutes=1)
        await stores.people.tally(await story.tell(stores.cases, story.suggested(FIRST)), {})

    assert (await stores.people.tally_of(FIRST)).cases == (GARDEN, KITCHEN)
    assert (await stores.people.tally_of(ASKER)).cases == (GARDEN, KITCHEN)
    assert (await stores.people.tally_of(SECOND)).cases == ()


async def test_an_agreed_suggestion_counts_once_however_often_it_is_tallied(
    stores: Stores, story: Story
) -> None:
    await story.tell(stores.cases, story.asked())
    for person in (FIRST, SECOND, THIRD):
        await story.tell(stores.cases, story.suggested(person))
    agreed = await story.tell(stores.cases, story.agreed(FIRST, SECOND))

    for _ in range(3):
        await stores.people.tally(agreed, {THIRD: PersonSkill(errors=3, words=5)})

    assert (await stores.people.tally_of(FIRST)).accepted_suggestions == 1
    assert (await stores.people.tally_of(SECOND)).accepted_suggestions == 1
    assert (await stores.people.tally_of(THIRD)).accepted_suggestions == 0
    assert (await stores.people.tally_of(ASKER)).accepted_suggestions == 0


async def test_another_outcome_of_the_same_case_counts_again(stores: Stores, story: Story) -> None:
    await story.tell(stores.cases, story.asked())
    await story.tell(stores.cases, story.suggested(FIRST))
    first = await story.tell(stores.cases, story.agreed(FIRST))
    second = await story.tell(stores.cases, story.agreed(FIRST))

    for case in (first, second, first):
        await stores.people.tally(case, {})

    assert (await stores.people.tally_of(FIRST)).accepted_suggestions == 2


async def test_an_old_revision_tallied_late_changes_nothing(stores: Stores, clock: HandClock) -> None:
    kitchen, garden = Story(clock, KITCHEN), Story(clock, GARDEN)
    old = await kitchen.tell(stores.cases, kitchen.asked())
    clock.advance(minutes=1)
    await stores.people.tally(await garden.tell(stores.cases, garden.asked()), {})
    clock.advance(minutes=1)
    await stores.people.tally(await kitchen.tell(stores.cases, kitchen.suggested(ASKER)), {})

    await stores.people.tally(old, {})

    assert (await stores.people.tally_of(ASKER)).cases == (KITCHEN, GARDEN)


async def test_a_page_keeps_the_latest_cases_only(stores: Stores, clock: HandClock) -> None:
    aliases = [Alias(f"{KITCHEN[:7]}{number:03}") for number in range(CASES_A_PERSON_MAX + 5)]
    for alias in aliases:
        story = Story(clock, alias)
        commit = story.next(story.asked())
        assert commit.after is not None
        await stores.people.tally(commit.after, {})
        clock.advance(seconds=1)

    cases = (await stores.people.tally_of(ASKER)).cases

    assert cases == tuple(reversed(aliases[5:]))
