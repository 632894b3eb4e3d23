"""How alike words and phrases are written, for the evidence; a misspelt word supports the right one."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from bot.agreement.lexicon import Lexicon
from bot.agreement.network import Network
from bot.agreement.tokens import Token

if TYPE_CHECKING:
    from bot.agreement.evidence import Rows

_similarity = Levenshtein.normalized_similarity


def readings(network: Network, rows: "Rows", lexicon: Lexicon) -> NDArray[np.float32]:
    """Whether silence, length, frequency, unknown, rare, likeness to another reading, words: a row each."""
    found: list[tuple[float, ...]] = []
    ends = [*rows.starts.tolist(), len(rows.place)]
    voices, places = rows.voice.tolist(), rows.place.tolist()
    for start, end in pairwise(ends):
        tokens = network.places[places[start]]
        forms = [tokens[voice].form for voice in voices[start:end]]
        for form, likeness in zip(forms, _likeness(forms), strict=True):
            words = form.count(" ") if form else -1.0
            found.append((*lexicon.about(form), likeness, words))
    return np.array(found, np.float32)


def _likeness(forms: Sequence[str]) -> list[float]:
    """For each reading, how alike the most alike other one is; from 0 to 1."""
    nearest = [0.0] * len(forms)
    for one, form in enumerate(forms):
        for other in range(one):
            if form and forms[other]:
                likeness = _similarity(form, forms[other])
                nearest[one] = max(nearest[one], likeness)
                nearest[other] = max(nearest[other], likeness)
    return nearest


def phrases(
    network: Network, rows: "Rows", weight: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """For each place, how many contested places stand together there; and how alike each voice's words over
    all of these are to those of the others, from 0 to 1. Both are 0 where nothing is contested.
    """
    stretches = np.zeros(len(network.places), np.intp)
    alike = np.zeros((len(network.places), len(weight)), np.float32)
    contested = rows.place[rows.starts].tolist()
    weights = weight.tolist()
    first = 0
    for number, place in enumerate(contested):
        if number + 1 < len(contested) and contested[number + 1] == place + 1:
            continue
        stretch = slice(contested[first], place + 1)
        stretches[stretch] = place + 1 - contested[first]
        alike[stretch] = _centrality(network.places[stretch], weights)
        first = number + 1
    return stretches, alike


def _centrality(places: Sequence[Sequence[Token]], weight: Sequence[float]) -> list[float]:
    texts = ["".join([token.key for token in said]) for said in zip(*places, strict=True)]
    shares: dict[str, float] = {}
    for text, voice in zip(texts, weight, strict=True):
        shares[text] = shares.get(text, 0.0) + voice
    distinct = list(shares)
    together = dict(shares)
    for one, text in enumerate(distinct):
        for other in distinct[:one]:
            likeness = _similarity(text, other)
            together[text] += likeness * shares[other]
            together[other] += likeness * shares[text]
    total = sum(weight)
    return [
        (together[text] - voice) / max(total - voice, 1e-9) for text, voice in zip(texts, weight, strict=True)
    ]
