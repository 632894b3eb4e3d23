"""How the time to read a text grows with its length, for texts that are made to take long.

`python -m benchmarks.agreement.hostile`

Twice the length takes about twice the time where reading is linear, and four times where it is quadratic.
"""

import time
from collections.abc import Callable, Mapping

from bot.agreement.tokens import read

CHARACTERS = 3000
"""As many as a form of Slack takes."""
LANGUAGE = "en"
_RUNS = 7

Clock = Callable[[], int]
Make = Callable[[int], str]


def _over_and_over(piece: str) -> Make:
    return lambda characters: piece * (characters // len(piece))


def _begun_with(begin: str, piece: str) -> Make:
    return lambda characters: begin + piece * ((characters - len(begin)) // len(piece))


HOSTILE: Mapping[str, Make] = {
    "marks": _over_and_over("[noise]"),
    "opened marks": _over_and_over("[unclear: "),
    "a long mark": _begun_with("[unclear: ", "a "),
    "asterisks": _over_and_over("*"),
    "brackets": _over_and_over("(*"),
    "quotes": _over_and_over("'\""),
    "dots": _over_and_over("a."),
    "one digit": _over_and_over("1"),
    "counts": lambda characters: " ".join(str(number) for number in range(100, 100 + characters // 4)),
    "grouped": _over_and_over("1,111"),
    "percent": _over_and_over("1%"),
    "zalgo": _begun_with("a", "\u0301"),
    "right to left marks": _over_and_over("\u202e\u200f"),
    "one character": _over_and_over("消"),
    "lone marks": _over_and_over("\u0e34"),
    "emoji": _over_and_over("👩\u200d👩\u200d👧 "),
    "breaks": _over_and_over("\n\0"),
    "beginnings": lambda characters: " ".join(
        "a" + "b" * size for size in range(int((2 * characters) ** 0.5) - 2)
    ),
}
"""Texts of about so many characters."""


def main() -> None:
    read([""], LANGUAGE)
    print(f"{'milliseconds':<22}{CHARACTERS // 2:>8}{CHARACTERS:>8}{'growth':>8}")
    for name, make in HOSTILE.items():
        half, whole = (_milliseconds(make(characters)) for characters in (CHARACTERS // 2, CHARACTERS))
        print(f"{name:<22}{half:>8.2f}{whole:>8.2f}{whole / half:>8.1f}")


def _milliseconds(text: str, clock_ns: Clock = time.process_time_ns) -> float:
    """The least of several runs, of three people who share hardly a word."""
    return min(_once([text, text[::-1], text[1:]], clock_ns) for _ in range(_RUNS)) / 1e6


def _once(texts: list[str], clock_ns: Clock) -> int:
    started = clock_ns()
    read(texts, LANGUAGE)
    return clock_ns() - started


if __name__ == "__main__":
    main()
