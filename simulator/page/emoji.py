"""The names of the emoji that people and bots write most; others stay written as `:name:`."""

import re
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("emoji.txt")
_NAME = re.compile(r":([a-z0-9_+'-]+):")

OFTEN = (
    *("+1", "eyes", "white_check_mark", "pray", "tada", "heart", "joy", "thinking_face"),
    *("raised_hands", "ear", "headphones", "warning", "x", "100", "fire", "-1"),
)
"""What the reaction menu offers."""


def emoji(name: str) -> str:
    """The character, or the name between colons; a skin tone is left out."""
    return _named().get(name.partition("::")[0], f":{name}:")


def with_emoji(text: str) -> str:
    return _NAME.sub(lambda found: emoji(found[1]), text)


@cache
def _named() -> dict[str, str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines)
