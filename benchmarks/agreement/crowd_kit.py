"""crowd-kit's ROVER on the same clips in the same run, when somebody installed it: `pip install crowd-kit`.

crowd-kit is no dependency of the project and is found by its name, so that nothing else must know of it.

To be fair to it, it is given what its authors gave it in the paper: texts in lower case without punctuation,
which is done before any clock starts, a tokenizer that splits at spaces, and all clips in one data frame, so
that the cost of making small frames is not counted as ROVER's.
Two figures are taken in that one call: the whole call divided by the number of clips, and the median of
ROVER's own work on a clip, which lies between its first call of the tokenizer and the end of its call of the
detokenizer and leaves out pandas' grouping. The lower is what `crowdkit_ms_p50` says. A few long clips take
most of the time, so that the two differ much: `times_faster` compares the time that all clips take, and
`times_faster_by_medians` the clip in the middle.
"""

import importlib
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple, Protocol

from benchmarks.agreement.scoring import words_of
from benchmarks.agreement.skill import Clip

CLIPS_AT_MOST = 300
_WARM_UP_CLIPS = 5

Columns = dict[str, list[str]]
Clock = Callable[[], int]


class Texts(Protocol):
    """What comes out: the text of each clip."""

    def __getitem__(self, audio: str, /) -> str: ...


class Rover(Protocol):
    def fit_predict(self, data: Any, /) -> Texts: ...  # noqa: ANN401 - a data frame of pandas, which has no types here


class CrowdKit(NamedTuple):
    """The two things that are used: ROVER, made of a tokenizer and a detokenizer, and pandas' data frame."""

    rover: Callable[[Callable[[str], list[str]], Callable[[list[str]], str]], Rover]
    frame: Callable[[Columns], Any]


class Rival(NamedTuple):
    """`ms` is the lower figure and `ms_mean` the whole call's; `texts` are in the order of the clips."""

    ms: float
    ms_mean: float
    texts: list[str]


def crowd_kit() -> CrowdKit | None:
    """None when it is not installed."""
    if find_spec("crowdkit") is None:
        return None
    return CrowdKit(
        importlib.import_module("crowdkit.aggregation").ROVER, importlib.import_module("pandas").DataFrame
    )


def spread(count: int, at_most: int = CLIPS_AT_MOST) -> list[int]:
    """Indexes of at most so many clips of `count`, evenly spread."""
    taken = min(count, at_most)
    return [count * each // taken for each in range(taken)]


def rover(clips: Sequence[Clip], library: CrowdKit, clock_ns: Clock = time.perf_counter_ns) -> Rival:
    """Its time a clip, and what it makes of the clips."""
    _run(clips[:_WARM_UP_CLIPS], library, clock_ns)
    return _run(clips, library, clock_ns)


def _run(clips: Sequence[Clip], library: CrowdKit, clock_ns: Clock) -> Rival:
    stopwatch = _Stopwatch(clock_ns)
    method = library.rover(stopwatch.tokenize, stopwatch.detokenize)
    data = library.frame(_columns(clips))
    started = clock_ns()
    texts = method.fit_predict(data)
    mean = (clock_ns() - started) / len(clips) / 1e6
    lower = min(mean, statistics.median(stopwatch.times) / 1e6)
    return Rival(lower, mean, [texts[clip.audio] for clip in clips])


class _Stopwatch:
    """Looks at the clock where ROVER calls back."""

    def __init__(self, clock_ns: Clock) -> None:
        self._clock_ns = clock_ns
        self._started: int | None = None
        self.times: list[int] = []

    def tokenize(self, text: str) -> list[str]:
        if self._started is None:
            self._started = self._clock_ns()
        return text.split(" ")

    def detokenize(self, tokens: list[str]) -> str:
        text = " ".join(tokens)
        if self._started is not None:
            self.times.append(self._clock_ns() - self._started)
            self._started = None
        return text


def _columns(clips: Sequence[Clip]) -> Columns:
    rows = [
        (clip.audio, heard.person, " ".join(words_of(heard.text)))
        for clip in clips
        for heard in clip.suggestions
    ]
    task, worker, text = (list(column) for column in zip(*rows, strict=True))
    return {"task": task, "worker": worker, "text": text}
