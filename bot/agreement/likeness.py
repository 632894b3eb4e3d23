"""How alike words and phrases are written, for the evidence; a misspelt word supports the right one."""

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from bot.agreement.lexicon import Lexicon
from bot.agreement.network import Network
from bot.agreement.table import Rows, Voices
from bot.agreement.tokens import Token


def readings(network: Network, rows: Rows, lexicon: Lexicon) -> NDArray[np.float32]:
    """Whether silence, length, frequency, unknown, rare, likeness to another reading, words: a row each."""
    spoken = [[network.places[place][voice].form for voice in voices] for place, voices in rows.found.items()]
    flat: list[float] = []
    for forms, likeness in zip(spoken, _nearest(spoken), strict=True):
        for form, alike in zip(forms, likeness, strict=True):
            flat += lexicon.about(form)
            flat += (alike, form.count(" ") if form else -1.0)
    return np.array(flat, np.float32).reshape(len(rows.place), -1)


def _nearest(spoken: Sequence[Sequence[str]]) -> list[list[float]]:
    """For each reading of each place, how alike the most alike other word there is; from 0 to 1."""
    nearest: list[list[float]] = []
    likeness = iter(_likeness(spoken))
    for forms in spoken:
        found = [0.0] * len(forms)
        for one, other in combinations(range(len(forms)), 2):
            alike = next(likeness)
            # Silence is like no word.
            if forms[one] and forms[other]:
                found[one] = max(found[one], alike)
                found[other] = max(found[other], alike)
        nearest.append(found)
    return nearest


def _likeness(groups: Iterable[Iterable[str]]) -> list[float]:
    """How alike any two texts of a group are, group by group, in the order of `itertools.combinations`."""
    pairs = [pair for group in groups for pair in combinations(group, 2)]
    if not pairs:
        return []
    ones, others = zip(*pairs, strict=True)
    likeness: list[float] = cpdist(ones, others, scorer=Levenshtein.normalized_similarity).tolist()
    return likeness


def phrases(network: Network, rows: Rows, voices: Voices) -> tuple[list[int], NDArray[np.float32]]:
    """For each place, how many contested places stand together there; and how alike each voice's words over
    all of these are to those of the others, from 0 to 1. Both are 0 where nothing is contested.
    """
    weights = voices.weight.tolist()
    stretches = _stretches(rows)
    said = [_said(network.places[first:end]) for first, end in stretches]
    shares = [_shares(texts, weights) for texts in said]
    likeness = iter(_likeness(shares))
    sizes = [0] * len(network.places)
    alike = [[0.0] * len(weights)] * len(network.places)
    for (first, end), texts, share in zip(stretches, said, shares, strict=True):
        sizes[first:end] = [end - first] * (end - first)
        together = dict(share)
        for one, other in combinations(share, 2):
            near = next(likeness)
            together[one] += near * share[other]
            together[other] += near * share[one]
        total = sum(weights)
        alike[first:end] = [
            [
                (together[text] - voice) / max(total - voice, 1e-9)
                for text, voice in zip(texts, weights, strict=True)
            ]
        ] * (end - first)
    return sizes, np.array(alike, np.float32)


def _stretches(rows: Rows) -> list[tuple[int, int]]:
    """Where contested places begin to follow each other, and the place after the last of them."""
    stretches: list[tuple[int, int]] = []
    first = -1
    for place in rows.found:
        first = place if first < 0 else first
        if place + 1 not in rows.found:
            stretches.append((first, place + 1))
            first = -1
    return stretches


def _said(places: Sequence[Sequence[Token]]) -> list[str]:
    """What each voice said over these places, without spaces."""
    if len(places) == 1:
        return [token.key for token in places[0]]
    return ["".join([token.key for token in said]) for said in zip(*places, strict=True)]


def _shares(texts: Sequence[str], weights: Sequence[float]) -> dict[str, float]:
    """The weight of those who said each text."""
    shares: dict[str, float] = {}
    for text, weight in zip(texts, weights, strict=True):
        shares[text] = shares.get(text, 0.0) + weight
    return shares
