"""What speaks for each reading at each place where people differ, as numbers for the chooser.

A reading is one word (or "air tight") that somebody heard at a place, or silence.
`COLUMNS` names the numbers; a trained file lists the same names, so that the two cannot drift apart.
"""

from collections.abc import Sequence
from math import log1p

import numpy as np

from bot.agreement import fluency
from bot.agreement.lexicon import KINDS, Lexicon
from bot.agreement.likeness import nearest, phrases
from bot.agreement.table import Floats, Rows, Table, Voices

_SHARES = ("share", "people", "alike")
_READING = ("is_silence", "length", "frequency", "is_unknown", "is_rare", "likeness", "words")
_AHEAD = ("share", "people", "alike", "frequency", "likeness")
_RIVAL = ("is_silence", "length")
_PLACE = (
    "readings", "voices", "places", "from_start", "from_edge", "stretch", "lead_before", "lead_after",
    "weight", "silence", "has_lexicon",
)  # fmt: skip
_KNOWN = ("error", "odds", "evidence", "length_said")
_HERE = ("support", "elsewhere", "nearby", "phrase")
_HEARD = (*_KNOWN, *_HERE)
_VOICES = (*(f"mean_{name}" for name in _HEARD), *(f"best_{name}" for name in _HEARD), "odds_together")
_FOR_IT = (*_VOICES, *fluency.COLUMNS)
COLUMNS = (
    *_SHARES,
    *_READING,
    *(f"{name}_ahead" for name in _AHEAD),
    *(f"rival_{name}" for name in _RIVAL),
    *_PLACE,
    *_FOR_IT,
    *(f"{name}_ahead" for name in _FOR_IT),
)
_OWN_END = len(_SHARES) + len(_READING)
_AHEAD_END = _OWN_END + len(_AHEAD)
_RIVAL_END = _AHEAD_END + len(_RIVAL)
_PLACE_END = _RIVAL_END + len(_PLACE)
_VOICES_END = _PLACE_END + len(_VOICES)
_FOR_IT_END = _PLACE_END + len(_FOR_IT)
_FREQUENCY, _LIKENESS, _WORDS = (COLUMNS.index(name) for name in ("frequency", "likeness", "words"))

# Between right and wrong.
_NEITHER = 0.5
_NOBODY = 10.0
"""More than any number of a voice, which is taken from those that did not give a reading."""


def evidence(voices: Voices, table: Table, rows: Rows, lexicon: Lexicon) -> Floats:
    """One row a reading, one column for each of `COLUMNS`; there must be a contested place."""
    # Filled in the other direction, because what is written at once then lies together.
    filled = np.empty((len(COLUMNS), len(rows.place)), np.float32)
    says = (table.coded.take(rows.place, axis=1) == rows.code).astype(np.float32)
    sums = voices.known.dot(says)
    _shares(filled, voices, table, rows, sums)
    _readings(filled, table, lexicon)
    stretches = list(phrases(table, voices))
    sizes = [size for size, _ in stretches for _ in range(size)]
    places = _places(voices, table, filled[0].tolist(), sizes, has_lexicon=bool(lexicon))
    places.take(rows.number, axis=1, out=filled[_RIVAL_END:_PLACE_END])
    phrase = np.array([alike for size, alike in stretches for _ in range(size)], np.float32)
    heard = np.empty((voices.people, len(_HEARD), len(rows.place)), np.float32)
    heard[:, : len(_KNOWN)] = voices.known[: len(_KNOWN)].T[:, :, None]
    heard[:, len(_KNOWN) : -1] = _here(voices, table).take(rows.place, axis=2)
    heard[:, -1] = phrase.take(rows.number, axis=0).T
    _supporters(filled[_PLACE_END:_VOICES_END], heard, says, sums)
    fluent = filled[_VOICES_END:_FOR_IT_END]
    fluent[:] = fluency.fluency(table, rows, lexicon.bigrams) if lexicon.bigrams else 0
    _against_rivals(filled, table)
    return filled.T


def _shares(filled: Floats, voices: Voices, table: Table, rows: Rows, sums: Floats) -> None:
    total = table.total.take(rows.place)
    np.divide(sums[4], total, out=filled[0])
    np.divide(sums[5], voices.people, out=filled[1])
    if table.alike is table.coded:
        filled[2] = filled[0]
    else:
        says_alike = table.is_alike[rows.voice, :, rows.place]
        np.divide(says_alike.dot(voices.weight), total, out=filled[2])


