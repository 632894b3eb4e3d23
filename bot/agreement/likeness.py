"""How alike words and phrases are written, for the evidence; a misspelt word supports the right one."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from rapidfuzz.distance.Levenshtein import normalized_similarity

from bot.agreement.table import Table, Voices


def nearest(forms: Sequence[str]) -> list[float]:
    """For each reading of a place, how alike the most alike other word there is; from 0 to 1."""
    found = [0.0] * len(forms)
    for (one, form), (other, rival) in combinations(enumerate(forms), 2):
        # Silence is like no word.
        alike = normalized_similarity(form, rival) if form and rival else 0.0
        found[one] = max(found[one], alike)
        found[other] = max(found[other], alike)
    return found


def phrases(table: Table, voices: Voices) -> Iterator[tuple[int, list[float]]]:
    """For each stretch of contested places that follow each other: how many they are, and how alike each
    voice's words over all of them are to those of the others, from 0 to 1.
    """
    weights = voices.weight.tolist()
    total = sum(weights)
    rest = [max(total - weight, 1e-9) for weight in weights]
    keys = table.keys
    for first, end in stretches(table.contested):
        if end - first == 1:
            texts = [keys[code] for code in table.codes[first]]
        else:
            said = zip(*table.codes[first:end], strict=True)
            texts = ["".join([keys[code] for code in codes]) for codes in said]
        together = _together(texts, weights)
        alike = [
            (together[text] - weight) / others
            for text, weight, others in zip(texts, weights, rest, strict=True)
        ]
        yield end - first, alike


def stretches(contested: Mapping[int, object]) -> Iterator[tuple[int, int]]:
    """Where contested places begin to follow each other, and the place after the last of them."""
    first = -1
    for place in contested:
        first = place if first < 0 else first
        if place + 1 not in contested:
            yield first, place + 1
            first = -1


def _together(texts: Sequence[str], weights: Sequence[float]) -> Mapping[str, float]:
    """For each text the weight of those who said it, and of the others as far as theirs are alike."""
    share: dict[str, float] = {}
    for text, weight in zip(texts, weights, strict=True):
        share[text] = share.get(text, 0.0) + weight
    together = dict(share)
    for one, other in combinations(share, 2):
        near = normalized_similarity(one, other)
        together[one] += near * share[other]
        together[other] += near * share[one]
    return together
