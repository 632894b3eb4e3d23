"""The check of a whole message or view: shape first, then what only the whole can tell."""

from simulator.block_kit import wording
from simulator.block_kit.blocks import block_rule
from simulator.block_kit.composition import MAX_OPTIONS, option, option_groups, plain_text
from simulator.block_kit.elements import Surface
from simulator.block_kit.problems import Problem
from simulator.block_kit.rules import (
    Rule,
    all_of,
    either,
    items,
    not_both,
    record,
    string,
    tagged,
    thing,
    truth,
)
from simulator.block_kit.whole import problems_of_whole
from simulator.json_types import JsonObject

__all__ = ["Surface", "check_attachments", "check_blocks", "check_message", "check_options", "check_view"]

MESSAGE_BLOCKS = 50
_VIEW_BLOCKS = 100
_TITLE_LIMIT = 24
_METADATA_LIMIT = 3000
_ID_LIMIT = 255
_BLOCKS_FIELD = "blocks"


def check_blocks(blocks: object, surface: Surface, at: str = "/blocks") -> list[Problem]:
    """What Slack would complain about; empty when it would take them."""
    at_most = MESSAGE_BLOCKS if surface == "message" else _VIEW_BLOCKS
    found = list(items(block_rule(surface), at_most=at_most)(blocks, at))
    if found or not isinstance(blocks, list):
        return found
    return list(problems_of_whole(blocks, at, surface))


def check_attachments(attachments: list[JsonObject], at: str = "/attachments") -> list[Problem]:
    """What Slack would complain about in the blocks that attachments hold."""
    found: list[Problem] = []
    for index, attachment in enumerate(attachments):
        if _BLOCKS_FIELD in attachment:
            found += check_blocks(attachment[_BLOCKS_FIELD], "message", f"{at}/{index}/{_BLOCKS_FIELD}")
    return found


def check_message(message: object) -> list[Problem]:
    """What `blocks.validate` says about the blocks of a whole message, with pointers from its root."""
    if not isinstance(message, dict):
        return list(thing(message, ""))
    found = check_blocks(message[_BLOCKS_FIELD], "message") if _BLOCKS_FIELD in message else []
    attachments = message.get("attachments", [])
    if not isinstance(attachments, list) or not all(isinstance(item, dict) for item in attachments):
        return [*found, *items(thing)(attachments, "/attachments")]
    return [*found, *check_attachments(attachments)]


def check_options(answer: object) -> list[Problem]:
    """What Slack would complain about in the answer to a question for the options of an external select."""
    offered = {"options": items(option, at_most=MAX_OPTIONS), "option_groups": option_groups}
    rule = record({}, offered, either("options", "option_groups"), not_both("options", "option_groups"))
    return list(rule(answer, ""))


def check_view(view: object, at: str = "/view") -> list[Problem]:
    """What Slack would complain about; empty when it would take it."""
    shape = all_of(tagged({"modal": _modal(), "home": _home()}))
    found = list(shape(view, at))
    if found or not isinstance(view, dict):
        return found
    blocks = list(problems_of_whole(view["blocks"], f"{at}/blocks", view["type"]))
    return [*blocks, *_inputs_can_be_submitted(view, at)]


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


def _inputs_can_be_submitted(view: JsonObject, at: str) -> list[Problem]:
    if view["type"] != "modal" or view.get("submit") is not None:
        return []
    places = [index for index, block in enumerate(view["blocks"]) if block["type"] == "input"]
    return [Problem(f"{at}/blocks/{index}/input", wording.NO_SUBMIT) for index in places]
