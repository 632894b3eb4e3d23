"""The emoji that can be named here: the standard ones and those that every workspace has besides.

`emoji_names.txt` holds the short names of github.com/iamcal/emoji-data, which Slack uses.
A star marks those that take a skin tone.
"""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("emoji_names.txt")
_SKIN_TONE = "::skin-tone-"
_SKIN_TONES = frozenset("23456")

IMAGES = (
    *("bowtie", "squirrel", "glitch_crab", "piggy", "cubimal_chick", "dusty_stick", "slack", "pride"),
    *("thumbsup_all", "slack_call", "simple_smile"),
)
ALIASES = {
    "shipit": "squirrel",
    "white_square": "white_large_square",
    "black_square": "black_large_square",
}


def is_emoji(name: str) -> bool:
    base, separator, tone = name.partition(_SKIN_TONE)
    if separator:
        return tone in _SKIN_TONES and f"{base}*" in _standard()
    return name in IMAGES or name in ALIASES or not _standard().isdisjoint({name, f"{name}*"})


@cache
def _standard() -> frozenset[str]:
    return frozenset(_FILE.read_text(encoding="utf-8").split())
