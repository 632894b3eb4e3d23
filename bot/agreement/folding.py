"""Which characters make up words, and how words of any language are folded for comparing."""

import unicodedata

import regex

# Scripts that write no spaces between words; the prolonged sound mark belongs to kana and to no script.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc\uff70"
# Joiners and soft hyphens stand inside Persian, Hindi and German words and are not heard.
LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}\u200c\u200d\u00ad]--[{UNSPACED}]]"
# Curly quotes, the modifier letter, the full-width form, grave and acute are all typed for an apostrophe.
APOSTROPHES = "'\u2019\u2018\u02bc\uff07\u0060\u00b4"
_WORD = r"[\p{L}\p{M}\p{N}\u200c\u200d\u00ad]"

PIECE = rf"(?P<grapheme>(?=[{UNSPACED}])\X)|(?P<word>{LETTER}++(?:[{APOSTROPHES}]{LETTER}++)*+)"
"""What is compared as one: a grapheme where a script has no spaces, elsewhere a word."""
UNSPACED_ONLY = rf"[{UNSPACED}][{UNSPACED}\p{{M}}]*+"
SPACED_PIECE = rf"{_WORD}++(?:[{APOSTROPHES}]{_WORD}++)*+"
"""The same where all scripts have spaces, several times faster."""

# A soft hyphen says where a line may break, and nothing of the word.
_TYPED = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), "\u00ad": ""})
# The fraction slash is kept because without it two and a half would equal 212.
# The one apostrophe that counts as a letter.
_MODIFIER = "\u02bc"
_COMPARED = regex.compile(r"(?:[0-9]|(?!\p{Nd})[\p{L}\p{M}\p{N}])++").fullmatch
_NOT_COMPARED = regex.compile(r"[^\p{L}\p{M}\p{N}'\u2044]++")
_FROM_UNSPACED = regex.compile(rf"[{UNSPACED}]")
_DIGIT = regex.compile(r"[\p{Nd}--[0-9]]", regex.VERSION1)
# Folding can bring forth what folds again (a letter that stands for an apostrophe and another letter); no
# letter is known to need a third round.
_ROUNDS = 4


def fold(text: str) -> str:
    """The form in which a word is compared, never shown; "" for a text without letter or digit.

    Native digits become those of ASCII, because one language's keyboards type both.
    """
    if text.isascii() and text.isalnum():
        return text.lower()
    for _ in range(_ROUNDS):
        if is_folded(text):
            break
        text = _folded_once(text)
    return text


def lower(text: str) -> str:
    """The text in lower case with plain apostrophes and composed letters."""
    if text.isascii():
        return text.lower().replace("`", "'")
    if not text.isalnum() or _MODIFIER in text:
        text = text.translate(_TYPED)
    return unicodedata.normalize("NFC", text).lower()


def is_unspaced(text: str) -> bool:
    """Whether any of it is written in a script without spaces."""
    return _FROM_UNSPACED.search(text) is not None


def is_folded(text: str) -> bool:
    """Whether it surely is what `fold` would make of it, as most words in most scripts are."""
    return (
        _COMPARED(text) is not None
        and text.casefold() == text
        and unicodedata.is_normalized("NFKC", text)
        and _MODIFIER not in text
    )


def _ascii_digit(digit: regex.Match[str]) -> str:
    # Unicode grows, and the two libraries do not know the same digits at all times.
    return str(unicodedata.decimal(digit.group(), digit.group()))


def _folded_once(text: str) -> str:
    plain = text.translate(_TYPED)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    digits = _DIGIT.sub(_ascii_digit, folded)
    compared = _NOT_COMPARED.sub("", digits)
    # Without the joiner between them, a letter and a mark may become one.
    return unicodedata.normalize("NFKC", compared).strip("'")
