"""What Slack adds to blocks when it keeps them: ids and defaults that were left out, sizes of pictures."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from simulator.block_kit.markdown import expanded
from simulator.json_types import JsonObject
from simulator.posted_text import as_posted

_HELD_LISTS = {"actions": "elements", "context_actions": "elements", "card": "actions"}
_HELD_ONES = {"section": "accessory", "input": "element"}
_GATHERED = {"container": "child_blocks", "carousel": "elements"}
_TEXT_FIELDS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
# Nothing is fetched, so every picture has the size of the sample pictures in Slack's own examples.
_WIDTH, _HEIGHT, _BYTES = 400, 300, 12_345


def with_block_ids(blocks: list[JsonObject], new_id: Callable[[], str]) -> list[JsonObject]:
    """A copy in which every block has a block_id and every interactive element an action_id."""
    kept = [part for block in copy.deepcopy(blocks) for part in expanded(block)]
    for _, block in flattened(kept):
        if not block.get("block_id"):
            block["block_id"] = new_id()
        for _, element in elements_of(block):
            if not element.get("action_id") and element.get("type") != "image":
                element["action_id"] = new_id()
        _fill_input(block)
    for block in kept:
        _spell_out(block)
    return kept


def flattened(blocks: list[JsonObject]) -> Iterator[tuple[str, JsonObject]]:
    """The blocks and those they gather, each with its place, such as `0/child_blocks/1`."""
    for index, block in enumerate(blocks):
        yield str(index), block
        gathered = _GATHERED.get(str(block.get("type")))
        held = block.get(gathered) if gathered else None
        for number, inner in enumerate(held if isinstance(held, list) else []):
            if isinstance(inner, dict):
                yield f"{index}/{gathered}/{number}", inner


def elements_of(block: JsonObject) -> Iterator[tuple[str, JsonObject]]:
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


def options_of(element: JsonObject) -> list[JsonObject]:
    """The options of a menu or a choice, those in groups too."""
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options.extend(group.get("options") or [])
    return options


def _fill_input(block: JsonObject) -> None:
    if block.get("type") != "input":
        return
    block.setdefault("optional", False)
    block.setdefault("dispatch_action", False)
    if block["element"].get("type") in _TEXT_FIELDS:
        block["element"].setdefault("dispatch_action_config", {"trigger_actions_on": ["on_enter_pressed"]})


def _spell_out(part: Any) -> None:  # noqa: ANN401 - any JSON
    if isinstance(part, list):
        for item in part:
            _spell_out(item)
    if not isinstance(part, dict):
        return
    if part.get("type") == "plain_text":
        part.setdefault("emoji", True)
    if part.get("type") == "mrkdwn":
        part.setdefault("verbatim", False)
        part["text"] = as_posted(part["text"], is_verbatim=part["verbatim"])
    if part.get("type") == "image" and "image_url" in part:
        _measure(part)
    for value in part.values():
        _spell_out(value)


def _measure(picture: JsonObject) -> None:
    picture.setdefault("fallback", f"{_WIDTH}x{_HEIGHT}px image")
    picture.setdefault("image_width", _WIDTH)
    picture.setdefault("image_height", _HEIGHT)
    picture.setdefault("image_bytes", _BYTES)
