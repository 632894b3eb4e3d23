"""The Range header of a request for audio; what cannot be read is as if it were not there."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True)
class ByteRange:
    """Bytes `first` to `last`, both counted; `last` None is the end. Below 0, `first` counts from the end."""

    first: int
    last: int | None


def parse_range(header: str | None) -> ByteRange | None:
    """The one range that is asked for, or None for the whole.

    RFC 9110 has other units and malformed ranges ignored; several ranges at once it lets us ignore, and no
    player asks for them.
    """
    found = _ONE_RANGE.fullmatch((header or "").strip())
    if found is None or found.group() == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        return ByteRange(-int(last), None) if int(last) else _BEHIND_ANY_END
    if last and int(last) < int(first):
        return None
    return ByteRange(int(first), int(last) if last else None)


_BEHIND_ANY_END = ByteRange(10**18, None)
"""`bytes=-0`, the last no bytes: well-formed, and never to be had."""
