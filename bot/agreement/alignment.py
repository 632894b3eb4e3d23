"""The cheapest way to lay one more suggestion along the places that the earlier ones have made."""

from collections.abc import Sequence
from itertools import zip_longest

from rapidfuzz.distance import Levenshtein

Votes = dict[str, int]
"""What was said at one place so far, and how often; "" for silence, and a mark or guess begins with NUL."""
Step = tuple[int | None, int | None]
"""(place, token) laid together; None for a place that this suggestion skips, or a token in a new place."""

# Two words cost from 0 (the same) to 1 (nothing alike): even strangers share a place before they make two.
SKIP_COST = 1.0
# A mark fits anywhere, but a likely word fits better.
HOLE_COST = 0.5
# 100 by 100 words without a word in common. Beyond it the search, which is quadratic, would hold up other
# people's clicks, and the two texts have so little in common that pairing their words in order is as good.
CELLS_AT_MOST = 10_000


def align(
    places: Sequence[Votes], keys: Sequence[str], distances: dict[tuple[str, str], float]
) -> list[Step]:
    """The steps along both, in order; equal words in a common order stand, and only gaps are searched.

    `distances` remembers costs of pairs; it holds people's words, so it lives for one agreement.
    """
    leading = [max(said, key=said.__getitem__) if len(said) > 1 else next(iter(said)) for said in places]
    steps: list[Step] = []
    place = token = 0
    for run in Levenshtein.opcodes(leading, keys).as_matching_blocks():
        if run.a > place or run.b > token:
            steps.extend(_between(places, keys, (place, run.a), (token, run.b), distances))
        place, token = run.a + run.size, run.b + run.size
        steps.extend(zip(range(run.a, place), range(run.b, token), strict=True))
    return steps


def _between(
    places: Sequence[Votes],
    keys: Sequence[str],
    gap: tuple[int, int],
    said: tuple[int, int],
    distances: dict[tuple[str, str], float],
) -> list[Step]:
    skipped, added = gap[1] - gap[0], said[1] - said[0]
    if skipped == added == 1:
        return [(gap[0], said[0])]
    if not skipped:
        return [(None, token) for token in range(*said)]
    if not added:
        return [(place, None) for place in range(*gap)]
    if skipped * added > CELLS_AT_MOST:
        return list(zip_longest(range(*gap), range(*said)))
    table = _table(places[gap[0] : gap[1]], keys[said[0] : said[1]], distances)
    return _path(table, gap[0], said[0])


def _table(
    places: Sequence[Votes], keys: Sequence[str], distances: dict[tuple[str, str], float]
) -> list[list[float]]:
    """The least cost of laying so many tokens (rows) along so many places (columns)."""
    table = [[SKIP_COST * place for place in range(len(places) + 1)]]
    for key in keys:
        above = table[-1]
        least = above[0] + SKIP_COST
        row = [least]
        for place, said in enumerate(places):
            cost = 0.0 if key in said else _misfit(key, said, distances)
            least = min(above[place] + cost, above[place + 1] + SKIP_COST, least + SKIP_COST)
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


def _misfit(key: str, said: Votes, distances: dict[tuple[str, str], float]) -> float:
    """From 0 to 1: how unlike the word is to the nearest of those said."""
    if key[:1] == "\0":
        return HOLE_COST
    least = 1.0
    for other in said:
        if not other:
            continue
        if other[0] == "\0":
            cost = HOLE_COST
        else:
            pair = (key, other)
            known = distances.get(pair)
            cost = Levenshtein.normalized_distance(key, other) if known is None else known
            distances[pair] = cost
        least = min(least, cost)
    return least
