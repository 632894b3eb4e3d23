"""Who agrees with whom: the network's places and voices as numbers, and the readings that compete.

Clips are small, so that the count of numpy's calls is what costs time; what few calls cannot do is done in
lists.
"""

from collections.abc import Mapping
from itertools import chain
from math import log, log1p
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.agreement import kernel
from bot.agreement.network import Network

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.intp]
RealT = TypeVar("RealT", np.float32, np.float64)
Groups = dict[int, list[int]]
"""The readings of one place by their codes, each with the voices that gave it."""

SKILL_POWER = 6
"""A voice weighs (1 - error rate) to this power; measured on the development splits of CrowdSpeech."""
PRIOR_WORDS = 30.0
"""How many words the prior error rate counts for, against what closed cases have told."""
_ERROR_FROM, _ERROR_TO = 0.01, 0.9
_LEAST_ODDS = 0.01


class Voices(NamedTuple):
    """What is known of the voices, in the network's order; each array has one number a voice."""

    known: Floats
    """Error rate, log odds, evidence, length against the others, weight and one, by voices."""
    weight: Doubles
    """In double precision, because a strong voice's may be taken from a sum that leaves next to nothing."""
    odds: Floats
    least_odds: Floats
    """The same, but nobody's are below a small number: any voice speaks for what it says."""
    error: list[float]
    evidence: list[float]
    length: list[float]

    @property
    def people(self) -> int:
        return len(self.error)


class Known(NamedTuple):
    """What is known of the voices, in the network's order, a number each."""

    error: list[float]
    """Held between 0.01 and 0.9."""
    odds: list[float]
    evidence: list[float]
    length: list[float]
    """Relative to the mean of the voices."""
    weight: list[float]
    least_odds: list[float]


def known_of(network: Network, prior_error: float) -> Voices:
    """The same as arrays."""
    known = known_lists(network, prior_error)
    error, odds, evidence, length, weight, least = known
    together = np.array([error, odds, evidence, length, weight, [1.0] * len(error), least], np.float32)
    return Voices(together[:6], np.array(weight), together[1], together[6], error, evidence, length)


def known_lists(network: Network, prior_error: float) -> Known:
    """`prior_error` is the error rate of a person of whom nothing is known."""
    lengths = [len(tokens) for tokens, _, _ in network.voices]
    mean = max(sum(lengths) / max(len(lengths), 1), 1.0)
    prior = PRIOR_WORDS * prior_error
    rates = [(errors + prior) / (words + PRIOR_WORDS) for _, _, (errors, words) in network.voices]
    error = [min(max(rate, _ERROR_FROM), _ERROR_TO) for rate in rates]
    odds = [log((1 - rate) / rate) / 4 for rate in error]
    evidence = [log1p(words) / 6 for _, _, (_, words) in network.voices]
    length = [each / mean - 1 for each in lengths]
    weight = [(1 - rate) ** SKILL_POWER for rate in error]
    least = [max(each, _LEAST_ODDS) for each in odds]
    return Known(error, odds, evidence, length, weight, least)


class Readings(NamedTuple):
    """What was read at each place, in lists."""

    codes: list[list[int]]
    """For each place the reading that each voice gave; 0 for silence, -1 where it was left open."""
    contested: Mapping[int, Groups]
    """The places at which two or more readings compete, in order."""
    forms: list[str]
    """How each reading is written out; the last one stands for what was left open."""
    keys: list[str]
    """How each reading is compared: two of them may differ in spelling alone ("honour", "any one")."""

    @property
    def is_by_form(self) -> bool:
        """Whether no two readings have one key."""
        return len(set(self.keys)) == len(self.keys) - 1

    @property
    def alike(self) -> list[int] | None:
        """For each reading but the last the number of its key; None where no two have one."""
        if self.is_by_form:
            return None
        numbers: dict[str, int] = {}
        return [numbers.setdefault(key, len(numbers)) for key in self.keys[:-1]]


