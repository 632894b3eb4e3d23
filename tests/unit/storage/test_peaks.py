"""What a recording looks like, whatever kind it is of, and that a broken one looks like nothing."""

import io
import struct
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from storage.decoding import PEAKS
from storage.peaks import PROGRAM, DecodedWaveforms, open_waveforms

RATE = 16_000


class Recording:
    """A recording in memory."""

    content_type = "audio/wav"
    first = 0

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.total_bytes = len(content)
        self.last = len(content) - 1

    async def pieces(self) -> AsyncIterator[bytes]:
        for begin in range(0, self.total_bytes, 1000):
            yield self._content[begin : begin + 1000]


def half_silent(kind: str = "WAV", subtype: str | None = None, *, channels: int = 1) -> Recording:
    """A second of silence, then a second of a tone at half of full scale."""
    times = np.arange(RATE) / RATE
    tone = 0.5 * np.sin(2 * np.pi * 200 * times)
    samples = np.concatenate([np.zeros(RATE), tone])
    content = io.BytesIO()
    soundfile.write(content, np.column_stack([samples] * channels), RATE, format=kind, subtype=subtype)
    return Recording(content.getvalue())


@pytest.fixture
async def waveforms() -> AsyncIterator[DecodedWaveforms]:
    async with open_waveforms() as opened:
        yield opened


@pytest.mark.parametrize(
    ("kind", "subtype"),
    [("WAV", "PCM_16"), ("FLAC", None), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III")],
)
async def test_silence_is_flat_and_sound_is_not(
    waveforms: DecodedWaveforms, kind: str, subtype: str | None
) -> None:
    waveform = await waveforms.of(half_silent(kind, subtype))

    assert waveform is not None
    assert waveform.seconds == pytest.approx(2, abs=0.1)
    assert len(waveform.peaks) == PEAKS
    assert max(waveform.peaks[: PEAKS // 2 - 20]) <= 2
    assert min(waveform.peaks[PEAKS // 2 + 20 : -20]) == pytest.approx(50, abs=6)


async def test_of_two_channels_the_louder_is_seen(waveforms: DecodedWaveforms) -> None:
    waveform = await waveforms.of(half_silent(channels=2))

    assert waveform is not None
    assert max(waveform.peaks) == 50


async def test_samples_that_are_no_numbers_are_silent(waveforms: DecodedWaveforms) -> None:
    content = io.BytesIO()
    soundfile.write(content, np.full(RATE, np.nan), RATE, format="WAV", subtype="FLOAT")

    waveform = await waveforms.of(Recording(content.getvalue()))

    assert waveform is not None
    assert set(waveform.peaks) == {0}


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"no sound at all" * 100, struct.pack("<4sI4s", b"RIFF", 4, b"WAVE")]
)
async def test_what_is_no_recording_has_no_waveform(waveforms: DecodedWaveforms, content: bytes) -> None:
    assert await waveforms.of(Recording(content)) is None


async def test_a_recording_beyond_the_bound_is_not_read() -> None:
    assert await DecodedWaveforms(most_bytes=1000).of(half_silent()) is None


async def test_a_recording_of_a_crowd_of_channels_is_not_decoded(waveforms: DecodedWaveforms) -> None:
    assert await waveforms.of(half_silent(channels=9)) is None


async def test_a_recording_shorter_than_the_picture_is_wide_has_a_part_a_sample(
    waveforms: DecodedWaveforms,
) -> None:
    content = io.BytesIO()
    soundfile.write(content, np.full(7, 0.25), RATE, format="WAV")

    waveform = await waveforms.of(Recording(content.getvalue()))

    assert waveform is not None
    assert waveform.peaks == (25,) * 7


async def test_a_recording_that_crashes_the_decoder_has_no_waveform_and_the_next_one_has(
    tmp_path: Path,
) -> None:
    fragile = tmp_path / "fragile.py"
    fragile.write_text(
        textwrap.dedent("""
        import os, sys
        while length := sys.stdin.buffer.read(8):
            if b"poison" in sys.stdin.buffer.read(int.from_bytes(length, "big")):
                os.abort()
            print('{"seconds": 1.5, "peaks": [7]}', flush=True)
        """)
    )
    async with open_waveforms(DecodedWaveforms(program=fragile)) as waveforms:
        first, broken, next_one = [
            await waveforms.of(Recording(content)) for content in (b"fine", b"poison", b"fine")
        ]

    assert broken is None
    assert first is not None
    assert next_one == first


async def test_a_decoder_that_never_answers_is_given_up(tmp_path: Path) -> None:
    idle = tmp_path / "idle.py"
    idle.write_text("import sys; sys.stdin.read()")

    async with open_waveforms(DecodedWaveforms(program=idle, decode_seconds=0.3)) as waveforms:
        assert await waveforms.of(Recording(b"fine")) is None


async def test_the_decoder_can_write_no_file_and_sees_no_setting_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-of-ours")
    curious, trace = tmp_path / "curious.py", tmp_path / "trace"
    curious.write_text(
        textwrap.dedent(f"""
        import os, runpy, signal, sys
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        decoding = runpy.run_path({str(PROGRAM)!r})
        decoding["_give_up_what_is_not_needed"]()
        sys.stdin.buffer.read(9)
        try:
            with open({str(trace)!r}, "w") as trace:
                trace.write("speech")
            seconds = 1
        except OSError:
            seconds = 2
        print('{{"seconds": %s, "peaks": [%s]}}' % (seconds, len([n for n in os.environ if "SLACK" in n])))
        """)
    )

    async with open_waveforms(DecodedWaveforms(program=curious)) as waveforms:
        waveform = await waveforms.of(Recording(b"x"))

    assert waveform is not None
    assert waveform.seconds == 2
    assert waveform.peaks == (0,)
    assert trace.read_text() == ""
