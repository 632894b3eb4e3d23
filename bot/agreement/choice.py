"""The best reading at each place, and how far each reading is from it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.agreement.evidence import evidence
from bot.agreement.lexicon import Lexicon
from bot.agreement.table import Floats, Ints, Rows, Table, Voices
from bot.agreement.trained import Trained


class Choice(NamedTuple):
    """For each place: the voice whose reading was chosen (-1 where all left it open), and the share of the
    belief that this reading got among the readings there (1 where nothing competes), and the next one got.
    """

    voice: list[int]
    belief: list[float]
    runner_up: list[float]


def choose(voices: Voices, table: Table, rows: Rows, lexicon: Lexicon, trained: Trained) -> Choice:
    """The choice at every place, by the average of the trained nets."""
    beliefs: list[float] = []
    if table.contested:
        columns = evidence(voices, table, rows, lexicon)
        beliefs = believed(columns, words_of(table, trained), rows, trained).tolist()
    return chosen(table, beliefs)


def chosen(table: Table, beliefs: Sequence[float]) -> Choice:
    """What has most of the belief at each place; `beliefs` are those of all contested readings, in order."""
    voice = [
        0 if codes[0] >= 0 else next((voice for voice, code in enumerate(codes) if code >= 0), -1)
        for codes in table.codes
    ]
    belief = [1.0] * len(voice)
    runner_up = [0.0] * len(voice)
    start = 0
    for place, groups in table.contested.items():
        shares = list(beliefs[start : start + len(groups)])
        start += len(groups)
        most = max(shares)
        best = shares.index(most)
        voice[place] = list(groups.values())[best][0]
        belief[place] = most
        del shares[best]
        runner_up[place] = max(shares)
    return Choice(voice, belief, runner_up)


def words_of(table: Table, trained: Trained) -> Ints:
    """Each contested reading's number in the vocabulary, 0 for all other words."""
    number, forms = trained.vocabulary.get, table.forms
    return np.array([number(forms[code], 0) for codes in table.contested.values() for code in codes], np.intp)


def believed(columns: Floats, words: Ints, rows: Rows, trained: Trained) -> Floats:
    """For each reading the share of belief among those at its place, averaged over the nets."""
    scores = trained.choice(columns, words)[:, :, 0]
    scores -= np.maximum.reduceat(scores, rows.starts, axis=1).take(rows.number, axis=1)
    grown = np.exp(scores, out=scores)
    grown /= np.add.reduceat(grown, rows.starts, axis=1).take(rows.number, axis=1)
    shares: Floats = np.add.reduce(grown) / len(grown)
    return shares
