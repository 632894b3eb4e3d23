"""The marks by which people say how sure they are: [unclear], [unclear: word], [inaudible] and so on."""

from collections.abc import Iterable

import regex

# Japanese and Chinese keyboards type full-width brackets and colons, and mean the same.
OPENING = r"[\[\uff3b]"
CLOSING = r"[\]\uff3d]"
INSIDE = r"[^\[\]\uff3b\uff3d]"
COLON = r"\s*+ [:\uff1a]"
BRACKETED = rf"{OPENING}{INSIDE}*+{CLOSING}"

_BRACKET = regex.compile(rf"{BRACKETED}|{OPENING}{INSIDE}*+|{CLOSING}")
_KNOWN = regex.compile(
    rf"""{OPENING} \s*+ (?:
        unclear (?: {COLON} (?P<guess> {INSIDE}* [\p{{L}}\p{{N}}] {INSIDE}* ) )?
      | inaudible | crosstalk | noise
      | foreign {COLON} \s*+ [a-z]{{2,3}} (?: -[a-z0-9]{{2,8}} )*
    ) \s*+ {CLOSING}""",
    regex.VERBOSE | regex.IGNORECASE,
)

# Known at this door only in square brackets, but crowds elsewhere put them in round ones or asterisks.
_NAMES = ("unclear", "inaudible", "crosstalk", "noise")
_NO_WORD = r"[^()\[\]\uff3b\uff3d\p{L}\p{N}]"


def mark_pattern(names: Iterable[str]) -> regex.Pattern[str]:
    """Finds the marks in a text that nobody checked: any square brackets, "(inaudible)", "*noise*", "(?)".

    `names` are what else a language's people put into round brackets for what they cannot hear.
    """
    hole = "|".join(regex.escape(name) for name in (*_NAMES, *names))
    return regex.compile(
        rf"""{BRACKETED}
        | \( {_NO_WORD}*+ (?: (?:{hole}) {_NO_WORD}*+ )? \)
        | (?<!\*) \*++ (?:{hole}) \b [.*]*+""",
        regex.VERBOSE | regex.IGNORECASE,
    )


def check_marks(text: str) -> tuple[str, ...]:
    """The brackets in `text` that are unknown or not balanced, in order and as typed; () if all is well."""
    pieces = (match.group() for match in _BRACKET.finditer(text))
    return tuple(piece.rstrip() for piece in pieces if not _KNOWN.fullmatch(piece))


def guess_in(mark: str) -> str:
    """The words after the colon of an [unclear: …]; "" for every other mark."""
    match = _KNOWN.fullmatch(mark)
    return (match["guess"] or "") if match else ""
