"""Waveforms of recordings, decoded in memory; nothing of a recording is kept here or written anywhere."""

import asyncio
import io

import numpy as np
import soundfile
from numpy.typing import NDArray

from bot.ports import Audio, Waveform

PEAKS = 300
MOST_BYTES = 16 * 1024 * 1024
MOST_FRAMES = 30 * 60 * 48_000
MOST_CHANNELS = 8
DECODE_SECONDS = 20.0
AT_ONCE = 2
_LOUDEST = 100
_BLOCK_FRAMES = 1 << 16


class SoundfileWaveforms:
    """Waveforms by libsndfile, which reads WAV, FLAC, Ogg Vorbis, Ogg Opus and MP3."""

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        # Decoding is work for the processor, of which clicks need the rest.
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def of(self, audio: Audio) -> Waveform | None:
        if audio.total_bytes > self._most_bytes:
            return None
        async with self._turns:
            whole = b"".join([piece async for piece in audio.pieces()])
            try:
                async with asyncio.timeout(DECODE_SECONDS):
                    return await asyncio.to_thread(_decoded, whole)
            except TimeoutError:
                return None


def _decoded(recording: bytes) -> Waveform | None:
    try:
        with soundfile.SoundFile(io.BytesIO(recording)) as sound:
            if not 0 < sound.frames <= MOST_FRAMES or sound.channels > MOST_CHANNELS:
                return None
            return Waveform(seconds=sound.frames / sound.samplerate, peaks=_peaks(sound))
    except soundfile.LibsndfileError:
        return None


def _peaks(sound: soundfile.SoundFile) -> tuple[int, ...]:
    """The loudest sample of each part, over all channels, in hundredths of full scale."""
    count = min(PEAKS, sound.frames)
    loudest = np.zeros(count, dtype=np.float32)
    place = 0
    for block in sound.blocks(blocksize=_BLOCK_FRAMES, dtype="float32", always_2d=True):
        levels: NDArray[np.float32] = np.nan_to_num(np.abs(block)).max(axis=1)
        parts = (np.arange(place, place + len(levels)) * count) // sound.frames
        np.maximum.at(loudest, np.minimum(parts, count - 1), levels)
        place += len(levels)
    return tuple(int(level) for level in np.rint(np.clip(loudest, 0, 1) * _LOUDEST))
