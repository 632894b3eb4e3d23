"""The lines of the log by which the annotation store took an outcome, as maintenance reads them."""

from datetime import datetime

from bot.domain.case import Door, WriteState
from bot.domain.events import Event, WriteBackRecorded
from bot.domain.ids import SYSTEM, Alias
from tests.contract.store.making import (
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


def recorded(clock: HandClock, result: WriteState = WriteState.WRITTEN, *, number: int = 1) -> Event:
    return WriteBackRecorded(by=SYSTEM, at=clock.now(), door=Door.STORE, number=number, result=result)


async def an_agreed_story(stores: Stores, clock: HandClock, alias: Alias) -> Story:
    story = Story(clock, alias=alias)
    await story.tell(stores.cases, story.asked())
    await story.tell(stores.cases, story.agreed(FIRST, SECOND, THIRD))
    return story


async def lines(stores: Stores, *, since: datetime | None = None) -> list[tuple[Alias, int, datetime]]:
    return [(entry.alias, entry.number, entry.at) async for entry in stores.log.written(since=since)]


async def test_what_was_written_comes_oldest_first_whichever_partition_has_it(
    stores: Stores, clock: HandClock
) -> None:
    stories = [await an_agreed_story(stores, clock, alias) for alias in (CELLAR, KITCHEN, GARDEN)]
    times = []
    for story in stories:
        times.append(clock.advance(minutes=1))
        await story.tell(stores.cases, recorded(clock))

    found = await lines(stores)

    assert found == [(CELLAR, 1, times[0]), (KITCHEN, 1, times[1]), (GARDEN, 1, times[2])]


async def test_what_the_store_did_not_take_is_no_line(stores: Stores, clock: HandClock) -> None:
    story = await an_agreed_story(stores, clock, KITCHEN)
    await story.tell(stores.cases, recorded(clock, WriteState.CONFLICT))

    assert await lines(stores) == []


async def test_an_outcome_that_was_written_twice_has_two_lines(stores: Stores, clock: HandClock) -> None:
    story = await an_agreed_story(stores, clock, KITCHEN)
    for _ in range(2):
        await story.tell(stores.cases, recorded(clock))

    assert [(alias, number) for alias, number, _ in await lines(stores)] == [(KITCHEN, 1)] * 2


async def test_reading_from_a_time_leaves_out_what_was_before_it(stores: Stores, clock: HandClock) -> None:
    first = await an_agreed_story(stores, clock, KITCHEN)
    second = await an_agreed_story(stores, clock, GARDEN)
    await first.tell(stores.cases, recorded(clock))
    at = clock.advance(minutes=1)
    await second.tell(stores.cases, recorded(clock))

    assert [alias for alias, _, _ in await lines(stores, since=at)] == [GARDEN]
