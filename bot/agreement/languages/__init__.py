"""Conventions of writing: one data file a language, and their loader, which knows no language itself."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

import regex
from pydantic import BaseModel, ConfigDict

from bot.agreement.folding import PIECE, SPACED_PIECE, fold, lower
from bot.agreement.languages.numbers import NumberTable, pattern
from bot.agreement.marks import mark_pattern

PLAIN = "plain"
"""The style that writes out abbreviations and numbers and nothing else."""

_SUBTAG = regex.compile(r"[a-z]{2,3}")
_WORD = regex.compile(r"[\p{L}\p{N}]")
_ONE_PIECE = regex.compile(SPACED_PIECE)


class Written(NamedTuple):
    """How a word is compared and how it is written out."""

    key: str
    form: str


class _Family(BaseModel):
    """Words that share endings: each stem with each ending on the left is compared as with the right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stems: str
    endings: dict[str, str]


class _LanguageFile(BaseModel):
    """What a data file may hold; see `en.toml` for what each table means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holes: tuple[str, ...] = ()
    letters: dict[str, str] = {}
    letters_alike: dict[str, str] = {}
    written_out: dict[str, str] = {}
    spelled_alike: dict[str, str] = {}
    families: tuple[_Family, ...] = ()
    styles: dict[str, dict[str, str]] = {}
    numbers: NumberTable | None = None


@dataclass(frozen=True, slots=True)
class Conventions:
    """One language's conventions in one style, ready for use.

    `words` has what is compared or written out in another way than it is typed, by its lower case;
    `compounds` the same for what would be cut up otherwise ("1/2"). An entry that ends in a dot holds only
    with the dot.
    `piece` finds the pieces of a chunk that has digits or one of the `symbols`, `mark` what stands in a text
    for words that were not heard. With `keeps_ascii` the lower case of ASCII letters is that of English.
    """

    words: Mapping[str, Written]
    compounds: Mapping[str, Written]
    piece: regex.Pattern[str]
    symbols: frozenset[str]
    mark: regex.Pattern[str]
    numbers: NumberTable | None
    letters: Mapping[str, str]
    keeps_ascii: bool
    alike: Mapping[str, str]
    letters_alike: Mapping[int, str]

    def lower(self, text: str) -> str:
        if not self.letters or (self.keeps_ascii and text.isascii()):
            return lower(text)
        # Once more, because lower case may be written with a letter that the language does not have.
        return _replaced(lower(_replaced(text, self.letters)), self.letters)

    def key(self, form: str) -> str:
        """What is compared, of a form that may be several words."""
        return "".join(map(self._word_key, form.split())) if " " in form else self._word_key(form)

    def _word_key(self, word: str) -> str:
        folded = fold(word)
        if self.letters_alike:
            folded = folded.translate(self.letters_alike)
        return self.alike.get(folded, folded)


def data_of(subtag: str, kind: str) -> Traversable | None:
    """The file of this kind ("words.gz") for a primary language; None where there is none."""
    file = files(__name__) / f"{subtag}.{kind}"
    return file if subtag.isalpha() and file.is_file() else None


def primary(language: str) -> str:
    """The primary language of a BCP-47 tag, in lower case, whatever separates its parts."""
    return language.replace("_", "-").partition("-")[0].lower()


# The bound is for whoever stores invented languages; there are a handful of files.
@lru_cache(maxsize=64)
def conventions(language: str, style: str = PLAIN) -> Conventions:
    """Of a BCP-47 tag's primary language; none for one without a file, and none added by an unknown style."""
    subtag = primary(language)
    return _loaded(subtag if _SUBTAG.fullmatch(subtag) else "und", style)


@lru_cache(maxsize=64)
def _loaded(subtag: str, style: str) -> Conventions:
    table = _LanguageFile.model_validate(_read(subtag))
    alike = dict(_alike(table))
    written = table.written_out | table.styles.get(style, {})
    words = {word: Written(key, word) for word, key in alike.items()}
    symbols = frozenset(typed for typed in written if not _WORD.search(typed))
    compounds: dict[str, Written] = {}
    loaded = Conventions(
        words=words,
        compounds=compounds,
        piece=_piece(table, symbols),
        symbols=symbols,
        mark=mark_pattern(table.holes),
        numbers=table.numbers,
        letters=table.letters,
        keeps_ascii=not any(letter.isascii() for letter in table.letters),
        alike=alike,
        letters_alike=str.maketrans(table.letters_alike),
    )
    for typed, form in written.items():
        home = compounds if _is_cut_up(typed) else words
        home[typed] = Written(loaded.key(form), form)
    return loaded


def _read(subtag: str) -> dict[str, object]:
    file = files(__name__).joinpath(f"{subtag}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _alike(table: _LanguageFile) -> Iterator[tuple[str, str]]:
    for family in table.families:
        for stem in family.stems.split():
            for ending, other in family.endings.items():
                yield stem + ending, stem + other
    yield from table.spelled_alike.items()


def _piece(table: _LanguageFile, symbols: frozenset[str]) -> regex.Pattern[str]:
    alternatives = [
        rf"(?P<number>{pattern(table.numbers)})" if table.numbers else "",
        rf"(?P<symbol>[{regex.escape(''.join(sorted(symbols)))}])" if symbols else "",
        PIECE,
    ]
    flags = regex.VERSION1 | regex.VERBOSE | regex.IGNORECASE
    return regex.compile("|".join(filter(None, alternatives)), flags)


def _is_cut_up(typed: str) -> bool:
    """Whether it has letters or digits and would all the same not be one piece."""
    return _WORD.search(typed) is not None and not _ONE_PIECE.fullmatch(typed.removesuffix("."))


def _replaced(text: str, letters: Mapping[str, str]) -> str:
    for letter, other in letters.items():
        text = text.replace(letter, other)
    return text
