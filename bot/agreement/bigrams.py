"""How likely one word of a language is after another; a language without the data has none of it.

A bigram is two words that follow each other. The file holds those that tell most; any other is as likely as
its second word is alone, less what the first one takes from words that are not known to follow it.
See Katz, 1987.
"""

from collections.abc import Mapping, Sequence
from importlib.resources import as_file
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.agreement.languages import data_of

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]

STEPS = 12
"""Probabilities are kept in so many steps a unit of their natural logarithm, rounded."""
WORDS_AT_MOST = 1 << 15
"""A bigram's number is its first word's times this, plus that of its second."""
UNKNOWN = -1
"""The number of a word that is not in the file."""
START, END = "<s>", "</s>"
"""Stand where a text begins and ends; both are in every file."""
LEAST = -14.0
"""No word is less likely than this, as a natural logarithm."""


class Bigrams(NamedTuple):
    """All probabilities are natural logarithms."""

    numbers: Mapping[str, int]
    pairs: NDArray[np.int32]
    """The numbers of the bigrams, in order."""
    starts: NDArray[np.int32]
    """For each word which of the bigrams is the first that it begins; behind the last, how many there are."""
    seconds: NDArray[np.uint16]
    """The second words of the bigrams; far fewer of these have to be looked at than of `pairs`."""
    after: Floats
    """For each of them the probability of its second word after its first."""
    alone: Floats
    """For each word its probability after any word."""
    back_off: Floats
    """For each word what another loses that is not known to follow it."""

    def follows(self, first: Ints, second: Ints) -> Floats:
        """For each two words by their numbers the probability of the second after the first."""
        found = np.where(second == UNKNOWN, LEAST, self.alone[second])
        found += np.where(first == UNKNOWN, 0, self.back_off[first])
        np.maximum(found, LEAST, out=found)
        # Numbers of another size would make numpy copy all bigrams first.
        pair = (first * WORDS_AT_MOST + second).astype(self.pairs.dtype)
        place = np.minimum(self.pairs.searchsorted(pair), len(self.pairs) - 1)
        is_known = (self.pairs[place] == pair) & (first != UNKNOWN) & (second != UNKNOWN)
        found[is_known] = self.after[place[is_known]]
        return found.astype(np.float32)


def bigrams(subtag: str) -> Bigrams | None:
    """The bigrams of a primary language; None when there are none."""
    file = data_of(subtag, "bigrams.npz")
    if file is None:
        return None
    with as_file(file) as path:
        return load(path)


def load(path: Path) -> Bigrams:
    """A file keeps the words in one text, and of each bigram how far it is from the one before it."""
    with np.load(path, allow_pickle=False) as kept:
        words = str(kept["words"]).split("\n")
        followers, gaps = kept["followers"].astype(np.int64), kept["gaps"].astype(np.int64)
        after, alone, back_off = (
            kept[name].astype(np.float32) / -STEPS for name in ("after", "alone", "back_off")
        )
    # The second words of each first one are in order: each is so far from the one before it.
    starts = np.concatenate([[0], np.cumsum(followers)])
    seconds = np.cumsum(gaps)
    seconds -= np.repeat(np.concatenate([[0], seconds])[starts[:-1]], followers)
    return made(words, starts, seconds, after, alone, back_off)


def made(
    words: Sequence[str], starts: Ints, seconds: Ints, after: Floats, alone: Floats, back_off: Floats
) -> Bigrams:
    """As the fields of the same names; the second words of each first one are in order."""
    firsts = np.repeat(np.arange(len(words)), np.diff(starts))
    return Bigrams(
        numbers={word: number for number, word in enumerate(words)},
        pairs=(firsts * WORDS_AT_MOST + seconds).astype(np.int32),
        starts=starts.astype(np.int32),
        seconds=seconds.astype(np.uint16),
        after=after,
        alone=alone,
        back_off=back_off,
    )
