"""The cheapest way to lay one more suggestion along the places that the earlier ones have made."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest

from rapidfuzz.distance import Levenshtein, MatchingBlock

from bot.agreement.tokens import Identity

Step = tuple[int | None, int | None]
"""(place, token) laid together; None for a place that this suggestion skips, or a token in a new place."""

# Two words cost from 0 (the same) to 1 (nothing alike): even strangers share a place before they make two.
SKIP_COST = 1.0
# A mark fits anywhere, but a likely word fits better.
HOLE_COST = 0.5
# Fewer equal words in a row can be chance ("of the"), and then the alignment must stay free to differ.
RUN_AT_LEAST = 3
# 100 by 100 words without a run. Beyond it the search, which is quadratic, would hold up other people's
# clicks, and the two texts have so little in common that pairing their words in order is as good.
CELLS_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """What was said at one place so far: the words, "" for a mark; `leading` is what most people said."""

    said: frozenset[str]
    leading: str


class Misfits(dict[tuple[Identity, frozenset[str]], float]):
    """The cost of laying a token along what was said; holds people's words, so it lives for one agreement."""

    def __missing__(self, pair: tuple[Identity, frozenset[str]]) -> float:
        self[pair] = _misfit(*pair)
        return self[pair]


def align(places: Sequence[Place], tokens: Sequence[Identity], misfits: Misfits) -> list[Step]:
    """The steps along both, in order; runs of equal words stand, and only what lies between is searched."""
    steps: list[Step] = []
    place = token = 0
    for run in _equal_runs(places, tokens):
        between = _between(places[place : run.a], tokens[token : run.b], misfits)
        steps.extend((_moved(step[0], place), _moved(step[1], token)) for step in between)
        place, token = run.a + run.size, run.b + run.size
        steps.extend(zip(range(run.a, place), range(run.b, token), strict=True))
    return steps


def _equal_runs(places: Sequence[Place], tokens: Sequence[Identity]) -> list[MatchingBlock]:
    """Runs of equal words long enough to trust, and the empty one that ends both."""
    leading = [place.leading for place in places]
    runs = Levenshtein.opcodes(leading, [token.word for token in tokens]).as_matching_blocks()
    return [run for run in runs if run.size >= RUN_AT_LEAST or run.size == 0]


def _moved(index: int | None, by: int) -> int | None:
    return None if index is None else index + by


def _between(places: Sequence[Place], tokens: Sequence[Identity], misfits: Misfits) -> list[Step]:
    if len(places) * len(tokens) <= CELLS_AT_MOST:
        return _cheapest(places, tokens, misfits)
    return list(zip_longest(range(len(places)), range(len(tokens))))


def _cheapest(places: Sequence[Place], tokens: Sequence[Identity], misfits: Misfits) -> list[Step]:
    costs = {token: [misfits[token, place.said] for place in places] for token in set(tokens)}
    table = [list(accumulate([SKIP_COST] * len(places), initial=0.0))]
    for token in tokens:
        table.append(_next_row(table[-1], costs[token]))
    return _path(table)


def _next_row(above: list[float], costs: list[float]) -> list[float]:
    left = above[0] + SKIP_COST
    row = [left]
    for diagonal, over, cost in zip(above, above[1:], costs, strict=False):
        left = min(left + SKIP_COST, over + SKIP_COST, diagonal + cost)
        row.append(left)
    return row


def _path(table: list[list[float]]) -> list[Step]:
    """The steps back from the last cell, in which the same sums are formed again and so compare exactly."""
    steps: list[Step] = []
    token, place = len(table) - 1, len(table[0]) - 1
    while token or place:
        here = table[token][place]
        if place and table[token][place - 1] + SKIP_COST == here:
            place -= 1
            steps.append((place, None))
        elif token and table[token - 1][place] + SKIP_COST == here:
            token -= 1
            steps.append((None, token))
        else:
            token, place = token - 1, place - 1
            steps.append((place, token))
    steps.reverse()
    return steps


def _misfit(token: Identity, said: frozenset[str]) -> float:
    word, is_heard = token
    if word in said:
        return 0.0
    others = said - {""}
    if not is_heard or not others:
        return HOLE_COST
    return min(Levenshtein.normalized_distance(word, other) for other in others)
