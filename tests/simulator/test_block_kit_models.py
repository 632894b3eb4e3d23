"""Whatever Slack's own SDK builds within the limits is taken, and whatever else an app sends is judged."""

from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View

from simulator.block_kit import (
    Surface,
    check_attachments,
    check_blocks,
    check_message,
    check_options,
    check_view,
    expanded,
    told_of,
    with_block_ids,
)
from tests.simulator.running import Json

# Without the three that Slack writes longer than they came.
LETTERS = st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="&<>")


def text(longest: int) -> st.SearchStrategy[str]:
    return st.text(LETTERS, min_size=1, max_size=longest)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


IDS = st.uuids().map(str)
URLS = text(20).map(lambda path: "https://example.com/" + "".join(c for c in path if c.isalnum()))
PLAIN = text(75).map(lambda written: sdk.PlainTextObject(text=written))
SHORT = text(30).map(lambda written: sdk.PlainTextObject(text=written))
ANY_TEXT = PLAIN | text(75).map(lambda written: sdk.MarkdownTextObject(text=written))
CONFIRM = st.builds(
    sdk.ConfirmObject, title=PLAIN, text=PLAIN, confirm=SHORT, deny=SHORT, style=maybe(st.just("danger"))
)
OPTION = st.builds(sdk.Option, text=PLAIN, value=text(150), description=maybe(PLAIN))
OPTIONS = st.lists(OPTION, min_size=1, max_size=10)
GROUPS = st.lists(st.builds(sdk.OptionGroup, label=PLAIN, options=OPTIONS), min_size=1, max_size=5)
COMMON = {"action_id": maybe(IDS), "confirm": maybe(CONFIRM)}
MENU = COMMON | {"placeholder": maybe(PLAIN)}

BUTTON = st.builds(
    sdk.ButtonElement,
    text=PLAIN,
    url=maybe(URLS),
    value=maybe(text(200)),
    style=maybe(st.sampled_from(["primary", "danger"])),
    accessibility_label=maybe(text(75)),
    **COMMON,
)
CHOOSERS = st.one_of(
    st.builds(sdk.StaticSelectElement, options=OPTIONS, **MENU),
    st.builds(sdk.StaticSelectElement, option_groups=GROUPS, **MENU),
    st.builds(sdk.StaticMultiSelectElement, options=OPTIONS, max_selected_items=maybe(st.just(2)), **MENU),
    st.builds(sdk.ExternalDataSelectElement, min_query_length=maybe(st.integers(0, 9)), **MENU),
    st.builds(sdk.UserSelectElement, initial_user=maybe(st.just("U1")), **MENU),
    st.builds(sdk.UserMultiSelectElement, **MENU),
    st.builds(
        sdk.ConversationSelectElement,
        default_to_current_conversation=maybe(st.booleans()),
        filter=maybe(st.just(sdk.ConversationFilter(include=["public", "im"], exclude_bot_users=True))),
        **MENU,
    ),
    st.builds(sdk.ChannelMultiSelectElement, **MENU),
    st.builds(sdk.DatePickerElement, initial_date=maybe(st.dates().map(str)), **MENU),
    st.builds(sdk.TimePickerElement, initial_time=maybe(st.just("09:30")), **MENU),
    st.builds(sdk.CheckboxesElement, options=OPTIONS, **COMMON),
    st.builds(sdk.RadioButtonsElement, options=OPTIONS, **COMMON),
)
OVERFLOW = st.builds(sdk.OverflowMenuElement, options=st.lists(OPTION, min_size=2, max_size=5), **COMMON)
IMAGE = st.builds(sdk.ImageElement, image_url=URLS, alt_text=text(100))
FIELDS = st.builds(
    sdk.PlainTextInputElement,
    action_id=maybe(IDS),
    placeholder=maybe(PLAIN),
    multiline=maybe(st.booleans()),
    min_length=maybe(st.integers(0, 10)),
    max_length=maybe(st.integers(10, 3000)),
)
_PARTS = sdk.RichTextElementParts
INLINE = st.one_of(
    st.builds(_PARTS.Text, text=text(50), style=maybe(st.just({"bold": True}))),
    st.builds(_PARTS.Link, url=URLS, text=maybe(text(20))),
    st.builds(_PARTS.User, user_id=st.just("U1")),
    st.builds(_PARTS.Channel, channel_id=st.just("C1")),
    st.builds(_PARTS.Emoji, name=st.just("ear")),
    st.builds(_PARTS.Broadcast, range=st.just("here")),
    st.builds(_PARTS.Date, timestamp=st.integers(0, 10**9), format=st.just("{date}")),
)
INLINES = st.lists(INLINE, min_size=1, max_size=4)
SECTION = st.builds(sdk.RichTextSectionElement, elements=INLINES)
LISTED = st.builds(
    sdk.RichTextListElement,
    elements=st.lists(SECTION, min_size=1, max_size=3),
    style=st.sampled_from(["bullet", "ordered"]),
    indent=maybe(st.integers(0, 8)),
)
RICH = st.builds(
    sdk.RichTextBlock,
    elements=st.lists(
        SECTION
        | LISTED
        | st.builds(sdk.RichTextQuoteElement, elements=INLINES)
        | st.builds(sdk.RichTextPreformattedElement, elements=INLINES, border=maybe(st.just(1))),
        min_size=1,
        max_size=3,
    ),
)
CARD = st.builds(
    sdk.CardBlock,
    title=ANY_TEXT,
    subtitle=maybe(ANY_TEXT),
    body=maybe(ANY_TEXT),
    hero_image=maybe(IMAGE),
    actions=maybe(st.lists(BUTTON, min_size=1, max_size=3, unique_by=id)),
)
TASK = st.builds(
    sdk.TaskCardBlock,
    task_id=text(10),
    title=text(50),
    details=maybe(RICH),
    status=st.sampled_from(["pending", "in_progress", "complete", "error"]),
)
EVERYWHERE = st.one_of(
    st.builds(sdk.SectionBlock, text=ANY_TEXT, accessory=maybe(BUTTON | CHOOSERS | OVERFLOW | IMAGE)),
    st.builds(sdk.SectionBlock, fields=st.lists(ANY_TEXT, min_size=1, max_size=10)),
    st.builds(sdk.DividerBlock),
    st.builds(sdk.HeaderBlock, text=PLAIN),
    st.builds(sdk.ImageBlock, image_url=URLS, alt_text=text(100), title=maybe(PLAIN)),
    st.builds(sdk.ContextBlock, elements=st.lists(ANY_TEXT | IMAGE, min_size=1, max_size=10)),
    st.builds(sdk.ActionsBlock, elements=st.lists(BUTTON | CHOOSERS | OVERFLOW, min_size=1, max_size=5)),
    st.builds(
        sdk.InputBlock,
        label=PLAIN,
        element=FIELDS | CHOOSERS,
        hint=maybe(PLAIN),
        optional=maybe(st.booleans()),
    ),
    RICH,
    CARD,
)
IN_MESSAGES = st.one_of(
    EVERYWHERE,
    st.builds(sdk.MarkdownBlock, text=text(200)),
    st.builds(sdk.FileBlock, external_id=text(20)),
    st.builds(sdk.PlanBlock, title=text(50), tasks=maybe(st.lists(TASK, max_size=3))),
    TASK,
    st.builds(sdk.CarouselBlock, elements=st.lists(CARD, min_size=1, max_size=3)),
    st.builds(sdk.ContainerBlock, title=PLAIN, child_blocks=st.lists(RICH, min_size=1, max_size=3)),
)


