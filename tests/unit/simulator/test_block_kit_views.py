"""The view checker refuses the modals and home tabs that Slack refuses."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.block_kit import Surface, check_blocks, check_view

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**fields: object) -> Json:
    return {"type": "section", "text": mrkdwn("hello"), **fields}


def input_block(element: Json) -> Json:
    return {"type": "input", "label": plain("What do you hear?"), "element": element}


def modal(*blocks: Json, **fields: object) -> Json:
    return {"type": "modal", "title": plain("Ask"), "blocks": list(blocks), **fields}


RICH_TEXT: Json = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}],
}

EVERY_MODAL_FIELD: dict[str, Json] = {
    "email": {"type": "email_text_input"},
    "url": {"type": "url_text_input", "placeholder": plain("https://")},
    "number": {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
    "file": {"type": "file_input", "filetypes": ["wav"], "max_files": 10},
    "rich text": {"type": "rich_text_input", "initial_value": RICH_TEXT},
    "datetime": {"type": "datetimepicker", "initial_date_time": 1_700_000_000},
}


@pytest.mark.parametrize("name", EVERY_MODAL_FIELD)
def test_a_modal_takes_every_well_formed_field(name: str) -> None:
    view = modal(input_block(EVERY_MODAL_FIELD[name]), submit=plain("Send"))

    assert check_view(view) == []


@pytest.mark.parametrize("kind", ["number_input", "file_input"])
@pytest.mark.parametrize("surface", ["message", "home"])
def test_fields_of_modals_stand_nowhere_else(kind: str, surface: Surface) -> None:
    field = EVERY_MODAL_FIELD[kind.partition("_")[0]]

    assert [str(problem) for problem in check_blocks([input_block(field)], surface)] == [
        f"unsupported type: {kind} [json-pointer:/blocks/0/element/type]"
    ]


def test_a_view_takes_100_blocks_and_no_more() -> None:
    assert check_view({"type": "home", "blocks": [{"type": "divider"}] * 100}) == []

    refused = check_view({"type": "home", "blocks": [{"type": "divider"}] * 101})

    assert str(refused[-1]) == "no more than 100 items allowed [json-pointer:/view/blocks]"


def test_an_input_in_a_modal_needs_a_submit_button() -> None:
    view = modal(section(), input_block({"type": "plain_text_input"}))

    assert [str(problem) for problem in check_view(view)] == [
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]"
    ]


VIEW_REFUSALS: dict[str, tuple[Json, str]] = {
    "a long title": (
        modal(section(), title=plain("a" * 25)),
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    "a long submit": (
        modal(section(), submit=plain("a" * 25)),
        "must be less than 25 characters [json-pointer:/view/submit/text]",
    ),
    "a long close": (
        modal(section(), close=plain("a" * 25)),
        "must be less than 25 characters [json-pointer:/view/close/text]",
    ),
    "long metadata": (
        modal(section(), private_metadata="a" * 3001),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    "a long callback_id": (
        modal(section(), callback_id="a" * 256),
        "must be less than 256 characters [json-pointer:/view/callback_id]",
    ),
    "a long external_id": (
        modal(section(), external_id="a" * 256),
        "must be less than 256 characters [json-pointer:/view/external_id]",
    ),
    "no title": (
        {"type": "modal", "blocks": [section()]},
        "missing required field: title [json-pointer:/view]",
    ),
    "a title in mrkdwn": (
        modal(section(), title=mrkdwn("a")),
        "must be a valid enum value [json-pointer:/view/title/type]",
    ),
    "a field only workflow steps have": (
        modal(section(), submit_disabled=True),
        "invalid additional property: submit_disabled [json-pointer:/view]",
    ),
    "a home tab that is submitted": (
        {"type": "home", "blocks": [], "submit": plain("a")},
        "invalid additional property: submit [json-pointer:/view]",
    ),
    "an unknown type": (
        {"type": "dialog", "blocks": []},
        "unsupported type: dialog [json-pointer:/view/type]",
    ),
}


@pytest.mark.parametrize("name", VIEW_REFUSALS)
def test_a_view_is_refused_for_exactly_what_is_wrong(name: str) -> None:
    view, complaint = VIEW_REFUSALS[name]

    assert [str(problem) for problem in check_view(view)] == [
        "failed to match all allowed schemas [json-pointer:/view]",
        complaint,
    ]


OF_THE_WHOLE: dict[str, tuple[Json, str]] = {
    "a repeated block_id": (
        modal({"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}),
        '`block_id` "a" already exists [json-pointer:/view/blocks/1/block_id]',
    ),
    "two elements in focus": (
        modal(
            section(accessory={"type": "users_select", "focus_on_load": True}),
            section(accessory={"type": "users_select", "focus_on_load": True}),
        ),
        "only one element can have `focus_on_load` [json-pointer:/view/blocks/1/accessory/focus_on_load]",
    ),
}


@pytest.mark.parametrize("name", OF_THE_WHOLE)
def test_a_well_formed_view_is_refused_for_what_only_the_whole_tells(name: str) -> None:
    view, complaint = OF_THE_WHOLE[name]

    assert [str(problem) for problem in check_view(view)] == [complaint]


@pytest.mark.parametrize("view", [None, [], "modal"])
def test_a_view_is_an_object(view: object) -> None:
    assert str(check_view(view)[-1]) == "must provide an object [json-pointer:/view]"


NAMES = st.sampled_from(
    [
        "type",
        "text",
        "blocks",
        "elements",
        "element",
        "options",
        "option_groups",
        "initial_option",
        "block_id",
        "initial_options",
        "accessory",
        "action_id",
        "value",
        "title",
        "submit",
        "rows",
        "focus_on_load",
        "label",
    ]
)
KINDS = st.sampled_from(
    [
        "modal",
        "home",
        "section",
        "actions",
        "input",
        "static_select",
        "plain_text",
        "table",
        "context",
        "card",
        "plain_text_input",
        "rich_text",
        "rich_text_section",
        "mrkdwn",
        "markdown",
        "button",
        "image",
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | KINDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.builds(lambda kind, rest: {**rest, "type": kind}, KINDS | inner, st.dictionaries(NAMES, inner))
    ),
)


@given(view=ANYTHING)
def test_whatever_an_app_sends_is_judged_and_never_breaks_the_check(view: object) -> None:
    check_view(view)
    for surface in get_args(Surface):
        check_blocks([view], surface)
