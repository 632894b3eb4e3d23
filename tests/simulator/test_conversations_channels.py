"""Making, changing and leaving channels, through Slack's own Python SDK, and what the app hears of it."""

import pytest

from tests.simulator.running import Json, Running
from tests.simulator.sdk import CLIENTS, Client, client_of, hearing

MIRA, JON, GONE, GUS = "U0MIRA0001", "U0JON00001", "U0GONE0001", "U0GUS00001"
HELP, OTHER, MODS, SECRET, OLD, GENERAL = (
    *("C0HELPEN01", "C0OTHER001", "C0MODS0001"),
    *("C0SECRET01", "C0OLD00001", "C0GENERAL1"),
)
UNSUPPORTED = "method_not_supported_for_channel_type"


@pytest.fixture
def more_scopes() -> list[str]:
    return [
        *("channels:join", "channels:manage", "groups:history", "groups:write", "im:read"),
        *("mpim:write", "mpim:history"),
    ]


@pytest.fixture
def more_events() -> list[str]:
    return [
        *("channel_archive", "channel_created", "channel_left", "channel_rename", "channel_unarchive"),
        *("group_archive", "group_left", "group_rename", "group_unarchive"),
        *("im_close", "im_created", "member_left_channel", "message.mpim"),
    ]


@pytest.fixture
def more_seed() -> Json:
    return {
        "users": [{"id": GUS, "name": "gus", "is_ultra_restricted": True}],
        "channels": [
            {"id": OLD, "name": "old", "is_archived": True, "app": True, "members": [MIRA]},
            {"id": GENERAL, "name": "general", "app": True, "members": [MIRA, GUS]},
        ],
    }


@pytest.fixture(params=CLIENTS)
def slack(running: Running, request: pytest.FixtureRequest) -> Client:
    return client_of(running, request.param)


async def test_a_channel_is_made_with_the_app_as_its_only_member(slack: Client) -> None:
    made = (await slack("conversations_create", name="help-fr"))["channel"]
    hidden = (await slack("conversations_create", name="leads_2", is_private=True))["channel"]
    me = (await slack("auth_test"))["user_id"]

    assert (made["name"], made["is_private"], made["creator"]) == ("help-fr", False, me)
    assert (hidden["is_private"], hidden["is_channel"], hidden["is_member"]) == (True, True, True)
    assert (await slack("conversations_members", channel=made["id"]))["members"] == [me]


async def test_names_that_no_channel_can_have_are_refused(slack: Client) -> None:
    async def refusal(name: str) -> str:
        return await slack.error("conversations_create", name=name)

    assert await refusal("") == "invalid_name_required"
    assert await refusal("a" * 81) == "invalid_name_maxlength"
    assert await refusal("--_") == "invalid_name_punctuation"
    assert await refusal("Help FR") == "invalid_name_specials"
    assert await refusal("help-en") == await refusal("old") == "name_taken"


async def test_the_app_joins_a_public_channel_once(slack: Client) -> None:
    joined = await slack("conversations_join", channel=OTHER)
    again = await slack("conversations_join", channel=OTHER)

    assert (joined["channel"]["is_member"], "warning" in joined) == (True, False)
    assert again["warning"] == "already_in_channel"
    assert again["response_metadata"] == {"warnings": ["already_in_channel"]}
    assert await slack.error("conversations_join", channel=OLD) == "is_archived"
    assert await slack.error("conversations_join", channel=MODS) == UNSUPPORTED
    assert await slack.error("conversations_join", channel=SECRET) == "channel_not_found"


async def test_people_are_invited_all_or_nobody_unless_the_call_insists(slack: Client) -> None:
    channel = (await slack("conversations_create", name="help-fr"))["channel"]["id"]
    refused = await slack.refused("conversations_invite", channel=channel, users=[MIRA, "U0NOBODY"])
    before = (await slack("conversations_members", channel=channel))["members"]
    forced = await slack("conversations_invite", channel=channel, users=[MIRA, "U0NOBODY"], force=True)
    after = (await slack("conversations_members", channel=channel))["members"]

    nobody = {"user": "U0NOBODY", "ok": False, "error": "user_not_found"}
    assert (refused["error"], refused["errors"]) == ("user_not_found", [nobody])
    assert (forced["channel"]["id"], forced["errors"]) == (channel, [nobody])
    assert (MIRA in before, MIRA in after) == (False, True)


