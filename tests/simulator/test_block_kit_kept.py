"""What Slack makes of the text and the blocks of a message before anyone sees them."""

import asyncio
import base64
from typing import Any

import pytest

from simulator.block_kit import expanded, told_of, with_block_ids
from simulator.posted_text import as_posted
from tests.simulator.running import Json, Running, until

MIRA, HELP = "U0MIRA0001", "C0HELPEN01"
ADDRESS = "https://example.com"


@pytest.fixture
def more_scopes() -> list[str]:
    return ["files:read", "files:write"]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


async def posted(running: Running, **content: Any) -> Json:  # noqa: ANN401 - any argument of the method
    answer = await running.api("chat.postMessage", channel=HELP, **content)
    assert answer["ok"], answer
    message: Json = answer["message"]
    return message


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
        ("a &amp; b", "a &amp; b"),
        (f"see {ADDRESS}/a, please", f"see <{ADDRESS}/a>, please"),
        (f"<{ADDRESS}|here> & <@U1>", f"<{ADDRESS}|here> &amp; <@U1>"),
        ("<!here> <#C1|help> <mailto:a@b.c|mail>", "<!here> <#C1|help> <mailto:a@b.c|mail>"),
        ("<script>", "&lt;script&gt;"),
        ("<!date^1^{date}|then>", "<!date^1^{date}|then>"),
    ],
)
def test_a_text_keeps_its_controls_and_is_escaped_otherwise(given: str, kept: str) -> None:
    assert as_posted(given) == kept
    assert as_posted(kept) == kept


def test_a_verbatim_text_gets_no_links() -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": f"{ADDRESS} & b", "verbatim": True}}

    kept = with_block_ids([section], lambda: "x")

    assert kept[0]["text"]["text"] == f"{ADDRESS} &amp; b"


def test_an_input_says_what_it_leaves_open() -> None:
    element = {"type": "plain_text_input", "action_id": "a"}

    kept = with_block_ids([{"type": "input", "label": plain("a"), "element": element}], lambda: "x")[0]

    assert (kept["optional"], kept["dispatch_action"]) == (False, False)
    assert kept["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_enter_pressed"]}


def test_a_picture_gets_its_size_and_a_gathered_block_its_ids() -> None:
    card = {"type": "card", "hero_image": {"type": "image", "image_url": ADDRESS, "alt_text": "a"}}
    ids = iter("abcdefg")

    kept = with_block_ids([{"type": "carousel", "elements": [card]}], lambda: next(ids))[0]

    picture = kept["elements"][0]["hero_image"]
    assert [kept["block_id"], kept["elements"][0]["block_id"]] == ["a", "b"]
    assert {"fallback", "image_width", "image_height", "image_bytes"} <= set(picture)


def test_markdown_becomes_a_block_for_each_heading_rule_and_table_and_rich_text_between_them() -> None:
    lines = (
        *("# One", "some **bold** and `code`", "- a", "  - b", "1. c", "> said", "---"),
        *("| a | b |", "|---|---|", "| 1 | 2 |", "```", "x = 1", "```", f"[here]({ADDRESS})"),
    )

    made = expanded({"type": "markdown", "text": "\n".join(lines), "block_id": "gone"})

    assert [block["type"] for block in made] == ["header", "rich_text", "divider", "table", "rich_text"]
    assert [part["type"] for part in made[1]["elements"]] == [
        "rich_text_section",
        *["rich_text_list"] * 3,
        "rich_text_quote",
    ]
    assert made[1]["elements"][0]["elements"][1] == {"type": "text", "text": "bold", "style": {"bold": True}}
    assert [part["type"] for part in made[4]["elements"]] == ["rich_text_preformatted", "rich_text_section"]
    assert told_of(made).startswith("One\nsome bold and code\na\nb\nc\nsaid\nx = 1")


async def test_markdown_counts_as_the_blocks_that_it_becomes(running: Running) -> None:
    fits = await running.api("chat.postMessage", channel=HELP, markdown_text="# a\n" * 50)
    blocks = [{"type": "markdown", "text": "# a\n" * 51}]

    refused = await running.api("chat.postMessage", channel=HELP, text="a", blocks=blocks)

    assert [block["type"] for block in fits["message"]["blocks"]] == ["header"] * 50
    assert (refused["error"], refused["errors"]) == (
        "invalid_blocks",
        ["no more than 50 items allowed [json-pointer:/blocks]"],
    )


async def test_a_message_without_a_text_gets_one(running: Running) -> None:
    said = {"type": "rich_text_section", "elements": [{"type": "text", "text": "hello"}]}

    silent = await posted(running, blocks=[{"type": "divider"}])
    spoken = await posted(running, blocks=[{"type": "rich_text", "elements": [said]}])

    assert (silent["text"], spoken["text"]) == ("This content can't be displayed.", "hello")


async def test_names_become_references_only_where_the_app_asks_for_it(running: Running) -> None:
    text = "@leads and @mira in #help-en, @here"

    plainly = await posted(running, text=text)
    linked = await posted(running, text=text, link_names=True)

    assert plainly["text"] == text
    assert linked["text"] == "<!subteam^S0LEADS001|@leads> and @mira in <#C0HELPEN01|help-en>, <!here>"


