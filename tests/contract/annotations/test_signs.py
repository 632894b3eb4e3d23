"""What the feed may rely on, whichever annotation store is behind the port: requests, marks and removals."""

from datetime import timedelta

from bot.annotation_ports import StoreFlag
from bot.domain.case import Category
from bot.domain.feed import Cursor, Signs
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import AnnotationWorld

OVERLAP = timedelta(seconds=5)


async def changes(world: AnnotationWorld, since: Cursor | None = None, *, limit: int = 100) -> list[Signs]:
    """All that changed since then, page by page."""
    found: list[Signs] = []
    for _ in range(50):
        page = await world.store.changes(since, limit=limit)
        found += page.signs
        since = page.cursor
        if page.is_last:
            return found
    raise AssertionError("the pages have no end")


async def the_end(world: AnnotationWorld) -> Cursor:
    page = await world.store.changes(None, limit=100)
    assert page.cursor is not None
    assert page.is_last
    return page.cursor


async def sign_of(world: AnnotationWorld, reference: str) -> Signs:
    (found,) = await world.store.signs([reference])
    return found


async def test_where_nobody_says_anything_nothing_has_changed(world: AnnotationWorld) -> None:
    await world.add_clip("lamp", b"sound")

    assert await changes(world) == []


async def test_a_request_is_found_with_the_language_of_its_clip(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", b"sound")
    await world.somebody_asks(lamp)

    (found,) = await changes(world)

    assert (found.reference, found.language, found.marks, found.is_removed) == (lamp, "en", (), False)
    assert found.request is not None
    assert found.request.at is not None
    assert lamp not in found.request.id or lamp.isdigit()


async def test_a_request_keeps_its_name_however_often_it_is_read(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", b"sound")
    await world.somebody_asks(lamp)

    ((first,), (second,)) = await changes(world), await changes(world)

    assert first.request == second.request == (await sign_of(world, lamp)).request


async def test_a_second_request_beside_the_first_is_no_other(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", b"sound")
    await world.somebody_asks(lamp)
    first = await sign_of(world, lamp)

    await world.somebody_asks(lamp)

    assert await sign_of(world, lamp) == first


async def test_a_request_that_was_taken_back_stands_no_more(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", b"sound")
    await world.somebody_asks(lamp)

    await world.somebody_takes_back(lamp)

    assert (await sign_of(world, lamp)).request is None
    assert [found.request for found in await changes(world)] in ([], [None], [None, None])


async def test_a_mark_is_found_with_its_category(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", b"sound")
    await world.somebody_marks(lamp)

    (found,) = await changes(world)

    assert [(mark.category, mark.at is not None) for mark in found.marks] == [(Category.CRITICAL, True)]
    assert found == await sign_of(world, lamp)


async def test_a_mark_that_was_taken_back_stands_no_more(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", b"sound")
    await world.somebody_marks(lamp)

    await world.somebody_unmarks(lamp)

    assert (await sign_of(world, lamp)).marks == ()


async def test_what_second_ear_writes_is_no_sign(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", b"sound")
    await world.store.write(await report_on(world.store, lamp), key="k1")
    for number, flag in enumerate(StoreFlag):
        await world.store.mark(lamp, flag, Category.CRITICAL, key=f"m{number}")

    sign = await sign_of(world, lamp)

    assert (sign.request, sign.marks) == (None, ())
    assert all(found == sign for found in await changes(world))


async def test_a_removed_clip_says_so(world: AnnotationWorld) -> None:
    lamp, tent = await world.add_clip("lamp", b"sound"), await world.add_clip("tent", b"sound")

    await world.somebody_removes(lamp)

    found = {sign.reference: sign.is_removed for sign in await world.store.signs([lamp, tent])}
    assert found == {lamp: True, tent: False}


async def test_of_many_clips_each_is_found_once_over_small_pages(world: AnnotationWorld) -> None:
    clips = [await world.add_clip(f"clip-{number}", b"sound") for number in range(7)]
    for clip in clips:
        await world.somebody_asks(clip)

    found = await changes(world, limit=2)

    assert {sign.reference for sign in found} == set(clips)


async def test_a_look_from_the_end_finds_only_what_came_since(world: AnnotationWorld) -> None:
    lamp, tent = await world.add_clip("lamp", b"sound"), await world.add_clip("tent", b"sound")
    await world.somebody_asks(lamp)
    end = await the_end(world)
    await world.somebody_asks(tent)

    found = {sign.reference for sign in await changes(world, end)}

    # The last one may be read again; nothing that came later may be missed.
    assert tent in found


async def test_an_overlap_reads_the_last_ones_again(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", b"sound")
    await world.somebody_asks(lamp)
    end = await the_end(world)

    found = await changes(world, Cursor(at=end.at - OVERLAP))

    assert [sign.reference for sign in found] == [lamp]


async def test_of_clips_that_did_not_change_nothing_need_be_said_but_what_changed_is(
    world: AnnotationWorld,
) -> None:
    lamp, tent = await world.add_clip("lamp", b"sound"), await world.add_clip("tent", b"sound")
    await world.somebody_asks(lamp)
    end = await the_end(world)

    await world.somebody_takes_back(lamp)
    await world.somebody_removes(tent)

    found = {sign.reference: sign for sign in await world.store.signs([lamp, tent], since=end.at)}
    assert found[lamp].request is None
    assert found[tent].is_removed


async def test_a_reference_that_the_store_never_had_is_not_taken_for_another_clip(
    world: AnnotationWorld,
) -> None:
    lamp = await world.add_clip("lamp", b"sound")
    await world.somebody_asks(lamp)

    found = await world.store.signs(["999999999"])

    assert [(sign.reference, sign.is_removed) for sign in found] == [("999999999", True)]
    assert await world.store.signs([]) == []
