"""Which suggestion is most like the others, and so is laid first."""

from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein


def central_first(choruses: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The different suggestions, from the one nearest to all others on.

    How many people made each has no say, so that one more of them leaves the network as it is.
    """
    texts = sorted([(" ".join(keys), keys) for keys in choruses])
    if len(texts) == 1:
        return [texts[0][1]]
    totals = [0.0] * len(texts)
    for one, (text, _) in enumerate(texts):
        for other in range(one):
            distance = Levenshtein.normalized_distance(text, texts[other][0])
            totals[one] += distance
            totals[other] += distance
    ranked = sorted(range(len(texts)), key=totals.__getitem__)
    return [texts[number][1] for number in ranked]
