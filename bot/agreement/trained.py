"""The trained numbers: small nets that choose a reading, say how sure it is, and what asking would bring.

A file holds named arrays, as numpy writes them; `benchmarks/agreement/train.py` makes it.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.agreement.evidence import COLUMNS

Floats = NDArray[np.float32]

FAR = 6.0
"""Inputs further than this many standard deviations from the mean count as this far."""
FORMAT = 1


class Net(NamedTuple):
    """Three layers with rectifiers between; several nets side by side are averaged (`members` first)."""

    mean: Floats
    scale: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    embedding: Floats | None = None
    """What the first layer adds for each word of the vocabulary; row 0 is for all others."""

    def __call__(self, inputs: Floats, words: NDArray[np.intp] | None = None) -> Floats:
        """One row an input gives, for each member, one row of outputs: members by rows by outputs."""
        scaled = _scaled(inputs, self.mean, self.scale)
        first, *later = self.layers
        scaled = scaled @ first[0]
        scaled += first[1]
        if self.embedding is not None and words is not None:
            scaled += self.embedding.take(words, axis=1)
        for weights, bias in later:
            scaled = np.maximum(scaled, 0, out=scaled) @ weights
            scaled += bias
        return scaled


class RisingNet(NamedTuple):
    """Two layers of which every path from `rising` inputs to the output has weights above zero."""

    mean: Floats
    scale: Floats
    first: Floats
    bias: Floats
    last: Floats
    last_bias: Floats

    def __call__(self, inputs: Floats) -> Floats:
        """The one output of each row, of which the rising inputs are the first."""
        hidden = _scaled(inputs, self.mean, self.scale) @ self.first
        hidden += self.bias
        scores: Floats = np.tanh(hidden, out=hidden) @ self.last
        scores += self.last_bias
        return scores[:, 0]


def _scaled(inputs: Floats, mean: Floats, scale: Floats) -> Floats:
    scaled: Floats = inputs - mean
    scaled *= scale
    np.minimum(scaled, FAR, out=scaled)
    return np.maximum(scaled, -FAR, out=scaled)


class Trained(NamedTuple):
    """All that was learnt from development data."""

    choice: Net
    word: RisingNet
    text: Net
    vocabulary: Mapping[str, int]
    language: str
    """The only language whose words `vocabulary` and the numbers for frequencies were learnt on."""
    prior_error: float
    """The error rate of a person of whom nothing is known."""


def load(path: Path) -> Trained:
    """ValueError when the file was made for another version of the evidence."""
    with np.load(path, allow_pickle=False) as kept:
        if int(kept["format"]) != FORMAT or tuple(kept["columns"]) != COLUMNS:
            raise ValueError(
                f"{path.name} was trained for other evidence; "
                "make it anew with python -m benchmarks.agreement.train"
            )
        return Trained(
            choice=net_of(kept, "choice"),
            word=rising_net_of(kept),
            text=net_of(kept, "text"),
            vocabulary={str(word): number for number, word in enumerate(kept["vocabulary"], start=1)},
            language=str(kept["language"]),
            prior_error=float(kept["prior_error"]),
        )


@cache
def default() -> Trained:
    """The file that is shipped."""
    return load(Path(str(files("bot.agreement") / "trained.npz")))


def net_of(kept: Mapping[str, NDArray[np.floating]], name: str) -> Net:
    """The net of this name, from the arrays of a file."""
    layers: list[tuple[Floats, Floats]] = []
    while f"{name}.weights{len(layers)}" in kept:
        number = len(layers)
        layers.append((_wide(kept[f"{name}.weights{number}"]), _wide(kept[f"{name}.bias{number}"])))
    embedding = kept.get(f"{name}.embedding")
    return Net(
        mean=_wide(kept[f"{name}.mean"]),
        scale=_wide(kept[f"{name}.scale"]),
        layers=tuple(layers),
        embedding=None if embedding is None else _wide(embedding),
    )


def rising_net_of(kept: Mapping[str, NDArray[np.floating]]) -> RisingNet:
    """The net of the words' sureness, from the arrays of a file."""
    first = np.concatenate([kept["word.rising"], kept["word.free"]])
    mean, scale, bias, last, last_bias = (
        _wide(kept[f"word.{name}"]) for name in ("mean", "scale", "bias", "last", "last_bias")
    )
    return RisingNet(mean, scale, _wide(first), bias, last, last_bias)


def _wide(array: NDArray[np.floating]) -> Floats:
    """Files keep half precision where that is enough."""
    return np.ascontiguousarray(array, np.float32)
