"""How sure to be of each word and of the whole text, and what one more suggestion would bring."""

from bisect import bisect_left
from collections.abc import Sequence
from math import exp, log, log1p
from typing import NamedTuple

import numpy as np

from bot.agreement.choice import Choice
from bot.agreement.lexicon import Lexicon
from bot.agreement.network import Network
from bot.agreement.table import Floats, Table, Voices, over
from bot.agreement.trained import Trained

LEAST, MOST = 0.001, 0.999
"""Nothing that people heard is impossible, and nothing is certain."""

SPEAKS = 10
"""So many of the numbers about a word can only make it more sure."""
_IS_LIKE = 10
_LOG_LEAST = log(LEAST)
_PAIR = 2
_DOUBTED = 0.7
_BELOW = (0.6, 0.8, 0.95)


class Sureness(NamedTuple):
    """Probabilities from 0 to 1: of each place's reading, and of the text as a whole.

    `errors` is the share of the words that is expected to be wrong, and `gain` by how much of the words one
    more suggestion is expected to lower it.
    """

    words: list[float]
    text: float
    errors: float
    gain: float


def sureness(
    network: Network, voices: Voices, table: Table, choice: Choice, lexicon: Lexicon, trained: Trained
) -> Sureness:
    """For a network with at least one place at which somebody said something."""
    words = chances(trained.word(about_words(network, voices, table, choice, lexicon))).tolist()
    members = trained.text(about_text(voices, table, choice, words))[:, 0].tolist()
    odds, errors, gain, gain_of_two = [sum(output) / len(members) for output in zip(*members, strict=True)]
    return Sureness(
        words=words,
        text=min(max(1 / (1 + exp(-odds)), LEAST), MOST),
        errors=min(max(errors, 0.0), 1.0),
        gain=max(gain, gain_of_two / 2),
    )


def chances(scores: Floats) -> Floats:
    """From log odds to probabilities."""
    found = np.exp(-scores)
    found += 1
    np.reciprocal(found, out=found)
    np.maximum(found, LEAST, out=found)
    return np.minimum(found, MOST, out=found)


def about_words(network: Network, voices: Voices, table: Table, choice: Choice, lexicon: Lexicon) -> Floats:
    """One row a place: what speaks for the reading chosen there (the first `SPEAKS` numbers), and what the
    place and the reading are like.

    One more voice that says the same as the choices never lowers a number of the first kind and leaves those
    of the second as they are; and the net only rises with the first. So it never makes a word less sure.
    """
    for_it, against = _sides(table, choice)
    odds = voices.least_odds
    support = for_it @ odds
    doubt = against @ odds
    rival = np.maximum.reduce(against * over(table.is_alike, odds), axis=1)
    share: Floats = np.divide(support, support + doubt + 0.1, dtype=np.float32)
    about = np.empty((len(for_it), SPEAKS + _IS_LIKE), np.float32)
    # A voice that says the same everywhere adds at least as much to what is for a reading as to what is not.
    about[:, 0] = np.log1p(4 * support)
    about[:, 1] = support - rival
    about[:, 2] = support / (support + rival + 0.1)
    about[:, 3] = share
    about[:, 4] = -np.log1p(4 * doubt)
    about[:, 5] = -np.log1p(4 * rival)
    about[:, 6] = np.maximum.reduce(for_it * odds, axis=1)
    about[:, 7] = for_it @ voices.known[:, 2] / 4
    about[:, 8] = log1p(4 * float(np.minimum.reduce(for_it) @ odds))
    about[:, 9] = _around(share)
    about[:, 10] = np.maximum.reduce(against, axis=1)
    about[:, 11] = 1 - np.minimum.reduce(table.is_said, axis=1)
    about[:, 12:] = _about_forms(network, choice, lexicon)
    return about


def _sides(table: Table, choice: Choice) -> tuple[Floats, Floats]:
    """Who says the same as was chosen at each place, perhaps in another spelling, and who says otherwise."""
    for_it = table.is_alike[np.arange(len(choice.voice)), choice.voice]
    # Where all left it open, whichever voice that is taken agrees with nobody.
    return for_it, table.is_said - for_it


def _around(share: Floats) -> Floats:
    """The mean of the two neighbours; the first and the last stand in for those that they lack."""
    mean = np.empty_like(share)
    mean[1:] = share[:-1]
    mean[0] = share[0]
    mean[:-1] += share[1:]
    mean[-1] += share[-1]
    mean /= 2
    return mean


def _about_forms(network: Network, choice: Choice, lexicon: Lexicon) -> Floats:
    """How long the text is, how near to its edge the place is, and what the form is like."""
    has_lexicon = 1.0 if lexicon else 0.0
    last = len(network.places) - 1
    places = log1p(last) / 3
    flat: list[float] = []
    for place, (said, voice) in enumerate(zip(network.places, choice.voice, strict=True)):
        flat += (places, min(place, last - place, 3) / 3)
        flat += lexicon.about(said[voice].form if voice >= 0 else "")
        flat.append(has_lexicon)
    return np.array(flat, np.float32).reshape(last + 1, -1)


def about_text(voices: Voices, table: Table, choice: Choice, words: Sequence[float]) -> Floats:
    """One row: what the sureness of the words adds up to, and who was heard."""
    # Sums over few numbers, which are several times faster in lists than in arrays.
    beliefs = choice.belief
    count, places = voices.people, len(words)
    error = voices.error
    lowest = sorted(words)
    doubt = places - sum(words)
    disbelief = places - sum(beliefs)
    whole = np.minimum.reduce(1 - _sides(table, choice)[1])
    row = [
        count / 7,
        count == 1,
        count == _PAIR,
        log(places + 1) / 3,
        sum(map(log, words)) / 3,
        sum([log(belief) if belief > LEAST else _LOG_LEAST for belief in beliefs if belief < 1]) / 3,
        disbelief / 3,
        disbelief / places * 3,
        min(beliefs),
        sum([belief < _DOUBTED for belief in beliefs]) / 3,
        sum([log(max(belief * word, LEAST)) for belief, word in zip(beliefs, words, strict=True)]) / 3,
        doubt / 3,
        doubt / places * 3,
        lowest[0],
        sum(lowest[:3]) / min(places, 3),
        *_below(lowest),
        (places - choice.runner_up.count(0.0)) / places * 2,
        sum(error) / count * 5,
        min(error) * 10,
        max(error) * 2,
        float(np.add.reduce(voices.odds)),
        sum(voices.evidence) / count,
        min(voices.evidence),
        max(map(abs, voices.length)),
        float(np.add.reduce(whole)) / count,
        float(whole @ voices.odds),
        float(np.add.reduce(table.total)) / places / count,
    ]
    return np.array([row], np.float32)


def _below(lowest: Sequence[float]) -> tuple[float, float, float]:
    """How many of the words, in the order of their sureness, are less sure than some bounds."""
    few, some, many = (bisect_left(lowest, bound) for bound in _BELOW)
    return few / 3, some / 3, many / 5
