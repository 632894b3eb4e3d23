"""The network of words: each suggestion's tokens laid along the same row of places."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from bot.agreement.alignment import Misfits, Place, align
from bot.agreement.tokens import Identity

Column = list[int | None]
"""One place: for each chorus, in their order, which of its tokens stands here."""


@dataclass(frozen=True, slots=True)
class Chorus:
    """People whose suggestions are equal once normalised, and therefore take one path through the network."""

    tokens: tuple[Identity, ...]
    people: int


def most_central_first(choruses: Sequence[Chorus]) -> list[Chorus]:
    """The order in which to lay them: by what was said and by how many, never by who came first."""
    by_content = sorted(choruses, key=lambda chorus: chorus.tokens)
    texts = [(" ".join(token.word for token in chorus.tokens), chorus.people) for chorus in by_content]
    # Summed over sorted texts, because the last bit of a sum of floats depends on the order.
    distances = [
        sum(people * Levenshtein.normalized_distance(text, other) for other, people in texts)
        for text, _ in texts
    ]
    ranked = sorted(zip(distances, by_content, strict=True), key=lambda pair: pair[0])
    return [chorus for _, chorus in ranked]


def lay_out(choruses: Sequence[Chorus]) -> list[Column]:
    """The places of the network, each with one entry a chorus in the order given."""
    misfits = Misfits()
    columns: list[Column] = []
    for index, chorus in enumerate(choruses):
        places = [_place(column, choruses) for column in columns]
        columns = [
            [*(columns[place] if place is not None else [None] * index), token]
            for place, token in align(places, chorus.tokens, misfits)
        ]
    return columns


def _place(column: Column, choruses: Sequence[Chorus]) -> Place:
    votes: defaultdict[str, int] = defaultdict(int)
    for chorus, index in zip(choruses, column, strict=False):
        if index is not None:
            token = chorus.tokens[index]
            votes[token.word if token.is_heard else ""] += chorus.people
    return Place(said=frozenset(votes), leading=max(votes, key=votes.__getitem__))
