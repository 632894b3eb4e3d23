"""What people have typed and chosen: the state of elements, as Slack reports and checks it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass

from simulator import blocks
from simulator.blocks import Placed
from simulator.json_types import JsonObject
from simulator.refusals import ActingError

Typed = dict[str, dict[str, object]]
"""Block id, action id, and what the person gave: a text, an option's value, or a list of values."""


@dataclass(frozen=True)
class Stateful:
    """Where an element keeps what it holds, and the key of what it holds at first."""

    key: str
    initial: str
    is_list: bool = False
    has_options: bool = False


_TEXT = Stateful("value", "initial_value")
STATEFUL = {
    "plain_text_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "number_input": _TEXT,
    "rich_text_input": Stateful("rich_text_value", "initial_value"),
    "static_select": Stateful("selected_option", "initial_option", has_options=True),
    "external_select": Stateful("selected_option", "initial_option"),
    "radio_buttons": Stateful("selected_option", "initial_option", has_options=True),
    "checkboxes": Stateful("selected_options", "initial_options", is_list=True, has_options=True),
    "multi_static_select": Stateful("selected_options", "initial_options", is_list=True, has_options=True),
    "multi_external_select": Stateful("selected_options", "initial_options", is_list=True),
    "users_select": Stateful("selected_user", "initial_user"),
    "multi_users_select": Stateful("selected_users", "initial_users", is_list=True),
    "conversations_select": Stateful("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Stateful("selected_conversations", "initial_conversations", is_list=True),
    "channels_select": Stateful("selected_channel", "initial_channel"),
    "multi_channels_select": Stateful("selected_channels", "initial_channels", is_list=True),
    "datepicker": Stateful("selected_date", "initial_date"),
    "timepicker": Stateful("selected_time", "initial_time"),
    "datetimepicker": Stateful("selected_date_time", "initial_date_time"),
    "file_input": Stateful("files", "initial_files", is_list=True),
}
_MISSING = "Please complete this required field."
_UNKNOWN_OPTION = "Choose one of the options."


def values_of(view_blocks: list[JsonObject], typed: JsonObject) -> JsonObject:
    """`state.values`: what was given, else what the element held at first, else null."""
    values: JsonObject = {}
    for placed in blocks.interactive(view_blocks):
        stateful = STATEFUL.get(placed.element["type"])
        if stateful is None:
            continue
        given = typed.get(placed.block_id, {}).get(placed.action_id)
        values.setdefault(placed.block_id, {})[placed.action_id] = given or initial_value(placed.element)
    return values


def initial_value(element: JsonObject) -> JsonObject:
    stateful = STATEFUL[element["type"]]
    empty: object = [] if stateful.is_list else None
    return {"type": element["type"], stateful.key: copy.deepcopy(element.get(stateful.initial, empty))}


def kept_after(view_blocks: list[JsonObject], typed: JsonObject) -> JsonObject:
    """What stays of the given values when a view is updated: elements that kept ids and type."""
    kept: JsonObject = {}
    for placed in blocks.interactive(view_blocks):
        given = typed.get(placed.block_id, {}).get(placed.action_id)
        if given and given["type"] == placed.element["type"]:
            kept.setdefault(placed.block_id, {})[placed.action_id] = given
    return kept


def give(view_blocks: list[JsonObject], typed: Typed) -> tuple[JsonObject, dict[str, str]]:
    """The state that these values make, and an error for each block where the client would refuse them."""
    given: JsonObject = {}
    errors: dict[str, str] = {}
    for block_id, actions in typed.items():
        for action_id, value in actions.items():
            placed = blocks.find(view_blocks, action_id, block_id)
            if placed is None or placed.element["type"] not in STATEFUL:
                raise ActingError(
                    "no_such_element", f"The view has no input {action_id} in block {block_id}."
                )
            held = held_value(placed.element, value)
            if held is None:
                errors[block_id] = _UNKNOWN_OPTION
                continue
            given.setdefault(block_id, {})[action_id] = held
    return given, errors


def held_by_now(view_blocks: list[JsonObject], typed: Typed) -> JsonObject:
    """The state that these values make; what names no element, or cannot be given, is passed over."""
    given: JsonObject = {}
    for block_id, actions in typed.items():
        for action_id, value in actions.items():
            placed = blocks.find(view_blocks, action_id, block_id)
            if placed is None or placed.element["type"] not in STATEFUL:
                continue
            if (held := held_value(placed.element, value)) is not None:
                given.setdefault(block_id, {})[action_id] = held
    return given


def held_value(element: JsonObject, value: object) -> JsonObject | None:
    """The element's state after a person gave this value, or nothing when it cannot be given."""
    stateful = STATEFUL[element["type"]]
    if value is None or value == "":
        return {"type": element["type"], stateful.key: [] if stateful.is_list else None}
    if element["type"] == "rich_text_input" and isinstance(value, str):
        value = _rich_text(value)
    if not stateful.has_options:
        return {"type": element["type"], stateful.key: value}
    wanted = value if isinstance(value, list) else [value]
    chosen = [option for option in blocks.options_of(element) if option.get("value") in wanted]
    if len(chosen) != len(wanted):
        return None
    return {"type": element["type"], stateful.key: chosen if stateful.is_list else chosen[0]}


def client_errors(view_blocks: list[JsonObject], values: JsonObject) -> dict[str, str]:
    """What Slack's client says under the inputs before it submits anything."""
    errors: dict[str, str] = {}
    for placed in blocks.interactive(view_blocks):
        if placed.block["type"] != "input":
            continue
        held = values[placed.block_id][placed.action_id]
        if error := _input_error(placed, held):
            errors[placed.block_id] = error
    return errors


def _input_error(placed: Placed, held: JsonObject) -> str | None:
    value = held[STATEFUL[placed.element["type"]].key]
    if not value:
        return None if placed.block.get("optional") else _MISSING
    check = _CHECKS.get(placed.element["type"])
    return check(placed.element, value) if check else None


def _text_error(element: JsonObject, value: str) -> str | None:
    shortest = int(element.get("min_length", 0))
    longest = int(element.get("max_length", 3000))
    if len(value) < shortest:
        return f"Please use at least {shortest} characters."
    if len(value) > longest:
        return f"Please use at most {longest} characters."
    return None


def _number_error(element: JsonObject, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed", False) and not number.is_integer():
        return "Please enter a whole number."
    if number < float(element.get("min_value", number)) or number > float(element.get("max_value", number)):
        return "Please enter a number in the allowed range."
    return None


def _email_error(_element: JsonObject, value: str) -> str | None:
    return None if "@" in value.strip("@") else "Please enter an email address."


def _url_error(_element: JsonObject, value: str) -> str | None:
    return None if "://" in value else "Please enter a URL."


_CHECKS: dict[str, Callable[[JsonObject, str], str | None]] = {
    "plain_text_input": _text_error,
    "number_input": _number_error,
    "email_text_input": _email_error,
    "url_text_input": _url_error,
}


def _rich_text(text: str) -> JsonObject:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
