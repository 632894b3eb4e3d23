"""The player in Chromium: it plays when asked and only then, fast, slow or in part, by mouse or keyboard."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.player import ARGUMENTS, CLIP_SECONDS, Listener, Sound, a_tone, chromium, listening
from tests.scenario.listening_room import REFERENCE

__all__ = ["ARGUMENTS", "chromium"]

pytestmark = pytest.mark.browser

MARKS = "[data-marks]"


@pytest.fixture
async def listener(tmp_path: Path) -> AsyncIterator[Listener]:
    async with listening(tmp_path) as opened:
        yield opened


async def test_pressing_play_plays_softly_and_nothing_plays_before(listener: Listener) -> None:
    await listener.open_player()
    before = (await listener.is_paused(), await listener.time(), await listener.of_audio("audio.src"))

    await listener.press("Play")
    await listener.hears(0.3)

    assert before == (True, 0.0, "")
    assert await listener.of_audio("audio.volume") == pytest.approx(0.4)
    await expect(listener.page.get_by_role("button", name="Pause")).to_be_visible()
    await expect(listener.status).to_have_text("Playing.")
    assert listener.complaints == []


async def test_there_is_no_way_to_save_the_recording(listener: Listener) -> None:
    await listener.open_player()

    assert await listener.of_audio("audio.controls") is False
    assert await listener.page.locator("a").count() == 0


async def test_the_keyboard_plays_pauses_and_goes_back_and_forward(listener: Listener) -> None:
    await listener.open_player()

    await listener.keys("Space")
    await listener.hears(0.5)
    await listener.keys("Space")
    paused = (await listener.is_paused(), await listener.time())
    await listener.keys("ArrowLeft")
    back = await listener.time()
    await listener.keys("ArrowRight")

    assert paused[0]
    assert paused[1] >= 0.5
    assert back == pytest.approx(max(0, paused[1] - 2), abs=0.1)
    assert await listener.time() == pytest.approx(back + 2, abs=0.1)


async def test_space_plays_wherever_the_focus_is_and_once(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.evaluate("document.activeElement.blur()")

    await listener.keys("Space")
    await listener.hears(0.2)

    assert not await listener.is_paused()


async def test_everything_can_be_done_by_keyboard_alone(listener: Listener) -> None:
    await listener.open_link()
    await listener.keys("Tab", "Enter")
    await listener.page.get_by_role("button", name="Back 2 s").wait_for()

    await listener.keys("-", "-", "Space")
    await listener.hears(0.4)
    await listener.keys("a")
    await listener.hears(0.8)
    await listener.keys("b")
    await listener.until("audio.currentTime < 0.7")
    await listener.keys("9", "?")

    marked = await listener.page.locator(MARKS).text_content()
    assert marked is not None
    assert marked.startswith("Repeating 0.")
    assert await listener.of_audio("audio.playbackRate") == 0.5
    assert await listener.of_audio("audio.volume") == pytest.approx(0.35)
    await expect(listener.page.get_by_text("the part begins here")).to_be_visible()
    await listener.keys("l")
    await expect(listener.status).to_contain_text("Marked")
    await listener.keys("Escape")
    await expect(listener.page.locator(MARKS)).to_have_text("")
    assert listener.complaints == []


async def test_the_keys_can_be_switched_off(listener: Listener) -> None:
    await listener.open_player()
    await listener.keys("?")
    await listener.page.get_by_label("Use these keys").uncheck()
    await listener.page.evaluate("document.activeElement.blur()")

    await listener.keys("a", "-")

    await expect(listener.page.locator(MARKS)).to_have_text("")
    await expect(listener.page.get_by_label("Speed")).to_have_value("1")


async def test_typing_into_a_field_is_not_taken_for_a_key(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.get_by_label("From").focus()

    await listener.keys("1", "9", "0", "Space")

    assert await listener.is_paused()
    assert await listener.of_audio("audio.volume") == pytest.approx(0.4)


async def test_every_control_is_reached_by_tab_and_has_a_name(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.get_by_label("Position").focus()

    names = []
    for _ in range(10):
        names.append(
            await listener.page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).firstChild.textContent.trim()"
            )
        )
        await listener.keys("Tab")

    assert names == [
        *("Position", "Play", "Back 2 s", "From", "To", "Repeat", "Clear", "Speed", "Volume", "Keys")
    ]


@pytest.mark.parametrize("speed", ["0.25", "2"])
async def test_the_speed_changes_without_stopping_and_without_another_pitch(
    listener: Listener, speed: str
) -> None:
    await listener.open_player()
    await listener.play()

    await listener.page.get_by_label("Speed").select_option(speed)
    await listener.hears(await listener.time() + 0.1)

    assert await listener.of_audio("audio.playbackRate") == float(speed)
    assert await listener.of_audio("audio.preservesPitch") is True
    assert not await listener.is_paused()


async def test_the_volume_has_a_lid(listener: Listener) -> None:
    await listener.open_player()

    await listener.page.get_by_label("Volume").focus()
    await listener.keys("End")

    assert await listener.of_audio("audio.volume") == pytest.approx(0.8)


async def test_a_drag_over_the_waveform_marks_a_part_that_is_played_again_and_again(
    listener: Listener,
) -> None:
    await listener.open_player()
    box = await listener.page.locator("[data-wave]").bounding_box()
    assert box is not None
    mouse = listener.page.mouse

    await mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20)
    await mouse.down()
    await mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 30, steps=5)
    await mouse.up()
    await listener.play()
    await listener.hears(CLIP_SECONDS * 0.45)
    await listener.until(f"audio.currentTime < {CLIP_SECONDS * 0.4}")

    await expect(listener.page.locator(MARKS)).to_have_text("Repeating 0.8 s to 1.5 s")
    assert CLIP_SECONDS * 0.24 < await listener.time() < CLIP_SECONDS * 0.51
    assert await listener.page.get_by_label("From").input_value() == "0.8"


async def test_a_press_on_the_waveform_goes_there(listener: Listener) -> None:
    await listener.open_player()
    await listener.play()
    box = await listener.page.locator("[data-wave]").bounding_box()
    assert box is not None

    await listener.page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + 50)

    assert await listener.time() > CLIP_SECONDS * 0.75
    await expect(listener.page.locator(MARKS)).to_have_text("")


async def test_a_part_is_typed_in_seconds(listener: Listener) -> None:
    await listener.open_player()

    await listener.page.get_by_label("From").fill("1")
    await listener.keys("Tab")
    await listener.page.get_by_label("To").fill("1.4")
    await listener.keys("Tab")
    await listener.play()

    await expect(listener.page.locator(MARKS)).to_have_text("Repeating 1.0 s to 1.4 s")
    assert 0.95 < await listener.time() < 1.45
    await expect(listener.page.get_by_role("button", name="Repeat")).to_have_attribute("aria-pressed", "true")


async def test_a_part_that_reaches_to_the_end_is_repeated_too(listener: Listener) -> None:
    await listener.open_player()
    await listener.page.get_by_label("From").fill("2.6")
    await listener.page.get_by_label("From").blur()

    await listener.play()
    await listener.hears(2.9)
    await listener.until("audio.currentTime < 2.8")

    assert not await listener.is_paused()


async def test_the_waveform_is_that_of_the_recording(listener: Listener) -> None:
    await listener.open_player()

    drawn = listener.page.locator("[data-rest]")
    await expect(drawn).to_have_attribute("d", re.compile(r"(M[\d.]+ [\d.]+V[\d.]+){300}"))
    await expect(listener.page.locator("[data-clock]")).to_have_text("0.0 s of 3.0 s")


@pytest.mark.parametrize(
    ("suffix", "subtype"),
    [
        (".wav", None),
        (".flac", None),
        (".ogg", "VORBIS"),
        (".opus", "OPUS"),
        (".mp3", "MPEG_LAYER_III"),
    ],
)
async def test_every_kind_of_recording_plays_to_its_end(
    tmp_path: Path, suffix: str, subtype: str | None
) -> None:
    sound = a_tone(2.0, suffix=suffix, subtype=subtype)
    async with listening(tmp_path, sound=sound) as listener:
        await listener.open_player()
        await listener.page.get_by_label("Speed").select_option("2")

        await listener.press("Play")
        await listener.until("audio.ended")

        await expect(listener.status).to_have_text("The end.")
        assert await listener.of_audio("audio.duration") == pytest.approx(2.0, abs=0.15)
        assert listener.complaints == []


async def test_a_clip_without_a_recording_says_whom_to_tell(listener: Listener) -> None:
    await listener.open_player()
    (listener.room.world.folder / f"{REFERENCE}.wav").unlink()

    await listener.press("Play")

    await expect(listener.alert).to_contain_text("Tell your team lead")
    await expect(listener.page.get_by_role("button", name="Play")).to_be_visible()


async def test_a_recording_that_is_none_says_what_to_do(tmp_path: Path) -> None:
    async with listening(tmp_path, sound=Sound(content=b"no sound at all" * 100)) as listener:
        await listener.open_player()

        await listener.press("Play")

        await expect(listener.alert).to_contain_text("Reload this page once")
        await listener.keep("broken")
