"""Posting, changing and deleting by chat.* methods, through Slack's own Python SDK."""

import pytest

from tests.simulator.running import Json, Running
from tests.simulator.sdk import CLIENTS, Client, client_of, hearing

MIRA, GONE = "U0MIRA0001", "U0GONE0001"
HELP, OTHER, MODS, SECRET, OLD = "C0HELPEN01", "C0OTHER001", "C0MODS0001", "C0SECRET01", "C0OLD00001"
READ_ONLY, THREAD_ONLY, FLAT, ADMINS = "C0READ0001", "C0THREAD01", "C0FLAT0001", "C0ADMIN001"
CARD = [{"type": "section", "block_id": "card", "text": {"type": "mrkdwn", "text": "*Help wanted*"}}]
MARK: Json = {"event_type": "clip_asked", "event_payload": {"alias": "7K3QX"}}


@pytest.fixture
def more_scopes() -> list[str]:
    return ["chat:write.customize", "groups:history", "im:history"]


@pytest.fixture
def more_seed() -> Json:
    def channel(channel_id: str, **more: object) -> Json:
        return {"id": channel_id, "name": channel_id.lower(), "app": True, "members": [MIRA], **more}

    return {
        "channels": [
            channel(OLD, is_archived=True),
            channel(READ_ONLY, is_read_only=True),
            channel(THREAD_ONLY, is_thread_only=True),
            channel(FLAT, is_non_threadable=True),
            channel(ADMINS, posting="admins"),
        ]
    }


@pytest.fixture(params=CLIENTS)
def slack(running: Running, request: pytest.FixtureRequest) -> Client:
    return client_of(running, request.param)


async def test_a_message_carries_everything_that_the_call_gives(slack: Client) -> None:
    posted = await slack(
        "chat_postMessage",
        channel="#help-en",
        text="Help wanted",
        blocks=CARD,
        attachments=[{"text": "more", "fallback": "more"}],
        metadata=MARK,
        unfurl_links=False,
        unfurl_media=False,
    )

    message = posted["message"]
    assert (posted["channel"], message["text"], message["metadata"]) == (HELP, "Help wanted", MARK)
    assert (message["blocks"][0]["block_id"], message["attachments"][0]["text"]) == ("card", "more")
    assert {"user", "bot_id", "app_id", "bot_profile", "team"} <= set(message)
    assert "warning" not in posted


async def test_a_channel_may_refuse_what_others_take(slack: Client) -> None:
    async def refusal(channel: str, **more: object) -> str:
        return await slack.error("chat_postMessage", channel=channel, text="a", **more)

    assert await refusal(OLD) == "is_archived"
    assert await refusal(OTHER) == "not_in_channel"
    assert await refusal(SECRET) == "channel_not_found"
    assert await refusal(ADMINS) == "restricted_action"
    assert await refusal(READ_ONLY) == "restricted_action_read_only_channel"
    assert await refusal(THREAD_ONLY) == "restricted_action_thread_only_channel"
    assert await refusal(FLAT, thread_ts="1.000000") == "restricted_action_non_threadable_channel"
    assert await refusal(HELP, thread_ts="1.000000") == "thread_not_found"
    assert await refusal(HELP, thread_ts="yesterday") == "invalid_thread_ts"


async def test_content_beyond_its_limits_is_refused(slack: Client) -> None:
    async def refusal(**content: object) -> str:
        return await slack.error("chat_postMessage", channel=HELP, **content)

    assert await refusal(text="a", markdown_text="a") == "markdown_text_conflict"
    assert await refusal(markdown_text="a" * 12_001) == "msg_too_long"
    assert await refusal(text="a", attachments=[{"text": "a"}] * 101) == "too_many_attachments"
    heavy = {"event_type": "a", "event_payload": {"long": "x" * 20_000}}
    assert await refusal(text="a", metadata=heavy) == "metadata_too_large"
    assert await refusal(text="a", metadata={"event_type": "a"}) == "invalid_metadata_format"


async def test_a_text_that_is_much_too_long_is_cut_with_a_warning(slack: Client) -> None:
    posted = await slack("chat_postMessage", channel=HELP, text="a" * 40_001)

    assert len(posted["message"]["text"]) == 40_000
    assert posted["warning"] == "message_truncated"
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]


