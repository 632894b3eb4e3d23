"""Looking at conversations, through Slack's own Python SDK: lists, members, history, read marks."""

import time

import pytest

from tests.simulator.running import Json, Running
from tests.simulator.sdk import CLIENTS, Client, client_of

MIRA, JON, GONE = "U0MIRA0001", "U0JON00001", "U0GONE0001"
HELP, OTHER, MODS, SECRET, OLD, READ_ONLY = (
    *("C0HELPEN01", "C0OTHER001", "C0MODS0001"),
    *("C0SECRET01", "C0OLD00001", "C0READ0001"),
)


@pytest.fixture
def more_scopes() -> list[str]:
    return [
        *("channels:manage", "groups:history", "groups:write", "im:history", "im:read"),
        *("mpim:history", "mpim:read", "mpim:write"),
    ]


@pytest.fixture
def more_seed() -> Json:
    return {
        "channels": [
            {"id": OLD, "name": "old", "is_archived": True, "members": [MIRA]},
            {"id": READ_ONLY, "name": "news", "is_read_only": True, "app": True},
        ]
    }


@pytest.fixture(params=CLIENTS)
def slack(running: Running, request: pytest.FixtureRequest) -> Client:
    return client_of(running, request.param)


async def listed(slack: Client, method: str = "conversations_list", **arguments: object) -> list[str]:
    return [channel["id"] for channel in (await slack(method, **arguments))["channels"]]


async def test_each_type_of_conversation_is_listed_by_itself(slack: Client) -> None:
    direct = (await slack("conversations_open", users=MIRA))["channel"]["id"]
    group = (await slack("conversations_open", users=[MIRA, JON]))["channel"]["id"]

    assert await listed(slack) == sorted([HELP, OTHER, OLD, READ_ONLY])
    assert await listed(slack, exclude_archived=True) == sorted([HELP, OTHER, READ_ONLY])
    assert await listed(slack, types="private_channel") == [MODS]
    assert await listed(slack, types="im") == [direct]
    assert await listed(slack, types=["mpim"]) == [group]
    assert await slack.error("conversations_list", types="rooms") == "invalid_types"
    assert await slack.error("conversations_list", limit=-1) == "invalid_limit"


async def test_a_list_is_read_page_by_page(slack: Client) -> None:
    seen: list[str] = []
    cursor = ""
    while not seen or cursor:
        page = await slack("conversations_list", limit=3, cursor=cursor)
        seen += [channel["id"] for channel in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]

    assert seen == sorted([HELP, OTHER, OLD, READ_ONLY])
    assert await slack.error("conversations_list", cursor="bad!") == "invalid_cursor"


async def test_the_conversations_of_somebody_are_those_that_the_app_may_know(slack: Client) -> None:
    everywhere = "public_channel,private_channel"
    mine = await listed(slack, "users_conversations", types=everywhere)
    hers = (await slack("users_conversations", user=MIRA, types=everywhere))["channels"]

    assert mine == sorted([HELP, MODS, READ_ONLY])
    assert [channel["id"] for channel in hers] == sorted([HELP, OTHER, MODS, OLD])
    assert not any({"is_member", "num_members"} & set(channel) for channel in hers)
    assert await slack.error("users_conversations", user="U0NOBODY") == "user_not_found"


async def test_a_conversation_says_what_may_be_done_in_it(slack: Client) -> None:
    described = (await slack("conversations_info", channel=MODS, include_num_members=True))["channel"]
    news = (await slack("conversations_info", channel=READ_ONLY))["channel"]
    foreign = (await slack("conversations_info", channel=OTHER))["channel"]

    flags = ("is_private", "is_channel", "is_group", "is_member", "num_members")
    assert [described[flag] for flag in flags] == [True, True, False, True, 2]
    assert news["is_read_only"] is True
    assert ("last_read" in news, "last_read" in foreign) == (True, False)
    assert await slack.error("conversations_info", channel=SECRET) == "channel_not_found"


async def test_what_was_read_is_remembered(slack: Client) -> None:
    ts = (await slack("chat_postMessage", channel=HELP, text="a"))["ts"]
    await slack("conversations_mark", channel=HELP, ts=ts)

    assert (await slack("conversations_info", channel=HELP))["channel"]["last_read"] == ts
    assert await slack.error("conversations_mark", channel=HELP, ts="now") == "invalid_timestamp"
    assert await slack.error("conversations_mark", channel=OTHER, ts=ts) == "not_in_channel"


