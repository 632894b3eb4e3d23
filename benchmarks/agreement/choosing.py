"""The first stage of training: nets that choose the reading at a place. Needs torch."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.agreement.lessons import Example
from benchmarks.agreement.nets import Arrays, Fit, Layers, Scaling, choice_loss, fitted, kept
from bot.agreement.evidence import COLUMNS, evidence
from bot.agreement.table import Floats, Ints

VOCABULARY = 500
"""So many words, the most frequent ones, are known by themselves."""
READINGS_AT_MOST = 16
RUNS = (0, 2, 3, 4, 5, 6)
"""Networks of so many people, 0 for all; what one person said alone is never contested."""
CHOICE = Fit(hidden=(64, 32), epochs=8, members=4, batch=2048, embedded=6)


class ChoiceRows(NamedTuple):
    """What the nets learn from, with one row a reading."""

    inputs: Floats
    words: Ints
    right: NDArray[np.bool_]
    places: Ints
    """A row of row numbers for each place, filled up with -1."""
    folds: Ints
    """The fold of each place."""
    vocabulary: tuple[str, ...]


def choice_rows(lessons: Sequence[Example]) -> ChoiceRows:
    """The readings of all contested places in the networks of `RUNS`."""
    used = [each for each in lessons if len(each.rows.place) and each.run in RUNS]
    inputs = [evidence(each.voices, each.table, each.rows, each.lexicon) for each in used]
    forms: list[str] = []
    right: list[bool] = []
    for each in used:
        for place, voice in zip(each.rows.place.tolist(), each.rows.voice.tolist(), strict=True):
            form = each.network.places[place][voice].form
            forms.append(form)
            right.append(form in each.right[place])
    sizes = [np.bincount(each.rows.number) for each in used]
    folds = [np.full(len(size), each.fold) for each, size in zip(used, sizes, strict=True)]
    vocabulary = tuple(word for word, _ in Counter(form for form in forms if form).most_common(VOCABULARY))
    number = {word: place for place, word in enumerate(vocabulary, start=1)}
    return ChoiceRows(
        inputs=np.concatenate(inputs),
        words=np.array([number.get(form, 0) for form in forms]),
        right=np.array(right),
        places=_places(np.concatenate(sizes)),
        folds=np.concatenate(folds),
        vocabulary=vocabulary,
    )


def _places(sizes: Ints) -> Ints:
    starts = np.cumsum(sizes) - sizes
    within = np.arange(READINGS_AT_MOST)
    return np.where(within < sizes[:, None], starts[:, None] + within, -1)


def fit_choice(rows: ChoiceRows, left_out: int | None, seed: int) -> Arrays:
    """The nets fitted on all folds but one; places at which nobody was right teach nothing."""
    scaling = Scaling.of(rows.inputs)
    inputs, words, right = scaling(rows.inputs), torch.from_numpy(rows.words), torch.from_numpy(rows.right)
    has_right = (rows.right[rows.places] & (rows.places >= 0)).any(1)
    items = np.flatnonzero(has_right & (rows.folds != left_out))
    loss = choice_loss(inputs, words, right, torch.from_numpy(rows.places))
    vocabulary = len(rows.vocabulary)

    def made(member: int) -> Layers:
        # Nets that know words err in other ways than nets that do not: their average is better than either.
        return Layers(len(COLUMNS), 1, CHOICE, vocabulary=0 if member % 2 else vocabulary)

    nets = list(fitted(made, items, loss, CHOICE, seed))
    return kept("choice", scaling, nets, vocabulary)
