"""A suggestion cut into the pieces that are compared: words, or graphemes where a script writes no spaces."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

import regex

from bot.agreement.marks import BRACKETED, guess_in

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc\uff70"
# Joiners and soft hyphens stand inside Persian, Hindi and German words and are not heard.
_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}\u200c\u200d\u00ad]--[{_UNSPACED}]]"
# Curly quotes, the modifier letter, the full-width form, grave and acute are all typed for an apostrophe.
_APOSTROPHE = r"['\u2019\u2018\u02bc\uff07\u0060\u00b4]"
_PIECE = regex.compile(
    rf"(?P<mark>{BRACKETED})"
    rf"|(?P<grapheme>(?=[{_UNSPACED}])\X)"
    rf"|(?P<word>{_LETTER}++(?:{_APOSTROPHE}{_LETTER}++)*+)",
    regex.VERSION1,
)
_APOSTROPHES = regex.compile(_APOSTROPHE)
# The fraction slash is kept because without it two and a half would equal 212.
_NOT_COMPARED = regex.compile(r"[^\p{L}\p{M}\p{N}'\u2044]+")
_OPENING = regex.compile(r"[\p{Ps}\p{Pi}¿¡]++$")
_IN_WORD = regex.compile(_LETTER, regex.VERSION1)
_SPACES = regex.compile(r"\s+")


class Identity(NamedTuple):
    """What makes two tokens the same: the normalised word, and whether it was said outright or only marked.

    A mark without a guess has the word "".
    """

    word: str
    is_heard: bool


class Token(NamedTuple):
    """`spelling` is as typed, with the punctuation around it and the space that follows it."""

    identity: Identity
    spelling: str


def tokenise(text: str) -> tuple[Token, ...]:
    return tuple(_tokens(text))


def written_out(spellings: Iterable[str]) -> str:
    """The spellings as one text; a space is added only where two words would run together."""
    parts = [""]
    for spelling in filter(None, spellings):
        if _IN_WORD.match(parts[-1][-1:]) and _IN_WORD.match(spelling):
            parts.append(" ")
        parts.append(spelling)
    return "".join(parts).strip()


def normalise(piece: str) -> str:
    """The form in which a word is compared, never shown; "" for a piece without letter or digit."""
    if piece.isascii() and piece.isalnum():
        return piece.lower()
    plain = _APOSTROPHES.sub("'", piece)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    return _NOT_COMPARED.sub("", folded)


def _tokens(text: str) -> Iterator[Token]:
    pieces = [
        (piece, word)
        for piece in _PIECE.finditer(text)
        if (word := normalise(piece.group())) or piece.lastgroup == "mark"
    ]
    followers = [piece for piece, _ in pieces[1:]]
    opening = _between(text[: pieces[0][0].start()])[1] if pieces else ""
    for (piece, word), following in zip_longest(pieces, followers):
        gap = text[piece.end() : following.start() if following else None]
        closing, next_opening = _between(gap) if following else (gap, "")
        if piece.lastgroup == "mark":
            yield from _marked(piece.group())
        else:
            # A word that was last, or stood before a mark, may come before another word in the agreed text.
            is_at_edge = following is None or following.lastgroup == "mark"
            space = " " if is_at_edge and piece.lastgroup == "word" else ""
            spelling = _SPACES.sub(" ", opening + piece.group() + closing + space)
            yield Token(Identity(word, is_heard=True), spelling)
        opening = next_opening


def _between(gap: str) -> tuple[str, str]:
    """What stands between two pieces: the part that closes the first, and the part that opens the second."""
    if gap == " ":
        return gap, ""
    spaces = list(_SPACES.finditer(gap))
    cut = spaces[-1].end() if spaces else len(_OPENING.sub("", gap))
    return gap[:cut], gap[cut:]


def _marked(mark: str) -> Iterator[Token]:
    guesses = tuple(_tokens(guess_in(mark)))
    if not guesses:
        yield Token(Identity("", is_heard=False), mark)
    for guess in guesses:
        yield Token(Identity(guess.identity.word, is_heard=False), guess.spelling)
