"""A program of its own that decodes recordings, so that one that breaks libsndfile breaks nothing else.

It reads recordings from its standard input, each after its length in bytes (eight, big-endian), and answers
each with a line of JSON on its standard output: `{"seconds": 2.5, "peaks": [0, 12, …]}`, or `null` for what
is no recording. It imports nothing of ours and gets no setting, secret or file; it may write no file, so
that nothing of a recording can stay behind.
"""

import io
import json
import resource
import sys
from typing import BinaryIO

import numpy as np
import soundfile
from numpy.typing import NDArray

PEAKS = 300
MOST_FRAMES = 30 * 60 * 48_000
MOST_CHANNELS = 8
MOST_MEMORY_BYTES = 2 * 1024**3  # of addresses, most of which is never used
LENGTH_BYTES = 8
_LOUDEST = 100
_BLOCK_FRAMES = 1 << 16


def main() -> None:
    _give_up_what_is_not_needed()
    while (recording := _next(sys.stdin.buffer)) is not None:
        sys.stdout.write(f"{json.dumps(decoded(recording))}\n")
        sys.stdout.flush()


def _give_up_what_is_not_needed() -> None:
    """No file may grow by what is written here, and a crash leaves no image of the memory behind."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # Elsewhere the system itself maps more than this.
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


def _next(stream: BinaryIO) -> bytes | None:
    """The next recording, or None when whoever asks is gone."""
    length = stream.read(LENGTH_BYTES)
    if len(length) < LENGTH_BYTES:
        return None
    total = int.from_bytes(length, "big")
    recording = stream.read(total)
    return recording if len(recording) == total else None


def decoded(recording: bytes) -> dict[str, object] | None:
    """Seconds, and how loud each part is; None when it is no recording, too long, or too many channels."""
    try:
        with soundfile.SoundFile(io.BytesIO(recording)) as sound:
            if not 0 < sound.frames <= MOST_FRAMES or sound.channels > MOST_CHANNELS:
                return None
            return {"seconds": sound.frames / sound.samplerate, "peaks": _peaks(sound)}
    except (soundfile.LibsndfileError, MemoryError):
        return None


def _peaks(sound: soundfile.SoundFile) -> list[int]:
    """The loudest sample of each part, over all channels, in hundredths of full scale."""
    count = min(PEAKS, sound.frames)
    loudest = np.zeros(count, dtype=np.float32)
    place = 0
    for block in sound.blocks(blocksize=_BLOCK_FRAMES, dtype="float32", always_2d=True):
        levels: NDArray[np.float32] = np.nan_to_num(np.abs(block)).max(axis=1)
        parts = (np.arange(place, place + len(levels)) * count) // sound.frames
        np.maximum.at(loudest, np.minimum(parts, count - 1), levels)
        place += len(levels)
    return [int(level) for level in np.rint(np.clip(loudest, 0, 1) * _LOUDEST)]


if __name__ == "__main__":
    main()
