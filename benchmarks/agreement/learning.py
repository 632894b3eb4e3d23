"""Both stages of training, for each fold and for all data. Needs torch."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.agreement.calibration import calibration_error
from benchmarks.agreement.choosing import choice_rows, fit_choice
from benchmarks.agreement.folds import FOLDS
from benchmarks.agreement.lessons import LANGUAGE, PRIOR_ERROR, Example
from benchmarks.agreement.nets import Arrays
from benchmarks.agreement.sureness import (
    Chosen,
    chosen,
    error_rates,
    fit_text,
    fit_word,
    shift_odds,
    text_inputs,
    text_odds,
    text_targets,
    word_chances,
    word_rows,
)
from bot.agreement.table import Floats
from bot.agreement.trained import Net, RisingNet, Trained, net_of

LEFT_OUT = (*range(FOLDS), None)
"""The fold that each set of nets never sees; the last set, which is shipped, sees all."""
WORD_SEED, TEXT_SEED = 7, 9
SHIFTS = np.linspace(-0.2, 0.2, 41)
"""What the log odds of texts may be shifted by, in natural logarithms."""

Say = Callable[[str], None]


class Learnt(NamedTuple):
    """The arrays of the nets without each of `LEFT_OUT`, and the words that they know."""

    arrays: tuple[Arrays, ...]
    vocabulary: tuple[str, ...]


def learn(lessons: Sequence[Example], splits: Mapping[str, range], say: Say) -> Learnt:
    """Fits all nets; `splits` names the clips of each split, for the error rates that are said on the way."""
    rows = choice_rows(lessons)
    say(f"{len(rows.inputs)} readings at {len(rows.places)} places")
    arrays: list[Arrays] = []
    for fold in LEFT_OUT:
        arrays.append(fit_choice(rows, fold, 1 if fold is None else fold + 2))
        say(f"choice, {_named(fold)}")
    texts = chosen(lessons, [_chooser(each, rows.vocabulary) for each in arrays[:FOLDS]])
    for name, clips in splits.items():
        say(_error_rates(name, clips, texts))
    _learn_sureness(texts, arrays, splits, say)
    return Learnt(tuple(arrays), rows.vocabulary)


def _learn_sureness(
    texts: Sequence[Chosen], arrays: Sequence[Arrays], splits: Mapping[str, range], say: Say
) -> None:
    """Adds the nets of the second stage to the arrays; those for texts learn from those for words."""
    words = word_rows(texts)
    for fold, own in zip(LEFT_OUT, arrays, strict=True):
        own.update(fit_word(words, fold, WORD_SEED))
        say(f"sureness of words, {_named(fold)}")
    inputs, targets = text_inputs(texts, word_chances(words, arrays[:FOLDS])), text_targets(texts)
    folds = np.array([text.example.fold for text in texts])
    for fold, own in zip(LEFT_OUT, arrays, strict=True):
        own.update(fit_text(inputs, targets, folds, fold, TEXT_SEED))
        say(f"sureness of texts, {_named(fold)}")
    shift = _shift_between(splits, texts, text_odds(inputs, folds, arrays[:FOLDS]), targets[:, 0])
    for own in arrays:
        shift_odds(own, shift)
    say(f"sureness of texts, log odds shifted by {shift:+.2f}")


def _shift_between(
    splits: Mapping[str, range], texts: Sequence[Chosen], odds: Floats, is_right: Floats
) -> float:
    """By how much to shift all log odds, so that the split with the larger calibration error has the least.

    The splits differ in what the same disagreement means: of easy recordings more texts are right than the
    nets say, of hard ones fewer. Somewhere between them lies what is fair to both.
    """
    clips = np.array([text.example.clip for text in texts])
    counts = np.array([text.example.run != 1 for text in texts])
    parts = [
        np.flatnonzero(counts & (clips >= split.start) & (clips < split.stop)) for split in splits.values()
    ]

    def larger_error(shift: float) -> float:
        chances = 1 / (1 + np.exp(-odds - shift))
        errors = [calibration_error(chances[part].tolist(), is_right[part].tolist()) for part in parts]
        return max(error for error in errors if error is not None)

    return float(min(SHIFTS, key=larger_error))


def _named(fold: int | None) -> str:
    return "all folds" if fold is None else f"without fold {fold}"


def _chooser(arrays: Arrays, vocabulary: Sequence[str]) -> Trained:
    """A model that can choose; its nets for sureness are not fitted yet, and empty."""
    nothing = np.zeros(1, np.float32)
    return Trained(
        choice=net_of(arrays, "choice"),
        word=RisingNet(*[nothing] * len(RisingNet._fields)),
        text=Net(nothing, nothing, ()),
        vocabulary={word: number for number, word in enumerate(vocabulary, start=1)},
        language=LANGUAGE,
        prior_error=PRIOR_ERROR,
    )


def _error_rates(name: str, clips: range, texts: Sequence[Chosen]) -> str:
    """Means over clips in per cent; the examples with everybody alternate (see `examples`)."""
    everybody = [text for text in texts if text.example.run == 0 and text.example.clip in clips]
    with_all, with_earlier = (100 * error_rates(half).mean() for half in (everybody[::2], everybody[1::2]))
    return f"{name}, out of fold: {with_all:.3f} % with all known, {with_earlier:.3f} % with earlier known"