async def test_an_attachment_gets_a_number_a_fallback_and_ids(running: Running) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "a"}}

    message = await posted(running, text="a", attachments=[{"color": "#aabbcc", "blocks": [section]}])

    attachment = message["attachments"][0]
    assert (attachment["id"], attachment["color"]) == (1, "aabbcc")
    assert attachment["fallback"] == "[no preview available]"
    assert attachment["blocks"][0]["block_id"]


async def test_blocks_of_an_attachment_are_refused_as_an_attachment(running: Running) -> None:
    refused = await running.api(
        "chat.postMessage", channel=HELP, attachments=[{"blocks": [{"type": "song"}]}]
    )
    tables = [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}] * 2
    doubled = await running.api("chat.postMessage", channel=HELP, text="a", blocks=tables)

    pointed = "unsupported type: song [json-pointer:/attachments/0/blocks/0/type]"
    assert (refused["error"], refused["errors"]) == ("invalid_attachments", [pointed])
    assert refused["response_metadata"] == {"messages": [f"[ERROR] {pointed}"]}
    assert doubled["error"] == "invalid_attachments"
    assert "only_one_table_allowed" in doubled["errors"][0]


async def test_a_picture_of_a_file_needs_a_file_that_slack_has_looked_at(running: Running) -> None:
    content = base64.b64encode(b"\x89PNG").decode()
    await running.control("file", user=MIRA, channel=HELP, content_base64=content, filename="a.png")
    await until(lambda: _has_file(running))
    listed = await running.api("files.list")
    known = {"type": "image", "alt_text": "a", "slack_file": {"id": listed["files"][0]["id"]}}
    unknown = known | {"slack_file": {"id": "F0NOTHERE1"}}

    taken = await running.api("chat.postMessage", channel=HELP, text="a", blocks=[known])
    refused = await running.api("chat.postMessage", channel=HELP, text="a", blocks=[unknown])
    view = {"type": "home", "blocks": [unknown]}
    in_view = await running.api("views.publish", user_id=MIRA, view=view)

    assert taken["ok"]
    assert refused["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file.id/slack_file]"]
    assert in_view["error"] == "invalid_arguments"
    assert in_view["response_metadata"]["messages"] == [
        "[ERROR] invalid slack file [json-pointer:view/blocks/0/slack_file.id/slack_file]"
    ]


async def test_a_video_needs_the_scope_for_it(running: Running) -> None:
    video = {"type": "video", "title": plain("a"), "alt_text": "a", "thumbnail_url": ADDRESS}
    blocks = [video | {"video_url": f"{ADDRESS}/a"}]

    refused = await running.api("chat.postMessage", channel=HELP, text="a", blocks=blocks)

    assert refused["error"] == "invalid_blocks"
    assert "Bot scopes missing: [links:read, links:write, links.embed:write]" in refused["errors"][0]


async def _has_file(running: Running) -> bool:
    listed = await running.api("files.list")
    return any(file["mimetype"] == "image/png" for file in listed["files"])


NO_BLOCKS: list[Any] = [
    *("no json", "[" * 100_000, '{"type": "divider"}', "[1]", "[[]]", '["a"]', '[{"type": []}]'),
    *(7, True, {"a": 1}, [None], [{"type": {"a": 1}}], [{"type": "section", "text": 1}]),
    *([{"type": "actions", "elements": [[]]}], [{"type": "call", "call_id": "R1", "call": []}]),
]


async def test_whatever_stands_for_blocks_is_refused_and_never_breaks_a_call(running: Running) -> None:
    answers = []
    for blocks in NO_BLOCKS:
        view = {"type": "home", "blocks": blocks}
        answers += [
            await running.api("chat.postMessage", channel=HELP, text="a", blocks=blocks),
            await running.api("views.publish", user_id=MIRA, view=view),
            await running.api("blocks.validate", blocks=blocks),
        ]

    assert [answer for answer in answers if answer["ok"]] == []
    assert {answer["error"] for answer in answers[::3]} == {"invalid_blocks", "invalid_blocks_format"}
    assert {answer["error"] for answer in answers[1::3]} == {"invalid_arguments"}


async def test_an_answer_that_offers_too_much_offers_nothing(running: Running) -> None:
    select = {"type": "external_select", "action_id": "who"}
    message = await posted(running, text="a", blocks=[{"type": "actions", "elements": [select]}])
    socket = await running.connect()

    async def offered(count: int) -> tuple[str, int, Json]:
        asked = {"user": MIRA, "channel": HELP, "message_ts": message["ts"], "action_id": "who"}
        question = asyncio.create_task(running.control("options", **asked, value="a"))
        options = [{"text": plain("a"), "value": str(number)} for number in range(count)]
        payload = await socket.answer({"options": options})
        result = await question
        return result["outcome"], len(result["options"]), payload

    hundred = await offered(100)
    more = await offered(101)

    assert (hundred[:2], more[:2]) == (("acked", 100), ("error", 0))
    payload = hundred[2]
    assert (payload["type"], payload["action_id"], payload["value"]) == ("block_suggestion", "who", "a")
    assert payload["container"]["message_ts"] == message["ts"]
    assert {"trigger_id", "response_url", "actions"}.isdisjoint(payload)
