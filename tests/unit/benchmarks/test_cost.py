"""Time is taken of the agreement alone, and crowd-kit's is taken to its advantage."""

import io
from collections.abc import Callable
from itertools import count

import pytest

from benchmarks.agreement.crowd_kit import Columns, CrowdKit, rover, spread
from benchmarks.agreement.progress import LOG_SECONDS, Progress
from benchmarks.agreement.skill import Clip, Method, unskilled
from benchmarks.agreement.timing import milliseconds, peak_mib, percentile
from bot.agreement import AgreementPolicy, Heard

CLIPS = [
    Clip("b", (Heard(person="p1", text="Good day!"), Heard(person="p2", text="good day")), 0),
    Clip("a", (Heard(person="p1", text="Yes - no."), Heard(person="p2", text="yes")), 0),
]


class FirstText:
    """Stands in for ROVER: takes each clip's first text, and cuts it up and joins it as ROVER does."""

    def __init__(
        self, tokenizer: Callable[[str], list[str]], detokenizer: Callable[[list[str]], str]
    ) -> None:
        self._tokenizer = tokenizer
        self._detokenizer = detokenizer

    def fit_predict(self, data: Columns) -> dict[str, str]:
        texts: dict[str, list[str]] = {}
        for task, text in zip(data["task"], data["text"], strict=True):
            texts.setdefault(task, []).append(text)
        return {task: self._first(heard) for task, heard in sorted(texts.items())}

    def _first(self, heard: list[str]) -> str:
        first, *_ = [self._tokenizer(text) for text in heard]
        return self._detokenizer(first)


def ticking(milliseconds_a_look: int) -> Callable[[], int]:
    """A clock that has moved on by so much each time that somebody looks at it."""
    ticks = count(step=milliseconds_a_look * 1_000_000)
    return lambda: next(ticks)


def test_an_agreement_takes_the_time_between_two_looks_at_the_clock() -> None:
    method = Method(AgreementPolicy(language="en"))

    assert milliseconds(CLIPS, unskilled(CLIPS), method, Progress(io.StringIO()), ticking(3)) == [3.0, 3.0]


def test_the_99th_percentile_of_a_hundred_is_next_to_the_longest() -> None:
    times = [float(each) for each in range(1, 101)]

    assert percentile(times, 50) == pytest.approx(50.5)
    assert 99 <= percentile(times, 99) <= 100
    assert percentile([2.0], 99) == 2.0


def test_memory_is_told_in_mebibytes() -> None:
    assert 5 < peak_mib() < 50_000


def test_crowd_kit_gets_the_texts_of_the_paper_and_answers_in_the_order_of_the_clips() -> None:
    rival = rover(CLIPS, CrowdKit(FirstText, lambda columns: columns), ticking(1))

    assert rival.texts == ["good day", "yes no"]


def test_the_lower_of_crowd_kits_two_times_counts() -> None:
    rival = rover(CLIPS, CrowdKit(FirstText, lambda columns: columns), ticking(1))

    # The whole call sees five steps of the clock for two clips, each clip one.
    assert rival.ms_mean == pytest.approx(2.5)
    assert rival.ms == pytest.approx(1.0)


def test_a_choice_of_clips_is_spread_over_all_of_them() -> None:
    assert spread(10, at_most=5) == [0, 2, 4, 6, 8]
    assert spread(3, at_most=5) == [0, 1, 2]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_now_and_then_and_not_for_every_clip() -> None:
    stream, clock = io.StringIO(), count(step=LOG_SECONDS / 4)

    assert list(Progress(stream, lambda: next(clock)).over("skill", range(9))) == list(range(9))

    lines = stream.getvalue().splitlines()
    assert 1 <= len(lines) <= 3
    assert lines[0].startswith("skill: ")
    assert lines[0].endswith(" of 9")


def test_a_terminal_gets_one_line_that_changes_and_goes_away() -> None:
    stream, clock = Terminal(), count()

    list(Progress(stream, lambda: float(next(clock))).over("skill", range(3)))

    assert "\n" not in stream.getvalue()
    assert stream.getvalue().endswith("\r\033[K")