async def test_markdown_stands_in_for_the_text(slack: Client) -> None:
    posted = await slack("chat_postMessage", channel=HELP, markdown_text="**Help** wanted")

    assert posted["message"]["text"] == "Help wanted"
    assert posted["message"]["blocks"][0]["type"] == "rich_text"


async def test_names_become_links_only_when_the_call_asks_for_it(slack: Client) -> None:
    typed = "@leads see #other"
    plain = await slack("chat_postMessage", channel=HELP, text=typed)
    linked = await slack("chat_postMessage", channel=HELP, text=typed, link_names=True)
    full = await slack("chat_postMessage", channel=HELP, text=typed, parse="full")

    names = "<!subteam^S0LEADS001|@leads> see <#C0OTHER001|other>"
    assert plain["message"]["text"] == typed
    assert linked["message"]["text"] == full["message"]["text"] == names


async def test_an_app_may_write_under_another_name(slack: Client) -> None:
    posted = await slack("chat_postMessage", channel=HELP, text="ding", username="Bell", icon_emoji="bell")
    history = await slack("conversations_history", channel=HELP)

    message = posted["message"]
    assert (message["subtype"], message["username"]) == ("bot_message", "Bell")
    assert message["icons"] == {"emoji": ":bell:"}
    assert "user" not in message
    assert history["messages"][0]["username"] == "Bell"


async def test_a_reply_can_be_shown_to_the_whole_channel(slack: Client) -> None:
    parent = (await slack("chat_postMessage", channel=HELP, text="a"))["ts"]
    reply = await slack("chat_postMessage", channel=HELP, text="b", thread_ts=parent, reply_broadcast=True)
    hidden = await slack("chat_postMessage", channel=HELP, text="c", thread_ts=parent)
    shown = (await slack("conversations_history", channel=HELP))["messages"]

    assert reply["message"]["subtype"] == "thread_broadcast"
    assert (reply["message"]["root"]["ts"], reply["message"]["root"]["text"]) == (parent, "a")
    assert [message["text"] for message in shown] == ["b", "a"]

    await slack("chat_update", channel=HELP, ts=hidden["ts"], text="c", reply_broadcast=True)
    later = (await slack("conversations_history", channel=HELP))["messages"]
    assert [message["text"] for message in later] == ["c", "b", "a"]
    refusal = await slack.error("chat_update", channel=HELP, ts=parent, text="a", reply_broadcast=True)
    assert refusal == "cant_broadcast_message"


async def test_a_message_about_oneself_is_posted(slack: Client) -> None:
    posted = await slack("chat_meMessage", channel=HELP, text="is listening")
    shown = (await slack("conversations_history", channel=HELP))["messages"][0]

    assert set(posted) == {"ok", "channel", "ts"}
    assert (shown["ts"], shown["subtype"], shown["text"]) == (posted["ts"], "me_message", "is listening")
    assert await slack.error("chat_meMessage", channel=HELP, text="") == "no_text"
    assert await slack.error("chat_meMessage", channel=OTHER, text="a") == "not_in_channel"


async def test_a_message_about_oneself_is_not_cut(running: Running) -> None:
    refused = await running.api("chat.meMessage", channel=HELP, text="a" * 40_001)

    assert refused["error"] == "msg_too_long"


async def test_an_update_keeps_what_it_does_not_name(slack: Client) -> None:
    posted = await slack(
        "chat_postMessage", channel=HELP, text="a", blocks=CARD, attachments=[{"text": "b"}], metadata=MARK
    )
    place = {"channel": HELP, "ts": posted["ts"]}
    await slack("chat_update", **place, attachments=[{"text": "c", "fallback": "c"}])
    attached = await _read(slack)
    await slack("chat_update", **place, text="d")
    rewritten = await _read(slack)
    await slack("chat_update", **place, text="e", metadata={})
    unmarked = await _read(slack)

    assert (attached["text"], attached["blocks"][0]["block_id"]) == ("a", "card")
    assert attached["attachments"][0]["text"] == "c"
    assert ("blocks" in rewritten, rewritten["edited"]["user"]) == (False, posted["message"]["bot_id"])
    assert (rewritten["metadata"], rewritten["attachments"][0]["text"]) == (MARK, "c")
    assert "metadata" not in unmarked


