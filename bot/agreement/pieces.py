"""One text cut into tokens, each chunk between spaces once, by the conventions of a language."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import regex

from bot.agreement.folding import PIECE, SPACED_PIECE, UNSPACED_ONLY, is_folded, is_unspaced
from bot.agreement.languages import Conventions, Written
from bot.agreement.languages.numbers import DIGITS_AT_MOST, count_readings, readings
from bot.agreement.marks import guess_in

# Nearly every chunk is one of these, and the patterns for any language are several times slower.
_SIMPLE = re.compile(r"""["'(]*([A-Za-z]+(?:'[A-Za-z]+)*)([.,!?;:"')]*)""").fullmatch
_PIECE = regex.compile(PIECE, regex.VERSION1)
_SPACED_PIECE = regex.compile(SPACED_PIECE)
_LETTERS = regex.compile(r"[\p{L}\p{M}]++").fullmatch
_UNSPACED_ONLY = regex.compile(UNSPACED_ONLY).fullmatch
_GRAPHEMES = regex.compile(r"\X").findall
_DIGIT = re.compile(r"\d").search
_MAY_HAVE_MARK = re.compile(r"[\[(*\uff3b]").search
_OPENING = regex.compile(r"[\p{Ps}\p{Pi}¿¡]++$")
# Blanks that people leave for what they could not hear; beside a word the same signs are punctuation.
_HOLE = re.compile(r"\*|__|\.\.|\u2026|\?\?").search
# Chunks beyond are no abbreviations or numbers, and are not searched for any.
_LONGEST = 40
_BEFORE, _AFTER = "\"'([\u201c\u2018\u00ab", ",!?;:\"')]\u201d\u00bb"


class Identity(NamedTuple):
    """What makes two tokens the same: the normalised word, and whether it was said outright or only marked.

    A mark without a guess has the word "".
    """

    word: str
    is_heard: bool


class Token(NamedTuple):
    """`key` is compared and has no spaces; `form` is written out in lower case and may have some.

    Both are "" for a mark without a guess. `spelling` is as typed, with the punctuation around it and the
    space that follows. `is_heard` is False for a mark, and for a guess in one.
    """

    key: str
    form: str
    spelling: str
    is_heard: bool

    @property
    def identity(self) -> Identity:
        return Identity(self.key, self.is_heard)


class Reader(dict[str, Sequence[Token]]):
    """The tokens of each chunk seen so far; holds what people said, so it lives for one clip.

    Until a text is put together, a chunk of punctuation is a token without key that counts as heard.
    `numbers` are the ways to say each number that was met in digits, by its key, the usual one first.
    """

    def __init__(self, conventions: Conventions) -> None:
        super().__init__()
        self.numbers: dict[str, Iterator[str]] = {}
        self._conventions = conventions
        self._words = conventions.words
        self._keeps_ascii = conventions.keeps_ascii
        self._has_punctuation = False
        self._pieces: dict[tuple[str | None, str, str], Written] = {}

    def tokens(self, text: str) -> list[Token]:
        if not _MAY_HAVE_MARK(text):
            return self._unmarked(text)
        tokens: list[Token] = []
        end = 0
        for mark in self._conventions.mark.finditer(text):
            if mark.start() > end:
                tokens += self._unmarked(text[end : mark.start()])
            tokens += self._marked(mark.group())
            end = mark.end()
        return tokens + self._unmarked(text[end:])

    def __missing__(self, chunk: str) -> Sequence[Token]:
        written: tuple[str, str] | None
        if self._keeps_ascii and chunk.isalpha() and chunk.isascii():
            # Most chunks, so this goes first.
            word = chunk.lower()
            written = self._words.get(word) or (word, word)
        else:
            written = self._plain(chunk) or self._count(chunk) or self._compound(chunk)
        if written:
            key, form = written
            # Twice as fast as by the names of the fields, and this is done for every word.
            tokens: Sequence[Token] = (tuple.__new__(Token, (key, form, chunk + " ", True)),)
        else:
            tokens = self._graphemes(chunk) or self._cut_up(chunk)
        self[chunk] = tokens
        return tokens

    def _plain(self, chunk: str) -> tuple[str, str] | None:
        """What a word is, in ASCII letters also with punctuation around it; None for any other chunk."""
        typed, after = chunk, ""
        if not chunk.isascii():
            written = None if is_unspaced(chunk) or not _LETTERS(chunk) else self._word(chunk, "")
            return written if written and written.key else None
        if not chunk.isalpha():
            simple = _SIMPLE(chunk)
            if not simple:
                return None
            typed, after = simple.groups()
        if not self._keeps_ascii:
            return self._word(typed, after)
        word = typed.lower()
        return self._known(word, after) or (word, word)

    def _count(self, chunk: str) -> Written | None:
        """What a number in plain digits is; None for any other chunk."""
        table = self._conventions.numbers
        if not table or not chunk.isdecimal() or len(chunk) > DIGITS_AT_MOST or int(chunk[0]) == 0:
            return None
        return self._said(count_readings(int(chunk), table))

    def _unmarked(self, text: str) -> list[Token]:
        tokens = list(chain.from_iterable(map(self.__getitem__, text.split())))
        if self._has_punctuation:
            tokens = _with_punctuation(tokens)
        # Somebody else may go on right here, and a script without spaces then needs none.
        if tokens and not tokens[-1].key.isascii() and is_unspaced(tokens[-1].key):
            tokens[-1] = tokens[-1]._replace(spelling=tokens[-1].spelling.removesuffix(" "))
        return tokens

    def _marked(self, mark: str) -> list[Token]:
        guess = guess_in(mark)
        guesses = (
            [token._replace(is_heard=False) for token in self.tokens(guess) if token.key] if guess else []
        )
        return guesses or [Token("", "", mark, is_heard=False)]

    def _known(self, word: str, after: str) -> Written | None:
        """The convention for a word in lower case; one that asks for a dot goes first where a dot follows."""
        dotted = self._words.get(word + ".") if after[:1] == "." else None
        return dotted or self._words.get(word)

    def _compound(self, chunk: str) -> Written | None:
        """What conventions know as a whole, although it would be cut up otherwise."""
        compounds = self._conventions.compounds
        if not compounds or len(chunk) > _LONGEST:
            return None
        dotted = self._conventions.lower(chunk).lstrip(_BEFORE).rstrip(_AFTER)
        return compounds.get(dotted) or compounds.get(dotted.rstrip("." + _AFTER))

    def _graphemes(self, chunk: str) -> Sequence[Token]:
        """The tokens of a chunk in an unspaced script that is compared as it is typed."""
        conventions = self._conventions
        if conventions.letters_alike or not _UNSPACED_ONLY(chunk) or not is_folded(chunk):
            return ()
        *graphemes, last = _GRAPHEMES(chunk)
        new = tuple.__new__
        tokens = [new(Token, (grapheme, grapheme, grapheme, True)) for grapheme in graphemes]
        return [*tokens, Token(last, last, last + " ", is_heard=True)]

    def _cut_up(self, chunk: str) -> Sequence[Token]:
        found = [
            (piece.span(), written)
            for piece in self._pattern(chunk).finditer(chunk)
            if (written := self._written(piece)).key
        ]
        if not found:
            return (self._without_words(chunk),)
        cuts = [_cut(chunk, end, start) for ((_, end), _), ((start, _), _) in pairwise(found)]
        new = tuple.__new__
        return [
            new(Token, (key, form, chunk[start:end] if end else chunk[start:] + " ", True))
            for start, end, (_, (key, form)) in zip([0, *cuts], [*cuts, 0], found, strict=True)
        ]

    def _pattern(self, chunk: str) -> regex.Pattern[str]:
        """The quickest one that finds all that may be in the chunk."""
        conventions = self._conventions
        if len(chunk) <= _LONGEST and (
            not conventions.symbols.isdisjoint(chunk) or (conventions.numbers and _DIGIT(chunk))
        ):
            return conventions.piece
        return _PIECE if is_unspaced(chunk) else _SPACED_PIECE

    def _without_words(self, chunk: str) -> Token:
        if _HOLE(chunk):
            return Token("", "", chunk, is_heard=False)
        self._has_punctuation = True
        return Token("", "", chunk + " ", is_heard=True)

    def _written(self, piece: regex.Match[str]) -> Written:
        typed = piece.group()
        # A dot after the word may make it an abbreviation.
        after = "." if piece.string.startswith(".", piece.end()) else ""
        kind = (piece.lastgroup, typed, after)
        written = self._pieces.get(kind)
        if written is None:
            written = self._pieces[kind] = self._by_kind(piece, typed, after)
        return written

    def _by_kind(self, piece: regex.Match[str], typed: str, after: str) -> Written:
        if piece.lastgroup == "number":
            return self._number(piece) or self._word(typed, "")
        if piece.lastgroup == "grapheme":
            # These scripts have no upper and lower case and no abbreviations.
            return Written(self._conventions.key(typed), typed)
        return self._word(typed, after)

    def _word(self, typed: str, after: str) -> Written:
        form = self._conventions.lower(typed).strip("'")
        return self._known(form, after) or Written(self._conventions.key(form), form)

    def _number(self, piece: regex.Match[str]) -> Written | None:
        table = self._conventions.numbers
        return self._said(readings(piece, table)) if table else None

    def _said(self, ways: Iterator[str]) -> Written | None:
        usual = next(ways, None)
        if usual is None:
            return None
        key = self._conventions.key(usual)
        # "18:39" and "1839" are said alike, but only one of them in other ways too.
        self.numbers[key] = chain(self.numbers.get(key, ()), [usual], ways)
        return Written(key, usual)


def _cut(chunk: str, end: int, start: int) -> int:
    """Where one piece ends: opening brackets and quotes before the next are those of the next."""
    if end == start:
        return end
    between = chunk[end:start]
    return end + len(between.rstrip("([{") if between.isascii() else _OPENING.sub("", between))


def _with_punctuation(tokens: Iterable[Token]) -> list[Token]:
    """Punctuation that stands alone belongs to the word before it, or is left out where there is none."""
    held: list[Token] = []
    loose: defaultdict[int, list[str]] = defaultdict(list)
    for token in tokens:
        if token.key or not token.is_heard:
            held.append(token)
        elif held and held[-1].key:
            loose[len(held) - 1].append(token.spelling)
    for place, spellings in loose.items():
        held[place] = held[place]._replace(spelling="".join([held[place].spelling, *spellings]))
    return held
