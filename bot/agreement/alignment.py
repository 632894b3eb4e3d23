"""The cheapest way to lay one more suggestion along the places that the earlier ones have made."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rapidfuzz.distance.Levenshtein import normalized_distance, opcodes

Votes = dict[str, int]
"""What was said at one place so far, and how often; "" for silence, and a mark or guess begins with NUL."""
Step = tuple[int | None, int | None]
"""(place, token) laid together; None for a place that this suggestion skips, or a token in a new place."""
Stretch = tuple[int, int, int, int]
"""The places and the tokens, each from and to, that stand beside each other."""

# Two words cost from 0 (the same) to 1 (nothing alike): even strangers share a place before they make two.
SKIP_COST = 1.0
_PAIR = 2
_PAIRED_FOR_SURE = _PAIR * SKIP_COST
"""Below this a pair of words beside a pair of places cannot lie more cheaply: all else skips on both sides."""
# A mark fits anywhere, but a likely word fits better.
HOLE_COST = 0.5
# 100 by 100 words without a word in common. Beyond it the search, which is quadratic, would hold up other
# people's clicks, and the two texts have so little in common that pairing their words in order is as good.
CELLS_AT_MOST = 10_000


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


def steps_in_gap(places: Sequence[Votes], keys: Sequence[str], gap: Stretch) -> Sequence[Step]:
    """The cheapest steps along both sides of a gap, in order.

    The gaps of nearly all clips are tiny, and for these the search is over before it has begun; the shortcuts
    take the very steps that it would.
    """
    first, end, first_token, end_token = gap
    skipped, added = end - first, end_token - first_token
    if skipped == added == 1:
        return [(first, first_token)]
    if not skipped:
        return [(None, token) for token in range(first_token, end_token)]
    if not added:
        return [(place, None) for place in range(first, end)]
    if skipped * added > CELLS_AT_MOST:
        return list(zip_longest(range(first, end), range(first_token, end_token)))
    said, words = places[first:end], keys[first_token:end_token]
    if added == 1:
        best = first + _best_fit([_misfit(words[0], votes) for votes in said])
        return [(place, first_token if place == best else None) for place in range(first, end)]
    if skipped == 1:
        best = first_token + _best_fit([_misfit(word, said[0]) for word in words])
        return [(first if token == best else None, token) for token in range(first_token, end_token)]
    if skipped == added == _PAIR and sum(map(_misfit, words, said)) < _PAIRED_FOR_SURE:
        return [(first, first_token), (first + 1, first_token + 1)]
    return searched(said, words, first, first_token)


def searched(
    places: Sequence[Votes], keys: Sequence[str], first_place: int, first_token: int
) -> list[Step]:
    """The cheapest steps by looking at all; of steps as cheap, those that skip late."""
    return _path(_table(places, keys), first_place, first_token)


def _best_fit(misfits: Iterable[float]) -> int:
    """Which of them to take when all others are skipped; sums are formed as in the table, rounding included."""
    best, least = 0, SKIP_COST
    for number, misfit in enumerate(misfits):
        cost = SKIP_COST * number + misfit
        least += SKIP_COST
        if cost < least:
            best, least = number, cost
    return best


def _table(places: Sequence[Votes], keys: Sequence[str]) -> list[list[float]]:
    """The least cost of laying so many tokens (rows) along so many places (columns)."""
    row = [SKIP_COST * place for place in range(len(places) + 1)]
    table = [row]
    for key in keys:
        above = row
        diagonal = above[0]
        least = diagonal + SKIP_COST
        row = [least]
        for place, said in enumerate(places, start=1):
            cost = diagonal if key in said else diagonal + _misfit(key, said)
            diagonal = above[place]
            least = (least if least < diagonal else diagonal) + SKIP_COST
            if cost < least:
                least = cost
            row.append(least)
        table.append(row)
    return table


def _path(table: list[list[float]], first_place: int, first_token: int) -> list[Step]:
    """The steps back from the last cell, in which the same sums are formed again and so compare exactly."""
    steps: list[Step] = []
    token, place = len(table) - 1, len(table[0]) - 1
    while token or place:
        here = table[token][place]
        if place and table[token][place - 1] + SKIP_COST == here:
            place -= 1
            steps.append((first_place + place, None))
        elif token and table[token - 1][place] + SKIP_COST == here:
            token -= 1
            steps.append((None, first_token + token))
        else:
            token, place = token - 1, place - 1
            steps.append((first_place + place, first_token + token))
    steps.reverse()
    return steps


def _misfit(key: str, said: Votes) -> float:
    """From 0 to 1: how unlike the word is to the nearest of those said."""
    if key in said:
        return 0.0
    if key[:1] == "\0":
        return HOLE_COST
    least = 1.0
    for other in said:
        if not other:
            continue
        if other[0] == "\0":
            cost = HOLE_COST
        else:
            cost = normalized_distance(key, other)
        if cost < least:
            least = cost
    return least
