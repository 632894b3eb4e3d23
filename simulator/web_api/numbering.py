"""Pages by number, as the older list methods have them."""

from collections.abc import Sequence
from typing import TypeVar

from simulator.json_types import JsonObject
from simulator.web_api.call import Arguments

_Item = TypeVar("_Item")
_LARGEST = 1000


def numbered_page(
    items: Sequence[_Item], arguments: Arguments, default: int = 100
) -> tuple[list[_Item], JsonObject]:
    """The items of the page that was asked for, and what Slack tells of the pages."""
    count = min(arguments.number("count", default) or default, _LARGEST)
    number = arguments.number("page", 1) or 1
    start = (number - 1) * count
    pages = -(-len(items) // count)
    paging = {"count": count, "total": len(items), "page": number, "pages": pages}
    return list(items[start : start + count]), paging
