"""The figures of a run as JSON and as a table."""

import json
from collections.abc import Iterator, Mapping, Sequence

# The names stand at the top level of the JSON; rates and shares are in per cent, as `ece` is not.
Figure = bool | int | float | str | None | list[float] | dict[str, str | int | None]
Figures = dict[str, Figure]

DECIMALS = 4


def as_json(figures: Figures) -> str:
    return json.dumps({name: _rounded(figure) for name, figure in figures.items()}, indent=2)


def as_table(figures: Figures) -> str:
    parts = (_head, _error_rates, _curve, _stopping, _calibration, _cost, _rival)
    return "\n".join(line for part in parts for line in part(figures))


def _rounded(figure: Figure) -> Figure:
    if isinstance(figure, float):
        return round(figure, DECIMALS)
    return [round(each, DECIMALS) for each in figure] if isinstance(figure, list) else figure


def _head(of: Figures) -> Iterator[str]:
    skill = "skill from earlier clips only" if of["is_causal"] else "all skill known"
    models = "models trained without the clip's fold" if of["is_out_of_fold"] else "the model that is shipped"
    yield f"{of['crowd']} and {of['truth']}: {of['clips']} clips, up to {of['people']} people"
    yield f"{skill}; {models}"


def _error_rates(of: Figures) -> Iterator[str]:
    yield ""
    yield _row("%", ["mean WER", "corpus WER", "exact clips"])
    yield _row("conventions written out", _numbers(of, ["wer", "corpus_wer", "exact"]))
    typed = ["wer_as_typed", "corpus_wer_as_typed", "exact_as_typed"]
    yield _row("as typed", _numbers(of, typed))


def _curve(of: Figures) -> Iterator[str]:
    rates = of["curve"]
    if isinstance(rates, list):
        yield ""
        yield "people     " + "".join(f"{count:>8}" for count in range(1, len(rates) + 1))
        yield "mean WER, %" + "".join(f"{rate:>8.2f}" for rate in rates)


def _stopping(of: Figures) -> Iterator[str]:
    yield ""
    yield _row("asking by the default policy", ["all clips", "settled", "hopeless", "nobody left"])
    ends = ["policy_settled", "policy_hopeless", "policy_ran_out"]
    yield _row("share of clips, %", ["100.00", *_numbers(of, ends)])
    yield _row("mean WER, %", _numbers(of, ["policy_wer", "policy_wer_settled"]))
    yield _row("exact clips, %", _numbers(of, ["policy_exact", "policy_exact_settled"]))
    yield _row("people asked, mean", _numbers(of, ["policy_mean_people"]))


def _calibration(of: Figures) -> Iterator[str]:
    yield ""
    yield _row("expected calibration error", ["sentences", "words"])
    yield _row("15 bins, 2 people and more", _numbers(of, ["ece", "ece_words"], decimals=4))


def _cost(of: Figures) -> Iterator[str]:
    yield ""
    yield _row("milliseconds a clip", ["median", "99 %"])
    yield _row("all people", _numbers(of, ["ms_p50", "ms_p99"], decimals=3))
    yield _row(
        "seen for the first time", _numbers(of, ["ms_p50_first_sight", "ms_p99_first_sight"], decimals=3)
    )
    if of["clips_of_30_words"]:
        thirty = ["ms_p50_of_30_words", "ms_p99_of_30_words"]
        yield _row(f"{of['clips_of_30_words']} clips of about 30 words", _numbers(of, thirty, decimals=3))
    yield _row("peak memory, MiB", _numbers(of, ["peak_mib"], decimals=0))


def _rival(of: Figures) -> Iterator[str]:
    yield ""
    if of["crowdkit_ms_p50"] is None:
        yield "crowd-kit is not installed, so nothing is compared with it; `pip install crowd-kit` is enough."
        return
    yield _row(f"on {of['crowdkit_clips']} clips", ["crowd-kit", "ours", "times faster"])
    medians = ["crowdkit_ms_p50", "ms_p50_on_crowdkit_clips", "times_faster_by_medians"]
    yield _row("milliseconds a clip, median", _numbers(of, medians))
    means = ["crowdkit_ms_mean", "ms_mean_on_crowdkit_clips", "times_faster"]
    yield _row("milliseconds a clip, mean", _numbers(of, means))
    yield _row("mean WER, %", _numbers(of, ["crowdkit_wer", "wer_on_crowdkit_clips"]))


def _numbers(of: Mapping[str, Figure], names: Sequence[str], decimals: int = 2) -> list[str]:
    return [f"{of[name]:.{decimals}f}" if of[name] is not None else "-" for name in names]


def _row(label: str, cells: Sequence[str]) -> str:
    return f"{label:<30}" + "".join(f"{cell:>13}" for cell in cells)