async def test_an_update_that_cannot_be_is_refused(slack: Client, running: Running) -> None:
    posted = (await slack("chat_postMessage", channel=HELP, text="a"))["ts"]
    theirs = (await running.control("message", user=MIRA, channel=HELP, text="mine"))["ts"]

    async def refusal(ts: str, **content: object) -> str:
        return await slack.error("chat_update", channel=HELP, ts=ts, **content)

    assert await refusal(theirs, text="b") == "cant_update_message"
    assert await refusal("1.000000", text="b") == "message_not_found"
    assert await refusal(posted, text="b" * 4001) == "msg_too_long"
    nothing = {"channel": HELP, "ts": posted, "metadata": MARK}
    assert (await running.api("chat.update", **nothing))["error"] == "no_text"
    await running.control("channel", channel=HELP, is_archived=True)
    assert await refusal(posted, text="b") == "is_inactive"


async def test_only_its_own_messages_are_deleted_by_an_app(slack: Client, running: Running) -> None:
    theirs = (await running.control("message", user=MIRA, channel=HELP, text="mine"))["ts"]
    mine = (await slack("chat_postMessage", channel=HELP, text="a"))["ts"]
    deleted = await slack("chat_delete", channel=HELP, ts=mine)

    assert (deleted["channel"], deleted["ts"]) == (HELP, mine)
    assert await slack.error("chat_delete", channel=HELP, ts=mine) == "message_not_found"
    assert await slack.error("chat_delete", channel=HELP, ts=theirs) == "cant_delete_message"


async def test_an_ephemeral_message_reaches_only_members(slack: Client, running: Running) -> None:
    shown = await slack("chat_postEphemeral", channel=HELP, user=MIRA, text="psst")
    history = (await slack("conversations_history", channel=HELP))["messages"]

    assert [message["text"] for message in await running.messages(MIRA, HELP)] == ["psst"]
    assert history == []
    refusal = await slack.error("chat_update", channel=HELP, ts=shown["message_ts"], text="a")
    assert refusal == "message_not_found"
    assert await slack.error("chat_postEphemeral", channel=HELP, user=GONE, text="a") == "user_not_in_channel"
    nobody = await slack.error("chat_postEphemeral", channel=HELP, user="U0NOBODY", text="a")
    assert nobody == "user_not_found"


async def test_a_permalink_leads_into_the_thread(slack: Client) -> None:
    parent = (await slack("chat_postMessage", channel=HELP, text="a"))["ts"]
    reply = (await slack("chat_postMessage", channel=HELP, text="b", thread_ts=parent))["ts"]
    link = (await slack("chat_getPermalink", channel=HELP, message_ts=reply))["permalink"]

    assert link.endswith(f"/archives/{HELP}/p{reply.replace('.', '')}?thread_ts={parent}&cid={HELP}")
    refusal = await slack.error("chat_getPermalink", channel=HELP, message_ts="1.000000")
    assert refusal == "message_not_found"


async def test_what_slack_itself_wrote_cannot_be_answered(slack: Client, running: Running) -> None:
    await running.control("leave", user=MIRA, channel=HELP)
    left = (await slack("conversations_history", channel=HELP))["messages"][0]

    refusal = await slack.error("chat_postMessage", channel=HELP, text="bye", thread_ts=left["ts"])

    assert (left["subtype"], refusal) == ("channel_leave", "cannot_reply_to_message")


async def test_the_app_hears_of_its_messages_in_the_shape_of_their_kind(running: Running) -> None:
    slack = client_of(running)

    async with hearing(running) as ear:
        parent = (await slack("chat_postMessage", channel=HELP, text="a"))["ts"]
        await slack("chat_postMessage", channel=HELP, text="b", thread_ts=parent, reply_broadcast=True)
        await slack("chat_postMessage", channel=HELP, text="c", username="Bell")
        await slack("chat_meMessage", channel=HELP, text="listens")
        broadcast = await ear.hears("message", "thread_broadcast")
        named = await ear.hears("message", "bot_message")
        about = await ear.hears("message", "me_message")

    assert (broadcast["root"]["text"], broadcast["channel_type"]) == ("a", "channel")
    assert (named["username"], "user" in named) == ("Bell", False)
    assert set(about) <= {
        *("type", "subtype", "user", "bot_id", "text", "ts", "channel", "event_ts", "channel_type")
    }


async def _read(slack: Client) -> Json:
    history = await slack("conversations_history", channel=HELP, include_all_metadata=True)
    message: Json = history["messages"][0]
    return message
