"""What a store promises when a person insists, and what it can tell of what it once took."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.annotation_ports import AnnotationStore, Brought, Report, StoreFlag, Trace, Written
from bot.domain.case import Category, WriteState
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import AnnotationWorld

AUDIO = b"sound"


async def accepted(store: AnnotationStore, report: Report) -> Report:
    """The same outcome after a person accepted the clip as it is now."""
    clip = await store.clip(report.reference)
    assert clip is not None
    return report.model_copy(update={"clip_version": clip.version, "insisted": report.insisted + 1})


async def a_conflict(world: AnnotationWorld) -> Report:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)
    await world.somebody_annotates(lamp, "turn the ramp off")
    assert await world.store.write(report, key="k1") is WriteState.CONFLICT
    return report


def a_record(report: Report, *, at: datetime | None = None) -> Written:
    """Of a writing just now, unless the test says when."""
    return Written(
        what=Brought.OUTCOME,
        reference=report.reference,
        key="k1",
        insisted=report.insisted,
        at=at or datetime.now(UTC),
    )


async def test_an_outcome_whose_conflict_was_accepted_stands_beside_what_others_wrote(
    world: AnnotationWorld,
) -> None:
    report = await accepted(world.store, await a_conflict(world))

    assert await world.store.write(report, key="k1") is WriteState.WRITTEN

    assert await world.written(report.reference) == ["turn the lamp off"]
    assert await world.theirs_are(report.reference) == ["turn the ramp off"]


async def test_a_change_after_the_conflict_was_accepted_is_a_new_conflict(world: AnnotationWorld) -> None:
    report = await accepted(world.store, await a_conflict(world))

    await world.somebody_annotates(report.reference, "turn the lamb off")

    assert await world.store.write(report, key="k1") is WriteState.CONFLICT
    assert await world.written(report.reference) == []
    again = await accepted(world.store, report)
    assert await world.store.write(again, key="k1") is WriteState.WRITTEN


async def test_an_accepted_outcome_is_written_once_however_often_it_comes(world: AnnotationWorld) -> None:
    report = await accepted(world.store, await a_conflict(world))

    at_once = await asyncio.gather(*(world.store.write(report, key="k1") for _ in range(5)))
    await world.somebody_edits(report.reference, "turn the")
    later = await world.store.write(report, key="k1")

    assert {*at_once, later} == {WriteState.WRITTEN}
    assert await world.written(report.reference) == ["turn the lamp off"]


async def test_insisting_on_what_is_there_already_writes_nothing_more(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)
    await world.store.write(report, key="k1")
    await world.somebody_annotates(lamp, "turn the ramp off")

    again = report.model_copy(update={"insisted": 1})

    assert await world.store.write(again, key="k1") is WriteState.WRITTEN
    assert await world.written(lamp) == ["turn the lamp off"]


async def test_what_was_written_leaves_a_trace_also_when_others_write_beside_it(
    world: AnnotationWorld,
) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)
    await world.store.write(report, key="k1")
    await world.somebody_annotates(lamp, "turn the ramp off")

    assert await world.store.trace(a_record(report)) is Trace.THERE


async def test_a_store_from_before_the_writing_has_lost_it(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)

    # On record as written, and the store stands as if it had never come.
    record = a_record(report, at=datetime.now(UTC) + timedelta(hours=1))

    assert await world.store.trace(record) is Trace.LOST


async def test_what_a_person_removed_is_not_taken_for_a_loss(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)
    await world.store.write(report, key="k1")

    await world.somebody_removes_ours(lamp)

    assert await world.store.trace(a_record(report)) is Trace.REMOVED


async def test_what_a_person_removed_is_written_again_only_when_somebody_insists(
    world: AnnotationWorld,
) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)
    await world.store.write(report, key="k1")
    await world.somebody_removes_ours(lamp)

    again = report.model_copy(update={"insisted": 1})
    states = [await world.store.write(again, key="k1") for _ in range(2)]

    assert states == [WriteState.WRITTEN] * 2
    assert await world.written(lamp) == ["turn the lamp off"]
    assert await world.store.trace(a_record(again)) is Trace.THERE


async def test_an_outcome_of_a_clip_that_is_no_more_is_gone(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)

    await world.somebody_removes(lamp)

    assert await world.store.trace(a_record(report)) is Trace.GONE


async def test_looking_for_a_trace_changes_nothing(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)
    later = datetime.now(UTC) + timedelta(hours=1)

    traces = [await world.store.trace(a_record(report, at=later)) for _ in range(3)]

    assert traces == [Trace.LOST] * 3
    assert await world.store.write(report, key="k1") is WriteState.WRITTEN


def a_mark(reference: str, *, key: str = "m1", at: datetime | None = None) -> Written:
    return Written(what=Brought.MARK, reference=reference, key=key, at=at or datetime.now(UTC))


async def test_a_mark_leaves_a_trace_also_when_others_write_beside_it(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    await world.store.mark(lamp, StoreFlag.WITHHELD, Category.CRITICAL, key="m1")
    await world.somebody_annotates(lamp, "turn the ramp off")

    assert await world.store.trace(a_mark(lamp)) is Trace.THERE


async def test_a_store_from_before_a_mark_has_lost_it(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    later = datetime.now(UTC) + timedelta(hours=1)

    assert await world.store.trace(a_mark(lamp, at=later)) is Trace.LOST


async def test_a_mark_that_a_person_removed_is_not_taken_for_a_loss(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    await world.store.mark(lamp, StoreFlag.WITHHELD, None, key="m1")

    await world.somebody_removes_our_marks(lamp)

    assert await world.store.trace(a_mark(lamp)) is Trace.REMOVED


async def test_a_mark_of_a_clip_that_is_no_more_is_gone(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    await world.somebody_removes(lamp)

    assert await world.store.trace(a_mark(lamp)) is Trace.GONE


async def test_the_trace_of_a_mark_is_none_of_an_outcome_and_the_other_way_round(
    world: AnnotationWorld,
) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)
    later = datetime.now(UTC) + timedelta(hours=1)
    await world.store.write(report, key="k1")
    await world.store.mark(lamp, StoreFlag.WITHHELD, None, key="m1")

    marked = Written(what=Brought.MARK, reference=lamp, key="k1", at=later)
    written = Written(what=Brought.OUTCOME, reference=lamp, key="m1", at=later)

    assert [await world.store.trace(one) for one in (marked, written)] == [Trace.LOST] * 2


async def test_what_the_store_is_told_again_stands_beside_what_a_person_left_of_it(
    world: AnnotationWorld,
) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    await world.store.mark(lamp, StoreFlag.WITHHELD, None, key="m1")
    await world.somebody_removes_our_marks(lamp)

    await world.store.mark(lamp, StoreFlag.WITHHELD, None, key="m2")

    assert await world.marked(lamp) == ["withheld"]
    assert await world.store.trace(a_mark(lamp, key="m2")) is Trace.THERE
