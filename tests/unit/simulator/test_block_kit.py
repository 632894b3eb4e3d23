"""The Block Kit checker refuses what Slack refuses, in Slack's words, and takes what Slack takes."""

import itertools
from typing import Any, get_args

import pytest

from simulator.block_kit import Surface, check_blocks, with_block_ids

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**fields: object) -> Json:
    return {"type": "section", **({"text": mrkdwn("hello")} | fields)}


def button(**fields: object) -> Json:
    return {"type": "button", **({"text": plain("Take it"), "action_id": "claim.take"} | fields)}


def actions(*elements: Json, **fields: object) -> Json:
    return {"type": "actions", "elements": list(elements), **fields}


def input_block(element: Json, **fields: object) -> Json:
    return {"type": "input", "label": plain("What do you hear?"), "element": element, **fields}


def select(**fields: object) -> Json:
    offered = {"options": [option("a"), option("b")]}
    return {"type": "static_select", "action_id": "pick", **(fields or offered)}


def option(value: str, **fields: object) -> Json:
    return {"text": plain(value), "value": value, **fields}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def complaints(blocks: object, surface: Surface = "message") -> list[str]:
    return [str(problem) for problem in check_blocks(blocks, surface)]


EVERY_BLOCK: dict[str, Json] = {
    "section with text": section(),
    "section with fields": {"type": "section", "fields": [mrkdwn("*a*"), plain("b")]},
    "section with a button": section(accessory=button()),
    "section with an image": section(
        accessory={"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
    ),
    "header": {"type": "header", "text": plain("Help wanted")},
    "divider": {"type": "divider"},
    "actions": actions(button(), button(action_id="flag", style="danger", value="7K3QX")),
    "context": {"type": "context", "elements": [mrkdwn("_waiting_"), plain("since 9:00")]},
    "image": {
        "type": "image",
        "image_url": "https://example.com/a.png",
        "alt_text": "a",
        "title": plain("A"),
    },
    "rich text": rich(
        {"type": "text", "text": "hi ", "style": {"bold": True}},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "emoji", "name": "ear"},
        {"type": "link", "url": "https://example.com", "text": "there"},
        {"type": "broadcast", "range": "here"},
        {"type": "color", "value": "#aabbcc"},
        {"type": "date", "timestamp": 1_700_000_000, "format": "{date_short}", "fallback": "then"},
    ),
    "rich list, quote and code": {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": rich()["elements"]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}], "border": 1},
        ],
    },
    "markdown": {"type": "markdown", "text": "**bold**"},
    "file": {"type": "file", "external_id": "ABC", "source": "remote"},
    "video": {
        "type": "video",
        "alt_text": "a",
        "title": plain("A"),
        "thumbnail_url": "https://example.com/a.png",
        "video_url": "https://example.com/a",
    },
    "table": {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "a"}, rich({"type": "text", "text": "b"})]],
        "column_settings": [{"align": "right", "is_wrapped": True}, None],
    },
    "feedback": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "positive_button": {"text": plain("+"), "value": "1"},
                "negative_button": {"text": plain("-"), "value": "0"},
            },
            {"type": "icon_button", "icon": "trash", "text": plain("Delete")},
        ],
    },
    "overflow": actions(
        {"type": "overflow", "options": [option("a", url="https://example.com"), option("b")]}
    ),
    "confirmed button": actions(
        button(
            confirm={
                "title": plain("Sure?"),
                "text": mrkdwn("*Really*"),
                "confirm": plain("Yes"),
                "deny": plain("No"),
                "style": "danger",
            }
        )
    ),
    "input": input_block({"type": "plain_text_input", "multiline": True, "max_length": 3000}, optional=True),
}

EVERY_CHOOSER: dict[str, Json] = {
    "static_select": select(),
    "grouped static_select": select(option_groups=[{"label": plain("A"), "options": [option("a")]}]),
    "external_select": {"type": "external_select", "min_query_length": 2},
    "users_select": {"type": "users_select", "initial_user": "U1"},
    "conversations_select": {"type": "conversations_select", "filter": {"include": ["public"]}},
    "channels_select": {"type": "channels_select", "placeholder": plain("Where")},
    "multi_static_select": {
        "type": "multi_static_select",
        "options": [option("a"), option("b")],
        "initial_options": [option("b")],
        "max_selected_items": 2,
    },
    "multi_external_select": {"type": "multi_external_select"},
    "multi_users_select": {"type": "multi_users_select", "initial_users": ["U1"]},
    "multi_conversations_select": {"type": "multi_conversations_select"},
    "multi_channels_select": {"type": "multi_channels_select"},
    "datepicker": {"type": "datepicker", "initial_date": "2026-11-22"},
    "timepicker": {"type": "timepicker", "initial_time": "09:30"},
    "checkboxes": {"type": "checkboxes", "options": [{"text": mrkdwn("*a*"), "value": "a"}]},
    "radio_buttons": {"type": "radio_buttons", "options": [option("a")], "initial_option": option("a")},
}


@pytest.mark.parametrize("name", EVERY_BLOCK)
def test_a_message_takes_every_well_formed_block(name: str) -> None:
    assert complaints([EVERY_BLOCK[name]]) == []


