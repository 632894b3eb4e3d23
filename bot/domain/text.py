"""Text that people type, made safe to keep: bounded, without control characters, in one line."""

import re
import unicodedata

import regex

from bot.errors import UserError, Why

SUGGESTION_CHARACTERS = 3000
NOTE_CHARACTERS = 500
FLAG_NOTE_CHARACTERS = 3000
_HINT = "Type what you hear, or choose “nobody can tell”."
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})

# Line breaks and tabs are folded to spaces; every other control character, and the marks that turn the
# direction of all the text around them, are refused: they hide what a reader would see.
_REFUSED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")
_WORD = regex.compile(r"\w+")


def clean_text(raw: str, *, what: str, limit: int, hint: str = _HINT) -> str:
    """The text in one line without outer space; UserError if it is empty, too long or has control characters.

    `what` names the field in the sentence that the member reads: "The transcription"; `hint` says what to do
    about an empty one. Text of which nothing can be seen, such as zero-width spaces, is empty too.
    """
    text = clean_optional(raw, what=what, limit=limit)
    if all(unicodedata.category(letter) in _UNSEEN for letter in text):
        raise UserError(Why.BAD_TEXT, f"{what} is empty. {hint}")
    return text


def clean_optional(raw: str | None, *, what: str, limit: int) -> str:
    """The same for a field that may stay empty."""
    if not raw:
        return ""
    if len(raw) > limit:
        raise UserError(
            Why.BAD_TEXT,
            f"{what} has {len(raw):,} characters; at most {limit:,} fit. Shorten it and try again.",
        )
    if _REFUSED.search(raw):
        raise UserError(
            Why.BAD_TEXT, f"{what} has control characters in it. Type it by hand or paste it as plain text."
        )
    return " ".join(raw.split())


def salvaged(raw: str, *, limit: int) -> str:
    """What can be kept of a text that must not stand in the way: cleaned, and cut with an ellipsis.

    For the note of a flag, which stops sharing first: whatever is wrong with the words, the stop holds.
    """
    text = " ".join(_REFUSED.sub(" ", raw).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: without case, punctuation and ways of writing a letter."""
    # Python's own \w ends a word at a vowel sign; that of `regex` does not.
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
