"""How long one agreement takes, and how much memory the process took."""

import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks.agreement.progress import Progress
from benchmarks.agreement.skill import Clip, Method, Ready
from bot.agreement import agree

Clock = Callable[[], int]


def milliseconds(
    clips: Sequence[Clip],
    ready: Sequence[Ready],
    method: Method,
    progress: Progress,
    clock_ns: Clock = time.perf_counter_ns,
) -> list[float]:
    """The wall time of agreeing on each clip with all its people; the garbage collector stays on."""
    times = []
    for clip, (suggestions, usual) in progress.over("timing", list(zip(clips, ready, strict=True))):
        model = method.model(clip)
        started = clock_ns()
        agree(suggestions, method.policy, usual=usual, trained=model)
        times.append((clock_ns() - started) / 1e6)
    return times


def percentile(times: Sequence[float], per_cent: int) -> float:
    if len(times) == 1:
        return times[0]
    return statistics.quantiles(times, n=100, method="inclusive")[per_cent - 1]


def peak_mib() -> float:
    """The most that was resident at any time since the process started."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
