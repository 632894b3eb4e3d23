"""What is kept for moderators: counts of flags, of listens in a day, and what each is spared."""

import asyncio
from datetime import timedelta

from bot.domain.case import Category, Door
from bot.domain.events import Upheld
from bot.domain.review_queue import FlagCounts
from bot.ports import Kind
from tests.contract.store.making import (
    CELLAR,
    FIRST,
    GARDEN,
    KITCHEN,
    MODERATOR,
    REASON,
    SECOND,
    HandClock,
    Stores,
    Story,
)

DAY = timedelta(days=1)


async def decided(stores: Stores, story: Story, clock: HandClock, *, is_upheld: bool) -> None:
    """Flagged by FIRST, decided a minute later, and counted."""
    await story.tell(stores.cases, story.asked())
    await story.tell(stores.cases, *story.stopped())
    clock.advance(minutes=1)
    upheld = Upheld(by=MODERATOR, at=clock.now(), door=Door.MODAL, reason=REASON)
    case = await story.tell(stores.cases, upheld if is_upheld else story.resumed())
    for _ in range(3):
        await stores.moderators.judge(case)


async def test_of_an_unknown_person_nothing_is_counted(stores: Stores) -> None:
    assert await stores.moderators.flag_counts([FIRST]) == {FIRST: FlagCounts()}
    assert await stores.moderators.flag_counts([]) == {}


async def test_each_decision_about_a_flag_counts_once_however_often_it_is_tallied(
    stores: Stores, clock: HandClock
) -> None:
    await decided(stores, Story(clock, KITCHEN), clock, is_upheld=True)
    await decided(stores, Story(clock, GARDEN), clock, is_upheld=True)
    await decided(stores, Story(clock, CELLAR), clock, is_upheld=False)

    counts = await stores.moderators.flag_counts([FIRST, SECOND])

    assert counts == {FIRST: FlagCounts(upheld=2, released=1), SECOND: FlagCounts()}


async def test_two_decisions_about_one_case_count_as_two(stores: Stores, clock: HandClock) -> None:
    story = Story(clock)
    await decided(stores, story, clock, is_upheld=False)
    clock.advance(minutes=1)
    await story.tell(stores.cases, *story.stopped())
    clock.advance(minutes=1)
    case = await story.tell(stores.cases, story.resumed())

    await stores.moderators.judge(case)

    assert (await stores.moderators.flag_counts([FIRST]))[FIRST] == FlagCounts(released=2)


async def test_listens_are_counted_up_to_the_limit_and_once_a_delivery(
    stores: Stores, clock: HandClock
) -> None:
    until = clock.now() + DAY

    async def listens(delivery: str) -> int | None:
        return await stores.moderators.take_critical_listen(MODERATOR, delivery, limit=2, until=until)

    assert [await listens(delivery) for delivery in ("a", "b", "b", "c")] == [1, 2, 2, None]
    assert await stores.moderators.critical_listens(MODERATOR) == 2


async def test_a_crowd_of_presses_does_not_exceed_the_limit(stores: Stores, clock: HandClock) -> None:
    until = clock.now() + DAY

    counts = await asyncio.gather(
        *(
            stores.moderators.take_critical_listen(MODERATOR, f"{number}", limit=3, until=until)
            for number in range(20)
        )
    )

    assert sorted(count for count in counts if count is not None) == [1, 2, 3]


async def test_the_next_day_begins_at_none(stores: Stores, clock: HandClock) -> None:
    await stores.moderators.take_critical_listen(MODERATOR, "a", limit=2, until=clock.now() + DAY)

    clock.advance(days=1)

    assert await stores.moderators.critical_listens(MODERATOR) == 0


async def test_a_listen_that_came_to_nothing_is_given_back(stores: Stores, clock: HandClock) -> None:
    await stores.moderators.take_critical_listen(MODERATOR, "a", limit=2, until=clock.now() + DAY)

    for _ in range(2):
        await stores.moderators.give_back_critical_listen(MODERATOR, "a")

    assert await stores.moderators.critical_listens(MODERATOR) == 0


async def test_what_a_moderator_is_spared_is_their_latest_word(stores: Stores) -> None:
    assert await stores.moderators.spared(MODERATOR) == frozenset()

    await stores.moderators.spare(MODERATOR, [Category.CRITICAL, Category.MISUSE])
    await stores.moderators.spare(MODERATOR, {Category.CRITICAL})

    assert await stores.moderators.spared(MODERATOR) == {Category.CRITICAL}
    await stores.moderators.spare(MODERATOR, [])
    assert await stores.moderators.spared(MODERATOR) == frozenset()


async def test_work_can_be_made_due_for_many_cases_at_once(stores: Stores) -> None:
    await stores.due.mark_due(Kind.PRESENT, [KITCHEN, GARDEN, CELLAR])
    await stores.due.mark_due(Kind.PRESENT, [])

    leases = await stores.due.claim_due(limit=10, lease=timedelta(seconds=10))

    assert {(lease.kind, lease.alias) for lease in leases} == {
        (Kind.PRESENT, alias) for alias in (KITCHEN, GARDEN, CELLAR)
    }


async def test_a_page_is_more_urgent_than_all_but_a_stop(stores: Stores) -> None:
    for kind in (Kind.PRESENT, Kind.WRITE, Kind.PAGE, Kind.STOP):
        await stores.due.mark_due(kind, [KITCHEN])

    leases = await stores.due.claim_due(limit=2, lease=timedelta(seconds=10))

    assert [lease.kind for lease in leases] == [Kind.STOP, Kind.PAGE]
