"""How far the work is, for somebody who waits: a line that changes on a terminal, else one now and then."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO, TypeVar

Item = TypeVar("Item")

TERMINAL_SECONDS = 0.2
LOG_SECONDS = 5.0


class Progress:
    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._is_terminal = stream.isatty()
        self._seconds = TERMINAL_SECONDS if self._is_terminal else LOG_SECONDS
        self._told_at = clock()

    def over(self, label: str, items: Sequence[Item]) -> Iterator[Item]:
        """The items one by one, with a word about them when it is time for one."""
        for count, item in enumerate(items):
            if self._clock() - self._told_at >= self._seconds:
                self._tell(f"{label}: {count:,} of {len(items):,}")
            yield item
        if self._is_terminal:
            self._stream.write("\r\033[K")

    def say(self, text: str) -> None:
        """A line that stays."""
        self._stream.write(f"{text}\n")
        self._stream.flush()

    def _tell(self, text: str) -> None:
        self._stream.write(f"\r\033[K{text}" if self._is_terminal else f"{text}\n")
        self._stream.flush()
        self._told_at = self._clock()
