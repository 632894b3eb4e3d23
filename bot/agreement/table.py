"""Who agrees with whom: the network's places and voices as numbers, and the readings that compete.

Clips are small, so that the count of numpy's calls is what costs time; what few calls cannot do is done in
lists.
"""

from collections.abc import Mapping
from math import log, log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.agreement.network import Network

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]

SKILL_POWER = 6
"""A voice weighs (1 - error rate) to this power; measured on the development splits of CrowdSpeech."""
PRIOR_WORDS = 30.0
"""How many words the prior error rate counts for, against what closed cases have told."""
_ERROR_FROM, _ERROR_TO = 0.01, 0.9
_LEAST_ODDS = 0.01


class Voices(NamedTuple):
    """What is known of the voices, in the network's order; each array has one number a voice."""

    known: Floats
    """Voices by error rate, log odds, evidence, length against the others, weight and one."""
    weight: Floats
    odds: Floats
    least_odds: Floats
    """The same, but nobody's are below a small number: any voice speaks for what it says."""
    error: list[float]
    evidence: list[float]
    length: list[float]

    @property
    def people(self) -> int:
        return len(self.error)


def known_of(network: Network, prior_error: float) -> Voices:
    """Lengths are relative to the mean of the voices; error rates are held between 0.01 and 0.9."""
    lengths = [len(voice.tokens) for voice in network.voices]
    mean = max(sum(lengths) / max(len(lengths), 1), 1.0)
    prior = PRIOR_WORDS * prior_error
    rates = [(errors + prior) / (words + PRIOR_WORDS) for _, _, (errors, words) in network.voices]
    error = [min(max(rate, _ERROR_FROM), _ERROR_TO) for rate in rates]
    odds = [log((1 - rate) / rate) / 4 for rate in error]
    evidence = [log1p(voice.knowledge[1]) / 6 for voice in network.voices]
    length = [each / mean - 1 for each in lengths]
    weight = [(1 - rate) ** SKILL_POWER for rate in error]
    least = [max(each, _LEAST_ODDS) for each in odds]
    together = np.array([error, odds, evidence, length, weight, [1.0] * len(error), least], np.float32)
    return Voices(
        known=together[:6].T,
        weight=together[4],
        odds=together[1],
        least_odds=together[6],
        error=error,
        evidence=evidence,
        length=length,
    )


class Table(NamedTuple):
    """Who agrees with whom, over places and voices; truths are 1 and 0."""

    codes: list[list[int]]
    """The reading that a voice gave; 0 for silence, -1 where it was left open."""
    is_shared: list[bool]
    """The places at which everybody gave the same reading."""
    is_said: Floats
    is_same: Floats
    is_alike: Floats
    """Whether two voices say the same, perhaps in another spelling: "honour" and "honor", "any one"."""
    mass: Floats
    """The weight of all voices that say the same as this one."""
    total: Floats
    """The weight of all that say anything at the place."""


def table_of(network: Network, voices: Voices) -> Table:
    """Needs at least one voice and one place."""
    codes, is_shared, key_of = _codes(network)
    coded = np.array(codes, np.intp)
    said = coded >= 0
    is_same = _pairs(coded, said)
    keys = dict.fromkeys(key_of)
    if len(keys) == len(key_of):
        is_alike = is_same
    else:
        numbers = {key: number for number, key in enumerate(keys)}
        # The last stands for what was left open, which has the code -1.
        key = np.array([*(numbers[key] for key in key_of), -1], np.intp)[coded]
        is_alike = _pairs(key, said)
    is_said = said.astype(np.float32)
    return Table(
        codes, is_shared, is_said, is_same, is_alike, over(is_same, voices.weight), is_said @ voices.weight
    )


def over(pairs: Floats, each: Floats) -> Floats:
    """The sums of a number a voice over the voices that a voice agrees with: places by voices."""
    places, voices, _ = pairs.shape
    return (pairs.reshape(places * voices, voices) @ each).reshape(places, voices)


def _codes(network: Network) -> tuple[list[list[int]], list[bool], list[str]]:
    """The reading of each voice at each place, whether all are the same, and the key of each reading."""
    known: dict[str, int] = {"": 0}
    key_of = [""]
    codes: list[list[int]] = []
    is_shared: list[bool] = []
    count = len(network.voices)
    for place in network.places:
        row = []
        for key, form, _, is_heard in place:
            if not is_heard:
                row.append(-1)
                continue
            code = known.get(form)
            if code is None:
                code = known[form] = len(key_of)
                key_of.append(key)
            row.append(code)
        codes.append(row)
        is_shared.append(row[0] >= 0 and row.count(row[0]) == count)
    return codes, is_shared, key_of


def _pairs(coded: Ints, said: NDArray[np.bool_]) -> Floats:
    pairs: Floats = ((coded[:, :, None] == coded[:, None, :]) & said[:, :, None]).astype(np.float32)
    return pairs


class Rows(NamedTuple):
    """One row a reading of a contested place, places in order; `voice` is the first that gave the reading."""

    place: Ints
    voice: Ints
    starts: Ints
    """The row with which each contested place begins."""
    number: Ints
    """Which of the contested places it is, counted from 0."""
    found: Mapping[int, list[int]]
    """The same in lists: for each contested place, the voice of each reading."""


def rows_of(table: Table) -> Rows:
    """The readings of every place at which two or more compete."""
    found: dict[int, list[int]] = {}
    for place, row in enumerate(table.codes):
        if table.is_shared[place]:
            continue
        first: dict[int, int] = {}
        for voice, code in enumerate(row):
            if code >= 0 and code not in first:
                first[code] = voice
        if len(first) > 1:
            found[place] = list(first.values())
    sizes = [len(voices) for voices in found.values()]
    places = [place for place, voices in found.items() for _ in voices]
    starts, start = [], 0
    for size in sizes:
        starts.append(start)
        start += size
    numbers = [number for number, size in enumerate(sizes) for _ in range(size)]
    together = np.array([places, [voice for voices in found.values() for voice in voices], numbers], np.intp)
    return Rows(together[0], together[1], np.array(starts, np.intp), together[2], found)
