"""Text that people type, made safe to keep: bounded, without control characters, in one line."""

import re

from bot.errors import UserError, Why

SUGGESTION_CHARACTERS = 3000
NOTE_CHARACTERS = 500

# Line breaks and tabs are folded to spaces; every other control character, and the marks that turn the
# direction of all the text around them, are refused: they hide what a reader would see.
_REFUSED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")


def clean_text(raw: str, *, what: str, limit: int) -> str:
    """The text in one line without outer space; UserError if it is empty, too long or holds control characters.

    `what` names the field in the sentence that the member reads: "The transcription".
    """
    text = clean_optional(raw, what=what, limit=limit)
    if not text:
        raise UserError(Why.BAD_TEXT, f"{what} is empty. Type what you hear, or choose “nobody can tell”.")
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
