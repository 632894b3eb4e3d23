"""What the simulator answers and delivers has only keys and types that Slack's own SDKs have seen.

Every entry of a long session's record is held against the sample of its method, payload or event.
"""

import asyncio
import os
from collections.abc import Iterator
from typing import get_args

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from simulator.block_kit import Surface, check_blocks
from tests.simulator.running import AppSocket, Json, Running, until
from tests.simulator.shapes import all_blocks, differences, merged, sample, samples_folder

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP, OTHER = "C0HELPEN01", "C0OTHER001"

_SKIPPED = samples_folder() is None and os.environ.get("CI") != "true"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(_SKIPPED, reason="the folder of samples is not here; SECOND_EAR_SHARED names it"),
]

INTERACTIONS = {
    "block_actions": "app-backend/interactive-components/BlockActionPayload.json",
    # A global shortcut has no sample of its own; it says less than one on a message.
    "shortcut": "app-backend/interactive-components/MessageShortcutPayload.json",
    "message_action": "app-backend/interactive-components/MessageShortcutPayload.json",
    "view_submission": "app-backend/views/ViewSubmissionPayload.json",
    "view_closed": "app-backend/views/ViewClosedPayload.json",
}
EVENTS = {
    "app_home_opened": "events/AppHomeOpenedPayload.json",
    "app_mention": "events/AppMentionPayload.json",
    "member_joined_channel": "events/MemberJoinedChannelPayload.json",
    "member_left_channel": "events/MemberLeftChannelPayload.json",
    "message": "events/MessagePayload.json",
    "message.message_changed": "events/MessageChangedPayload.json",
    "message.message_deleted": "events/MessageDeletedPayload.json",
    "message.channel_join": "events/MessageChannelJoinPayload.json",
    "message.channel_leave": "events/MessageChannelJoinPayload.json",
    "message.bot_message": "events/MessageBotPayload.json",
    "reaction_added": "events/ReactionAddedPayload.json",
    "reaction_removed": "events/ReactionRemovedPayload.json",
    "subteam_members_changed": "events/SubteamMembersChangedPayload.json",
    "team_join": "events/TeamJoinPayload.json",
    "user_change": "events/UserChangePayload.json",
}
# What the samples leave out, and where it is written.
_IM: Json = {"channel": {"user": "", "is_user_deleted": False, "priority": 0}}
# docs.slack.dev/reference/objects/conversation-object: a direct message says with whom it is.
ANSWERS: dict[str, Json] = {"conversations.info": _IM, "conversations.open": _IM}
# A form carries texts only.
FORM: Json = {"is_enterprise_install": "false"}
# docs.slack.dev/reference/methods/conversations.history: a reaction says who reacted.
_REACTED: Json = {"message": {"reactions": [{"name": "", "count": 0, "url": "", "users": [""]}]}}
# docs.slack.dev/reference/interaction-payloads/view-interactions-payload
_URLS: Json = {"response_urls": [{"block_id": "", "action_id": "", "channel_id": "", "response_url": ""}]}
PAYLOADS: dict[str, Json] = {
    "block_actions": _REACTED,
    "message_action": _REACTED,
    "shortcut": {"user": {"username": ""}},
    "view_submission": _URLS,
}
# docs.slack.dev/apis/events-api: the outer event names its context, and every event its time.
ENVELOPE: Json = {"context_team_id": "", "context_enterprise_id": "", "event": {"event_ts": ""}}


@pytest.fixture
def more_scopes() -> list[str]:
    return ["groups:history", "im:history", "im:read", "team:read", "users:read.email"]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


