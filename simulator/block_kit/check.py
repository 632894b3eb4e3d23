"""The check of a whole message or view: shape first, then what only the whole can tell.

Wording that no recorded refusal shows (an initial option that is not offered, two tables, two focused
elements, a home tab with a submit button) is ours; the place it points to is what a caller can rely on.
"""

from collections.abc import Iterator
from typing import Any

from simulator.block_kit.blocks import block_rule
from simulator.block_kit.composition import plain_text
from simulator.block_kit.elements import Surface
from simulator.block_kit.fill import elements_of
from simulator.block_kit.problems import Problem
from simulator.block_kit.rules import NO_SCHEMA, Rule, items, record, string, tagged, truth

__all__ = ["Surface", "check_blocks", "check_view"]

_MESSAGE_BLOCKS = 50
_VIEW_BLOCKS = 100
_MARKDOWN_LIMIT = 12_000
_TITLE_LIMIT = 24
_METADATA_LIMIT = 3000
_ID_LIMIT = 255


def check_blocks(blocks: object, surface: Surface) -> list[Problem]:
    """What Slack would complain about, with pointers from `/blocks`; empty when it would take them."""
    at_most = _MESSAGE_BLOCKS if surface == "message" else _VIEW_BLOCKS
    shape = items(block_rule(surface), at_most=at_most)
    return [*shape(blocks, "/blocks"), *_as_a_whole(blocks, "/blocks", surface)]


def check_view(view: object) -> list[Problem]:
    """What Slack would complain about, with pointers from `/view`; empty when it would take it."""
    shape = tagged({"modal": _modal(), "home": _home()})
    found = list(shape(view, "/view"))
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return _none_fits(found)
    found += _as_a_whole(view.get("blocks"), "/view/blocks", view["type"])
    return [*_none_fits(found), *_inputs_can_be_submitted(view)]


def _none_fits(found: list[Problem]) -> list[Problem]:
    return [Problem("/view", NO_SCHEMA), *found] if found else []


def _modal() -> Rule:
    blocks = items(block_rule("modal"), at_least=1, at_most=_VIEW_BLOCKS)
    labels: dict[str, Rule] = {"submit": plain_text(_TITLE_LIMIT), "close": plain_text(_TITLE_LIMIT)}
    flags: dict[str, Rule] = {"clear_on_close": truth, "notify_on_close": truth}
    return record({"title": plain_text(_TITLE_LIMIT), "blocks": blocks}, _identity() | labels | flags)


def _home() -> Rule:
    blocks = items(block_rule("home"), at_most=_VIEW_BLOCKS)
    return record({"blocks": blocks}, _identity() | {"title": plain_text(_TITLE_LIMIT)})


def _identity() -> dict[str, Rule]:
    return {
        "private_metadata": string(at_most=_METADATA_LIMIT),
        "callback_id": string(at_most=_ID_LIMIT),
        "external_id": string(at_most=_ID_LIMIT),
    }


def _inputs_can_be_submitted(view: dict[str, Any]) -> Iterator[Problem]:
    if view["type"] != "modal" or view.get("submit") is not None:
        return
    for index, block in _objects(view.get("blocks")):
        if block.get("type") == "input":
            pointer = f"/view/blocks/{index}/input"
            yield Problem(pointer, "must define `submit` to use an `input` block in modals")


def _as_a_whole(blocks: object, at: str, surface: Surface) -> Iterator[Problem]:
    yield from _distinct_blocks(blocks, at)
    for index, block in _objects(blocks):
        yield from _distinct_actions(block, f"{at}/{index}")
    yield from _one_focus(blocks, at)
    if surface == "message":
        yield from _one_table(blocks, at)
        yield from _markdown_fits(blocks, at)


def _distinct_blocks(blocks: object, at: str) -> Iterator[Problem]:
    seen = set()
    for index, block in _objects(blocks):
        block_id = block.get("block_id")
        if not isinstance(block_id, str):
            continue
        if block_id in seen:
            yield Problem(f"{at}/{index}/block_id", f'`block_id` "{block_id}" already exists')
        seen.add(block_id)


def _distinct_actions(block: dict[str, Any], at: str) -> Iterator[Problem]:
    seen = set()
    for place, element in elements_of(block):
        action_id = element.get("action_id")
        if not isinstance(action_id, str):
            continue
        if action_id in seen:
            yield Problem(f"{at}/{place}/action_id", f'`action_id` "{action_id}" already exists')
        seen.add(action_id)


def _one_focus(blocks: object, at: str) -> Iterator[Problem]:
    focused = [
        f"{at}/{index}/{place}/focus_on_load"
        for index, block in _objects(blocks)
        for place, element in elements_of(block)
        if element.get("focus_on_load") is True
    ]
    for pointer in focused[1:]:
        yield Problem(pointer, "only one element can have `focus_on_load`")


def _one_table(blocks: object, at: str) -> Iterator[Problem]:
    tables = [index for index, block in _objects(blocks) if block.get("type") == "table"]
    for index in tables[1:]:
        yield Problem(f"{at}/{index}", "only one table allowed")


def _markdown_fits(blocks: object, at: str) -> Iterator[Problem]:
    texts = [block.get("text") for _, block in _objects(blocks) if block.get("type") == "markdown"]
    if len(texts) > 1 and sum(len(text) for text in texts if isinstance(text, str)) > _MARKDOWN_LIMIT:
        yield Problem(at, f"all markdown blocks together must be less than {_MARKDOWN_LIMIT + 1} characters")


def _objects(blocks: object) -> Iterator[tuple[int, dict[str, Any]]]:
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        if isinstance(block, dict):
            yield index, block
