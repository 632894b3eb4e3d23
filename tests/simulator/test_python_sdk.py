"""Slack's own Python SDK, the plain client and the asynchronous one, finds what it expects.

The two send arguments differently (forms against query strings and JSON), and both must be understood.
"""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.running import Json, Running
from tests.simulator.sdk import CLIENTS, Client, client_of

MIRA, JON, GONE = "U0MIRA0001", "U0JON00001", "U0GONE0001"
HELP, OTHER, MODS, SECRET = "C0HELPEN01", "C0OTHER001", "C0MODS0001", "C0SECRET01"
CARD = [{"type": "section", "block_id": "card", "text": {"type": "mrkdwn", "text": "*Help wanted*"}}]


@pytest.fixture
def more_scopes() -> list[str]:
    return ["groups:history", "im:history", "im:read", "team:read", "users:read.email"]


@pytest.fixture(params=CLIENTS)
def slack(running: Running, request: pytest.FixtureRequest) -> Client:
    return client_of(running, request.param)


def modal(**fields: object) -> Json:
    return {"type": "modal", "title": {"type": "plain_text", "text": "Suggest"}, "blocks": CARD, **fields}


async def test_who_the_app_is(slack: Client, running: Running) -> None:
    me = await slack("auth_test")
    bot = (await slack("bots_info", bot=me["bot_id"]))["bot"]
    team = (await slack("team_info"))["team"]

    assert (bot["user_id"], team["id"], team["domain"]) == (me["user_id"], me["team_id"], "second-ear")
    assert await slack.error("bots_info", bot="B0NOBODY") == "bot_not_found"
    assert await slack.error("team_info", team="T0NOWHERE") == "team_not_found"


async def test_a_wrong_token_is_refused_by_every_method(slack: Client, running: Running) -> None:
    assert await slack.error("auth_test", token="xoxb-wrong") == "invalid_auth"
    assert await slack.error("chat_postMessage", token="xoxb-wrong", channel=HELP, text="a") == "invalid_auth"
    assert await slack.error("users_info", token="xoxb-wrong", user=MIRA) == "invalid_auth"


async def test_the_app_token_and_only_it_opens_connections(slack: Client, running: Running) -> None:
    opened = await slack("apps_connections_open", app_token=running.at["app_token"])

    assert opened["url"].startswith("ws://127.0.0.1")
    refusal = await slack.error("apps_connections_open", app_token=running.at["bot_token"])
    assert refusal == "not_allowed_token_type"


async def test_a_message_is_posted_changed_and_deleted(slack: Client) -> None:
    posted = await slack("chat_postMessage", channel=HELP, text="Help wanted", blocks=CARD)
    changed = await slack("chat_update", channel=HELP, ts=posted["ts"], text="Taken")
    seen = await slack("conversations_history", channel=HELP)
    deleted = await slack("chat_delete", channel=HELP, ts=posted["ts"])
    after = await slack("conversations_history", channel=HELP)

    assert posted["message"]["blocks"][0]["block_id"] == "card"
    assert changed["message"]["text"] == "Taken"
    assert "blocks" not in changed["message"]
    assert [message["text"] for message in seen["messages"]] == ["Taken"]
    assert (deleted["ts"], after["messages"]) == (posted["ts"], [])


async def test_what_cannot_be_posted_is_refused(slack: Client) -> None:
    posted = await slack.refused("chat_postMessage", channel=HELP, text="a", blocks=[{"type": "audio"}])

    assert posted["error"] == "invalid_blocks"
    assert posted["errors"] == ["unsupported type: audio [json-pointer:/blocks/0/type]"]
    assert posted["response_metadata"]["messages"] == [f"[ERROR] {posted['errors'][0]}"]
    assert await slack.error("chat_postMessage", channel=OTHER, text="a") == "not_in_channel"
    assert await slack.error("chat_postMessage", channel=SECRET, text="a") == "channel_not_found"
    silent = {"channel": HELP, "text": ""}
    assert await slack.error("api_call", api_method="chat.postMessage", params=silent) == "no_text"


async def test_what_cannot_be_changed_or_deleted_is_refused(slack: Client, running: Running) -> None:
    theirs = (await running.control("message", user=MIRA, channel=HELP, text="mine"))["ts"]

    assert await slack.error("chat_update", channel=HELP, ts=theirs, text="a") == "cant_update_message"
    assert await slack.error("chat_update", channel=HELP, ts="1.000000", text="a") == "message_not_found"
    assert await slack.error("chat_delete", channel=HELP, ts=theirs) == "cant_delete_message"
    assert await slack.error("chat_delete", channel=HELP, ts="1.000000") == "message_not_found"


