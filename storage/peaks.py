"""Waveforms of recordings, decoded by programs beside the bot; nothing of a recording is written anywhere."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from pydantic import ValidationError

from bot.ports import Audio, Waveform

MOST_BYTES = 16 * 1024 * 1024
DECODE_SECONDS = 20.0
AT_ONCE = 2
PROGRAM = Path(__file__).with_name("decoding.py")
_LENGTH_BYTES = 8
_NOTHING = b"null\n"
# More than three hundred levels and a length take.
_ANSWER_BYTES = 64 * 1024

_log = structlog.get_logger(__name__)


class DecodedWaveforms:
    """Waveforms by libsndfile, which reads WAV, FLAC, Ogg Vorbis, Ogg Opus and MP3.

    Each decoder is a process that is started when it is needed and takes one recording after the other. A
    recording that crashes or stalls it has no waveform, and the next one gets a new process.
    """

    def __init__(
        self,
        *,
        most_bytes: int = MOST_BYTES,
        decode_seconds: float = DECODE_SECONDS,
        program: Path = PROGRAM,
    ) -> None:
        self._most_bytes = most_bytes
        self._decode_seconds = decode_seconds
        self._program = program
        # Decoding is work for the processor, of which clicks need the rest.
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._idle: list[Process] = []

    async def of(self, audio: Audio) -> Waveform | None:
        if audio.total_bytes > self._most_bytes:
            return None
        async with self._turns:
            whole = b"".join([piece async for piece in audio.pieces()])
            decoder = self._idle.pop() if self._idle else await _start(self._program)
            try:
                async with asyncio.timeout(self._decode_seconds):
                    answer = await _ask(decoder, whole)
            except (TimeoutError, OSError, asyncio.LimitOverrunError, asyncio.IncompleteReadError) as error:
                _log.warning("waveform.decoder_lost", error=type(error).__name__)
                return None
            else:
                self._idle.append(decoder)
                return _waveform(answer)
            finally:
                if decoder not in self._idle:
                    await _end(decoder)

    async def close(self) -> None:
        """Ends the decoders that wait; one that works ends with its work."""
        while self._idle:
            await _end(self._idle.pop())


@asynccontextmanager
async def open_waveforms(waveforms: DecodedWaveforms | None = None) -> AsyncIterator[DecodedWaveforms]:
    waveforms = waveforms or DecodedWaveforms()
    try:
        yield waveforms
    finally:
        await waveforms.close()


async def _start(program: Path) -> Process:
    # Isolated, and without our environment: what decodes a stranger's bytes knows no secret.
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(program)),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env={"PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1"},
        limit=_ANSWER_BYTES,
    )


async def _ask(decoder: Process, recording: bytes) -> bytes:
    if decoder.stdin is None or decoder.stdout is None:
        raise BrokenPipeError
    decoder.stdin.write(len(recording).to_bytes(_LENGTH_BYTES, "big"))
    decoder.stdin.write(recording)
    await decoder.stdin.drain()
    return await decoder.stdout.readuntil(b"\n")


def _waveform(answer: bytes) -> Waveform | None:
    if answer == _NOTHING:
        return None
    try:
        return Waveform.model_validate_json(answer)
    except ValidationError:
        _log.warning("waveform.not_understood")
        return None


async def _end(decoder: Process) -> None:
    if decoder.returncode is None:
        decoder.kill()
    await decoder.wait()
