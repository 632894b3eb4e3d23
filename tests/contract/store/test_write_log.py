"""The lines of the log by which the annotation store took something, as maintenance reads them."""

from datetime import datetime

from bot.annotation_ports import Brought
from bot.domain.case import Door, WriteState
from bot.domain.events import Event, StoreMarked, WriteBackRecorded
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


def marked(clock: HandClock, epoch: int, result: WriteState = WriteState.WRITTEN) -> Event:
    return StoreMarked(by=SYSTEM, at=clock.now(), door=Door.STORE, epoch=epoch, result=result)


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


async def test_outcomes_and_marks_come_together_in_the_order_of_the_log(
    stores: Stores, clock: HandClock
) -> None:
    story = await an_agreed_story(stores, clock, KITCHEN)
    for event in (recorded(clock), marked(clock, 1), marked(clock, 2, WriteState.GONE)):
        await story.tell(stores.cases, event)
        clock.advance(minutes=1)

    found = [(line.what, line.number, line.result) async for line in stores.log.written()]

    assert found == [
        (Brought.OUTCOME, 1, WriteState.WRITTEN),
        (Brought.MARK, 1, WriteState.WRITTEN),
        (Brought.MARK, 2, WriteState.GONE),
    ]


async def test_the_lines_of_one_case_leave_out_all_others(stores: Stores, clock: HandClock) -> None:
    for alias in (KITCHEN, GARDEN):
        story = await an_agreed_story(stores, clock, alias)
        await story.tell(stores.cases, recorded(clock))
        await story.tell(stores.cases, marked(clock, 1))

    found = [(line.alias, line.what) async for line in stores.log.written(alias=GARDEN)]

    assert found == [(GARDEN, Brought.OUTCOME), (GARDEN, Brought.MARK)]


async def test_a_mark_from_before_there_was_a_result_counts_as_one_that_the_store_took() -> None:
    kept = marked(HandClock(), 1).model_dump(mode="json")
    del kept["result"]

    assert StoreMarked.model_validate(kept).result is WriteState.WRITTEN
