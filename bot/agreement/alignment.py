"""The cheapest way to lay one more suggestion along the places that the earlier ones have made."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from rapidfuzz.distance.Levenshtein import normalized_distance, opcodes
from rapidfuzz.process import cdist

MARK = "\0"
"""Begins what stands for a mark or a guess among words."""

Votes = dict[str, int]
"""What was said at one place so far, and how often; "" for silence, and a mark or guess begins with NUL."""
Step = tuple[bool, int | None]
"""Whether to make a new place, and which token to lay at it or else at the next one; None skips that one."""
Stretch = tuple[int, int, int, int]
"""The places and the tokens, each from and to, that stand beside each other."""

# Two words cost from 0 (the same) to 1 (nothing alike): even strangers share a place before they make two.
SKIP_COST = 1.0
# A mark fits anywhere, but a likely word fits better.
HOLE_COST = 0.5
# 100 by 100 words without a word in common. Beyond it the search, which is quadratic, would hold up other
# people's clicks, and the two texts have so little in common that pairing their words in order is as good.
CELLS_AT_MOST = 10_000

_ROUND_ABOUT = 2 * SKIP_COST
"""As many words as places lie side by side, or at least one of each is skipped, at this cost."""
_SKIP: Step = (False, None)


def stretches(leading: Sequence[str], keys: Sequence[str]) -> Iterator[tuple[bool, Stretch]]:
    """Both cut, in order, into runs of equal words, which stand, and the gaps between these.

    `leading` has what most people said at each place.
    """
    place = token = 0
    for run in opcodes(leading, keys).as_matching_blocks():
        if run.a > place or run.b > token:
            yield False, (place, run.a, token, run.b)
        place, token = run.a + run.size, run.b + run.size
        if run.size:
            yield True, (run.a, place, run.b, token)


def steps_in_gap(places: Sequence[Votes], keys: Sequence[str]) -> Sequence[Step]:
    """The cheapest steps along both sides of a gap, in order.

    The gaps of nearly all clips are tiny, and for these the search is over before it has begun; the shortcuts
    take the very steps that it would.
    """
    skipped, added = len(places), len(keys)
    if not skipped:
        return [(True, token) for token in range(added)]
    if not added:
        return [_SKIP] * skipped
    if skipped == added and (skipped == 1 or sum(map(_misfit, keys, places)) < _ROUND_ABOUT):
        return [(False, token) for token in range(added)]
    if added == 1:
        best = _best_fit([_misfit(keys[0], said) for said in places])
        return [(False, 0) if place == best else _SKIP for place in range(skipped)]
    if skipped == 1:
        best = _best_fit([_misfit(key, places[0]) for key in keys])
        return [(token != best, token) for token in range(added)]
    if skipped * added > CELLS_AT_MOST:
        return _in_order(skipped, added)
    return searched(places, keys)


def searched(places: Sequence[Votes], keys: Sequence[str]) -> list[Step]:
    """The cheapest steps by looking at all; of steps as cheap, those that skip late."""
    return _path(_table(_misfits(places, keys)))


def _in_order(skipped: int, added: int) -> list[Step]:
    beside = min(skipped, added)
    return [
        *((False, token) for token in range(beside)),
        *((True, token) for token in range(beside, added)),
        *[_SKIP] * (skipped - beside),
    ]


def _best_fit(misfits: Iterable[float]) -> int:
    """Which one to take when all others are skipped; sums are formed as in the table, rounding included."""
    best, least = 0, SKIP_COST
    for number, misfit in enumerate(misfits):
        cost = SKIP_COST * number + misfit
        least += SKIP_COST
        if cost < least:
            best, least = number, cost
    return best


def _table(misfits: Sequence[Sequence[float]]) -> list[list[float]]:
    """The least cost of laying so many tokens (rows) along so many places (columns)."""
    above = [SKIP_COST * place for place in range(len(misfits[0]) + 1)]
    table = [above]
    for costs in misfits:
        diagonal = above[0]
        least = diagonal + SKIP_COST
        row = [least]
        for cost, up in zip(costs, above[1:], strict=True):
            least = min(least + SKIP_COST, up + SKIP_COST, diagonal + cost)
            row.append(least)
            diagonal = up
        table.append(row)
        above = row
    return table


def _path(table: list[list[float]]) -> list[Step]:
    """The steps back from the last cell, in which the same sums are formed again and so compare exactly."""
    steps: list[Step] = []
    token, place = len(table) - 1, len(table[0]) - 1
    while token or place:
        here = table[token][place]
        if place and table[token][place - 1] + SKIP_COST == here:
            place -= 1
            steps.append(_SKIP)
        elif token and table[token - 1][place] + SKIP_COST == here:
            token -= 1
            steps.append((True, token))
        else:
            token, place = token - 1, place - 1
            steps.append((False, token))
    steps.reverse()
    return steps


def _misfit(key: str, said: Votes) -> float:
    """From 0 to 1: how unlike the word is to the nearest of those said."""
    if key in said:
        return 0.0
    if key[0] == MARK:
        return HOLE_COST
    return min(
        [1.0, *[HOLE_COST if word[0] == MARK else normalized_distance(key, word) for word in said if word]]
    )


def _misfits(places: Sequence[Votes], keys: Sequence[str]) -> list[list[float]]:
    """The same for each key (rows) and each place, all at once."""
    words: list[str] = []
    # What is as far from each word as can be, where nobody left a mark.
    found: list[tuple[int, int, float]] = []
    for said in places:
        start = len(words)
        words += [word for word in said if word and word[0] != MARK]
        has_mark = len(words) - start < len(said) - ("" in said)
        found.append((start, len(words), HOLE_COST if has_mark else 1.0))
    distances = cdist(keys, words, scorer=normalized_distance, dtype=np.float64).tolist()
    return [
        [float(HOLE_COST * (key not in said)) for said in places]
        if key[0] == MARK
        else [min([most, *row[start:end]]) for start, end, most in found]
        for key, row in zip(keys, distances, strict=True)
    ]
