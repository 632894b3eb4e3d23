"""Identifiers in the shapes that Slack gives them; the randomness comes in from outside."""

import random
import string
from collections.abc import Sequence
from typing import TypeVar

from simulator.clock import Clock

_UPPER = string.ascii_uppercase + string.digits
_MIXED = string.ascii_letters + string.digits
_MICROS = 1_000_000
_Choice = TypeVar("_Choice")


class Ids:
    """Makes new ids; timestamps made here never repeat and never go back."""

    def __init__(self, randomness: random.Random, clock: Clock) -> None:
        self._random = randomness
        self._clock = clock
        self._last_micros = 0

    def entity(self, prefix: str, length: int = 11) -> str:
        return prefix + self._letters(_UPPER, length - len(prefix))

    def digits(self, length: int) -> str:
        return self._digits(length)

    def secret(self, length: int) -> str:
        return self._letters(_MIXED, length)

    def hexadecimal(self, length: int) -> str:
        # One draw for all digits: every answer carries a long id, and a draw from the system is slow.
        return f"{self._random.getrandbits(4 * length):0{length}x}"

    def timestamp(self) -> str:
        micros = max(int(self._clock.now() * _MICROS), self._last_micros + 1)
        self._last_micros = micros
        return f"{micros // _MICROS}.{micros % _MICROS:06d}"

    def trigger(self) -> str:
        return f"{self._digits(13)}.{self._digits(12)}.{self.hexadecimal(32)}"

    def envelope(self) -> str:
        parts = [self.hexadecimal(length) for length in (8, 4, 4, 4, 12)]
        return "-".join(parts)

    def view_hash(self) -> str:
        return f"{int(self._clock.now())}.{self.secret(8)}"

    def block(self) -> str:
        return self.secret(5)

    def any_of(self, choices: Sequence[_Choice]) -> _Choice:
        return self._random.choice(choices)

    def _digits(self, length: int) -> str:
        return self._random.choice("123456789") + self._letters(string.digits, length - 1)

    def _letters(self, alphabet: str, length: int) -> str:
        return "".join(self._random.choices(alphabet, k=length))
