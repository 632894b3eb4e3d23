"""Each limit of Block Kit: what stands at it is taken, one more is refused in words of Slack."""

from collections.abc import Callable

import pytest

from simulator.block_kit import Surface, check_blocks, check_options, check_view
from tests.simulator.running import Json

Made = Callable[[int], Json]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "a" * length}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "a" * length}


def option(value: int | str, **fields: object) -> Json:
    return {"text": plain(1), "value": str(value), **fields}


def offered(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def section(**fields: object) -> Json:
    return {"type": "section", "text": mrkdwn(1), **fields}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def button(**fields: object) -> Json:
    return {"type": "button", "text": plain(1), **fields}


def field(kind: str, **fields: object) -> Json:
    return {"type": "input", "label": plain(1), "element": {"type": kind, **fields}}


def select(**fields: object) -> Json:
    return actions({"type": "static_select", "options": offered(1), **fields})


def confirmed(**fields: object) -> Json:
    confirm = {"title": plain(1), "text": plain(1), "confirm": plain(1), "deny": plain(1), **fields}
    return actions(button(confirm=confirm))


def image(**fields: object) -> Json:
    return {"type": "image", "alt_text": "a", "image_url": "https://example.com/a.png", **fields}


def address(length: int) -> str:
    return "https://example.com/".ljust(length, "a")


def video(**fields: object) -> Json:
    known = {"alt_text": "a", "title": plain(1), "thumbnail_url": address(30), "video_url": address(30)}
    return {"type": "video", **known, **fields}


def table(rows: int = 1, cells: int = 1, **fields: object) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * cells] * rows, **fields}


def data_table(rows: int = 2, **fields: object) -> Json:
    return {**table(rows), "type": "data_table", "caption": "a", **fields}


def card(**fields: object) -> Json:
    return {"type": "card", "title": mrkdwn(1), **fields}


def container(children: int = 1, **fields: object) -> Json:
    held = [{"type": "divider"}] * children
    return {"type": "container", "title": plain(1), "child_blocks": held, **fields}


def context_actions(*elements: Json) -> Json:
    return {"type": "context_actions", "elements": list(elements)}


def icon_button(**fields: object) -> Json:
    return {"type": "icon_button", "icon": "trash", "text": plain(1), **fields}


def feedback(**fields: object) -> Json:
    plus, minus = {"text": plain(1), "value": "1"}, {"text": plain(1), "value": "0"}
    buttons = {"positive_button": plus | fields, "negative_button": minus}
    return context_actions({"type": "feedback_buttons", **buttons})


def chart(**fields: object) -> Json:
    pie = {"type": "pie", "segments": [{"label": "a", "value": 1}]}
    return {"type": "data_visualization", "title": "a", "chart": pie, **fields}


def rich_list(**fields: object) -> Json:
    held = [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}]
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "elements": held, **fields}],
    }