async def test_members_are_read_page_by_page(slack: Client) -> None:
    first = await slack("conversations_members", channel=HELP, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await slack("conversations_members", channel=HELP, limit=2, cursor=cursor)

    me = (await slack("auth_test"))["user_id"]
    assert [*first["members"], *rest["members"]] == [MIRA, JON, me]
    assert rest["response_metadata"]["next_cursor"] == ""
    assert await slack.error("conversations_members", channel=SECRET) == "channel_not_found"


async def test_history_is_read_within_bounds(slack: Client) -> None:
    ts = [(await slack("chat_postMessage", channel=HELP, text=text))["ts"] for text in "abcd"]

    async def texts(**bounds: object) -> str:
        messages = (await slack("conversations_history", channel=HELP, **bounds))["messages"]
        return "".join(message["text"] for message in messages)

    assert await texts() == "dcba"
    assert await texts(oldest=ts[1]) == "dc"
    assert await texts(oldest=ts[1], inclusive=True) == "dcb"
    assert await texts(latest=ts[2]) == "ba"
    assert await texts(oldest=ts[0], latest=ts[3], inclusive=True, limit=2) == "dc"
    assert await texts(oldest="0", latest=str(int(time.time()) + 100)) == "dcba"
    assert await slack.error("conversations_history", channel=HELP, oldest="x") == "invalid_ts_oldest"
    assert await slack.error("conversations_history", channel=HELP, latest="x") == "invalid_ts_latest"
    assert await slack.error("conversations_history", channel=OTHER) == "not_in_channel"


async def test_history_goes_on_where_the_page_before_ended(slack: Client) -> None:
    for text in "abcde":
        await slack("chat_postMessage", channel=HELP, text=text)
    seen, cursor, pages = "", None, 0
    while pages == 0 or cursor:
        page = await slack("conversations_history", channel=HELP, limit=2, cursor=cursor)
        seen += "".join(message["text"] for message in page["messages"])
        cursor = page.get("response_metadata", {}).get("next_cursor")
        pages += 1
        assert page["has_more"] is bool(cursor)

    assert (seen, pages) == ("edcba", 3)
    assert await slack.error("conversations_history", channel=HELP, cursor="bad!") == "invalid_cursor"
    forged = "bmV4dF90czp4"  # next_ts:x
    assert await slack.error("conversations_history", channel=HELP, cursor=forged) == "invalid_cursor"


async def test_a_thread_goes_on_where_the_page_before_ended(slack: Client) -> None:
    parent = (await slack("chat_postMessage", channel=HELP, text="a"))["ts"]
    for text in "bcd":
        await slack("chat_postMessage", channel=HELP, text=text, thread_ts=parent)
    first = await slack("conversations_replies", channel=HELP, ts=parent, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await slack("conversations_replies", channel=HELP, ts=parent, limit=3, cursor=cursor)

    assert "".join(message["text"] for message in first["messages"]) == "abc"
    assert [message["text"] for message in rest["messages"]] == ["d"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    refusal = await slack.error("conversations_replies", channel=HELP, ts="1.000000")
    assert refusal == "thread_not_found"


async def test_a_direct_message_is_opened_closed_and_opened_again(slack: Client) -> None:
    opened = await slack("conversations_open", users=MIRA)
    channel = opened["channel"]["id"]
    again = await slack("conversations_open", channel=channel, return_im=True)
    closed = await slack("conversations_close", channel=channel)
    twice = await slack("conversations_close", channel=channel)
    reopened = await slack("conversations_open", users=MIRA)

    assert opened == {"ok": True, "channel": {"id": channel}}
    assert (again["already_open"], again["no_op"], again["channel"]["user"]) == (True, True, MIRA)
    assert (closed, twice) == ({"ok": True}, {"ok": True, "no_op": True, "already_closed": True})
    assert reopened == opened
    refusal = await slack.error("conversations_close", channel=HELP)
    assert refusal == "method_not_supported_for_channel_type"


async def test_a_group_message_is_the_same_for_the_same_people(slack: Client) -> None:
    opened = (await slack("conversations_open", users=[MIRA, JON]))["channel"]
    again = (await slack("conversations_open", users=f"{JON},{MIRA}"))["channel"]
    posted = await slack("chat_postMessage", channel=opened["id"], text="hello both")
    members = (await slack("conversations_members", channel=opened["id"]))["members"]
    history = (await slack("conversations_history", channel=opened["id"]))["messages"]

    assert (opened["is_mpim"], opened["is_private"], opened["is_im"]) == (True, True, False)
    assert opened["name"] == "mpdm-second_ear--mira--jon-1"
    assert (again["id"], posted["channel"]) == (opened["id"], opened["id"])
    assert set(members) == {MIRA, JON, (await slack("auth_test"))["user_id"]}
    assert [message["text"] for message in history] == ["hello both"]


async def test_people_who_cannot_be_written_to_are_refused(slack: Client) -> None:
    async def refusal(**arguments: object) -> str:
        return await slack.error("conversations_open", **arguments)

    assert await refusal(users="U0NOBODY") == "user_not_found"
    assert await refusal(users=[MIRA, GONE]) == "user_disabled"
    assert await refusal(users=(await slack("auth_test"))["user_id"]) == "cannot_dm_bot"
    assert await refusal(users="") == "users_list_not_supplied"
    assert await refusal(channel=HELP) == "method_not_supported_for_channel_type"
    assert await refusal(users=MIRA, prevent_creation=True) == "channel_not_found"
