"""What a recording looks like, whatever kind it is of, and that a broken one looks like nothing."""

import io
import struct
from collections.abc import AsyncIterator

import numpy as np
import pytest
import soundfile

from storage.peaks import PEAKS, SoundfileWaveforms

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


@pytest.mark.parametrize(
    ("kind", "subtype"),
    [("WAV", "PCM_16"), ("FLAC", None), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III")],
)
async def test_silence_is_flat_and_sound_is_not(kind: str, subtype: str | None) -> None:
    waveform = await SoundfileWaveforms().of(half_silent(kind, subtype))

    assert waveform is not None
    assert waveform.seconds == pytest.approx(2, abs=0.1)
    assert len(waveform.peaks) == PEAKS
    assert max(waveform.peaks[: PEAKS // 2 - 20]) <= 2
    assert min(waveform.peaks[PEAKS // 2 + 20 : -20]) == pytest.approx(50, abs=6)


async def test_of_two_channels_the_louder_is_seen() -> None:
    waveform = await SoundfileWaveforms().of(half_silent(channels=2))

    assert waveform is not None
    assert max(waveform.peaks) == 50


async def test_samples_that_are_no_numbers_are_silent() -> None:
    content = io.BytesIO()
    soundfile.write(content, np.full(RATE, np.nan), RATE, format="WAV", subtype="FLOAT")

    waveform = await SoundfileWaveforms().of(Recording(content.getvalue()))

    assert waveform is not None
    assert set(waveform.peaks) == {0}


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"no sound at all" * 100, struct.pack("<4sI4s", b"RIFF", 4, b"WAVE")]
)
async def test_what_is_no_recording_has_no_waveform(content: bytes) -> None:
    assert await SoundfileWaveforms().of(Recording(content)) is None


async def test_a_recording_beyond_the_bound_is_not_read() -> None:
    assert await SoundfileWaveforms(most_bytes=1000).of(half_silent()) is None


async def test_a_recording_of_a_crowd_of_channels_is_not_decoded() -> None:
    assert await SoundfileWaveforms().of(half_silent(channels=9)) is None


async def test_a_recording_shorter_than_the_picture_is_wide_has_a_part_a_sample() -> None:
    content = io.BytesIO()
    soundfile.write(content, np.full(7, 0.25), RATE, format="WAV")

    waveform = await SoundfileWaveforms().of(Recording(content.getvalue()))

    assert waveform is not None
    assert waveform.peaks == (25,) * 7
