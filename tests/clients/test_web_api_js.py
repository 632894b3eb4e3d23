"""Slack's own Web API client for JavaScript makes its documented calls and finds what it expects."""

from collections.abc import AsyncIterator

import pytest

from tests.clients.node import Program, program
from tests.simulator.running import Json, Running, until

pytestmark = pytest.mark.node

MIRA = "U0MIRA0001"
HELP = "C0HELPEN01"


@pytest.fixture
async def client(settings: dict[str, str]) -> AsyncIterator[Program]:
    async with program("calls.js", settings) as started:
        yield started


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


async def test_the_token_says_whose_it_is(running: Running, client: Program) -> None:
    result = await client.gives("auth.test")

    assert result["user_id"] == (await running.see("workspace"))["bot_user_id"]
    assert "chat:write" in result["response_metadata"]["scopes"]


async def test_an_unknown_token_is_refused_as_a_platform_error(client: Program) -> None:
    refused = await client.ask("auth.test", {"token": "xoxb-nobody"})

    assert refused["error"] == "slack_webapi_platform_error"
    assert refused["data"]["error"] == "invalid_auth"


async def test_a_message_is_posted_changed_and_deleted(running: Running, client: Program) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Help* wanted"}}]
    posted = await client.gives("chat.postMessage", {"channel": HELP, "text": "Help", "blocks": blocks})
    before = (await running.messages(MIRA, HELP))[0]

    await client.gives("chat.update", {"channel": HELP, "ts": posted["ts"], "text": "Done"})
    after = (await running.messages(MIRA, HELP))[0]
    await client.gives("chat.delete", {"channel": HELP, "ts": posted["ts"]})

    assert before["blocks"][0]["text"]["text"] == "*Help* wanted"
    assert (before["text"], after["text"]) == ("Help", "Done")
    assert await running.messages(MIRA, HELP) == []


async def test_refused_blocks_say_where(client: Program) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]

    refused = await client.ask("chat.postMessage", {"channel": HELP, "text": "Help", "blocks": blocks})

    assert refused["data"]["error"] == "invalid_blocks"
    messages = refused["data"]["response_metadata"]["messages"]
    assert "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]" in messages


async def test_pages_follow_their_cursors_to_the_end(running: Running, client: Program) -> None:
    for number in range(7):
        await running.control("message", user=MIRA, channel=HELP, text=f"message {number}")

    pages = await client.gives(
        "paginate",
        {"method": "conversations.history", "options": {"channel": HELP, "limit": 3}},
        key="messages",
    )

    assert [len(page) for page in pages] == [3, 3, 1]
    assert [message["text"] for page in pages for message in page] == [
        f"message {n}" for n in range(6, -1, -1)
    ]


@pytest.mark.parametrize(
    ("method", "options", "key"),
    [
        ("conversations.list", {"types": "public_channel,private_channel"}, "channels"),
        ("conversations.members", {"channel": HELP}, "members"),
        ("users.list", {}, "members"),
    ],
)
async def test_every_list_has_the_same_with_and_without_pages(
    client: Program, method: str, options: Json, key: str
) -> None:
    whole = await client.gives(method, options)
    pages = await client.gives("paginate", {"method": method, "options": {**options, "limit": 1}}, key=key)

    assert whole["ok"]
    assert [one for page in pages for one in page] == whole[key]
    assert len(pages) >= 3


async def test_a_conversation_is_described_and_its_thread_read(running: Running, client: Program) -> None:
    parent = await running.control("message", user=MIRA, channel=HELP, text="parent")
    await client.gives("chat.postMessage", {"channel": HELP, "text": "reply", "thread_ts": parent["ts"]})

    described = await client.gives("conversations.info", {"channel": HELP, "include_num_members": True})
    thread = await client.gives("conversations.replies", {"channel": HELP, "ts": parent["ts"]})

    assert (described["channel"]["name"], described["channel"]["num_members"]) == ("help-en", 4)
    assert [message["text"] for message in thread["messages"]] == ["parent", "reply"]


async def test_a_view_opens_once_for_its_trigger(running: Running, client: Program) -> None:
    socket = await running.connect()
    trigger = await running.trigger(socket, MIRA, HELP)
    view = {
        "type": "modal",
        "title": plain("Suggest"),
        "blocks": [{"type": "section", "text": plain("Hear")}],
    }

    opened = await client.gives("views.open", {"trigger_id": trigger, "view": view})
    again = await client.ask("views.open", {"trigger_id": trigger, "view": view})

    modals = (await running.see("views", user=MIRA))["modals"]
    assert [modal["id"] for modal in modals] == [opened["view"]["id"]]
    assert again["data"]["error"] == "exchanged_trigger_id"


async def test_the_client_waits_as_long_as_it_is_told_and_tries_again(
    running: Running, client: Program
) -> None:
    await running.control("faults", method="users.info", error="ratelimited", retry_after=1, times=2)

    result = await client.gives("users.info", {"user": MIRA})

    waits = await client.gives("waits")
    assert result["user"]["name"] == "mira"
    assert [wait["seconds"] for wait in waits] == [1, 1]


async def test_messages_beyond_the_limit_of_a_channel_are_posted_when_it_lets_them(
    running: Running, client: Program
) -> None:
    await running.control("limits", mode="strict")

    posts = [{"call": "chat.postMessage", "options": {"channel": HELP, "text": f"{n}"}} for n in range(2)]
    await client.gives("at once", posts)

    assert len(await client.gives("waits")) >= 1
    assert sorted(message["text"] for message in await running.messages(MIRA, HELP)) == ["0", "1"]


async def test_the_client_tries_again_after_a_failed_connection(running: Running, client: Program) -> None:
    await running.control("faults", method="users.info", reset="before")

    result = await client.gives("users.info", {"user": MIRA})

    assert result["user"]["name"] == "mira"


async def test_a_file_goes_up_and_is_shared_with_its_bytes(running: Running, client: Program) -> None:
    words = "play some light rain, žluťoučký kůň"
    file = {"filename": "heard.txt", "title": "Heard", "content": words, "initial_comment": "Listen"}
    await client.gives("upload", {"channel_id": HELP, **file})

    async def is_shared() -> bool:
        return any(message.get("files") for message in await running.messages(MIRA, HELP))

    await until(is_shared)
    shared = (await running.messages(MIRA, HELP))[-1]
    described = await client.gives("files.info", {"file": shared["files"][0]["id"]})
    headers = {"Authorization": f"Bearer {running.at['bot_token']}"}
    async with running.session.get(described["file"]["url_private"], headers=headers) as response:
        sent = await response.read()
    assert (shared["text"], described["file"]["title"]) == ("Listen", "Heard")
    assert sent == words.encode()


async def test_many_calls_at_once_each_get_their_own_answer(client: Program) -> None:
    posts = [{"call": "chat.postMessage", "options": {"channel": MIRA, "text": f"{n}"}} for n in range(20)]

    results = await client.gives("at once", posts)

    assert [result["message"]["text"] for result in results] == [str(n) for n in range(20)]
    assert len({result["ts"] for result in results}) == 20


async def test_an_unknown_method_is_refused(client: Program) -> None:
    refused = await client.ask("apiCall", "no.such.method")

    assert refused["data"]["error"] == "unknown_method"
