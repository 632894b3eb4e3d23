"""The names that things have, and the alias by which a clip is known outside the store."""

import hashlib
import hmac
from typing import NewType

from bot.errors import UserError, Why

Alias = NewType("Alias", str)
PersonId = NewType("PersonId", str)
Language = NewType("Language", str)

SYSTEM = PersonId("second-ear")
"""Who acts when a timer, the store or a webhook does."""
EVERYBODY = PersonId("everybody")
"""Stands for all people together, where what closed cases tell of people is kept."""

ALIAS_LENGTH = 10
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BITS_PER_CHARACTER = 5


def alias_of(key: bytes, store: str, reference: str, *, attempt: int = 0) -> Alias:
    """The alias of a clip: ten Crockford base-32 characters of HMAC-SHA256 over its store and reference.

    Stable for ever for the same key; `attempt` counts collisions, each taking the next ten characters.
    Raises ValueError when the digest has no ten characters left.
    """
    digest = hmac.new(key, f"{store}\x00{reference}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest)
    last = len(digest) * 8 - _BITS_PER_CHARACTER * ALIAS_LENGTH * (attempt + 1)
    if last < 0:
        raise ValueError(f"no alias left after {attempt} collisions")
    bits = number >> last
    characters = [_CROCKFORD[(bits >> (_BITS_PER_CHARACTER * place)) & 31] for place in range(ALIAS_LENGTH)]
    return Alias("".join(reversed(characters)))


def show_alias(alias: Alias) -> str:
    """The alias as people read it: `7K3QX-M29TA`."""
    return f"{alias[:5]}-{alias[5:]}"


def is_alias(text: str) -> bool:
    return len(folded := _fold(text)) == ALIAS_LENGTH and all(letter in _CROCKFORD for letter in folded)


def parse_alias(text: str) -> Alias:
    """The alias that a person typed, in any case, with hyphens and look-alike letters; else UserError."""
    if not is_alias(text):
        raise UserError(
            Why.UNKNOWN_CASE,
            "That is not a clip alias. An alias has ten letters and digits, like 7K3QX-M29TA; "
            "it stands at the top of the clip's card.",
        )
    return Alias(_fold(text))


def _fold(text: str) -> str:
    return text.strip().strip("`").upper().replace("-", "").translate(_LOOKALIKES)