CARD: list[Json] = [
    {"type": "header", "text": plain("Help wanted")},
    {"type": "section", "text": {"type": "mrkdwn", "text": "*4.2 s*"}},
    {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "take", "text": plain("Take"), "value": "a"}],
    },
]
MODAL: Json = {
    "type": "modal",
    "callback_id": "suggest",
    "notify_on_close": True,
    "title": plain("Suggest"),
    "submit": plain("Send"),
    "close": plain("Cancel"),
    "blocks": [
        {
            "type": "input",
            "block_id": "heard",
            "label": plain("What do you hear?"),
            "element": {"type": "plain_text_input", "action_id": "words"},
        }
    ],
}


async def test_every_answer_and_every_payload_looks_like_slacks(running: Running) -> None:
    socket = await running.connect()
    acknowledging = asyncio.create_task(_acknowledge_everything(socket))

    await _call_every_method(running)
    await _do_everything(running)
    await until(lambda: _has_delivered(running, "message.message_deleted"))
    acknowledging.cancel()

    entries = (await running.see("record"))["entries"]
    compared = [entry for entry in entries if _name(entry)]
    assert sorted({f"{_name(entry)} {line}" for entry in compared for line in _found(entry)}) == []
    assert [blocks for entry in compared for blocks in all_blocks(_sent(entry)) if _refused(blocks)] == []
    assert set(INTERACTIONS) | {"slash_commands"} <= {_name(entry) for entry in compared}


def test_a_key_that_no_sample_has_is_found() -> None:
    answer = {"ok": True, "team": {"id": "T0EAR0001", "motto": "listen"}}

    assert list(differences(answer, sample("api/team.info.json"))) == ["/team/motto: not in the sample"]


def test_a_type_that_no_sample_has_is_found() -> None:
    answer = {"ok": True, "team": {"id": 1}}

    found = list(differences(answer, sample("api/team.info.json")))

    assert found == ["/team/id: a number where the sample has a text"]


def _refused(blocks: list[Json]) -> bool:
    """Whether blocks that Slack shows are blocks that it would not have taken on any surface."""
    return all(check_blocks(blocks, surface) for surface in get_args(Surface))


async def _acknowledge_everything(socket: AppSocket) -> None:
    while True:
        await socket.acknowledge(await socket.receive())


async def _call_every_method(running: Running) -> None:
    slack = AsyncWebClient(token=running.at["bot_token"], base_url=running.at["api"], session=running.session)
    posted = await slack.chat_postMessage(channel=HELP, text="Help wanted", blocks=CARD)
    ts = posted["ts"]
    await slack.chat_postMessage(
        channel=HELP, text="reply", thread_ts=ts, metadata={"event_type": "a", "event_payload": {}}
    )
    await slack.chat_update(channel=HELP, ts=ts, text="Taken", blocks=CARD)
    await slack.chat_postEphemeral(channel=HELP, user=MIRA, text="Only you")
    await slack.chat_getPermalink(channel=HELP, message_ts=ts)
    await slack.auth_test()
    await slack.bots_info(bot=(await slack.auth_test())["bot_id"])
    await slack.team_info()
    await slack.conversations_info(channel=HELP, include_num_members=True, include_locale=True)
    await slack.conversations_list(types="public_channel,private_channel,im", limit=1)
    await slack.conversations_members(channel=HELP)
    await slack.conversations_history(channel=HELP, include_all_metadata=True)
    await slack.conversations_replies(channel=HELP, ts=ts)
    opened = await slack.conversations_open(users=MIRA)
    await slack.conversations_open(users=MIRA, return_im=True)
    await slack.conversations_info(channel=opened["channel"]["id"])
    await slack.users_info(user=MIRA, include_locale=True)
    await slack.users_list(limit=2)
    await slack.usergroups_list(include_users=True, include_count=True)
    await slack.usergroups_users_list(usergroup="S0LEADS001")
    await slack.views_publish(user_id=MIRA, view={"type": "home", "blocks": CARD})
    await running.api("chat.postMessage", channel=HELP, blocks=[{"type": "audio"}])
    await running.api("chat.postMessage", channel=OTHER, text="a")
    deleted = await slack.chat_postMessage(channel=HELP, text="soon gone")
    await slack.chat_delete(channel=HELP, ts=deleted["ts"])


