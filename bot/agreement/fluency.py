"""How well each reading reads between its neighbours: what the language says, beside what people heard."""

import numpy as np

from bot.agreement.bigrams import END, START, UNKNOWN, Bigrams
from bot.agreement.table import Floats, Ints, Rows, Table

COLUMNS = ("before", "after", "fluency")
"""How likely a reading is after the word before it, the word behind it after the reading, and the mean over
the words, as natural logarithms. Nothing comes before silence: there the word behind follows the one before.
"""
AS_STRONG = 1 - 1e-4
"""A reading with this share of the strongest one's weight is as strong, so that rounding decides nothing."""


def fluency(table: Table, rows: Rows, bigrams: Bigrams) -> Floats:
    """`COLUMNS` by readings. Neighbours are what most of the weight is for; silence there is passed over."""
    number = bigrams.numbers.get
    words = [[number(word, UNKNOWN) for word in form.split(" ")] if form else [] for form in table.forms]
    leading = [words[code] for code in _leading(table)]
    before, behind = _beside(leading, number(START, UNKNOWN), number(END, UNKNOWN))
    firsts: list[int] = []
    seconds: list[int] = []
    for place, code in zip(rows.place.tolist(), rows.code.tolist(), strict=True):
        said = [before[place], *words[code], behind[place]]
        firsts += said[:-1]
        seconds += said[1:]
    sizes = np.array([len(words[code]) for code in rows.code.tolist()], np.intp)
    likely = bigrams.follows(np.array(firsts, np.intp), np.array(seconds, np.intp))
    ends = np.cumsum(sizes + 1)
    after = likely[ends - 1]
    together = np.add.reduceat(likely, ends - sizes - 1)
    return np.stack([together - after, after, together / (sizes + 1)]).astype(np.float32)


def _leading(table: Table) -> list[int]:
    """For each place the reading with most of the weight; of two as strong, the first voice's."""
    is_strongest = table.mass >= np.maximum.reduce(table.mass) * AS_STRONG
    first: Ints = is_strongest.argmax(axis=0)
    codes: list[int] = table.coded[first, np.arange(len(first))].tolist()
    return codes


def _beside(leading: list[list[int]], start: int, end: int) -> tuple[list[int], list[int]]:
    """For each place the last word before it, and the first word behind it."""
    before, behind = [], []
    for words in leading:
        before.append(start)
        start = words[-1] if words else start
    for words in reversed(leading):
        behind.append(end)
        end = words[0] if words else end
    return before, behind[::-1]
