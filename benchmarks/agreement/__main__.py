"""Measures the agreement on a crowd file whose truth is known.

`python -m benchmarks.agreement --crowd FILE.tsv --truth FILE.txt [--people K] [--causal] [--json FILE]
[--out-of-fold]`

Clips are taken in the order in which they first appear in the crowd file, as if their cases closed one after
another, and people in the order of the file. Nothing is trained on the files, and the truth only scores.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from benchmarks.agreement.crowd_file import BadFileError, CrowdFile, in_both, read_crowd, read_truth
from benchmarks.agreement.crowd_kit import crowd_kit, rover, spread
from benchmarks.agreement.folds import fold_models, fold_of
from benchmarks.agreement.progress import Progress
from benchmarks.agreement.replay import Replay, accuracy, calibration, curve, replay, stopping
from benchmarks.agreement.report import Figures, as_json, as_table
from benchmarks.agreement.scoring import LANGUAGE, Words, mean_error_rate, score, words_of
from benchmarks.agreement.skill import Clip, Method, Ready, unskilled, with_all_known, with_earlier_known
from benchmarks.agreement.timing import milliseconds, peak_mib, percentile
from benchmarks.figures import machine, taken_now
from bot.agreement import AgreementPolicy, Heard

PEOPLE = 7
ABOUT_THIRTY = range(27, 34)
BAD_FILE = 2


class Material(NamedTuple):
    """The clips to be agreed on and, apart from them, what was truly said in each."""

    clips: tuple[Clip, ...]
    truth: dict[str, Words]

    @property
    def people(self) -> int:
        return max(len(clip.suggestions) for clip in self.clips)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 2 when a file cannot be used."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.json and not options.json.absolute().parent.is_dir():
        parser.error(
            f"there is no folder {options.json.parent} to write {options.json.name} into; make it first"
        )
    progress = Progress(sys.stderr)
    try:
        figures = measured(options, progress)
    except BadFileError as error:
        progress.say(str(error))
        return BAD_FILE
    print(as_table(figures))
    if options.json:
        options.json.write_text(as_json(figures) + "\n", encoding="utf-8")
    return 0


def measured(options: argparse.Namespace, progress: Progress) -> Figures:
    crowd, truth = read_crowd(options.crowd), read_truth(options.truth)
    method = Method(AgreementPolicy(language=LANGUAGE), fold_models() if options.out_of_fold else ())
    material = _material(crowd, truth, options.people)
    left_out = _left_out(crowd, truth, material)
    _say_what_counts(material, left_out, options.people, progress)
    with_skill = with_earlier_known if options.causal else with_all_known

    # Before anything else: what was agreed on before may be quicker the second time.
    first_times = milliseconds(material.clips, unskilled(material.clips), method, progress)
    ready = with_skill(material.clips, method, progress)
    done = replay(material.clips, ready, material.truth, method, progress)
    return {
        "clips": len(material.clips),
        "people": material.people,
        **accuracy(done.clips),
        "curve": curve(done.clips, material.people),
        **stopping(done.clips),
        **calibration(done),
        **_cost(material, ready, done, method, progress),
        "ms_p50_first_sight": percentile(first_times, 50),
        "ms_p99_first_sight": percentile(first_times, 99),
        "is_causal": options.causal,
        "is_out_of_fold": options.out_of_fold,
        "crowd": options.crowd.name,
        "truth": options.truth.name,
        **left_out,
        "at": taken_now(),
        "machine": machine(),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.agreement",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--crowd", type=Path, required=True, metavar="FILE.tsv", help="what each person heard"
    )
    parser.add_argument("--truth", type=Path, required=True, metavar="FILE.txt", help="what was said")
    parser.add_argument(
        "--people",
        type=_count,
        default=PEOPLE,
        metavar="K",
        help=f"the first K of each clip count ({PEOPLE})",
    )
    parser.add_argument(
        "--causal", action="store_true", help="of a person's skill, know only what earlier clips told"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    parser.add_argument(
        "--out-of-fold",
        action="store_true",
        help="use the models trained without the clip's fold: for the splits that they were trained on",
    )
    return parser


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least one person must be heard")
    return count


def _material(crowd: CrowdFile, truth: Mapping[str, str], people: int) -> Material:
    folds = {audio: fold_of(index, len(truth)) for index, audio in enumerate(truth)}
    clips = tuple(
        Clip(
            audio,
            tuple(Heard(person=each.person, text=each.text) for each in crowd.suggestions[audio][:people]),
            folds[audio],
        )
        for audio in in_both(crowd.suggestions, truth)
    )
    return Material(clips, {clip.audio: words_of(truth[clip.audio]) for clip in clips})


def _left_out(crowd: CrowdFile, truth: Mapping[str, str], material: Material) -> dict[str, int]:
    return {
        "clips_without_truth": len(crowd.suggestions) - len(material.clips),
        "clips_without_suggestions": len(truth) - len(material.clips),
        "clips_with_fewer_people": sum(len(clip.suggestions) < material.people for clip in material.clips),
        "rows_broken": crowd.broken_rows,
    }


def _say_what_counts(
    material: Material, left_out: Mapping[str, int], people: int, progress: Progress
) -> None:
    progress.say(
        f"{len(material.clips):,} clips are in both files and count, in the order of the crowd file. "
        f"Left out: {left_out['clips_without_truth']:,} clips without truth, "
        f"{left_out['clips_without_suggestions']:,} that nobody transcribed, "
        f"{left_out['rows_broken']:,} broken rows."
    )
    if material.people < people:
        progress.say(f"No clip has more than {material.people} people, so the curve ends there.")


def _cost(
    material: Material, ready: Sequence[Ready], done: Replay, method: Method, progress: Progress
) -> Figures:
    """Time and memory. By now every clip was agreed on several times, which is the warm-up."""
    times = milliseconds(material.clips, ready, method, progress)
    # crowd-kit brings hundreds of MiB with it, so the memory is looked at before it is imported.
    memory = peak_mib()
    return {
        "ms_p50": percentile(times, 50),
        "ms_p99": percentile(times, 99),
        **_of_thirty_words(material, times),
        "peak_mib": memory,
        **_rival(material, times, done, progress),
    }


def _of_thirty_words(material: Material, times: Sequence[float]) -> Figures:
    """The times of clips in which about thirty words are said, by as many people as any clip has."""
    found = [
        time
        for clip, time in zip(material.clips, times, strict=True)
        if len(material.truth[clip.audio]) in ABOUT_THIRTY and len(clip.suggestions) == material.people
    ]
    return {
        "clips_of_30_words": len(found),
        "ms_p50_of_30_words": percentile(found, 50) if found else None,
        "ms_p99_of_30_words": percentile(found, 99) if found else None,
    }


def _rival(material: Material, times: Sequence[float], done: Replay, progress: Progress) -> Figures:
    chosen = spread(len(material.clips))
    ours = [times[index] for index in chosen]
    library = crowd_kit()
    figures: Figures = {
        "crowdkit_ms_p50": None,
        "crowdkit_ms_mean": None,
        "times_faster": None,
        "crowdkit_clips": len(chosen),
        "crowdkit_wer": None,
        "times_faster_by_medians": None,
        "ms_p50_on_crowdkit_clips": percentile(ours, 50),
        "ms_mean_on_crowdkit_clips": fmean(ours),
        "wer_on_crowdkit_clips": mean_error_rate([done.clips[index][-1].score for index in chosen]),
    }
    if library is None:
        return figures
    progress.say(f"crowd-kit's ROVER on {len(chosen)} of the clips")
    clips = [material.clips[index] for index in chosen]
    rival = rover(clips, library)
    scores = [
        score(words_of(text), material.truth[clip.audio])
        for clip, text in zip(clips, rival.texts, strict=True)
    ]
    return figures | {
        "crowdkit_ms_p50": rival.ms,
        "crowdkit_ms_mean": rival.ms_mean,
        "times_faster": rival.ms_mean / fmean(ours),
        "times_faster_by_medians": rival.ms / percentile(ours, 50),
        "crowdkit_wer": mean_error_rate(scores),
    }


if __name__ == "__main__":
    sys.exit(main())
