"""The chain of a case's events: each line's code covers the line and the code before it."""

import hashlib
import hmac
import json
from dataclasses import dataclass

from bot.domain.ids import Alias
from storage.codec import Stored


@dataclass(frozen=True)
class Line:
    """One event in the log; `index` counts the events of its case from 1."""

    alias: Alias
    index: int
    revision: int
    event: Stored


def mac_of(chain_key: bytes, previous: str, line: Line) -> str:
    """HMAC-SHA256 in hexadecimal over the code before, empty for the first line, and the line's JSON."""
    parts = [line.alias, line.index, line.revision, line.event.public, line.event.sealed]
    text = previous + "\n" + json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(chain_key, text.encode(), hashlib.sha256).hexdigest()
