"""How sure to be of each word and of the whole text, and what one more suggestion would bring."""

from bisect import bisect_left
from collections.abc import Sequence
from math import exp, log, log1p
from typing import NamedTuple

import numpy as np

from bot.agreement.choice import Choice
from bot.agreement.lexicon import KINDS, Lexicon
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


class Sides(NamedTuple):
    """Voices by places, truths as 1 and 0."""

    for_it: Floats
    """Who says the same as was chosen at a place, perhaps in another spelling."""
    against: Floats


def sureness(voices: Voices, table: Table, choice: Choice, lexicon: Lexicon, trained: Trained) -> Sureness:
    """For a network with at least one place at which somebody said something."""
    sides = sides_of(table, choice)
    words = chances(trained.word(about_words(voices, table, choice, sides, lexicon))).tolist()
    members = trained.text(about_text(voices, table, choice, sides, words))[:, 0].tolist()
    return summed(words, [sum(output) / len(members) for output in zip(*members, strict=True)])


def summed(words: list[float], outputs: Sequence[float]) -> Sureness:
    """`outputs` are those of the net for texts."""
    odds, errors, gain, gain_of_two = outputs
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


def sides_of(table: Table, choice: Choice) -> Sides:
    """Where all left it open nobody is on either side."""
    chosen = table.alike[choice.voice, np.arange(len(choice.voice))]
    for_it = (table.alike == chosen).astype(np.float32)
    for_it *= table.is_said
    return Sides(for_it, table.is_said - for_it)


def about_words(voices: Voices, table: Table, choice: Choice, sides: Sides, lexicon: Lexicon) -> Floats:
    """One row a place: what speaks for the reading chosen there (the first `SPEAKS` numbers), and what the
    place and the reading are like.

    One more voice that says the same as the choices never lowers a number of the first kind and leaves those
    of the second as they are; and the net only rises with the first. So it never makes a word less sure.
    """
    for_it, against = sides
    odds = voices.least_odds
    sums = np.empty((3, len(choice.voice)), np.float32)
    support, doubt, rival = sums
    odds.dot(for_it, out=support)
    odds.dot(against, out=doubt)
    np.maximum.reduce(against * over(table.is_alike, odds), out=rival)
    share: Floats = support / (support + doubt + 0.1)
    # Filled in the other direction, because what is written at once then lies together.
    about = np.empty((SPEAKS + _IS_LIKE, len(share)), np.float32)
    # A voice that says the same everywhere adds at least as much to what is for a reading as to what is not.
    np.subtract(support, rival, out=about[1])
    np.divide(support, support + rival + 0.1, out=about[2])
    about[3] = share
    sums *= 4
    np.log1p(sums, out=sums)
    about[0] = support
    np.negative(sums[1:], out=about[4:6])
    np.maximum.reduce(for_it * odds[:, None], out=about[6])
    np.divide(voices.known[2].dot(for_it), 4, out=about[7])
    about[8] = log1p(4 * float(odds.dot(np.minimum.reduce(for_it, axis=1))))
    _around(share, about[9])
    np.maximum.reduce(against, out=about[10])
    np.subtract(1, np.minimum.reduce(table.is_said), out=about[11])
    _about_forms(about[12:], table, choice, lexicon)
    return about.T


def _around(share: Floats, mean: Floats) -> None:
    """The mean of the two neighbours; the first and the last stand in for those that they lack."""
    mean[0], mean[1:] = share[0], share[:-1]
    mean[:-1] += share[1:]
    mean[-1] += share[-1]
    mean /= 2


def _about_forms(into: Floats, table: Table, choice: Choice, lexicon: Lexicon) -> None:
    """How long the text is, how near to its edge the place is, and what the form is like."""
    last = len(table.codes) - 1
    forms = [table.forms[codes[voice]] for codes, voice in zip(table.codes, choice.voice, strict=True)]
    into[0] = log1p(last) / 3
    into[1] = [min(place, last - place, 3) / 3 for place in range(last + 1)]
    KINDS.take([lexicon.kind(form) for form in forms], axis=1, out=into[2:-1])
    into[-1] = bool(lexicon)


def about_text(voices: Voices, table: Table, choice: Choice, sides: Sides, words: Sequence[float]) -> Floats:
    """One row: what the sureness of the words adds up to, and who was heard."""
    # Sums over few numbers, which are several times faster in lists than in arrays.
    beliefs = choice.belief
    count, places = voices.people, len(words)
    error = voices.error
    lowest = sorted(words)
    doubt = places - sum(words)
    disbelief = places - sum(beliefs)
    whole = 1 - np.maximum.reduce(sides.against, axis=1)
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
        float(whole.dot(voices.odds)),
        float(np.add.reduce(table.total)) / places / count,
    ]
    return np.array([row], np.float32)


def _below(lowest: Sequence[float]) -> tuple[float, float, float]:
    """How many of the words, in the order of their sureness, are less sure than some bounds."""
    few, some, many = (bisect_left(lowest, bound) for bound in _BELOW)
    return few / 3, some / 3, many / 5
