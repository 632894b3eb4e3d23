"""What speaks for each reading at each place where people differ, as numbers for the chooser.

A reading is one word (or "air tight") that somebody heard at a place, or silence.
`COLUMNS` names the numbers; a trained file lists the same names, so that the two cannot drift apart.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.agreement.lexicon import Lexicon
from bot.agreement.likeness import phrases, readings
from bot.agreement.network import Network

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
Truths = NDArray[np.bool_]

SKILL_POWER = 6
"""A voice weighs (1 - error rate) to this power; measured on the development splits of CrowdSpeech."""
PRIOR_WORDS = 30.0
"""How many words the prior error rate counts for, against what closed cases have told."""
_ERROR_FROM, _ERROR_TO = 0.01, 0.9

_SHARES = ("share", "people", "alike")
_READING = ("is_silence", "length", "frequency", "is_unknown", "is_rare", "likeness", "words")
_AHEAD = ("share", "people", "alike", "frequency", "likeness")
_RIVAL = ("is_silence", "length")
_PLACE = (
    "readings", "voices", "places", "from_start", "from_edge", "stretch", "lead_before", "lead_after",
    "weight", "silence", "has_lexicon",
)  # fmt: skip
_HEARD = ("error", "odds", "evidence", "length_said", "support", "elsewhere", "nearby", "phrase")
_VOICES = (*(f"mean_{name}" for name in _HEARD), *(f"best_{name}" for name in _HEARD), "odds_together")
COLUMNS = (
    *_SHARES,
    *_READING,
    *(f"{name}_ahead" for name in _AHEAD),
    *(f"rival_{name}" for name in _RIVAL),
    *_PLACE,
    *_VOICES,
    *(f"{name}_ahead" for name in _VOICES),
)
_OWN = (*_SHARES, *_READING)
_AHEAD_AT = [_OWN.index(name) for name in _AHEAD]
_RIVAL_AT = [_OWN.index(name) for name in _RIVAL]


class Voices(NamedTuple):
    """What is known of the voices, in the network's order; each array has one number a voice."""

    error: Floats
    weight: Floats
    odds: Floats
    evidence: Floats
    length: Floats


def known_of(network: Network, prior_error: float) -> Voices:
    known = np.array([voice.knowledge for voice in network.voices], np.float32)
    error = (known[:, 0] + PRIOR_WORDS * prior_error) / (known[:, 1] + PRIOR_WORDS)
    error = np.clip(error, _ERROR_FROM, _ERROR_TO)
    length = np.array([len(voice.tokens) for voice in network.voices], np.float32)
    return Voices(
        error=error,
        weight=(1 - error) ** SKILL_POWER,
        odds=np.log((1 - error) / error) / 4,
        evidence=(np.log1p(known[:, 1]) / 6).astype(np.float32),
        length=length / max(float(length.mean()), 1.0) - 1,
    )


class Table(NamedTuple):
    """Who agrees with whom, over places and voices."""

    codes: Ints
    """The reading that a voice gave; 0 for silence, -1 where it was left open."""
    is_said: Truths
    is_same: Truths
    is_alike: Truths
    """Whether two voices say the same, perhaps in another spelling: "honour" and "honor", "any one"."""
    mass: Floats
    """The weight of all voices that say the same as this one."""
    total: Floats
    """The weight of all that say anything at the place."""


def table_of(network: Network, voices: Voices) -> Table:
    forms: dict[str, int] = {"": 0}
    form = forms.setdefault
    coded = np.array(
        [
            [form(token.form, len(forms)) if token.is_heard else -1 for token in place]
            for place in network.places
        ],
        np.intp,
    )
    keys: dict[str, int] = {"": 0}
    key_of_form = {token.form: token.key for place in network.places for token in place}
    key = np.array([keys.setdefault(key_of_form.get(form, ""), len(keys)) for form in forms])[coded]
    is_said = coded >= 0
    is_same = (coded[:, :, None] == coded[:, None, :]) & is_said[:, :, None]
    is_alike = (key[:, :, None] == key[:, None, :]) & is_said[:, :, None] & is_said[:, None, :]
    return Table(coded, is_said, is_same, is_alike, is_same @ voices.weight, is_said @ voices.weight)


class Rows(NamedTuple):
    """One row a reading, places in order; `voice` is the first that gave the reading."""

    place: Ints
    voice: Ints
    starts: Ints
    """The row with which each contested place begins."""
    number: Ints
    """Which of the contested places it is, counted from 0."""


def rows_of(table: Table) -> Rows:
    """The readings of every place at which two or more compete."""
    voices = table.codes.shape[1]
    earlier = table.is_same & np.tri(voices, k=-1, dtype=np.bool_)
    is_first = table.is_said & ~earlier.any(2)
    is_first &= (is_first.sum(1) > 1)[:, None]
    place, voice = np.nonzero(is_first)
    is_start = np.ones(len(place), np.bool_)
    is_start[1:] = place[1:] != place[:-1]
    return Rows(place, voice, np.flatnonzero(is_start), np.cumsum(is_start) - 1)


