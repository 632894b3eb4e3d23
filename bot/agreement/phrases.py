"""What one person writes as several words and another as one becomes one token for both."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, islice, pairwise

from bot.agreement import kernel
from bot.agreement.folding import is_unspaced
from bot.agreement.pieces import Token

# Stands for a mark among keys, so that nothing is ever joined across it; no key has it.
_BREAK = "\0"
# What people split in more is a number, or chance.
WORDS_AT_MOST = 3

# Nobody says as many numbers in one clip; beyond, only the usual way to say each is looked for.
NUMBERS_AT_MOST = 30


def joined(
    voices: Sequence[Sequence[Token]],
    numbers_typed: Mapping[str, Iterator[str]],
    key_of: Callable[[str], str],
) -> list[tuple[Token, ...]]:
    """The voices, each with those neighbours in one token that somebody else has as one.

    Two or three words may meet one word so, and any number of words a number that was typed in digits.
    For the key of each of these `numbers_typed` has the ways to say it; `key_of` makes the key of a word.
    """
    rows = [[token[0] or _BREAK for token in voice] for voice in voices]
    vocabulary = set().union(*rows)
    beginnings = _beginnings(vocabulary)
    numbers = _Numbers(numbers_typed, key_of) if numbers_typed else None
    done: list[tuple[Token, ...]] = []
    for place, (voice, row) in enumerate(zip(voices, rows, strict=True)):
        if _may_join(row, vocabulary, beginnings, numbers):
            others = set().union(*rows[:place], *rows[place + 1 :])
            done.append(tuple(_joined(voice, row, others, numbers)))
        else:
            done.append(tuple(voice))
    return done


class _Numbers:
    """All ways to say the numbers of a clip, and the beginnings of these, which bound the search."""

    def __init__(self, typed: Mapping[str, Iterator[str]], key_of: Callable[[str], str]) -> None:
        self.keys: dict[str, list[str]] = {}
        self.beginnings: set[str] = set()
        ways_at_most = None if len(typed) <= NUMBERS_AT_MOST else 1
        for key, ways in typed.items():
            for words in islice(ways, ways_at_most):
                *beginnings, said = accumulate(map(key_of, words.split()))
                self.beginnings.update(beginnings)
                if beginnings:
                    self.keys.setdefault(said, []).append(key)

    def meant(self, said: str, others: set[str]) -> str | None:
        """The number that was said and that somebody else typed in digits; said so before said otherwise."""
        candidates = sorted(self.keys.get(said, ()), key=lambda key: (key != said, key))
        return next((key for key in candidates if key in others), None)


def _beginnings(vocabulary: set[str]) -> set[str]:
    """The words that another begins with; in order, all that begin with a word follow right behind it."""
    return {one for one, other in pairwise(sorted(vocabulary)) if other.startswith(one)}


def _may_join(row: list[str], vocabulary: set[str], beginnings: set[str], numbers: _Numbers | None) -> bool:
    """Whether to look closer, which is asked for every text and hardly ever so."""
    has_numbers = numbers is not None and not numbers.beginnings.isdisjoint(row)
    return has_numbers or _has_phrase(row, vocabulary, beginnings)


def _has_phrase(row: list[str], vocabulary: set[str], beginnings: set[str]) -> bool:
    if kernel.IS_BUILT:
        return kernel.phrases.may_join(row, vocabulary, beginnings)
    for first, second, third in zip(row, row[1:], [*row[2:], ""], strict=False):
        if first in beginnings:
            two = first + second
            if two in vocabulary or two + third in vocabulary:
                return True
    return False


def _joined(
    voice: Sequence[Token], row: Sequence[str], others: set[str], numbers: _Numbers | None
) -> Iterator[Token]:
    triples = zip(row, row[1:], [*row[2:], ""], strict=False)
    starts = {
        place
        for place, (first, second, third) in enumerate(triples)
        if first + second in others or first + second + third in others
    }
    if numbers:
        starts.update(place for place, key in enumerate(row) if key in numbers.beginnings)
    end = 0
    for start in sorted(starts):
        if start >= end:
            yield from voice[end:start]
            key, size = _longest(voice, start, others, numbers)
            end = start + size
            yield _one(key, voice[start:end])
    yield from voice[end:]


def _one(key: str, tokens: Sequence[Token]) -> Token:
    if len(tokens) == 1:
        return tokens[0]
    form = " ".join(token.form for token in tokens)
    return Token(key, form, "".join(token.spelling for token in tokens), tokens[0].is_heard)


def _longest(
    voice: Sequence[Token], start: int, others: set[str], numbers: _Numbers | None
) -> tuple[str, int]:
    """The key and length of the longest phrase from `start` that somebody else has as one word."""
    said = voice[start].key
    found = (said, 1)
    for size, token in enumerate(islice(voice, start + 1, None), start=2):
        # A guess is not joined to what was said outright, and nothing to a mark.
        if not token.key or token.is_heard is not voice[start].is_heard:
            break
        said += token.key
        if numbers and (meant := numbers.meant(said, others)):
            found = (meant, size)
        elif size <= WORDS_AT_MOST and said in others and not is_unspaced(said):
            found = (said, size)
        elif size >= WORDS_AT_MOST and not (numbers and said in numbers.beginnings):
            break
    return found