# What is made of a size, the largest size that is taken, and where a larger one is refused.
LONGEST: dict[str, tuple[Made, int, str]] = {
    "block_id": (lambda n: {"type": "divider", "block_id": "a" * n}, 255, "/block_id"),
    "action_id": (lambda n: actions(button(action_id="a" * n)), 255, "/elements/0/action_id"),
    "section text": (lambda n: section(text=plain(n)), 3000, "/text/text"),
    "section field": (lambda n: {"type": "section", "fields": [mrkdwn(n)]}, 2000, "/fields/0/text"),
    "header": (lambda n: {"type": "header", "text": plain(n)}, 150, "/text/text"),
    "context text": (lambda n: {"type": "context", "elements": [mrkdwn(n)]}, 3000, "/elements/0/text"),
    "image url": (lambda n: image(image_url=address(n)), 3000, "/image_url"),
    "image alt_text": (lambda n: image(alt_text="a" * n), 2000, "/alt_text"),
    "image title": (lambda n: image(title=plain(n)), 2000, "/title/text"),
    "button text": (lambda n: actions(button(text=plain(n))), 75, "/elements/0/text/text"),
    "button value": (lambda n: actions(button(value="a" * n)), 2000, "/elements/0/value"),
    "button url": (lambda n: actions(button(url=address(n))), 3000, "/elements/0/url"),
    "button label": (
        lambda n: actions(button(accessibility_label="a" * n)),
        75,
        "/elements/0/accessibility_label",
    ),
    "button prompt": (lambda n: actions(button(agent_prompt="a" * n)), 4000, "/elements/0/agent_prompt"),
    "placeholder": (lambda n: select(placeholder=plain(n)), 150, "/elements/0/placeholder/text"),
    "option text": (
        lambda n: select(options=[option("a", text=plain(n))]),
        75,
        "/elements/0/options/0/text/text",
    ),
    "option value": (lambda n: select(options=[option("a" * n)]), 150, "/elements/0/options/0/value"),
    "option description": (
        lambda n: select(options=[option("a", description=plain(n))]),
        75,
        "/elements/0/options/0/description/text",
    ),
    "overflow url": (
        lambda n: actions({"type": "overflow", "options": [option("a", url=address(n))]}),
        3000,
        "/elements/0/options/0/url",
    ),
    "confirm title": (lambda n: confirmed(title=plain(n)), 100, "/elements/0/confirm/title/text"),
    "confirm text": (lambda n: confirmed(text=mrkdwn(n)), 300, "/elements/0/confirm/text/text"),
    "confirm confirm": (lambda n: confirmed(confirm=plain(n)), 30, "/elements/0/confirm/confirm/text"),
    "confirm deny": (lambda n: confirmed(deny=plain(n)), 30, "/elements/0/confirm/deny/text"),
    "input label": (lambda n: field("plain_text_input") | {"label": plain(n)}, 2000, "/label/text"),
    "input hint": (lambda n: field("plain_text_input") | {"hint": plain(n)}, 2000, "/hint/text"),
    "input start": (
        lambda n: field("plain_text_input", initial_value="a" * n),
        3000,
        "/element/initial_value",
    ),
    "markdown": (lambda n: {"type": "markdown", "text": "a" * n}, 12_000, "/text"),
    "video title": (lambda n: video(title=plain(n)), 199, "/title/text"),
    "video author": (lambda n: video(author_name="a" * n), 49, "/author_name"),
    "video description": (lambda n: video(description=plain(n)), 199, "/description/text"),
    "card title": (lambda n: card(title=mrkdwn(n)), 150, "/title/text"),
    "card subtitle": (lambda n: card(subtitle=mrkdwn(n)), 150, "/subtitle/text"),
    "card body": (lambda n: card(body=mrkdwn(n)), 200, "/body/text"),
    "card subtext": (lambda n: card(subtext=mrkdwn(n)), 200, "/subtext/text"),
    "container title": (lambda n: container(title=plain(n)), 150, "/title/text"),
    "container subtitle": (lambda n: container(subtitle=mrkdwn(n)), 150, "/subtitle/text"),
    "icon button text": (
        lambda n: context_actions(icon_button(text=plain(n))),
        75,
        "/elements/0/text/text",
    ),
    "feedback text": (lambda n: feedback(text=plain(n)), 75, "/elements/0/positive_button/text/text"),
    "feedback value": (lambda n: feedback(value="a" * n), 2000, "/elements/0/positive_button/value"),
    "chart title": (lambda n: chart(title="a" * n), 50, "/title"),
}


@pytest.mark.parametrize("name", LONGEST)
def test_a_text_may_be_as_long_as_its_limit_and_not_longer(name: str) -> None:
    made, limit, place = LONGEST[name]

    assert check_blocks([made(limit)], "message") == []
    refused = check_blocks([made(limit + 1)], "message")[-1]
    assert str(refused) == f"must be less than {limit + 1} characters [json-pointer:/blocks/0{place}]"
    constraint = {"type": "max_length", "expected": limit, "got": limit + 1}
    described = {"pointer": f"/blocks/0{place}", "code": "failed_constraint", "constraint": constraint}
    assert refused.described() == described | {"message": f"must be less than {limit + 1} characters"}


