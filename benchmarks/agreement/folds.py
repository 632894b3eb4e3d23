"""Which fold a clip of a development split belongs to, and the models that were trained without each fold.

A fold is a run of neighbours in the order of the truth file, because neighbours come from one recording.
The same five models serve both development splits: fold n of each was left out of model n.
"""

from pathlib import Path

from benchmarks.agreement.crowd_file import BadFileError
from bot.agreement.trained import Trained, load

FOLDS = 5
FOLDER = Path(__file__).parent / "folds"


def fold_of(index: int, clips: int) -> int:
    """The fold of the clip with this index in a truth file of so many clips."""
    return index * FOLDS // clips


def fold_models(folder: Path = FOLDER) -> tuple[Trained, ...]:
    """The model to be used for the clips of each fold. BadFileError when one is missing."""
    paths = [folder / f"fold-{number}.npz" for number in range(FOLDS)]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise BadFileError(
            f"--out-of-fold needs the models trained without each fold, and {folder} has no "
            f"{', '.join(missing)}. Make them, or run without --out-of-fold."
        )
    return tuple(load(path) for path in paths)
