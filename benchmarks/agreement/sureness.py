"""The second stage of training: nets that say how sure to be of what the first stage chose. Needs torch."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from benchmarks.agreement.lessons import Example, errors_of
from benchmarks.agreement.nets import (
    Arrays,
    Fit,
    Layers,
    RisingLayers,
    Scaling,
    chance_loss,
    fitted,
    kept,
    text_loss,
)
from bot.agreement.choice import Choice, choose
from bot.agreement.confidence import SPEAKS, about_text, about_words, chances, sides_of
from bot.agreement.table import Floats, Ints
from bot.agreement.trained import Trained, net_of, rising_net_of

WORD = Fit(hidden=(16, 0), epochs=5, members=1, batch=4096, rate=1e-2, decay=0)
TEXT = Fit(hidden=(24, 12), epochs=24, members=3, batch=1024, dropout=0.1)
OUTPUTS = 4
ERRORS_AT_MOST = 1.5
"""A text with more errors a word than this is no worse to ask about."""


class Chosen(NamedTuple):
    """An example, the text chosen for it by a model that never saw its fold, and the text's error rate."""

    example: Example
    choice: Choice
    error_rate: float


class WordRows(NamedTuple):
    """What the net for words learns from, with one row a place."""

    inputs: Floats
    right: Floats
    folds: Ints
    text: Ints
    """Which of the texts the place is in."""
    rising: int
    """So many of the inputs, the first ones, can only make a word more sure."""


def chosen(lessons: Sequence[Example], models: Sequence[Trained]) -> list[Chosen]:
    """The text of each example by the model of its fold."""
    texts = []
    for each in lessons:
        model = models[each.fold]
        choice = choose(each.voices, each.table, each.rows, each.lexicon, model)
        texts.append(Chosen(each, choice, errors_of(each, choice) / len(each.truth)))
    return texts


def error_rates(texts: Sequence[Chosen]) -> Floats:
    return np.array([text.error_rate for text in texts], np.float32)


def word_rows(texts: Sequence[Chosen]) -> WordRows:
    about = [
        about_words(each.voices, each.table, choice, sides_of(each.table, choice), each.lexicon)
        for each, choice, _ in texts
    ]
    sizes = [len(places) for places in about]
    return WordRows(
        inputs=np.concatenate(about),
        right=np.array([is_right for text in texts for is_right in _are_right(text)], np.float32),
        folds=np.repeat([text.example.fold for text in texts], sizes),
        text=np.repeat(np.arange(len(texts)), sizes),
        rising=SPEAKS,
    )


def _are_right(text: Chosen) -> list[bool]:
    example = text.example
    places = zip(example.network.places, text.choice.voice, example.right, strict=True)
    return [(said[voice].form if voice >= 0 else "") in right for said, voice, right in places]


def fit_word(rows: WordRows, left_out: int | None, seed: int) -> Arrays:
    """The net fitted on all folds but one."""
    scaling = Scaling.of(rows.inputs)
    loss = chance_loss(scaling(rows.inputs), torch.from_numpy(rows.right))
    items = np.flatnonzero(rows.folds != left_out)
    free = rows.inputs.shape[1] - rows.rising

    def made(_: int) -> RisingLayers:
        return RisingLayers(rows.rising, free, WORD.hidden[0])

    (net,) = fitted(made, items, loss, WORD, seed)
    return net.arrays(scaling)


def word_chances(rows: WordRows, nets: Sequence[Arrays]) -> list[Floats]:
    """For each text the sureness of its words, each by the net of its fold."""
    found = np.zeros(len(rows.right), np.float32)
    for fold, arrays in enumerate(nets):
        is_mine = rows.folds == fold
        found[is_mine] = chances(rising_net_of(arrays)(rows.inputs[is_mine]))
    return np.split(found, np.flatnonzero(np.diff(rows.text)) + 1)


def text_inputs(texts: Sequence[Chosen], sure: Sequence[Floats]) -> Floats:
    """One row a text."""
    return np.concatenate(
        [
            about_text(each.voices, each.table, choice, sides_of(each.table, choice), own.tolist())
            for (each, choice, _), own in zip(texts, sure, strict=True)
        ]
    )


def text_targets(texts: Sequence[Chosen]) -> Floats:
    """Whether all is right, the error rate, and how much lower it is with one and with two more people.

    What is unknown is NaN.
    """
    errors = error_rates(texts)
    own = np.minimum(errors, ERRORS_AT_MOST)
    targets = [errors == 0, np.minimum(errors, 1.0)]
    targets += [own - np.minimum(_with_more(texts, people), ERRORS_AT_MOST) for people in (1, 2)]
    return np.column_stack(targets).astype(np.float32)


def _with_more(texts: Sequence[Chosen], people: int) -> Floats:
    """The error rate of the same clip with so many more people; run 0 has everybody already."""
    known = {_asked(text, 0): text.error_rate for text in texts if text.example.run}
    unknown = float("nan")
    return np.array(
        [known.get(_asked(text, people), unknown) if text.example.run else unknown for text in texts],
        np.float32,
    )


def _asked(text: Chosen, more: int) -> tuple[int, int, int]:
    """Which clip it is, in which order its people are asked, and how many were, with so many more."""
    example = text.example
    return example.clip, example.order, example.run + more


def fit_text(inputs: Floats, targets: Floats, folds: Ints, left_out: int | None, seed: int) -> Arrays:
    """The nets fitted on all folds but one."""
    scaling = Scaling.of(inputs)
    loss = text_loss(scaling(inputs), torch.from_numpy(targets))
    items = np.flatnonzero(folds != left_out)

    def made(_: int) -> Layers:
        return Layers(inputs.shape[1], OUTPUTS, TEXT)

    return kept("text", scaling, list(fitted(made, items, loss, TEXT, seed)))


def text_odds(inputs: Floats, folds: Ints, nets: Sequence[Arrays]) -> Floats:
    """For each text the log odds that all of it is right, each by the nets of its fold."""
    odds = np.zeros(len(inputs), np.float32)
    for fold, arrays in enumerate(nets):
        is_mine = folds == fold
        odds[is_mine] = net_of(arrays, "text")(inputs[is_mine]).mean(0)[:, 0]
    return odds


def shift_odds(arrays: Arrays, shift: float) -> None:
    """Adds to the log odds that the nets for texts give."""
    last = max(name for name in arrays if name.startswith("text.bias"))
    bias = arrays[last].astype(np.float32)
    bias[..., 0] += shift
    arrays[last] = bias.astype(arrays[last].dtype)