@pytest.mark.parametrize("name", EVERY_CHOOSER)
def test_a_chooser_stands_in_sections_actions_and_inputs(name: str) -> None:
    chooser = EVERY_CHOOSER[name]

    for block in (section(accessory=chooser), actions(chooser), input_block(chooser)):
        for surface in get_args(Surface):
            assert check_blocks([block], surface) == []


REFUSALS: dict[str, tuple[Json, str]] = {
    "a header that is too long": (
        {"type": "header", "text": plain("a" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    "a header in mrkdwn": (
        {"type": "header", "text": mrkdwn("a")},
        "must be a valid enum value [json-pointer:/blocks/0/text/type]",
    ),
    "an empty button": (
        actions(button(text=plain(""))),
        "must be more than 0 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    "a button without text": (
        actions({"type": "button", "action_id": "a"}),
        "missing required field: text [json-pointer:/blocks/0/elements/0]",
    ),
    "a button value that is too long": (
        actions(button(value="a" * 2001)),
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    "a style that is null": (
        actions(button(style=None)),
        "must provide a string [json-pointer:/blocks/0/elements/0/style]",
    ),
    "an unknown style": (
        actions(button(style="warning")),
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    "an unknown property": (
        {"type": "divider", "colour": "red"},
        "invalid additional property: colour [json-pointer:/blocks/0]",
    ),
    "an unknown block": (
        {"type": "audio"},
        "unsupported type: audio [json-pointer:/blocks/0/type]",
    ),
    "a block without a type": ({"text": "a"}, "missing required field: type [json-pointer:/blocks/0]"),
    "a text field outside an input": (
        actions({"type": "plain_text_input"}),
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    "26 buttons": (
        actions(*(button(action_id=str(number)) for number in range(26))),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "11 fields": (
        {"type": "section", "fields": [plain("a")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "6 overflow options": (
        actions({"type": "overflow", "options": [option(str(number)) for number in range(6)]}),
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "a select without options": (
        actions(select(options=[])),
        "must provide at least 1 items [json-pointer:/blocks/0/elements/0/options]",
    ),
    "an option value that is too long": (
        actions(select(options=[option("a" * 76) | {"text": plain("a"), "value": "a" * 151}])),
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    "a choice that is not offered": (
        actions(select(options=[option("a")], initial_option=option("z"))),
        "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    "a section with neither text nor fields": (
        {"type": "section"},
        "must define either `text` or `fields` [json-pointer:/blocks/0/type]",
    ),
    "an image without a source": (
        {"type": "image", "alt_text": "a"},
        "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]",
    ),
    "an image that cannot be fetched": (
        {"type": "image", "alt_text": "a", "image_url": "file:///a.png"},
        "downloading image failed [json-pointer:/blocks/0/image_url]",
    ),
    "two actions of one name in a block": (
        actions(button(), button()),
        '`action_id` "claim.take" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    "a block_id that is too long": (
        {"type": "divider", "block_id": "a" * 256},
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ),
    "an empty rich text": (
        rich({"type": "text", "text": ""}),
        "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
    ),
    "an unknown rich element": (
        rich({"type": "sound"}),
        "unsupported type: sound [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ),
    "a row of 21 cells": (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]},
        "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
    ),
    "an input without a label": (
        {"type": "input", "element": {"type": "plain_text_input"}},
        "missing required field: label [json-pointer:/blocks/0]",
    ),
    "a start that is longer than the field": (
        input_block({"type": "plain_text_input", "max_length": 2, "initial_value": "abc"}),
        "must be less than 3 characters [json-pointer:/blocks/0/element/initial_value]",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_message_is_refused_for_exactly_what_is_wrong(name: str) -> None:
    block, complaint = REFUSALS[name]

    assert complaints([block]) == [complaint]


def test_a_section_text_that_is_too_long_is_refused_in_two_lines() -> None:
    assert complaints([section(text=mrkdwn("a" * 3001))]) == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]


def test_a_message_takes_50_blocks_and_no_more() -> None:
    assert complaints([{"type": "divider"}] * 50) == []
    assert complaints([{"type": "divider"}] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_a_block_id_is_used_once_in_a_message() -> None:
    twice = [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]

    assert complaints(twice) == ['`block_id` "a" already exists [json-pointer:/blocks/1/block_id]']


def test_the_same_action_may_stand_in_two_blocks() -> None:
    assert complaints([actions(button()), actions(button())]) == []


def test_a_message_has_one_table_at_most() -> None:
    assert complaints([EVERY_BLOCK["table"], EVERY_BLOCK["table"]]) == [
        "only_one_table_allowed [json-pointer:/blocks/1]"
    ]


@pytest.mark.parametrize("kind", ["markdown", "file"])
def test_blocks_of_messages_are_unsupported_in_views(kind: str) -> None:
    assert complaints([EVERY_BLOCK[kind]], "home") == [
        f"unsupported type: {kind} [json-pointer:/blocks/0/type]"
    ]


@pytest.mark.parametrize("blocks", [None, "[]", {"type": "divider"}])
def test_blocks_are_a_list(blocks: object) -> None:
    assert complaints(blocks) == ["must provide an array [json-pointer:/blocks]"]


@pytest.mark.parametrize("name", [*EVERY_BLOCK])
def test_what_slack_keeps_it_would_take_again(name: str) -> None:
    ids = itertools.count()

    kept = with_block_ids([EVERY_BLOCK[name]], lambda: f"new{next(ids)}")

    assert complaints(kept) == []