async def test_an_ephemeral_is_for_one_member_and_out_of_reach_afterwards(
    slack: Client, running: Running
) -> None:
    posted = await slack("chat_postEphemeral", channel=HELP, user=MIRA, text="Only you")
    ts = posted["message_ts"]

    assert [message["text"] for message in await running.messages(MIRA, HELP)] == ["Only you"]
    assert await running.messages(JON, HELP) == []
    assert await slack.error("chat_update", channel=HELP, ts=ts, text="a") == "message_not_found"
    refusal = await slack.error("chat_postEphemeral", channel=MODS, user=JON, text="a")
    assert refusal == "user_not_in_channel"


async def test_a_permalink_leads_to_a_message_and_to_its_thread(slack: Client) -> None:
    parent = (await slack("chat_postMessage", channel=HELP, text="a"))["ts"]
    reply = (await slack("chat_postMessage", channel=HELP, text="b", thread_ts=parent))["ts"]

    link = (await slack("chat_getPermalink", channel=HELP, message_ts=reply))["permalink"]

    digits = reply.replace(".", "")
    assert link == (f"https://second-ear.slack.com/archives/{HELP}/p{digits}?thread_ts={parent}&cid={HELP}")
    refusal = await slack.error("chat_getPermalink", channel=HELP, message_ts="1.000000")
    assert refusal == "message_not_found"


