"""Which words differ between several transcriptions of one clip."""

from itertools import groupby

from rapidfuzz.distance import LCSseq

from bot.agreement.tokens import Token, tokenise

Run = tuple[str, bool]
"""A stretch of text, and whether it differs from what others heard."""


def differing_runs(texts: list[str]) -> list[list[Run]]:
    """Each text cut into stretches; a word differs unless every other text has it at its place too."""
    tokens = [tokenise(text) for text in texts]
    return [
        _runs(own, _shared_by_all(own, [other for other in tokens if other is not own])) for own in tokens
    ]


def _shared_by_all(own: tuple[Token, ...], others: list[tuple[Token, ...]]) -> set[int]:
    words = [token.identity for token in own]
    shared = set(range(len(own)))
    for other in others:
        matches = LCSseq.opcodes(words, [token.identity for token in other]).as_matching_blocks()
        shared &= {place for match in matches for place in range(match.a, match.a + match.size)}
    return shared


def _runs(own: tuple[Token, ...], shared: set[int]) -> list[Run]:
    grouped = groupby(enumerate(own), key=lambda found: found[0] not in shared)
    return [("".join(token.spelling for _, token in tokens), differs) for differs, tokens in grouped]
