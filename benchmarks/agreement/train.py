"""Makes the trained file and those of the five folds from development splits in CrowdSpeech's format.

`python -m benchmarks.agreement.train FOLDER [--again]`, with the crowd files and the truth files of the
splits dev-clean and dev-other in FOLDER. It needs torch (`pip install torch`).

The files in the repository were made by `python -m benchmarks.agreement.train FOLDER` and then once more with
`--again`. In the first run people's skill is learnt by weighing votes, because there is no model yet; in
the second by the models of the first, each on the fold that it never saw. On 2 cores a run takes about
twenty minutes.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.agreement.crowd_file import BadFileError
from benchmarks.agreement.folds import FOLDER, fold_models
from benchmarks.agreement.lessons import LANGUAGE, PRIOR_ERROR, Example, examples, read_split
from benchmarks.agreement.progress import Progress
from bot.agreement import trained as shipped
from bot.agreement.evidence import COLUMNS
from bot.agreement.trained import FORMAT, Trained

if TYPE_CHECKING:
    from benchmarks.agreement.learning import Learnt

SPLITS = ("dev-clean", "dev-other")
SHIPPED = Path(shipped.__file__).parent / "trained.npz"
CANNOT_RUN = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 2 when torch or a file is missing."""
    options = _parser().parse_args(arguments)
    progress = Progress(sys.stderr)
    if find_spec("torch") is None:
        progress.say("The nets are fitted with torch, which is not installed: `pip install torch`.")
        return CANNOT_RUN
    try:
        train(options.folder, progress, is_again=options.again)
    except BadFileError as error:
        progress.say(str(error))
        return CANNOT_RUN
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.agreement.train",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the development splits are")
    parser.add_argument("--again", action="store_true", help="learn skill by the models of an earlier run")
    return parser


def train(folder: Path, progress: Progress, *, is_again: bool) -> None:
    # Whoever lacks torch is told so by `main` and not by a traceback.
    from benchmarks.agreement.learning import learn  # noqa: PLC0415

    earlier = _earlier_models() if is_again else ()
    lessons: list[Example] = []
    clips: dict[str, range] = {}
    first = 0
    for number, name in enumerate(SPLITS):
        split = read_split(folder / f"crowdspeech-{name}-crowd.tsv", folder / f"crowdspeech-{name}-gt.txt")
        lessons.extend(examples(split, PRIOR_ERROR, earlier, seed=number, first_clip=first))
        clips[name] = range(first, first + len(split))
        first += len(split)
        progress.say(f"{name}: {len(lessons)} examples so far")
    _write(learn(lessons, clips, progress.say), progress)


def _earlier_models() -> tuple[Trained, ...]:
    try:
        return fold_models()
    except (BadFileError, ValueError) as error:
        raise BadFileError(
            f"--again needs the models of an earlier run, and those in {FOLDER} are missing or of another "
            "version. Run once without --again first."
        ) from error


def _write(learnt: "Learnt", progress: Progress) -> None:
    FOLDER.mkdir(exist_ok=True)
    paths = [FOLDER / f"fold-{fold}.npz" for fold in range(len(learnt.arrays) - 1)]
    for path, arrays in zip([*paths, SHIPPED], learnt.arrays, strict=True):
        np.savez_compressed(
            path,
            format=FORMAT,
            columns=COLUMNS,
            language=LANGUAGE,
            prior_error=PRIOR_ERROR,
            vocabulary=learnt.vocabulary,
            **arrays,  # type: ignore[arg-type] # no array is named as the option that mypy thinks of
        )
        progress.say(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    sys.exit(main())