async def test_channels_are_listed_page_by_page_without_those_the_app_may_not_know(slack: Client) -> None:
    kinds = "public_channel,private_channel"
    first = await slack("conversations_list", types=kinds, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await slack("conversations_list", types=kinds, limit=2, cursor=cursor)

    names = [channel["name"] for channel in [*first["channels"], *rest["channels"]]]
    assert sorted(names) == ["help-en", "mods", "other"]
    assert rest["response_metadata"]["next_cursor"] == ""
    assert await slack.error("conversations_list", cursor="bad!") == "invalid_cursor"


async def test_a_channel_is_described_with_its_members(slack: Client) -> None:
    described = (await slack("conversations_info", channel=HELP, include_num_members=True))["channel"]
    members = (await slack("conversations_members", channel=HELP))["members"]
    me = (await slack("auth_test"))["user_id"]

    assert (described["name"], described["is_member"], described["num_members"]) == ("help-en", True, 3)
    assert set(members) == {MIRA, JON, me}
    assert await slack.error("conversations_info", channel=SECRET) == "channel_not_found"
    assert await slack.error("conversations_members", channel="C0NOWHERE1") == "channel_not_found"


async def test_a_thread_is_read_oldest_first_and_a_channel_newest_first(slack: Client) -> None:
    parent = (await slack("chat_postMessage", channel=HELP, text="a"))["ts"]
    await slack("chat_postMessage", channel=HELP, text="b", thread_ts=parent)
    await slack("chat_postMessage", channel=HELP, text="c")

    history = await slack("conversations_history", channel=HELP, limit=10)
    thread = await slack("conversations_replies", channel=HELP, ts=parent)

    assert [message["text"] for message in history["messages"]] == ["c", "a"]
    assert [message["text"] for message in thread["messages"]] == ["a", "b"]
    assert thread["messages"][0]["reply_count"] == 1
    assert await slack.error("conversations_history", channel=OTHER) == "not_in_channel"
    assert await slack.error("conversations_replies", channel=HELP, ts="1.000000") == "thread_not_found"


async def test_a_conversation_with_a_person_is_opened_once(slack: Client) -> None:
    opened = await slack("conversations_open", users=MIRA)
    again = await slack("conversations_open", users=[MIRA], return_im=True)
    posted = await slack("chat_postMessage", channel=MIRA, text="hello")

    assert opened["channel"]["id"] == again["channel"]["id"] == posted["channel"]
    assert again["already_open"] is True
    assert again["channel"]["user"] == MIRA
    assert await slack.error("conversations_open", users="U0NOBODY") == "user_not_found"
    assert await slack.error("conversations_open", users=GONE) == "user_disabled"


async def test_people_are_described_one_by_one_and_all_together(slack: Client) -> None:
    mira = (await slack("users_info", user=MIRA, include_locale=True))["user"]
    first = await slack("users_list", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await slack("users_list", limit=2, cursor=cursor)
    everyone = {user["id"]: user for user in [*first["members"], *rest["members"]]}

    assert (mira["tz_offset"] % 3600, mira["locale"]) == (0, "en-US")
    assert mira["profile"]["email"] == "mira@example.org"
    assert everyone[GONE]["deleted"] is True
    assert len(everyone) == 4
    assert await slack.error("users_info", user="U0NOBODY") == "user_not_found"
    assert await slack.error("users_list", cursor="bad!") == "invalid_cursor"


async def test_user_groups_are_listed_with_the_members_that_are_asked_for(slack: Client) -> None:
    plain = (await slack("usergroups_list"))["usergroups"]
    full = (await slack("usergroups_list", include_users=True, include_count=True))["usergroups"]
    members = await slack("usergroups_users_list", usergroup="S0LEADS001")

    assert "users" not in plain[0]
    assert (full[0]["handle"], full[0]["users"], full[0]["user_count"]) == ("leads", [MIRA], 1)
    assert members["users"] == [MIRA]
    assert await slack.error("usergroups_users_list", usergroup="S0NOBODY") == "no_such_subteam"


async def test_a_modal_is_opened_changed_and_covered_by_another(slack: Client, running: Running) -> None:
    socket = await running.connect()
    trigger = await running.trigger(socket, MIRA, HELP)
    opened = (await slack("views_open", trigger_id=trigger, view=modal(external_id="one")))["view"]
    changed = await slack(
        "views_update", external_id="one", hash=opened["hash"], view=modal(external_id="one")
    )
    trigger = await running.trigger(socket, MIRA, HELP)
    pushed = (await slack("views_push", trigger_id=trigger, view=modal()))["view"]

    stack = (await running.see("views", user=MIRA))["modals"]
    assert [view["id"] for view in stack] == [opened["id"], pushed["id"]]
    assert (changed["view"]["id"], pushed["previous_view_id"]) == (opened["id"], opened["id"])
    assert changed["view"]["hash"] != opened["hash"]


async def test_what_cannot_be_opened_is_refused(slack: Client, running: Running) -> None:
    socket = await running.connect()
    trigger = await running.trigger(socket, MIRA, HELP)

    refused = await slack.refused("views_open", trigger_id=trigger, view={"type": "modal", "blocks": CARD})
    opened = (await slack("views_open", trigger_id=trigger, view=modal()))["view"]

    told = refused["response_metadata"]["messages"]
    assert refused["error"] == "invalid_arguments"
    assert "[ERROR] missing required field: title [json-pointer:/view]" in told
    assert await slack.error("views_open", trigger_id=trigger, view=modal()) == "exchanged_trigger_id"
    assert await slack.error("views_push", trigger_id="1.2.a", view=modal()) == "invalid_trigger_id"
    stale = await slack.error("views_update", view_id=opened["id"], hash="1.old", view=modal())
    assert stale == "hash_conflict"
    assert await slack.error("views_update", view_id="V0NOWHERE", view=modal()) == "not_found"


async def test_a_home_tab_is_published_for_one_person(slack: Client, running: Running) -> None:
    home = {"type": "home", "blocks": CARD}
    published = (await slack("views_publish", user_id=MIRA, view=home))["view"]

    assert (await running.see("views", user=MIRA))["home"]["id"] == published["id"]
    assert (await running.see("views", user=JON))["home"] is None
    stale = await slack.error("views_publish", user_id=MIRA, view=home, hash="1.old")
    assert stale == "hash_conflict"
    assert await slack.error("views_publish", user_id="U0NOBODY", view=home) == "user_not_found"


async def test_a_limited_call_says_when_to_come_back(running: Running) -> None:
    client = AsyncWebClient(
        token=running.at["bot_token"], base_url=running.at["api"], session=running.session
    )
    await running.control("faults", method="chat.postMessage", times=1, error="ratelimited", retry_after=7)

    with pytest.raises(SlackApiError) as refusal:
        await client.chat_postMessage(channel=HELP, text="a")

    response = refusal.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "7"


async def test_a_method_that_does_not_exist_says_so(slack: Client) -> None:
    refusal = await slack.refused("api_call", api_method="clips.list")

    assert (refusal["error"], refusal["req_method"]) == ("unknown_method", "clips.list")