async def test_who_cannot_be_invited_is_refused_by_name(slack: Client) -> None:
    async def refusal(users: object, channel: str = HELP) -> str:
        return await slack.error("conversations_invite", channel=channel, users=users)

    assert await refusal(MIRA) == "already_in_channel"
    assert await refusal((await slack("auth_test"))["user_id"]) == "cant_invite_self"
    assert await refusal(GONE) == "cant_invite"
    assert await refusal(GUS) == "ura_max_channels"
    assert await refusal("") == "no_user"
    assert await refusal(JON, OTHER) == "not_in_channel"
    assert await refusal(JON, OLD) == "is_archived"
    direct = (await slack("conversations_open", users=MIRA))["channel"]["id"]
    assert await refusal(JON, direct) == UNSUPPORTED


async def test_a_member_is_removed(slack: Client) -> None:
    await slack("conversations_kick", channel=HELP, user=JON)
    me = (await slack("auth_test"))["user_id"]

    assert JON not in (await slack("conversations_members", channel=HELP))["members"]
    assert await slack.error("conversations_kick", channel=HELP, user=JON) == "not_in_channel"
    assert await slack.error("conversations_kick", channel=HELP, user=me) == "cant_kick_self"
    assert await slack.error("conversations_kick", channel=HELP, user="U0NOBODY") == "user_not_found"
    assert await slack.error("conversations_kick", channel=GENERAL, user=MIRA) == "cant_kick_from_general"


async def test_the_app_leaves_but_not_as_the_last_of_a_private_channel(slack: Client) -> None:
    alone = (await slack("conversations_create", name="leads-2", is_private=True))["channel"]["id"]
    left = await slack("conversations_leave", channel=HELP)
    again = await slack("conversations_leave", channel=HELP)

    assert (left, again) == ({"ok": True}, {"ok": True, "not_in_channel": True})
    assert await slack.error("chat_postMessage", channel=HELP, text="a") == "not_in_channel"
    assert await slack.error("conversations_leave", channel=GENERAL) == "cant_leave_general"
    assert await slack.error("conversations_leave", channel=alone) == "last_member"
    assert await slack.error("conversations_leave", channel=OLD) == "is_archived"


async def test_a_channel_is_archived_and_brought_back(slack: Client) -> None:
    await slack("conversations_archive", channel=HELP)
    refused = await slack.error("chat_postMessage", channel=HELP, text="a")
    twice = await slack.error("conversations_archive", channel=HELP)
    await slack("conversations_unarchive", channel=HELP)

    assert (refused, twice) == ("is_archived", "already_archived")
    assert (await slack("conversations_info", channel=HELP))["channel"]["is_archived"] is False
    assert await slack.error("conversations_unarchive", channel=HELP) == "not_archived"
    assert await slack.error("conversations_archive", channel=GENERAL) == "cant_archive_general"
    assert await slack.error("conversations_archive", channel=OTHER) == "not_in_channel"


async def test_only_a_channel_of_its_own_is_renamed_by_an_app(slack: Client) -> None:
    channel = (await slack("conversations_create", name="help-fr"))["channel"]["id"]
    renamed = (await slack("conversations_rename", channel=channel, name="help-be"))["channel"]

    assert (renamed["name"], renamed["previous_names"]) == ("help-be", ["help-fr"])
    assert await slack.error("conversations_rename", channel=HELP, name="mine") == "not_authorized"
    assert await slack.error("conversations_rename", channel=channel, name="other") == "name_taken"
    assert await slack.error("conversations_rename", channel=channel, name="A") == "invalid_name_specials"
    assert await slack.error("conversations_rename", channel=OTHER, name="mine") == "not_in_channel"
    assert await slack.error("conversations_rename", channel=OLD, name="mine") == "is_archived"