def kept_apart(block: Json) -> bool:
    """Action ids that Hypothesis drew twice for one block are no fault of the model."""
    held = [
        block.get("accessory"),
        block.get("element"),
        *block.get("elements", []),
        *block.get("actions", []),
    ]
    names = [element["action_id"] for element in held if element and "action_id" in element]
    return len(set(names)) == len(names)


@settings(deadline=None, max_examples=60)
@given(built=st.lists(IN_MESSAGES, min_size=1, max_size=6))
def test_a_message_that_the_sdk_builds_is_taken_and_so_is_what_slack_keeps_of_it(built: list[Any]) -> None:
    blocks = [block for block in (made.to_dict() for made in built) if kept_apart(block)]

    assert check_blocks(blocks, "message") == []
    kept = with_block_ids(blocks, iter_ids())
    assert [problem for problem in check_blocks(kept, "message") if "items allowed" not in str(problem)] == []


@settings(deadline=None, max_examples=40)
@given(built=st.lists(EVERYWHERE, min_size=1, max_size=6), title=text(24), metadata=text(100))
def test_a_modal_that_the_sdk_builds_is_taken(built: list[Any], title: str, metadata: str) -> None:
    label = sdk.PlainTextObject(text=title)
    view = View(type="modal", title=label, submit=label, blocks=built, private_metadata=metadata).to_dict()
    view["blocks"] = [block for block in view["blocks"] if kept_apart(block)] or [{"type": "divider"}]

    assert check_view(view) == []


def iter_ids() -> Any:  # noqa: ANN401 - a bound method
    return iter(map(str, range(10**6))).__next__


NAMES = st.sampled_from(
    [
        *("type", "text", "blocks", "elements", "element", "options", "option_groups", "initial_option"),
        *("block_id", "initial_options", "accessory", "action_id", "value", "title", "submit", "rows"),
        *("focus_on_load", "label", "child_blocks", "chart", "series", "axis_config", "tasks", "slack_file"),
        *("image_url", "min_length", "max_length", "dispatch_action", "attachments", "filter", "actions"),
    ]
)
KINDS = st.sampled_from(
    [
        *("modal", "home", "section", "actions", "input", "static_select", "plain_text", "table", "context"),
        *("card", "plain_text_input", "rich_text", "rich_text_section", "rich_text_list", "mrkdwn", "button"),
        *("markdown", "image", "container", "carousel", "data_table", "data_visualization", "bar", "plan"),
        *("number_input", "file_input", "raw_text", "checkboxes", "divider", "header", "video"),
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | KINDS | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.builds(lambda kind, rest: {**rest, "type": kind}, KINDS | inner, st.dictionaries(NAMES, inner))
    ),
)


@settings(deadline=None)
@given(sent=ANYTHING)
def test_whatever_is_sent_is_judged_and_what_is_taken_can_be_kept(sent: object) -> None:
    check_view(sent)
    check_message(sent)
    check_options(sent)
    for surface in get_args(Surface):
        if not check_blocks(blocks := [sent], surface):
            with_block_ids(blocks, iter_ids())  # type: ignore[arg-type] # what is taken is an object
    if isinstance(sent, dict):
        check_attachments([sent])


@settings(deadline=None)
@given(written=st.text(st.sampled_from("*_~`[]()#>-|\n \\ab1.<&!"), min_size=1, max_size=60))
def test_whatever_markdown_becomes_slack_would_take_and_tells_a_text(written: str) -> None:
    made = expanded({"type": "markdown", "text": written})

    shown = [problem.message for problem in check_blocks(made, "message")]
    assert set(shown) <= {"only_one_table_allowed", "no more than 20 items allowed"}
    assert isinstance(told_of(made), str)
