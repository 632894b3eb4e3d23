"""The best reading at each place, and how far each reading is from it."""

from typing import NamedTuple

import numpy as np

from bot.agreement.evidence import Floats, Ints, Rows, Table, Voices, evidence
from bot.agreement.lexicon import Lexicon
from bot.agreement.network import Network
from bot.agreement.trained import Trained


class Choice(NamedTuple):
    """For each place: the voice whose reading was chosen (-1 where all left it open), and the share of the
    belief that this reading got among the readings there (1 where nothing competes), and the next one got.
    """

    voice: Ints
    belief: Floats
    runner_up: Floats


def choose(
    network: Network, voices: Voices, table: Table, rows: Rows, lexicon: Lexicon, trained: Trained
) -> Choice:
    """The choice at every place, by the average of the trained nets."""
    is_open = ~table.is_said.any(1)
    voice = np.where(is_open, -1, table.is_said.argmax(1))
    belief = np.ones(len(voice), np.float32)
    runner_up = np.zeros(len(voice), np.float32)
    if len(rows.place):
        beliefs = believed(
            evidence(network, voices, table, rows, lexicon), words_of(network, rows, trained), rows, trained
        )
        within = np.arange(len(beliefs)) - rows.starts[rows.number]
        shares = np.full((len(rows.starts), int(within.max()) + 1), -1.0, np.float32)
        shares[rows.number, within] = beliefs
        best = shares.argmax(1)
        places = rows.place[rows.starts]
        voice[places] = rows.voice[rows.starts + best]
        belief[places] = shares[np.arange(len(best)), best]
        shares[np.arange(len(best)), best] = -1.0
        runner_up[places] = shares.max(1)
    return Choice(voice, belief, runner_up)


def words_of(network: Network, rows: Rows, trained: Trained) -> Ints:
    """Each reading's number in the vocabulary, 0 for all other words."""
    number = trained.vocabulary.get
    pairs = zip(rows.place.tolist(), rows.voice.tolist(), strict=True)
    return np.array([number(network.places[place][voice].form, 0) for place, voice in pairs], np.intp)


def believed(columns: Floats, words: Ints, rows: Rows, trained: Trained) -> Floats:
    """For each reading the share of belief among those at its place, averaged over the nets."""
    scores = trained.choice(columns, words)[:, :, 0]
    highest = np.maximum.reduceat(scores, rows.starts, axis=1)
    grown = np.exp(scores - highest[:, rows.number])
    shares: Floats = (grown / np.add.reduceat(grown, rows.starts, axis=1)[:, rows.number]).mean(0)
    return shares