async def test_topic_and_purpose_are_set_with_who_set_them(slack: Client) -> None:
    topic = (await slack("conversations_setTopic", channel=HELP, topic="English clips"))["channel"]["topic"]
    purpose = (await slack("conversations_setPurpose", channel=MODS, purpose="Flags"))["channel"]["purpose"]
    me = (await slack("auth_test"))["user_id"]

    assert (topic["value"], topic["creator"]) == ("English clips", me)
    assert (purpose["value"], purpose["creator"]) == ("Flags", me)
    assert await slack.error("conversations_setTopic", channel=HELP, topic="a" * 251) == "too_long"
    assert await slack.error("conversations_setPurpose", channel=HELP, purpose="a" * 251) == "too_long"
    assert await slack.error("conversations_setTopic", channel=OTHER, topic="a") == "not_in_channel"
    assert await slack.error("conversations_setTopic", channel=OLD, topic="a") == "is_archived"


async def test_a_scope_is_needed_for_each_kind_of_channel(slack: Client) -> None:
    group = (await slack("conversations_open", users=[MIRA, JON]))["channel"]["id"]

    refused = await slack.refused("conversations_info", channel=group)

    assert (refused["error"], refused["needed"]) == ("missing_scope", "mpim:read")
    assert "channels:manage" in refused["provided"]


async def test_the_app_hears_what_becomes_of_public_channels(running: Running) -> None:
    slack = client_of(running)

    async with hearing(running) as ear:
        channel = (await slack("conversations_create", name="help-fr"))["channel"]["id"]
        await slack("conversations_invite", channel=channel, users=JON)
        await slack("conversations_setTopic", channel=channel, topic="French clips")
        await slack("conversations_setPurpose", channel=channel, purpose="French")
        await slack("conversations_rename", channel=channel, name="help-be")
        await slack("conversations_archive", channel=channel)
        await slack("conversations_unarchive", channel=channel)
        await slack("conversations_leave", channel=channel)
        created, left = await ear.hears("channel_created"), await ear.hears("channel_left")
        renamed, archived = await ear.hears("channel_rename"), await ear.hears("channel_archive")
        back = await ear.hears("channel_unarchive")

    me = (await slack("auth_test"))["user_id"]
    joined = {event["user"]: event.get("inviter") for event in ear.of("member_joined_channel")}
    assert (created["channel"]["name"], created["channel"]["creator"]) == ("help-fr", me)
    assert joined == {me: None, JON: me}
    assert ear.of("message", "channel_topic")[0]["topic"] == "French clips"
    assert ear.of("message", "channel_purpose")[0]["purpose"] == "French"
    assert ear.of("message", "channel_name")[0]["old_name"] == "help-fr"
    assert (renamed["channel"]["name"], renamed["channel"]["is_mpim"]) == ("help-be", False)
    assert (archived["user"], archived["is_moved"], back["user"]) == (me, 0, me)
    assert (left["channel"], left["actor_id"]) == (channel, me)


async def test_the_app_hears_what_becomes_of_its_private_channels(running: Running) -> None:
    slack = client_of(running)

    async with hearing(running) as ear:
        await slack("conversations_archive", channel=MODS)
        await slack("conversations_unarchive", channel=MODS)
        await slack("conversations_kick", channel=MODS, user=MIRA)
        await ear.hears("member_left_channel")
        archived, back = await ear.hears("group_archive"), await ear.hears("group_unarchive")

    me = (await slack("auth_test"))["user_id"]
    assert (archived["user"], back["actor_id"]) == (me, me)
    assert ear.of("member_left_channel")[0]["channel_type"] == "G"
    assert not ear.of("channel_archive")


async def test_the_app_hears_of_direct_messages_and_of_what_is_said_in_groups(running: Running) -> None:
    slack = client_of(running)

    async with hearing(running) as ear:
        direct = (await slack("conversations_open", users=MIRA))["channel"]["id"]
        await slack("conversations_close", channel=direct)
        group = (await slack("conversations_open", users=[MIRA, JON]))["channel"]["id"]
        me = (await slack("auth_test"))["user_id"]
        await running.control("message", user=JON, channel=group, text=f"<@{me}> hello")
        said = await ear.hears("message")
        created, closed = await ear.hears("im_created"), await ear.hears("im_close")
        mention = await ear.hears("app_mention")

    assert (created["channel"]["id"], created["channel"]["user"]) == (direct, MIRA)
    assert closed["channel"] == direct
    assert (said["channel_type"], said["user"], mention["channel"]) == ("mpim", JON, group)
