"""How common words are in a language; a language without the data has none, and nothing else changes."""

import gzip
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.agreement.bigrams import Bigrams, bigrams
from bot.agreement.languages import data_of, primary

SCALE = 10
"""Frequencies are kept in tenths of the Zipf scale: log10 of how often a word occurs in 10^9 words."""
UNKNOWN, RARE = 1.0, 2.5
_MOST = 10 * SCALE
LENGTHS = 25
"""What is longer counts as this long, less one."""


def _kinds() -> NDArray[np.float32]:
    frequency, length = np.mgrid[:_MOST, :LENGTHS].reshape(2, -1) / [[SCALE], [8]]
    kinds = np.array([0 * length, length, frequency / 5, frequency < UNKNOWN, frequency < RARE])
    silence = [[1], [0], [0], [0], [0]]
    return np.concatenate([kinds, silence], axis=1, dtype=np.float32)


KINDS: Final = _kinds()
"""For the nets, a column for each kind of form: whether it is silence, its length and frequency, and whether
it is unknown, or rare. The last column is silence.
"""
_SILENCE: Final = _MOST * LENGTHS


class Lexicon(dict[str, int]):
    """Each known word's frequency, in tenths of the Zipf scale (1 to 80), and what is likely to follow it."""

    bigrams: Bigrams | None = None

    def kind(self, form: str) -> int:
        """Which of `KINDS` a form is; it is as frequent as the rarest word in it."""
        if not form:
            return _SILENCE
        known = self.get(form)
        if known is None:
            known = min([self.get(word, 0) for word in form.split()]) if " " in form else 0
        return known * LENGTHS + min(len(form), LENGTHS - 1)


def lexicon(language: str) -> Lexicon:
    """The lexicon of a BCP-47 tag's primary language; empty when there is no data for it."""
    return _loaded(primary(language))


# The bound is for whoever stores invented languages; there are a handful of files.
@lru_cache(maxsize=64)
def _loaded(subtag: str) -> Lexicon:
    file = data_of(subtag, "words.gz")
    if file is None:
        return Lexicon()
    known = Lexicon()
    known.bigrams = bigrams(subtag)
    for line in gzip.decompress(file.read_bytes()).decode().splitlines():
        zipf, _, words = line.partition(" ")
        known.update(dict.fromkeys(words.split(" "), int(zipf)))
    return known