def _readings(filled: Floats, table: Table, lexicon: Lexicon) -> None:
    forms = [table.forms[code] for codes in table.contested.values() for code in codes]
    KINDS.take([lexicon.kind(form) for form in forms], axis=1, out=filled[len(_SHARES) : _LIKENESS])
    likeness: list[float] = []
    start = 0
    for codes in table.contested.values():
        likeness += nearest(forms[start : start + len(codes)])
        start += len(codes)
    filled[_LIKENESS] = likeness
    filled[_WORDS] = [form.count(" ") if form else -1 for form in forms]


def _against_rivals(filled: Floats, table: Table) -> None:
    """How far each reading is ahead of the strongest other one at its place, and what that one is like."""
    rivals = filled[:_FOR_IT_END].take(_rivals(filled[0].tolist(), table), axis=1)
    # By slices, because arrays of row numbers take several times as long.
    shares = len(_SHARES)
    np.subtract(filled[:shares], rivals[:shares], out=filled[_OWN_END : _OWN_END + shares])
    np.subtract(filled[_FREQUENCY], rivals[_FREQUENCY], out=filled[_AHEAD_END - 2])
    np.subtract(filled[_LIKENESS], rivals[_LIKENESS], out=filled[_AHEAD_END - 1])
    filled[_AHEAD_END:_RIVAL_END] = rivals[shares : shares + len(_RIVAL)]
    own = slice(_PLACE_END, _FOR_IT_END)
    np.subtract(filled[own], rivals[own], out=filled[_FOR_IT_END:])


def _rivals(share: list[float], table: Table) -> list[int]:
    """For each reading, the row of the strongest other one at its place."""
    rival: list[int] = []
    start = 0
    for codes in table.contested.values():
        size = len(codes)
        shares = share[start : start + size]
        first = shares.index(max(shares))
        shares[first] = -1.0
        found = [start + first] * size
        found[first] = start + shares.index(max(shares))
        rival += found
        start += size
    return rival


def _here(voices: Voices, table: Table) -> Floats:
    """What the others say for each voice at each place, elsewhere and nearby: voices by these by places."""
    said = table.is_said
    weight = voices.weight[:, None]
    count, places = said.shape
    # Above the support that each voice has, below whether it said anything; with two places on either side.
    padded = np.zeros((2 * count, places + 4), np.float32)
    support = np.subtract(table.mass, weight, out=padded[:count, 2:-2])
    support /= np.maximum(table.total - weight, 1e-9)
    support *= said
    padded[count:, 2:-2] = said
    sums = np.empty((2 * count, 2, places), np.float32)
    np.subtract(np.add.reduce(padded, axis=1)[:, None], padded[:, 2:-2], out=sums[:, 0])
    nearby = np.add(padded[:, 1:-3], padded[:, 3:-1], out=sums[:, 1])
    nearby *= 2
    nearby += padded[:, :-4]
    nearby += padded[:, 4:]
    here = np.empty((count, 3, places), np.float32)
    here[:, 0] = support
    np.divide(sums[:count], np.maximum(sums[count:], 1), out=here[:, 1:])
    # Who said nothing nearby is neither right nor wrong there.
    here[:, 2] += (nearby[count:] == 0) * _NEITHER
    return here


def _supporters(into: Floats, heard: Floats, says: Floats, sums: Floats) -> None:
    """Over the voices that gave each reading: the mean of what speaks for them, the best of it, the odds.

    `heard` is voices by what speaks for them by readings.
    """
    known, every = len(_KNOWN), len(_HEARD)
    np.divide(sums[:known], sums[5], out=into[:known])
    np.add.reduce(heard[:, known:] * says[:, None], out=into[known:every])
    into[known:every] /= sums[5]
    heard -= ((1 - says) * _NOBODY)[:, None]
    np.maximum.reduce(heard, out=into[every : 2 * every])
    into[2 * every] = sums[1]


def _places(
    voices: Voices, table: Table, share: Sequence[float], stretches: Sequence[int], *, has_lexicon: bool
) -> Floats:
    """What the contested places are like: `_PLACE` by places."""
    last = len(table.codes) - 1
    total = table.total.tolist()
    said = np.add.reduce(table.is_said).tolist()
    mass = np.maximum.reduce(table.mass).tolist()
    length = log1p(last) / 3
    flat: list[float] = []
    start = 0
    for (place, groups), stretch in zip(table.contested.items(), stretches, strict=True):
        before, after = max(place - 1, 0), min(place + 1, last)
        silence = share[start + list(groups).index(0)] if 0 in groups else 0.0
        start += len(groups)
        flat += (
            len(groups) / 4,
            said[place] / 7,
            length,
            place / (last + 1),
            min(place, last - place, 3) / 3,
            min(stretch, 8) / 4,
            mass[before] / (total[before] or 1),
            mass[after] / (total[after] or 1),
            total[place] / voices.people,
            silence,
            has_lexicon,
        )
    return np.array(flat, np.float32).reshape(-1, len(_PLACE)).T
