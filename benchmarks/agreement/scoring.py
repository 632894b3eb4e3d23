"""Word error rate as the CrowdSpeech paper counts it.

Both sides are put into lower case and lose every character of `string.punctuation` except the apostrophe; a
hyphen is deleted too, so that "well-known" becomes "wellknown". Nothing else is cleaned: a curly apostrophe
stays what it is and costs its word, because cleaning is the work of the agreement and not of its judge.
"""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from rapidfuzz.distance import Levenshtein

from bot.agreement.conventions import spoken

LANGUAGE = "en"
_DELETED = str.maketrans("", "", string.punctuation.replace("'", ""))

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """`errors` are words too many, too few or other than the `words` of the truth."""

    errors: int
    words: int

    @property
    def error_rate(self) -> float:
        return self.errors / self.words


def words_of(text: str) -> Words:
    """The words that are compared."""
    return tuple(text.lower().translate(_DELETED).split())


def spoken_words(text: str) -> Words:
    """The same, after abbreviations and digits were written out by the project's conventions."""
    return words_of(spoken(text, LANGUAGE))


def score(words: Words, truth: Words) -> Score:
    """`truth` has words: a clip without any has no error rate and is left out when the files are read."""
    return Score(Levenshtein.distance(words, truth), len(truth))


def mean_error_rate(scores: Sequence[Score]) -> float:
    """The mean over clips, in per cent, every clip counting the same."""
    return 100 * fmean(each.error_rate for each in scores)


def corpus_error_rate(scores: Sequence[Score]) -> float:
    """All errors by all words, in per cent."""
    return 100 * sum(each.errors for each in scores) / sum(each.words for each in scores)


def exact_share(scores: Sequence[Score]) -> float:
    """The clips without any error, in per cent."""
    return 100 * sum(not each.errors for each in scores) / len(scores)
