"""How sure to be of each word and of the whole text, and what one more suggestion would bring."""

from math import log
from typing import NamedTuple

import numpy as np

from bot.agreement.choice import Choice
from bot.agreement.evidence import Floats, Table, Voices
from bot.agreement.lexicon import Lexicon
from bot.agreement.network import Network
from bot.agreement.trained import Trained

LEAST, MOST = 0.001, 0.999
"""Nothing that people heard is impossible, and nothing is certain."""

_PAIR = 2
_DOUBTED = 0.7
_BELOW = (0.6, 0.8, 0.95)


class Sureness(NamedTuple):
    """Probabilities from 0 to 1: of each place's reading, and of the text as a whole.

    `errors` is the share of the words that is expected to be wrong, and `gain` by how much of the words one
    more suggestion is expected to lower it.
    """

    words: Floats
    text: float
    errors: float
    gain: float


def sureness(
    network: Network, voices: Voices, table: Table, choice: Choice, lexicon: Lexicon, trained: Trained
) -> Sureness:
    """For a network with at least one place at which somebody said something."""
    words = _between(_chance(trained.word(*about_words(network, voices, table, choice, lexicon))))[:, 0]
    outputs = trained.text(about_text(voices, table, choice, words)).mean(0)[0]
    return Sureness(
        words=words,
        text=float(_between(_chance(outputs[None, None, :1]))[0, 0]),
        errors=float(np.clip(outputs[1], 0, 1)),
        gain=float(max(outputs[2], outputs[3] / 2)),
    )


def _chance(scores: Floats) -> Floats:
    """From members' log odds to their average probability."""
    chances: Floats = (1 / (1 + np.exp(-scores))).mean(0)
    return chances


def _between(chances: Floats) -> Floats:
    bounded: Floats = np.clip(chances, LEAST, MOST)
    return bounded


def about_words(
    network: Network, voices: Voices, table: Table, choice: Choice, lexicon: Lexicon
) -> tuple[Floats, Floats]:
    """One row a place: what speaks for the reading chosen there, and what the place and the reading are like.

    One more voice that says the same as the choices never lowers a number of the first kind and leaves those
    of the second as they are; and the net only rises with the first. So it never makes a word less sure.
    """
    places = np.arange(len(choice.voice))
    for_it = table.is_alike[places, choice.voice] & (choice.voice >= 0)[:, None]
    against = table.is_said & ~for_it
    odds = np.maximum(voices.odds, 0.01)
    support, doubt = for_it @ odds, against @ odds
    rival = np.where(against, (table.is_alike @ odds), 0.0).max(1)
    # A voice that says the same everywhere adds at least as much to what is for a reading as to what is not.
    speaks = np.column_stack(
        [
            np.log1p(4 * support),
            support - rival,
            support / (support + rival + 0.1),
            support / (support + doubt + 0.1),
            -np.log1p(4 * doubt),
            -np.log1p(4 * rival),
            np.where(for_it, odds, 0.0).max(1),
            for_it @ voices.evidence / 4,
            np.full(len(places), np.log1p((for_it.all(0) @ odds) * 4)),
            _around(support / (support + doubt + 0.1)),
        ]
    )
    last = len(places) - 1
    is_like = np.column_stack(
        [
            against.any(1),
            ~(table.is_said.all(1)),
            np.full(len(places), np.log1p(last) / 3),
            np.minimum(np.minimum(places, last - places), 3) / 3,
            _about_forms(network, choice, lexicon),
        ]
    )
    return speaks.astype(np.float32), is_like.astype(np.float32)


def _around(share: Floats) -> Floats:
    """The mean of the two neighbours; the first and the last stand in for those that they lack."""
    around = share / 2
    mean: Floats = np.concatenate([around[:1], around[:-1]]) + np.concatenate([around[1:], around[-1:]])
    return mean


def _about_forms(network: Network, choice: Choice, lexicon: Lexicon) -> Floats:
    has_lexicon = float(bool(lexicon))
    pairs = zip(network.places, choice.voice.tolist(), strict=True)
    forms = [said[voice].form if voice >= 0 else "" for said, voice in pairs]
    return np.array([(*lexicon.about(form), has_lexicon) for form in forms], np.float32)


def about_text(voices: Voices, table: Table, choice: Choice, words: Floats) -> Floats:
    """One row: what the sureness of the words adds up to, and who was heard."""
    # Sums over few numbers, which are several times faster in lists than in arrays.
    sure, beliefs = words.tolist(), choice.belief.tolist()
    count, places = len(voices.error), len(sure)
    error = voices.error.tolist()
    doubt = places - sum(sure)
    disbelief = places - sum(beliefs)
    whole = (table.is_alike[np.arange(places), choice.voice] | ~table.is_said).all(0)
    row = [
        count / 7,
        count == 1,
        count == _PAIR,
        log(places + 1) / 3,
        sum(map(log, sure)) / 3,
        sum([log(max(belief, LEAST)) for belief in beliefs]) / 3,
        disbelief / 3,
        disbelief / places * 3,
        min(beliefs),
        sum([belief < _DOUBTED for belief in beliefs]) / 3,
        sum([log(max(belief * word, LEAST)) for belief, word in zip(beliefs, sure, strict=True)]) / 3,
        doubt / 3,
        doubt / places * 3,
        min(sure),
        sum(sorted(sure)[:3]) / min(places, 3),
        sum([word < _BELOW[0] for word in sure]) / 3,
        sum([word < _BELOW[1] for word in sure]) / 3,
        sum([word < _BELOW[2] for word in sure]) / 5,
        float((choice.runner_up > 0).sum()) / places * 2,
        sum(error) / count * 5,
        min(error) * 10,
        max(error) * 2,
        float(voices.odds.sum()),
        float(voices.evidence.sum()) / count,
        float(voices.evidence.min()),
        float(np.abs(voices.length).max()),
        float(whole.sum()) / count,
        float(whole @ voices.odds),
        float(table.total.sum()) / places / count,
    ]
    return np.array([row], np.float32)
