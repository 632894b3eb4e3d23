"""What Slack adds to blocks when it keeps them: ids that were left out, and defaults of text objects."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

_HELD_LISTS = {"actions": "elements", "context_actions": "elements", "card": "actions"}
_HELD_ONES = {"section": "accessory", "input": "element"}


def with_block_ids(blocks: list[dict[str, Any]], new_id: Callable[[], str]) -> list[dict[str, Any]]:
    """A copy in which every block has a block_id and every interactive element an action_id."""
    kept = copy.deepcopy(blocks)
    for block in kept:
        if "block_id" not in block:
            block["block_id"] = new_id()
        for _, element in elements_of(block):
            if "action_id" not in element and element.get("type") != "image":
                element["action_id"] = new_id()
        _spell_out(block)
    return kept


def elements_of(block: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The elements that a block holds, each with its place in the block, such as `elements/0`."""
    kind = block.get("type")
    if listed := _HELD_LISTS.get(str(kind)):
        held = block.get(listed)
        for index, element in enumerate(held if isinstance(held, list) else []):
            if isinstance(element, dict):
                yield f"{listed}/{index}", element
    if single := _HELD_ONES.get(str(kind)):
        element = block.get(single)
        if isinstance(element, dict):
            yield single, element


def _spell_out(part: object) -> None:
    if isinstance(part, list):
        for item in part:
            _spell_out(item)
    if not isinstance(part, dict):
        return
    if part.get("type") == "plain_text":
        part.setdefault("emoji", True)
    if part.get("type") == "mrkdwn":
        part.setdefault("verbatim", False)
    for value in part.values():
        _spell_out(value)
