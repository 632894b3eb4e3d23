"""What speaks for each reading at each place where people differ, as numbers for the chooser.

A reading is one word (or "air tight") that somebody heard at a place, or silence.
`COLUMNS` names the numbers; a trained file lists the same names, so that the two cannot drift apart.
"""

from math import log1p

import numpy as np

from bot.agreement.lexicon import Lexicon
from bot.agreement.likeness import phrases, readings
from bot.agreement.network import Network
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
_AHEAD_AT = np.array([_OWN.index(name) for name in _AHEAD])
_RIVAL_AT = np.array([_OWN.index(name) for name in _RIVAL])

_SHARES_END = len(_SHARES)
_OWN_END = len(_OWN)
_AHEAD_END = _OWN_END + len(_AHEAD)
_RIVAL_END = _AHEAD_END + len(_RIVAL)
_PLACE_END = _RIVAL_END + len(_PLACE)
_VOICES_END = _PLACE_END + len(_VOICES)

_NOBODY = 10.0
"""More than any number of a voice, which is taken from those that did not give a reading."""


def evidence(network: Network, voices: Voices, table: Table, rows: Rows, lexicon: Lexicon) -> Floats:
    """One row a reading, one column for each of `COLUMNS`; there must be a contested place."""
    columns = np.empty((len(rows.place), len(COLUMNS)), np.float32)
    says = table.is_same[rows.place, rows.voice]
    sums = says @ voices.known
    total = table.total[rows.place]
    shares = sums[:, 4] / total
    share = shares.tolist()
    columns[:, 0] = shares
    columns[:, 1] = sums[:, 5] / voices.people
    columns[:, 2] = (
        shares
        if table.is_alike is table.is_same
        else (table.is_alike[rows.place, rows.voice] @ voices.weight) / total
    )
    columns[:, _SHARES_END:_OWN_END] = readings(network, rows, lexicon)
    stretches, phrase = phrases(network, rows, voices)
    columns[:, _RIVAL_END : _PLACE_END - 1] = _places(table, rows, voices, share, stretches)
    columns[:, _PLACE_END - 1] = bool(lexicon)
    _supporters(columns[:, _PLACE_END:_VOICES_END], _here(voices, table, phrase), voices, says, sums, rows)
    rivals = columns[_rivals(share, rows)]
    columns[:, _OWN_END:_AHEAD_END] = columns[:, _AHEAD_AT] - rivals[:, _AHEAD_AT]
    columns[:, _AHEAD_END:_RIVAL_END] = rivals[:, _RIVAL_AT]
    np.subtract(
        columns[:, _PLACE_END:_VOICES_END], rivals[:, _PLACE_END:_VOICES_END], out=columns[:, _VOICES_END:]
    )
    return columns


def _rivals(share: list[float], rows: Rows) -> list[int]:
    """For each reading, the row of the strongest other one at its place."""
    rival: list[int] = []
    start = 0
    for voices in rows.found.values():
        shares = share[start : start + len(voices)]
        first = shares.index(max(shares))
        shares[first] = -1.0
        second = shares.index(max(shares))
        found = [start + first] * len(voices)
        found[first] = start + second
        rival += found
        start += len(voices)
    return rival


def _here(voices: Voices, table: Table, phrase: Floats) -> Floats:
    """What speaks for each voice at each place: places by voices by `_HERE`."""
    said = table.is_said
    weight = voices.weight
    here = np.empty((*said.shape, len(_HERE)), np.float32)
    support = (table.mass - weight) / np.maximum(table.total[:, None] - weight, 1e-9)
    support *= said
    here[:, :, 0] = support
    here[:, :, 1] = (np.add.reduce(support) - support) / np.maximum(np.add.reduce(said) - said, 1)
    count = len(weight)
    padded = np.zeros((len(said) + 4, 2 * count), np.float32)
    padded[2:-2, :count] = support
    padded[2:-2, count:] = said
    around = padded[1:-3] + padded[3:-1]
    around *= 2
    around += padded[:-4]
    around += padded[4:]
    people = around[:, count:]
    here[:, :, 2] = np.where(people > 0, around[:, :count] / np.maximum(people, 1), 0.5)
    here[:, :, 3] = phrase
    return here


def _supporters(into: Floats, here: Floats, voices: Voices, says: Floats, sums: Floats, rows: Rows) -> None:
    """Over the voices that gave each reading: the mean of what speaks for them, the best of it, the odds."""
    known, every = len(_KNOWN), len(_HEARD)
    heard = np.empty((*says.shape, every), np.float32)
    heard[:, :, :known] = voices.known[:, :known]
    heard[:, :, known:] = here[rows.place]
    count = sums[:, 5:]
    into[:, :known] = sums[:, :known] / count
    into[:, known:every] = (says[:, None, :] @ heard[:, :, known:])[:, 0] / count
    heard -= ((1 - says) * _NOBODY)[:, :, None]
    np.maximum.reduce(heard, axis=1, out=into[:, every : 2 * every])
    into[:, 2 * every] = sums[:, 1]


def _places(table: Table, rows: Rows, voices: Voices, share: list[float], stretches: list[int]) -> Floats:
    last = len(table.codes) - 1
    total = table.total.tolist()
    said = np.add.reduce(table.is_said, axis=1).tolist()
    lead = (np.maximum.reduce(table.mass, axis=1) / np.maximum(table.total, 1e-9)).tolist()
    places = log1p(last) / 3
    flat: list[float] = []
    start = 0
    for place, found in rows.found.items():
        codes = table.codes[place]
        silence = next((share[row] for row, voice in enumerate(found, start) if not codes[voice]), 0.0)
        flat += (
            len(found) / 4,
            said[place] / 7,
            places,
            place / (last + 1),
            min(place, last - place, 3) / 3,
            min(stretches[place], 8) / 4,
            lead[max(place - 1, 0)],
            lead[min(place + 1, last)],
            total[place] / voices.people,
            silence,
        )
        start += len(found)
    return np.array(flat, np.float32).reshape(-1, len(_PLACE) - 1)[rows.number]
