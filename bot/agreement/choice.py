"""The best reading at each place, and how far each reading is from it."""

from typing import NamedTuple

import numpy as np

from bot.agreement.evidence import evidence
from bot.agreement.lexicon import Lexicon
from bot.agreement.network import Network
from bot.agreement.table import Floats, Ints, Rows, Table, Voices
from bot.agreement.trained import Trained


class Choice(NamedTuple):
    """For each place: the voice whose reading was chosen (-1 where all left it open), and the share of the
    belief that this reading got among the readings there (1 where nothing competes), and the next one got.
    """

    voice: list[int]
    belief: list[float]
    runner_up: list[float]


def choose(
    network: Network, voices: Voices, table: Table, rows: Rows, lexicon: Lexicon, trained: Trained
) -> Choice:
    """The choice at every place, by the average of the trained nets."""
    voice = [
        0 if is_shared else next((voice for voice, code in enumerate(codes) if code >= 0), -1)
        for is_shared, codes in zip(table.is_shared, table.codes, strict=True)
    ]
    belief = [1.0] * len(voice)
    runner_up = [0.0] * len(voice)
    if rows.found:
        columns = evidence(network, voices, table, rows, lexicon)
        beliefs = believed(columns, words_of(network, rows, trained), rows, trained).tolist()
        start = 0
        for place, found in rows.found.items():
            shares = beliefs[start : start + len(found)]
            start += len(found)
            belief[place] = max(shares)
            best = shares.index(belief[place])
            voice[place] = found[best]
            shares[best] = -1.0
            runner_up[place] = max(shares)
    return Choice(voice, belief, runner_up)


def words_of(network: Network, rows: Rows, trained: Trained) -> Ints:
    """Each reading's number in the vocabulary, 0 for all other words."""
    number = trained.vocabulary.get
    return np.array(
        [
            number(network.places[place][voice].form, 0)
            for place, voices in rows.found.items()
            for voice in voices
        ],
        np.intp,
    )


def believed(columns: Floats, words: Ints, rows: Rows, trained: Trained) -> Floats:
    """For each reading the share of belief among those at its place, averaged over the nets."""
    scores = trained.choice(columns, words)[:, :, 0]
    scores -= np.maximum.reduceat(scores, rows.starts, axis=1)[:, rows.number]
    grown = np.exp(scores, out=scores)
    grown /= np.add.reduceat(grown, rows.starts, axis=1)[:, rows.number]
    shares: Floats = np.add.reduce(grown) / len(grown)
    return shares