MOST: dict[str, tuple[Made, int, str]] = {
    "section fields": (lambda n: {"type": "section", "fields": [plain(1)] * n}, 10, "/fields"),
    "actions elements": (lambda n: actions(*[button() for _ in range(n)]), 25, "/elements"),
    "context elements": (lambda n: {"type": "context", "elements": [plain(1)] * n}, 10, "/elements"),
    "context_actions elements": (lambda n: context_actions(*[icon_button()] * n), 5, "/elements"),
    "select options": (lambda n: select(options=offered(n)), 100, "/elements/0/options"),
    "option groups": (
        lambda n: actions(
            {"type": "static_select", "option_groups": [{"label": plain(1), "options": offered(1)}] * n}
        ),
        100,
        "/elements/0/option_groups",
    ),
    "options of a group": (
        lambda n: actions(
            {"type": "static_select", "option_groups": [{"label": plain(75), "options": offered(n)}]}
        ),
        100,
        "/elements/0/option_groups/0/options",
    ),
    "checkboxes": (
        lambda n: actions({"type": "checkboxes", "options": offered(n)}),
        10,
        "/elements/0/options",
    ),
    "radio buttons": (
        lambda n: actions({"type": "radio_buttons", "options": offered(n)}),
        10,
        "/elements/0/options",
    ),
    "overflow": (lambda n: actions({"type": "overflow", "options": offered(n)}), 5, "/elements/0/options"),
    "table rows": (lambda n: table(rows=n), 100, "/rows"),
    "table cells": (lambda n: table(cells=n), 20, "/rows/0"),
    "table columns": (lambda n: table(column_settings=[None] * n), 20, "/column_settings"),
    "data_table rows": (lambda n: data_table(rows=n), 201, "/rows"),
    "carousel cards": (lambda n: {"type": "carousel", "elements": [card()] * n}, 10, "/elements"),
    "container blocks": (container, 10, "/child_blocks"),
    "card buttons": (lambda n: card(actions=[button() for _ in range(n)]), 3, "/actions"),
    "viewers of an icon": (
        lambda n: context_actions(icon_button(visible_to_user_ids=["U1"] * n)),
        10,
        "/elements/0/visible_to_user_ids",
    ),
}


@pytest.mark.parametrize("name", MOST)
def test_a_list_may_have_as_many_items_as_its_limit_and_no_more(name: str) -> None:
    made, limit, place = MOST[name]

    assert check_blocks([made(limit)], "message") == []
    refused = [str(problem) for problem in check_blocks([made(limit + 1)], "message")]
    assert refused == [f"no more than {limit} items allowed [json-pointer:/blocks/0{place}]"]


FEWEST: dict[str, tuple[Made, int, str]] = {
    "actions elements": (lambda n: actions(*[button()] * n), 1, "/elements"),
    "context elements": (lambda n: {"type": "context", "elements": [plain(1)] * n}, 1, "/elements"),
    "select options": (lambda n: select(options=offered(n)), 1, "/elements/0/options"),
    "table cells": (lambda n: table(cells=n), 1, "/rows/0"),
    "data_table rows": (lambda n: data_table(rows=n), 2, "/rows"),
    "carousel cards": (lambda n: {"type": "carousel", "elements": [card()] * n}, 1, "/elements"),
    "container blocks": (container, 1, "/child_blocks"),
    "conversations of a filter": (
        lambda n: actions({"type": "conversations_select", "filter": {"include": ["im"] * n}}),
        1,
        "/elements/0/filter/include",
    ),
}


@pytest.mark.parametrize("name", FEWEST)
def test_a_list_has_as_few_items_as_its_limit_and_no_fewer(name: str) -> None:
    made, limit, place = FEWEST[name]

    assert check_blocks([made(limit)], "message") == []
    refused = [str(problem) for problem in check_blocks([made(limit - 1)], "message")]
    assert refused == [f"must provide at least {limit} items [json-pointer:/blocks/0{place}]"]


