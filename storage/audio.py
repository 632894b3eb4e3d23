"""Recordings on this machine: read piece by piece, and only below the one folder that the operator names."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.errors import AnnotationStoreAway, SecondEarError

P = ParamSpec("P")
R = TypeVar("R")

PIECE_BYTES = 16 * 1024
READ_TIMEOUT_SECONDS = 10.0  # a network drive that hangs must not hold a listener for ever

CONTENT_TYPES = {
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".webm": "audio/webm",
}


class UnusableAudio(SecondEarError):  # noqa: N818 - the name says what happened, as in bot/errors.py
    """A path that cannot be served; the message says why and what to do."""


class AudioFile:
    """A recording, or a part of it: bytes `first` to `last`, both counted.

    When `first` lies behind the end there is nothing to read: it is then `total_bytes`, and `last` one less.
    """

    def __init__(
        self, path: Path, *, content_type: str, total_bytes: int, first: int, last: int | None
    ) -> None:
        end = total_bytes - 1
        self._path = path
        self.content_type = content_type
        self.total_bytes = total_bytes
        self.first = min(first, total_bytes)
        self.last = end if last is None or first > end else min(last, end)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The bytes in pieces of 16 KiB; AnnotationStoreAway when the disk fails or the file got shorter."""
        file = await _in_thread(_open_regular, self._path)
        try:
            place = self.first
            while place <= self.last:
                piece = await _in_thread(os.pread, file, min(PIECE_BYTES, self.last + 1 - place), place)
                if not piece:
                    raise AnnotationStoreAway("The recording became shorter while it was being read.")
                place += len(piece)
                yield piece
        finally:
            os.close(file)


class AudioFolder:
    """The folder below which every recording lies; what leads out of it, by `..` or a link, is not there."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def place(self, path: Path) -> str:
        """The path below the folder, as the store keeps it; UnusableAudio says what is wrong. Blocks."""
        try:
            found = path.resolve(strict=True)
            is_file = found.is_file()
        except (OSError, ValueError, RuntimeError) as error:
            raise UnusableAudio("there is no such file that can be read; check the path") from error
        if not found.is_relative_to(self.root):
            raise UnusableAudio(f"the file lies outside the audio folder {self.root}; move it there")
        if not is_file:
            raise UnusableAudio("this is no file; name the recording itself")
        if found.suffix.lower() not in CONTENT_TYPES:
            raise UnusableAudio(f"the file must end in one of {', '.join(sorted(CONTENT_TYPES))}; convert it")
        return found.relative_to(self.root).as_posix()

    async def open(self, path: str, *, first: int = 0, last: int | None = None) -> AudioFile | None:
        """The recording at a path below the folder; None when nothing there may be served."""
        return await _in_thread(self._open, path, first, last)

    async def check(self) -> None:
        """Nothing, when the folder can be read; AnnotationStoreAway otherwise."""
        if not await _in_thread(os.access, self.root, os.R_OK | os.X_OK):
            raise AnnotationStoreAway(f"The audio folder {self.root} cannot be read.")

    def _open(self, path: str, first: int, last: int | None) -> AudioFile | None:
        if not self.root.is_dir():  # a drive that is not mounted is no reason to say that a clip has no audio
            raise NotADirectoryError
        try:
            place = self.place(self.root / path)
        except UnusableAudio:
            return None
        found = self.root / place
        return AudioFile(
            found,
            content_type=CONTENT_TYPES[found.suffix.lower()],
            total_bytes=found.stat().st_size,
            first=first,
            last=last,
        )


def _open_regular(path: Path) -> int:
    """A descriptor of the file; a link or a pipe put in its place meanwhile is refused."""
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(file).st_mode):
        return file
    os.close(file)
    raise OSError("not a regular file")


async def _in_thread(function: Callable[P, R], /, *args: P.args, **named: P.kwargs) -> R:
    try:
        async with asyncio.timeout(READ_TIMEOUT_SECONDS):
            return await asyncio.to_thread(function, *args, **named)
    except OSError as error:  # a TimeoutError is one as well
        raise AnnotationStoreAway(f"The recording could not be read ({type(error).__name__}).") from error
