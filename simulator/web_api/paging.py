"""Cursors: a position in a list, in the form in which Slack hands it out."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from simulator.refusals import RefusedError
from simulator.web_api.call import Arguments

_Item = TypeVar("_Item")


def encode(label: str, position: str) -> str:
    return base64.b64encode(f"{label}:{position}".encode()).decode()


def decode(label: str, cursor: str) -> str:
    try:
        text = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as exc:
        raise RefusedError("invalid_cursor") from exc
    found, _, position = text.partition(":")
    if found != label or not position:
        raise RefusedError("invalid_cursor")
    return position


def limit_of(arguments: Arguments, default: int, largest: int) -> int:
    # Slack treats a limit of nought as no wish, and cuts a larger one down.
    return min(arguments.number("limit", default) or default, largest)


def page(
    items: Sequence[_Item],
    arguments: Arguments,
    label: str,
    id_of: Callable[[_Item], str],
    default: int = 100,
) -> tuple[list[_Item], str]:
    """The items of this page, and the cursor of the next or an empty text."""
    start = 0
    if cursor := arguments.text("cursor"):
        position = decode(label, cursor)
        start = next((index for index, item in enumerate(items) if id_of(item) == position), -1)
    if start < 0:
        raise RefusedError("invalid_cursor")
    end = start + limit_of(arguments, default, 1000)
    following = encode(label, id_of(items[end])) if end < len(items) else ""
    return list(items[start:end]), following