async def _do_everything(running: Running) -> None:
    bot = (await running.see("workspace"))["bot_user_id"]
    typed = await running.control(
        "message", user=MIRA, channel=HELP, text=f"<@{bot}> see <https://example.com>"
    )
    ts = typed["ts"]
    await running.control("reaction", user=JON, channel=HELP, ts=ts, name="ear")
    await running.control("message", user=JON, channel=HELP, text="reply", thread_ts=ts)
    await running.control("message", user=MIRA, channel=HELP, text="edited", edit_ts=ts)
    await running.control("message_shortcut", user=JON, channel=HELP, message_ts=ts, callback_id="use")
    await running.control("shortcut", user=MIRA, callback_id="ask")
    await running.control("home_open", user=MIRA)
    await running.control("user", user=JON, is_admin=True)
    await running.control("usergroup", usergroup="S0LEADS001", users=[MIRA, JON])
    await running.control("leave", user=JON, channel=HELP)
    await running.control("join", user=JON, channel=HELP)
    await _press_a_button(running)
    await _use_modals(running)
    gone = await running.control("message", user=MIRA, channel=HELP, text="soon gone")
    await running.control("message_delete", user=MIRA, channel=HELP, ts=gone["ts"])


async def _press_a_button(running: Running) -> None:
    card = await running.api("chat.postMessage", channel=HELP, text="Card", blocks=CARD)
    pressed = {"user": MIRA, "channel": HELP, "message_ts": card["ts"], "action_id": "take"}
    await running.control("block_action", **pressed)
    only = await running.api("chat.postEphemeral", channel=HELP, user=MIRA, text="Card", blocks=CARD)
    await running.control("block_action", **pressed | {"message_ts": only["message_ts"]})


async def _use_modals(running: Running) -> None:
    for acting, more in (("view_submission", {"values": {"heard": {"words": "a bell"}}}), ("view_close", {})):
        await running.control("command", user=MIRA, channel=HELP, command="/clip", text="ask")
        deliveries = await running.deliveries()
        trigger = [entry["payload"] for entry in deliveries if entry["type"] == "slash_commands"][-1][
            "trigger_id"
        ]
        opened = await running.api("views.open", trigger_id=trigger, view=MODAL)
        await running.api("views.update", view_id=opened["view"]["id"], view=MODAL)
        await running.control(acting, user=MIRA, view_id=opened["view"]["id"], **more)


async def _has_delivered(running: Running, name: str) -> bool:
    return any(_name(entry) == name for entry in await running.deliveries())


def _name(entry: Json) -> str | None:
    """What the entry is a case of: a method, a kind of interaction or an event; nothing for the rest."""
    if entry["kind"] == "api_call":
        return str(entry["method"])
    if entry["kind"] != "delivery":
        return None
    if entry["type"] == "slash_commands":
        return "slash_commands"
    payload = entry["payload"]
    if entry["type"] == "interactive":
        return str(payload["type"])
    event = payload["event"]
    return ".".join(part for part in (event["type"], event.get("subtype")) if part)


def _sent(entry: Json) -> Json:
    sent: Json = entry["response"] if entry["kind"] == "api_call" else entry["payload"]
    return sent


def _found(entry: Json) -> Iterator[str]:
    name = str(_name(entry))
    if entry["kind"] == "api_call":
        return differences(_sent(entry), merged(sample(f"api/{name}.json"), ANSWERS.get(name, {})))
    if name == "slash_commands":
        return differences(_sent(entry), sample("app-backend/slash-commands/SlashCommandPayload.json") | FORM)
    if name in INTERACTIONS:
        known = sample(INTERACTIONS[name])
        return differences(_sent(entry), merged(known, PAYLOADS.get(name, {})))
    return differences(_sent(entry), merged(sample(EVENTS[name]), ENVELOPE))