EMPTY: dict[str, tuple[Json, str]] = {
    "section text": (section(text=plain(0)), "/text/text"),
    "header": ({"type": "header", "text": plain(0)}, "/text/text"),
    "button text": (actions(button(text=plain(0))), "/elements/0/text/text"),
    "option value": (select(options=[option("")]), "/elements/0/options/0/value"),
    "alt_text": (image(alt_text=""), "/alt_text"),
    "markdown": ({"type": "markdown", "text": ""}, "/text"),
    "cell": ({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}, "/rows/0/0/text"),
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_text_is_refused(name: str) -> None:
    block, place = EMPTY[name]

    refused = str(check_blocks([block], "message")[-1])

    assert refused == f"must be more than 0 characters [json-pointer:/blocks/0{place}]"


NUMBERS: dict[str, tuple[Made, int, int, str]] = {
    "min_length": (
        lambda n: field("plain_text_input", min_length=n),
        0,
        3000,
        "/element/min_length",
    ),
    "max_length": (lambda n: field("plain_text_input", max_length=n), 1, 3000, "/element/max_length"),
    "max_files": (lambda n: field("file_input", max_files=n), 1, 10, "/element/max_files"),
    "initial_date_time": (
        lambda n: field("datetimepicker", initial_date_time=n),
        1_000_000_000,
        9_999_999_999,
        "/element/initial_date_time",
    ),
    "indent": (lambda n: rich_list(indent=n), 0, 8, "/elements/0/indent"),
    "border": (lambda n: rich_list(border=n), 0, 1, "/elements/0/border"),
    "header level": (lambda n: {"type": "header", "text": plain(1), "level": n}, 1, 4, "/level"),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_lies_within_its_limits(name: str) -> None:
    made, lowest, highest, place = NUMBERS[name]

    assert check_blocks([made(lowest)], "modal") == check_blocks([made(highest)], "modal") == []
    below = str(check_blocks([made(lowest - 1)], "modal")[-1])
    above = str(check_blocks([made(highest + 1)], "modal")[-1])
    assert below == f"must be greater than {lowest} [json-pointer:/blocks/0{place}]"
    assert above == f"must be less than {highest} [json-pointer:/blocks/0{place}]"


@pytest.mark.parametrize(("surface", "limit"), [("message", 50), ("modal", 100), ("home", 100)])
def test_a_surface_takes_so_many_blocks(surface: Surface, limit: int) -> None:
    assert check_blocks([{"type": "divider"}] * limit, surface) == []
    refused = [str(problem) for problem in check_blocks([{"type": "divider"}] * (limit + 1), surface)]
    assert refused == [f"no more than {limit} items allowed [json-pointer:/blocks]"]


IN_VIEWS: dict[str, tuple[Made, int, str]] = {
    "title": (lambda n: {"title": plain(n)}, 24, "/title/text"),
    "submit": (lambda n: {"submit": plain(n)}, 24, "/submit/text"),
    "close": (lambda n: {"close": plain(n)}, 24, "/close/text"),
    "private_metadata": (lambda n: {"private_metadata": "a" * n}, 3000, "/private_metadata"),
    "callback_id": (lambda n: {"callback_id": "a" * n}, 255, "/callback_id"),
    "external_id": (lambda n: {"external_id": "a" * n}, 255, "/external_id"),
}


@pytest.mark.parametrize("name", IN_VIEWS)
def test_a_part_of_a_view_may_be_as_long_as_its_limit(name: str) -> None:
    made, limit, place = IN_VIEWS[name]
    view = {"type": "modal", "title": plain(1), "blocks": [section()]}

    assert check_view(view | made(limit)) == []
    assert [str(problem) for problem in check_view(view | made(limit + 1))] == [
        "failed to match all allowed schemas [json-pointer:/view]",
        f"must be less than {limit + 1} characters [json-pointer:/view{place}]",
    ]


def test_markdown_blocks_share_one_limit() -> None:
    halves = [{"type": "markdown", "text": "a" * 6000}] * 2

    assert check_blocks(halves, "message") == []
    refused = check_blocks([*halves, {"type": "markdown", "text": "a"}], "message")
    assert [problem.pointer for problem in refused] == ["/blocks"]


@pytest.mark.parametrize(("kind", "limit"), [("table", 10_000), ("data_table", 20_000)])
def test_the_cells_of_a_table_share_one_limit(kind: str, limit: int) -> None:
    half = [{"type": "raw_text", "text": "a" * (limit // 2)}]
    more = [{"type": "raw_text", "text": "a" * (limit // 2 + 1)}]
    made = {"type": kind} | ({"caption": "a"} if kind == "data_table" else {})

    assert check_blocks([made | {"rows": [half, half]}], "message") == []
    assert check_blocks([made | {"rows": [half, more]}], "message") != []


def test_an_app_may_offer_a_hundred_options_for_the_words_typed() -> None:
    groups = [{"label": plain(1), "options": offered(1)}]

    assert check_options({"options": offered(100)}) == check_options({"options": []}) == []
    assert check_options({"option_groups": groups}) == []
    assert check_options({"options": offered(101)}) != []
    assert check_options({"options": offered(1), "option_groups": groups}) != []
    assert check_options({}) != []