def evidence(network: Network, voices: Voices, table: Table, rows: Rows, lexicon: Lexicon) -> Floats:
    """One row a reading, one column for each of `COLUMNS`."""
    says = table.is_same[rows.place, rows.voice].astype(np.float32)
    total = np.maximum(table.total[rows.place], 1e-9)
    share = table.mass[rows.place, rows.voice] / total
    alike = table.is_alike[rows.place, rows.voice] @ voices.weight / total
    own = np.concatenate(
        [np.stack([share, says.sum(1) / len(voices.error), alike], 1), readings(network, rows, lexicon)], 1
    )
    rival = _rivals(share.astype(np.float32), rows)
    stretches, phrase = phrases(network, rows, voices.weight)
    said = _supporters(_heard(voices, table, phrase)[rows.place], says, voices.odds)
    rivals = own[rival]
    blocks = [
        own,
        own[:, _AHEAD_AT] - rivals[:, _AHEAD_AT],
        rivals[:, _RIVAL_AT],
        _places(voices, table, rows, stretches, has_lexicon=bool(lexicon)),
        said,
        said - said[rival],
    ]
    return np.concatenate(blocks, 1, dtype=np.float32, casting="same_kind")


def _rivals(share: Floats, rows: Rows) -> Ints:
    """For each reading, the row of the strongest other one at its place."""
    within = np.arange(len(share)) - rows.starts[rows.number]
    contested = np.arange(len(rows.starts))
    shares = np.full((len(contested), int(within.max()) + 1), -1.0)
    shares[rows.number, within] = share
    first = shares.argmax(1)
    shares[contested, first] = -2.0
    second = shares.argmax(1)
    rival: Ints = rows.starts[rows.number] + np.where(
        within == first[rows.number], second[rows.number], first[rows.number]
    )
    return rival


def _heard(voices: Voices, table: Table, phrase: Floats) -> Floats:
    """What speaks for each voice at each place: places by voices by `_HEARD`."""
    places = len(table.codes)
    support = (table.mass - voices.weight) / np.maximum(table.total[:, None] - voices.weight, 1e-9)
    support *= table.is_said
    said = table.is_said.sum(0)
    elsewhere = (support.sum(0) - support) / np.maximum(said - table.is_said, 1)
    heard = np.empty((*table.codes.shape, len(_HEARD)), np.float32)
    for column, known in enumerate((voices.error, voices.odds, voices.evidence, voices.length)):
        heard[:, :, column] = known
    heard[:, :, 4] = support
    heard[:, :, 5] = elsewhere
    padded = np.zeros((places + 4, 2, support.shape[1]), np.float32)
    padded[2:-2, 0], padded[2:-2, 1] = support, table.is_said
    around = padded[:-4] + padded[4:] + 2 * (padded[1:-3] + padded[3:-1])
    heard[:, :, 6] = np.where(around[:, 1] > 0, around[:, 0] / np.maximum(around[:, 1], 1), 0.5)
    heard[:, :, 7] = phrase
    return heard


def _supporters(heard: Floats, says: Floats, odds: Floats) -> Floats:
    """Over the voices that gave each reading: the mean of what speaks for them, the best of it, the odds."""
    mean = (says[:, None, :] @ heard)[:, 0] / says.sum(1, keepdims=True)
    best = np.where(says[:, :, None] > 0, heard, -9.0).max(1)
    return np.concatenate([mean, best, (says @ odds)[:, None]], 1)


def _places(voices: Voices, table: Table, rows: Rows, stretches: Ints, *, has_lexicon: bool) -> Floats:
    place = rows.place
    last = len(table.codes) - 1
    lead = table.mass.max(1) / np.maximum(table.total, 1e-9)
    silence = (table.codes[place] == 0) @ voices.weight / np.maximum(table.total[place], 1e-9)
    columns = np.empty((len(place), len(_PLACE)), np.float32)
    columns[:, 0] = np.bincount(rows.number)[rows.number] / 4
    columns[:, 1] = table.is_said[place].sum(1) / 7
    columns[:, 2] = np.log1p(last) / 3
    columns[:, 3] = place / (last + 1)
    columns[:, 4] = np.minimum(np.minimum(place, last - place), 3) / 3
    columns[:, 5] = np.minimum(stretches[place], 8) / 4
    columns[:, 6] = lead[np.maximum(place - 1, 0)]
    columns[:, 7] = lead[np.minimum(place + 1, last)]
    columns[:, 8] = table.total[place] / len(voices.error)
    columns[:, 9] = silence
    columns[:, 10] = has_lexicon
    return columns
