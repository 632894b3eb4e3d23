"""What only the whole of a message or a view can tell, asked once every part of it is well formed."""

from collections.abc import Callable, Iterator
from typing import Any

from simulator.block_kit import wording
from simulator.block_kit.blocks import MARKDOWN_LIMIT
from simulator.block_kit.elements import Surface
from simulator.block_kit.fill import elements_of, flattened, options_of
from simulator.block_kit.problems import Problem
from simulator.json_types import JsonObject

_TABLE_LIMITS = {"table": 10_000, "data_table": 20_000}
_MAX_CHARTS = 2


def problems_of_whole(blocks: list[JsonObject], at: str, surface: Surface) -> Iterator[Problem]:
    placed = [(f"{at}/{place}", block) for place, block in flattened(blocks)]
    yield from _distinct_blocks(placed)
    for pointer, block in placed:
        yield from _distinct_actions(block, pointer)
        yield from _offered(block, pointer)
        yield from _no_dispatched_files(block, pointer)
    yield from _one_focus(placed)
    yield from _tables_fit(placed, at)
    if surface == "message":
        yield from _one_table(placed)
        yield from _few_charts(placed)
        yield from _markdown_fits(placed, at)


def unknown_files(
    blocks: list[JsonObject], is_known: Callable[[JsonObject], bool], at: str = "/blocks"
) -> Iterator[Problem]:
    """Pictures of files that Slack does not have; recorded refusals of views leave out the first slash."""
    base = at.removeprefix("/") if at.startswith("/view/") else at
    for place, block in flattened(blocks):
        for path, picture in _pictures(block):
            file = picture.get("slack_file")
            if file is not None and not is_known(file):
                pointer = f"{base}/{place}{path}/slack_file.{next(iter(file))}/slack_file"
                yield Problem(pointer, wording.NO_SUCH_FILE)


def _pictures(block: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    if block["type"] == "image":
        yield "", block
    held = list(elements_of(block))
    if block["type"] == "context":
        held += [(f"elements/{index}", element) for index, element in enumerate(block["elements"])]
    for place, element in held:
        if element["type"] == "image":
            yield f"/{place}", element


def _distinct_blocks(placed: list[tuple[str, JsonObject]]) -> Iterator[Problem]:
    seen = set()
    for pointer, block in placed:
        block_id = block.get("block_id")
        if not block_id:
            continue
        if block_id in seen:
            yield Problem(f"{pointer}/block_id", wording.TAKEN_ID.format("block_id", block_id))
        seen.add(block_id)


def _distinct_actions(block: JsonObject, at: str) -> Iterator[Problem]:
    seen = set()
    for place, element in elements_of(block):
        action_id = element.get("action_id")
        if not action_id:
            continue
        if action_id in seen:
            yield Problem(f"{at}/{place}/action_id", wording.TAKEN_ID.format("action_id", action_id))
        seen.add(action_id)


def _offered(block: JsonObject, at: str) -> Iterator[Problem]:
    """What is chosen at first is on offer; recorded refusals of views point there without the first slash."""
    pointer = at.removeprefix("/") if at.startswith("/view/") else at
    for place, element in elements_of(block):
        if "options" not in element and "option_groups" not in element:
            continue
        offered = [_key(option) for option in options_of(element)]
        if "initial_option" in element and _key(element["initial_option"]) not in offered:
            yield Problem(f"{pointer}/{place}/initial_option", wording.NOT_OFFERED)
        if "initial_options" not in element:
            continue
        chosen = [_key(option) for option in element["initial_options"]]
        if not chosen or not set(chosen) <= set(offered):
            yield Problem(f"{pointer}/{place}/initial_options", wording.NOT_OFFERED)


def _key(option: JsonObject) -> tuple[str, str]:
    return option["value"], option["text"]["text"]


def _no_dispatched_files(block: JsonObject, at: str) -> Iterator[Problem]:
    # The reference says that this pair is refused as an unsupported type.
    if block.get("dispatch_action") and block["element"]["type"] == "file_input":
        yield Problem(f"{at}/element/type", wording.UNSUPPORTED.format("file_input"))


def _one_focus(placed: list[tuple[str, JsonObject]]) -> Iterator[Problem]:
    focused = [
        f"{pointer}/{place}/focus_on_load"
        for pointer, block in placed
        for place, element in elements_of(block)
        if element.get("focus_on_load") is True
    ]
    for pointer in focused[1:]:
        yield Problem(pointer, wording.ONE_FOCUS)


def _tables_fit(placed: list[tuple[str, JsonObject]], at: str) -> Iterator[Problem]:
    for kind, limit in _TABLE_LIMITS.items():
        rows = [row for _, block in placed if block["type"] == kind for row in block["rows"]]
        if sum(_length(cell) for row in rows for cell in row) > limit:
            yield Problem(at, wording.TOO_MUCH_TABLE.format(limit + 1))


def _length(part: Any) -> int:  # noqa: ANN401 - any JSON
    """The characters of the texts in a part."""
    if isinstance(part, list):
        return sum(_length(item) for item in part)
    if not isinstance(part, dict):
        return 0
    own = len(part["text"]) if isinstance(part.get("text"), str) else 0
    return own + sum(_length(value) for value in part.values())


def _one_table(placed: list[tuple[str, JsonObject]]) -> Iterator[Problem]:
    tables = [pointer for pointer, block in placed if block["type"] in _TABLE_LIMITS]
    for pointer in tables[1:]:
        yield Problem(pointer, wording.ONE_TABLE)


def _few_charts(placed: list[tuple[str, JsonObject]]) -> Iterator[Problem]:
    charts = [pointer for pointer, block in placed if block["type"] == "data_visualization"]
    for pointer in charts[_MAX_CHARTS:]:
        yield Problem(pointer, wording.TOO_MANY_CHARTS)


def _markdown_fits(placed: list[tuple[str, JsonObject]], at: str) -> Iterator[Problem]:
    texts = [str(block["text"]) for _, block in placed if block["type"] == "markdown"]
    if sum(len(text) for text in texts) > MARKDOWN_LIMIT:
        yield Problem(at, wording.TOO_MUCH_MARKDOWN.format(MARKDOWN_LIMIT + 1))
