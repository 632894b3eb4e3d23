"""Whether what is said to be right in 9 of 10 cases is right in 9 of 10 cases."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from benchmarks.agreement.scoring import Words, spoken_words
from bot.agreement import Word

BINS = 15

# The same few thousand words come again with every number of people.
_place_words = lru_cache(maxsize=100_000)(spoken_words)


def calibration_error(confidences: Sequence[float], is_right: Sequence[bool | int]) -> float | None:
    """Expected calibration error over 15 bins of equally many cases, between 0 and 1; None without cases.

    Cases of the same confidence stay in the order given: sorted by outcome they would make bins of their own.
    """
    if not confidences:
        return None
    order = sorted(range(len(confidences)), key=confidences.__getitem__)
    bins = [order[len(order) * each // BINS : len(order) * (each + 1) // BINS] for each in range(BINS)]
    gaps = (abs(sum(confidences[case] - is_right[case] for case in cases)) for cases in bins)
    return sum(gaps) / len(order)


def word_outcomes(places: Sequence[Word], truth: Words) -> Iterator[tuple[float, bool]]:
    """Each place's confidence and whether all of its words meet an equal word of the truth.

    Places without a word are left out: the truth does not say where silence is.
    """
    said = [(place.confidence, words) for place in places if (words := _place_words(place.text))]
    hypothesis = [word for _, words in said for word in words]
    met = {
        index
        for step in Levenshtein.opcodes(hypothesis, truth)
        if step.tag == "equal"
        for index in range(step.src_start, step.src_end)
    }
    start = 0
    for confidence, words in said:
        end = start + len(words)
        yield confidence, met.issuperset(range(start, end))
        start = end
