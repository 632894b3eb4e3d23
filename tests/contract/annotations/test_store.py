"""What the core may rely on, whichever annotation store is behind the port."""

import asyncio

import pytest

from bot.annotation_ports import StoreFlag
from bot.domain.case import Category, WriteState
from bot.ports import Audio
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import AnnotationWorld

AUDIO = bytes(range(256)) * 200  # four pieces


async def heard(audio: Audio | None) -> bytes:
    assert audio is not None
    return b"".join([piece async for piece in audio.pieces()])


async def test_a_clip_says_what_reviewers_may_see_and_nothing_of_device_or_account(
    world: AnnotationWorld,
) -> None:
    lamp = await world.add_clip("lamp", AUDIO)

    clip = await world.store.clip(lamp)

    assert clip is not None
    assert (clip.store, clip.language, clip.duration_seconds, clip.domain) == (
        world.store.name,
        "en",
        2.5,
        "lights",
    )
    assert clip.has_consent
    assert clip.version
    assert "SN-1" not in clip.model_dump_json()
    assert "ACC-1" not in clip.model_dump_json()


async def test_a_clip_without_consent_says_so(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO, has_consent=False)

    clip = await world.store.clip(lamp)

    assert clip is not None
    assert not clip.has_consent


async def test_an_unknown_clip_is_none_and_has_no_audio(world: AnnotationWorld) -> None:
    assert await world.store.clip("nothing") is None
    assert await world.store.audio("nothing") is None


async def test_all_the_audio_comes_in_pieces(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)

    audio = await world.store.audio(lamp)

    assert audio is not None
    assert (audio.content_type, audio.total_bytes, audio.first, audio.last) == (
        "audio/wav",
        len(AUDIO),
        0,
        len(AUDIO) - 1,
    )
    pieces = [piece async for piece in audio.pieces()]
    assert b"".join(pieces) == AUDIO
    assert max(map(len, pieces)) <= 16 * 1024


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 0, AUDIO[:1]),
        (100, 199, AUDIO[100:200]),
        (16_380, 16_390, AUDIO[16_380:16_391]),
        (len(AUDIO) - 5, None, AUDIO[-5:]),
        (len(AUDIO) - 5, 10**12, AUDIO[-5:]),
        (len(AUDIO), None, b""),
        (10**12, 10**12 + 5, b""),
    ],
)
async def test_a_part_of_the_audio_is_exactly_that_part(
    world: AnnotationWorld, first: int, last: int | None, expected: bytes
) -> None:
    lamp = await world.add_clip("lamp", AUDIO)

    audio = await world.store.audio(lamp, first=first, last=last)

    assert audio is not None
    assert audio.total_bytes == len(AUDIO)
    assert audio.last - audio.first + 1 == len(expected)
    assert await heard(audio) == expected


async def test_an_outcome_is_written_once_however_often_it_comes(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)

    states = [await world.store.write(report, key="k1") for _ in range(3)]

    assert states == [WriteState.WRITTEN] * 3
    assert await world.written(lamp) == ["turn the lamp off"]


async def test_writers_of_one_key_at_the_same_time_write_once(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)

    states = await asyncio.gather(*(world.store.write(report, key="k1") for _ in range(10)))

    assert set(states) == {WriteState.WRITTEN}
    assert await world.written(lamp) == ["turn the lamp off"]


async def test_our_own_writing_is_no_change_of_the_clip(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    first = await report_on(world.store, lamp)
    second = first.model_copy(update={"number": 2, "text": "turn the lamp on"})

    await world.store.write(first, key="k1")
    await world.store.mark(lamp, StoreFlag.WITHHELD, Category.SENSITIVE, key="m1")

    assert await world.store.write(second, key="k2") is WriteState.WRITTEN
    assert await world.written(lamp) == ["turn the lamp off", "turn the lamp on"]


async def test_somebody_elses_annotation_in_the_meantime_is_a_conflict(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)

    await world.somebody_annotates(lamp, "turn the ramp off")

    assert await world.store.write(report, key="k1") is WriteState.CONFLICT
    assert await world.written(lamp) == []


async def test_an_edited_clip_is_a_conflict(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)

    await world.somebody_edits(lamp, "turn the")

    assert await world.store.write(report, key="k1") is WriteState.CONFLICT
    assert await world.written(lamp) == []


async def test_an_annotation_from_before_the_ask_is_no_conflict(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    await world.somebody_annotates(lamp, "turn the ramp off")

    report = await report_on(world.store, lamp)

    assert await world.store.write(report, key="k1") is WriteState.WRITTEN


async def test_a_removed_clip_is_gone(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)

    await world.somebody_removes(lamp)

    assert await world.store.write(report, key="k1") is WriteState.GONE
    assert await world.store.mark(lamp, StoreFlag.UPHELD, None, key="m1") is WriteState.GONE


async def test_an_outcome_that_was_written_stays_written_after_the_clip_changed(
    world: AnnotationWorld,
) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)
    await world.store.write(report, key="k1")

    await world.somebody_annotates(lamp, "turn the ramp off")

    assert await world.store.write(report, key="k1") is WriteState.WRITTEN
    assert await world.store.write(report, key="k2") is WriteState.CONFLICT


async def test_nobody_can_tell_is_an_outcome_like_any_other(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp, "")

    assert await world.store.write(report, key="k1") is WriteState.WRITTEN
    assert await world.written(lamp) == [""]


async def test_marks_are_kept_once_a_key_and_in_order(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)

    for key, flag in [("1", StoreFlag.WITHHELD), ("1", StoreFlag.WITHHELD), ("2", StoreFlag.RELEASED)]:
        assert await world.store.mark(lamp, flag, None, key=key) is WriteState.WRITTEN

    assert await world.marked(lamp) == ["withheld", "released"]


async def test_marks_of_one_key_at_the_same_time_are_one(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)

    await asyncio.gather(
        *(world.store.mark(lamp, StoreFlag.WITHHELD, Category.CRITICAL, key="1") for _ in range(10))
    )

    assert await world.marked(lamp) == ["withheld"]


async def test_a_key_of_a_mark_is_none_of_an_outcome(world: AnnotationWorld) -> None:
    lamp = await world.add_clip("lamp", AUDIO)
    report = await report_on(world.store, lamp)

    await world.store.write(report, key="same")
    await world.store.mark(lamp, StoreFlag.WITHHELD, None, key="same")

    assert await world.marked(lamp) == ["withheld"]


async def test_a_working_store_says_so_in_one_line(world: AnnotationWorld) -> None:
    line = await world.store.check()

    assert world.store.name in line
    assert "\n" not in line
