"""The rules of Block Kit that are no limits: what must be there, what may not, and what has to agree."""

import itertools

import pytest

from simulator.block_kit import check_attachments, check_blocks, check_message, check_view
from simulator.block_kit.wording import SOURCES
from tests.simulator.running import Json
from tests.simulator.test_block_kit_limits import (
    actions,
    button,
    card,
    chart,
    container,
    data_table,
    field,
    image,
    mrkdwn,
    option,
    plain,
    rich_list,
    section,
    select,
    table,
)

NESTED = "/blocks/0/elements/0/elements/0"
FILTERS = "`include` or `exclude_external_shared_channels` or `exclude_bot_users`"
TRIGGERS = "dispatch_action_config/trigger_actions_on"
MULTIPLE = {"type": "multi_static_select", "options": [option("a"), option("b")]}


def bars(*series: Json) -> Json:
    axes = {"categories": ["x", "y"]}
    return chart(chart={"type": "bar", "series": list(series), "axis_config": axes})


def series(name: str, *labels: str) -> Json:
    return {"name": name, "data": [{"label": label, "value": 1} for label in labels]}


REFUSED: dict[str, tuple[Json, list[str]]] = {
    "options beside groups": (
        select(option_groups=[{"label": plain(1), "options": [option("a")]}]),
        ["must define only one of `options` or `option_groups` [json-pointer:/blocks/0/elements/0]"],
    ),
    "a menu without anything to choose": (
        actions({"type": "static_select"}),
        ["must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]"],
    ),
    "an initial option of other words": (
        select(initial_option=option("0", text=plain(2))),
        ["must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]"],
    ),
    "no initial options in a list": (
        actions(MULTIPLE | {"initial_options": []}),
        ["must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_options]"],
    ),
    "an initial option that is null": (
        select(initial_option=None),
        ["must provide an object [json-pointer:/blocks/0/elements/0/initial_option]"],
    ),
    "a shortest length above the longest": (
        field("plain_text_input", min_length=3, max_length=2),
        ["must be less than 2 [json-pointer:/blocks/0/element/min_length]"],
    ),
    "an action_id used twice": (
        actions(button(action_id="a"), button(action_id="a")),
        ['`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]'],
    ),
    "two missing fields": (
        {"type": "input"},
        [
            "missing required field: label [json-pointer:/blocks/0]",
            "missing required field: element [json-pointer:/blocks/0]",
        ],
    ),
    "a block_id on an element": (
        actions(button(block_id="a")),
        ["invalid additional property: block_id [json-pointer:/blocks/0/elements/0]"],
    ),
    "emoji on mrkdwn": (
        section(text=mrkdwn(1) | {"emoji": True}),
        [
            "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
            "invalid additional property: emoji [json-pointer:/blocks/0/text]",
        ],
    ),
    "a name with a slash": (
        {"type": "divider", "a/b~c": 1},
        ["invalid additional property: a/b~c [json-pointer:/blocks/0]"],
    ),
    "a flag that is a text": (
        field("plain_text_input") | {"optional": "yes"},
        ["must be a boolean [json-pointer:/blocks/0/optional]"],
    ),
    "a card of plain strings": (
        {"type": "carousel", "elements": [card(title="a")]},
        [
            "failed to match all allowed schemas [json-pointer:/blocks/0/elements/0/title]",
            "must provide an object [json-pointer:/blocks/0/elements/0/title]",
        ],
    ),
    "an empty card": (
        {"type": "card", "subtitle": plain(1)},
        ["must define either `hero_image` or `title` or `actions` or `body` [json-pointer:/blocks/0]"],
    ),
    "an unknown icon": (
        card(slack_icon={"type": "icon", "name": "sparkles"}),
        ["must be a valid enum value [json-pointer:/blocks/0/slack_icon/name]"],
    ),
    "an icon of a card without a name": (
        card(slack_icon={"type": "icon", "image_url": "https://example.com"}),
        ["missing required field: name [json-pointer:/blocks/0/slack_icon]"],
    ),
    "a plan with a text object for a title": (
        {"type": "plan", "title": plain(1)},
        ["must provide a string [json-pointer:/blocks/0/title]"],
    ),
    "a task that is done": (
        {"type": "task_card", "task_id": "a", "title": "a", "status": "done"},
        ["must be a valid enum value [json-pointer:/blocks/0/status]"],
    ),
    "a number in a cell without its text": (
        {"type": "table", "rows": [[{"type": "raw_number", "value": 1}]]},
        ["missing required field: text [json-pointer:/blocks/0/rows/0/0]"],
    ),
    "formatted text in the heading of a data table": (
        data_table(rows=2) | {"rows": [[rich_list()], [rich_list()]]},
        ["unsupported type: rich_text [json-pointer:/blocks/0/rows/0/0/type]"],
    ),
    "a container without a title": (
        {"type": "container", "child_blocks": [{"type": "divider"}]},
        ["must define either `title` or `rich_text_title` [json-pointer:/blocks/0]"],
    ),
    "a container in a container": (
        container() | {"child_blocks": [container()]},
        ["unsupported type: container [json-pointer:/blocks/0/child_blocks/0/type]"],
    ),
    "a list in a list": (
        rich_list(elements=[rich_list()["elements"][0]]),
        [
            f"must be a valid enum value [json-pointer:{NESTED}/type]",
            f"unsupported type: rich_text_section [json-pointer:{NESTED}/elements/0/type]",
            f"invalid additional property: style [json-pointer:{NESTED}]",
        ],
    ),
    "a file id that is none": (
        image(slack_file={"id": "a"}),
        ["input must match regex pattern: ^[F][A-Z0-9]{8,}$ [json-pointer:/blocks/0/slack_file/id]"],
    ),
    "two icons": (
        card(slack_icon={"type": "icon", "name": "sparkle"}, icon=image()),
        ["must define only one of `icon` or `slack_icon` [json-pointer:/blocks/0]"],
    ),
    "a picture from two places": (
        image(slack_file={"id": "F0AAAAAAAA"}),
        ["must define only one of `image_url` or `slack_file` [json-pointer:/blocks/0]"],
    ),
    "a picture from nowhere": (
        image(image_url="ftp://example.com/a.png"),
        ["downloading image failed [json-pointer:/blocks/0/image_url]"],
    ),
    "a file named twice": (
        {"type": "image", "alt_text": "a", "slack_file": {"id": "F0AAAAAAAA", "url": "https://a.b"}},
        ["must define only one of `id` or `url` [json-pointer:/blocks/0/slack_file]"],
    ),
    "rows of two lengths": (
        data_table() | {"rows": [table(cells=1)["rows"][0], table(cells=2)["rows"][0]]},
        ["all rows must have the same number of cells [json-pointer:/blocks/0/rows]"],
    ),
    "two series of one name": (
        bars(series("a", "x", "y"), series("a", "x", "y")),
        ["failed to match exactly one allowed schema [json-pointer:/blocks/0/chart]"],
    ),
    "an empty filter": (
        actions({"type": "conversations_select", "filter": {}}),
        [
            f"must define either {FILTERS} [json-pointer:/blocks/0/elements/0/filter]",
        ],
    ),
    "a day that is none": (
        actions({"type": "datepicker", "initial_date": "2026-13-01"}),
        ["must be a valid date YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]"],
    ),
    "a time that is none": (
        actions({"type": "timepicker", "initial_time": "24:00"}),
        ["must be a valid time HH:mm [json-pointer:/blocks/0/elements/0/initial_time]"],
    ),
    "a time zone that is none": (
        actions({"type": "timepicker", "timezone": "half past nine"}),
        ["must be a valid timezone [json-pointer:/blocks/0/elements/0/timezone]"],
    ),
    "a start that is too short": (
        field("plain_text_input", min_length=2, initial_value="a"),
        ["must be more than 1 characters [json-pointer:/blocks/0/element/initial_value]"],
    ),
    "an unknown trigger": (
        field("plain_text_input", dispatch_action_config={"trigger_actions_on": ["on_blur"]}),
        [f"must be a valid enum value [json-pointer:/blocks/0/element/{TRIGGERS}/0]"],
    ),
    "an unknown style of a list": (
        rich_list(style="dashed"),
        ["must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"],
    ),
    "a kind of element that only inputs hold": (
        section(accessory={"type": "plain_text_input"}),
        ["unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]"],
    ),
    "an unknown chart": (
        chart(chart={"type": "radar", "segments": []}),
        ["failed to match exactly one allowed schema [json-pointer:/blocks/0/chart]"],
    ),
    "a series with a gap": (
        bars(series("a", "x")),
        ["failed to match exactly one allowed schema [json-pointer:/blocks/0/chart]"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_message_is_refused_for_exactly_what_does_not_hold(name: str) -> None:
    block, complaints = REFUSED[name]

    assert [str(problem) for problem in check_blocks([block], "message")] == complaints


TAKEN: dict[str, Json] = {
    "an initial option": select(initial_option=option("0")),
    "initial options": actions(MULTIPLE | {"initial_options": [option("b")]}),
    "a timezone": actions({"type": "timepicker", "initial_time": "23:59", "timezone": "America/New_York"}),
    "a filter": actions({"type": "conversations_select", "filter": {"exclude_bot_users": True}}),
    "a response url": field("conversations_select", response_url_enabled=True),
    "this conversation": field("conversations_select", default_to_current_conversation=True),
    "some viewers": actions(button(visible_to_user_ids=["U1"])),
    "a dispatching input": field(
        "plain_text_input", dispatch_action_config={"trigger_actions_on": ["on_character_entered"]}
    )
    | {"dispatch_action": True},
    "an email": field("email_text_input"),
    "a link": field("url_text_input"),
    "a picture as Slack gave it back": image(
        fallback="4x3px image", image_width=4, image_height=3, image_bytes=9
    ),
    "bars": bars(series("a", "x", "y"), series("b", "y", "x")),
    "a numbered table": data_table(rows=2, page_size=100, row_header_column_index=0),
    "a plan": {
        "type": "plan",
        "title": "a",
        "tasks": [{"task_id": "a", "title": "a", "status": "pending", "details": rich_list()}],
    },
    "a task": {
        "type": "task_card",
        "task_id": "a",
        "title": "a",
        "status": "complete",
        "sources": [{"type": "url", "url": "https://example.com", "text": "a"}],
    },
    "a call": {"type": "call", "call_id": "R1"},
    "a workflow": actions(
        {
            "type": "workflow_button",
            "text": plain(1),
            "workflow": {"trigger": {"url": "https://slack.com/shortcuts/Ft1/a"}},
        }
    ),
    "an account": {"type": "auth_provider", "value": "a", "name": plain(1), "is_connected": False},
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_message_takes_what_keeps_the_rules(name: str) -> None:
    assert check_blocks([TAKEN[name]], "message") == []


@pytest.mark.parametrize("kinds", list(itertools.product(["table", "data_table"], repeat=2)))
def test_a_message_has_one_table_of_either_kind_even_inside_a_container(kinds: tuple[str, str]) -> None:
    made = {"table": table(), "data_table": data_table()}
    second = container() | {"child_blocks": [table()]} if kinds[1] == "table" else made[kinds[1]]

    refused = [problem.message for problem in check_blocks([made[kinds[0]], second], "message")]

    assert refused == ["only_one_table_allowed"]


def test_a_name_is_taken_across_a_container_and_what_stands_beside_it() -> None:
    held = container() | {"child_blocks": [{"type": "divider", "block_id": "a"}]}

    refused = check_blocks([{"type": "divider", "block_id": "a"}, held], "message")

    assert [problem.pointer for problem in refused] == ["/blocks/1/child_blocks/0/block_id"]


def test_an_initial_option_of_a_view_is_pointed_to_without_the_first_slash() -> None:
    view = {"type": "home", "blocks": [actions(MULTIPLE | {"initial_options": []})]}

    assert [str(problem) for problem in check_view(view)] == [
        "must be one of the provided options [json-pointer:view/blocks/0/elements/0/initial_options]"
    ]


NUMBERS: dict[str, tuple[Json, str]] = {
    "a lowest above the highest": ({"min_value": "2", "max_value": "1"}, "must be less than 1|min_value"),
    "a start above the highest": (
        {"initial_value": "2", "max_value": "1"},
        "must be less than 1|initial_value",
    ),
    "a start below the lowest": (
        {"initial_value": "0", "min_value": "1"},
        "must be greater than 1|initial_value",
    ),
    "a word": ({"initial_value": "one"}, "must be a valid number|initial_value"),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_the_numbers_of_a_number_input_agree(name: str) -> None:
    fields, complaint = NUMBERS[name]
    message, _, place = complaint.partition("|")

    refused = check_blocks([field("number_input", is_decimal_allowed=True, **fields)], "modal")

    assert [str(problem) for problem in refused] == [f"{message} [json-pointer:/blocks/0/element/{place}]"]


def test_a_message_has_two_charts_and_no_more() -> None:
    assert check_blocks([chart(), chart()], "message") == []
    assert [problem.pointer for problem in check_blocks([chart()] * 3, "message")] == ["/blocks/2"]


def test_one_element_has_the_focus() -> None:
    focused = field("plain_text_input", focus_on_load=True)

    assert check_blocks([focused], "modal") == []
    assert [problem.pointer for problem in check_blocks([focused, focused], "modal")] == [
        "/blocks/1/element/focus_on_load"
    ]


def test_a_file_input_cannot_dispatch_an_action() -> None:
    block = field("file_input") | {"dispatch_action": True}

    assert [str(problem) for problem in check_blocks([block], "modal")] == [
        "unsupported type: file_input [json-pointer:/blocks/0/element/type]"
    ]


def test_the_blocks_of_an_attachment_are_pointed_to_through_it() -> None:
    attachments: list[Json] = [{"text": "a"}, {"blocks": [{"type": "divider"}, {"type": "song"}]}]

    assert [str(problem) for problem in check_attachments(attachments)] == [
        "unsupported type: song [json-pointer:/attachments/1/blocks/1/type]"
    ]


def test_validation_points_from_the_root_of_what_was_given() -> None:
    text = {"type": "section", "text": {"type": "invalid", "text": "a"}}
    expected = {"type": "enum", "expected": ["plain_text", "mrkdwn"], "got": "invalid"}
    complaint = {"code": "failed_constraint", "message": "unsupported type: invalid", "constraint": expected}

    alone = check_blocks([text], "message", at="")[-1].described()
    whole = check_message({"text": "a", "blocks": [text]})[-1].described()
    view = check_view({"type": "home", "blocks": [text]}, at="")[-1].described()

    assert alone == complaint | {"pointer": "/0/text/type"}
    assert whole == view == complaint | {"pointer": "/blocks/0/text/type"}


def test_a_missing_field_is_named_in_its_own_key() -> None:
    described = [problem.described() for problem in check_blocks([{"type": "header"}], "message")]

    message = {"code": "missing_field", "message": "missing required field: text", "field": "text"}
    assert described == [message | {"pointer": "/blocks/0"}]


def test_every_sentence_has_a_source_or_is_ours() -> None:
    sources = set(SOURCES.values())

    assert sources == {"github.com/slackhq/hack-json-schema", "a recorded refusal", "ours"}
