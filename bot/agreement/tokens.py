"""A suggestion cut into the pieces that are compared: words, or graphemes where a script writes no spaces."""

from collections.abc import Iterable, Sequence

import regex

from bot.agreement.folding import LETTER
from bot.agreement.languages import PLAIN, conventions
from bot.agreement.phrases import joined
from bot.agreement.pieces import Identity, Reader, Token

__all__ = ["Identity", "Token", "read", "tokenise", "written_out"]

_UNSTATED = "und"
_IN_WORD = regex.compile(LETTER, regex.VERSION1)


def tokenise(text: str, language: str = _UNSTATED, style: str = PLAIN) -> tuple[Token, ...]:
    """The pieces of one suggestion, by the conventions of a BCP-47 language; any text is accepted."""
    return tuple(Reader(conventions(language, style)).tokens(text))


def read(texts: Sequence[str], language: str, style: str = PLAIN) -> list[tuple[Token, ...]]:
    """The pieces of all suggestions of one clip; what somebody else writes as one word is one piece."""
    rules = conventions(language, style)
    reader = Reader(rules)
    return joined([reader.tokens(text) for text in texts], reader.numbers, rules.key)


def written_out(spellings: Iterable[str]) -> str:
    """The spellings as one text; a space is added only where two words would run together."""
    parts = [""]
    for spelling in filter(None, spellings):
        if _IN_WORD.match(parts[-1][-1:]) and _IN_WORD.match(spelling):
            parts.append(" ")
        parts.append(spelling)
    return "".join(parts).strip()