class Table(NamedTuple):
    """Who agrees with whom; arrays are voices by places, because sums over voices are fastest so.

    Truths are 1 and 0, and the first four are those of `Readings`.
    """

    codes: list[list[int]]
    contested: Mapping[int, Groups]
    forms: list[str]
    keys: list[str]
    coded: Ints
    """The same as `codes`."""
    alike: Ints
    """The same with one number for all readings of one key; the same array where no two have one."""
    is_said: Floats
    is_alike: Floats
    """Whether two voices have the same key at a place: voices by voices by places."""
    mass: Doubles
    """The weight of all voices that give the same reading as this one."""
    total: Doubles
    """The weight of all that say anything at the place."""


def table_of(readings: Readings, voices: Voices) -> Table:
    """Needs at least one voice and one place."""
    codes = readings.codes
    flat = np.fromiter(chain.from_iterable(codes), np.intp)
    coded = flat.reshape(len(codes), -1).T.copy()
    said = coded >= 0
    is_same = _pairs(coded, said)
    number_of = readings.alike
    if number_of is None:
        alike, is_alike = coded, is_same
    else:
        # The last stands for what was left open, which has the code -1.
        alike = np.array([*number_of, -1], np.intp)[coded]
        is_alike = _pairs(alike, said)
    is_said = said.astype(np.float32)
    mass = over(is_same, voices.weight)
    return Table(*readings, coded, alike, is_said, is_alike, mass, voices.weight.dot(is_said))


def over(pairs: Floats, each: NDArray[RealT]) -> NDArray[RealT]:
    """The sums of a number a voice over the voices that a voice agrees with: voices by places."""
    voices, _, places = pairs.shape
    sums: NDArray[RealT] = each.dot(pairs.reshape(voices, voices * places)).reshape(voices, places)
    return sums


def readings_of(network: Network) -> Readings:
    """The readings of all places, each counted by how it is written out."""
    if kernel.IS_BUILT:
        return Readings(*kernel.readings.read(network.places, len(network.voices)))
    return _readings_of(network)


def _readings_of(network: Network) -> Readings:
    known: dict[str, int] = {"": 0}
    keys = [""]
    codes: list[list[int]] = []
    contested: dict[int, Groups] = {}
    count = len(network.voices)
    # Tokens are taken apart by number, because names take twice as long, and there are many of them.
    for number, place in enumerate(network.places):
        first = place[0]
        # Mostly all have one and the same token, which is found out faster than that the forms are equal.
        said = [first] if first[3] and place.count(first) == count else place
        row: list[int] = []
        groups: Groups = {}
        for voice, token in enumerate(said):
            if not token[3]:
                row.append(-1)
                continue
            code = known.setdefault(token[1], len(keys))
            if code == len(keys):
                keys.append(token[0])
            row.append(code)
            if code in groups:
                groups[code].append(voice)
            else:
                groups[code] = [voice]
        if len(said) < count:
            row *= count
        codes.append(row)
        if len(groups) > 1:
            contested[number] = groups
    return Readings(codes, contested, [*known, ""], [*keys, ""])


def _pairs(coded: Ints, said: NDArray[np.bool_]) -> Floats:
    pairs: Floats = ((coded[:, None] == coded) & said).astype(np.float32)
    return pairs


class Rows(NamedTuple):
    """One row a reading of a contested place, in the order of `Table.contested`."""

    place: Ints
    voice: Ints
    """The first that gave the reading."""
    code: Ints
    starts: Ints
    """The row with which each contested place begins."""
    number: Ints
    """Which of the contested places it is, counted from 0."""


def rows_of(table: Table) -> Rows:
    """The readings of every place at which two or more compete."""
    places: list[int] = []
    voices: list[int] = []
    codes: list[int] = []
    starts: list[int] = []
    numbers: list[int] = []
    for number, (place, groups) in enumerate(table.contested.items()):
        size = len(groups)
        starts.append(len(places))
        places += [place] * size
        numbers += [number] * size
        voices += [first for first, *_ in groups.values()]
        codes += groups
    together = np.array([places, voices, codes, numbers], np.intp)
    return Rows(together[0], together[1], together[2], np.array(starts, np.intp), together[3])
