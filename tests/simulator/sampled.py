"""A day in the workspace in which everything happens that Slack's own samples show."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.running import AppSocket, Json, Running, until

MIRA, JON, NEW = "U0MIRA0001", "U0JON00001", "U0NEW00001"
HELP, OTHER = "C0HELPEN01", "C0OTHER001"

SCOPES = [
    *(
        "bookmarks:write",
        "channels:join",
        "channels:manage",
        "channels:write.invites",
        "chat:write.customize",
    ),
    *("files:read", "files:write", "groups:history", "im:history", "im:read", "links:read", "links:write"),
    *("pins:read", "pins:write", "reactions:write", "team:read", "users:read.email"),
]
EVENTS = [
    *("app_uninstalled", "channel_archive", "file_deleted", "file_shared", "link_shared"),
    *("member_left_channel", "message.im", "pin_added", "pin_removed", "reaction_added", "reaction_removed"),
    *("team_join", "tokens_revoked"),
]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


BUTTONS: Json = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "take", "text": plain("Take"), "value": "a"},
        {"type": "external_select", "action_id": "who", "min_query_length": 0},
    ],
}
CARD: list[Json] = [
    {"type": "header", "text": plain("Help wanted")},
    {"type": "section", "text": {"type": "mrkdwn", "text": "*4.2 s*"}},
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"},
    BUTTONS,
]
_FIELDS = [
    *("plain_text_input", "email_text_input", "url_text_input", "rich_text_input", "users_select"),
    *("multi_users_select", "conversations_select", "multi_conversations_select", "channels_select"),
    *("multi_channels_select", "external_select", "multi_external_select", "datepicker", "timepicker"),
    *("datetimepicker", "file_input"),
]
_OFFER = [{"text": plain("A"), "value": "a"}, {"text": plain("B"), "value": "b"}]
_CHOICES = ["static_select", "multi_static_select", "checkboxes", "radio_buttons"]


def _input(kind: str, **fields: object) -> Json:
    element = {"type": kind, "action_id": kind, **fields}
    return {"type": "input", "block_id": kind, "label": plain(kind), "optional": True, "element": element}


MODAL: Json = {
    "type": "modal",
    "callback_id": "suggest",
    "notify_on_close": True,
    "title": plain("Suggest"),
    "submit": plain("Send"),
    "close": plain("Cancel"),
    "blocks": [
        *(_input(kind) for kind in _FIELDS),
        *(_input(kind, options=_OFFER) for kind in _CHOICES),
        _input("number_input", is_decimal_allowed=False),
        {**BUTTONS, "block_id": "buttons"},
    ],
}
STATEFUL = {*_FIELDS, *_CHOICES, "number_input"}


@asynccontextmanager
async def acknowledging(running: Running) -> AsyncIterator[None]:
    """An app that acknowledges everything and offers one option to whoever asks."""
    socket = await running.connect()
    task = asyncio.create_task(_acknowledge(socket))
    try:
        yield
    finally:
        task.cancel()


async def whole_day(running: Running) -> list[Json]:
    """What the record holds once everything has happened."""
    async with acknowledging(running):
        slack = AsyncWebClient(
            token=running.at["bot_token"], base_url=running.at["api"], session=running.session
        )
        await _say(running, slack)
        await _look_around(slack)
        await _manage(slack)
        await _exchange_files(running, slack)
        await _act(running)
        await _press(running)
        await _use_modals(running, slack)
        await until(lambda: _is_delivered(running, "reaction_removed", "file_shared", "message"))
        client = {name: running.at[name] for name in ("client_id", "client_secret")}
        await slack.apps_uninstall(**client)
        await until(lambda: _is_delivered(running, "app_uninstalled", "tokens_revoked"))
        entries: list[Json] = (await running.see("record"))["entries"]
        return entries


async def _acknowledge(socket: AppSocket) -> None:
    while True:
        envelope = await socket.receive()
        is_question = envelope["payload"].get("type") == "block_suggestion"
        await socket.acknowledge(envelope, {"options": _OFFER} if is_question else None)


async def _say(running: Running, slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel=HELP, text="Help wanted", blocks=CARD)
    ts = posted["ts"]
    metadata = {"event_type": "a", "event_payload": {}}
    await slack.chat_postMessage(channel=HELP, text="reply", thread_ts=ts, metadata=metadata)
    await slack.chat_postMessage(channel=HELP, text="aside", attachments=[{"text": "a", "color": "#aabbcc"}])
    await slack.chat_update(channel=HELP, ts=ts, text="Taken", blocks=CARD)
    await slack.chat_postEphemeral(channel=HELP, user=MIRA, text="Only you")
    await slack.chat_getPermalink(channel=HELP, message_ts=ts)
    await slack.reactions_add(channel=HELP, timestamp=ts, name="ear")
    await slack.reactions_get(channel=HELP, timestamp=ts)
    await slack.reactions_remove(channel=HELP, timestamp=ts, name="ear")
    await slack.pins_add(channel=HELP, timestamp=ts)
    await slack.pins_remove(channel=HELP, timestamp=ts)
    await slack.conversations_history(channel=HELP, include_all_metadata=True)
    await slack.conversations_replies(channel=HELP, ts=ts)
    await running.api("chat.postMessage", channel=HELP, blocks=[{"type": "audio"}])
    await running.api("chat.postMessage", channel=OTHER, text="a")
    gone = await slack.chat_postMessage(channel=HELP, text="soon gone", username="Ear", icon_emoji=":ear:")
    await slack.chat_delete(channel=HELP, ts=gone["ts"])


async def _look_around(slack: AsyncWebClient) -> None:
    bot = await slack.auth_test()
    await slack.bots_info(bot=bot["bot_id"])
    await slack.team_info()
    await slack.conversations_info(channel=HELP, include_num_members=True, include_locale=True)
    await slack.conversations_list(types="public_channel,private_channel,im", limit=1)
    await slack.conversations_members(channel=HELP)
    opened = await slack.conversations_open(users=MIRA)
    await slack.conversations_open(users=MIRA, return_im=True)
    await slack.conversations_info(channel=opened["channel"]["id"])
    await slack.users_conversations()
    await slack.users_info(user=MIRA, include_locale=True)
    await slack.users_list(limit=2)
    await slack.usergroups_list(include_users=True, include_count=True)
    await slack.usergroups_users_list(usergroup="S0LEADS001")
    await slack.views_publish(user_id=MIRA, view={"type": "home", "blocks": CARD})


async def _manage(slack: AsyncWebClient) -> None:
    made = await slack.conversations_create(name="ears")
    channel = made["channel"]["id"]
    await slack.conversations_invite(channel=channel, users=MIRA)
    await slack.conversations_archive(channel=channel)
    await slack.conversations_join(channel=OTHER)


async def _exchange_files(running: Running, slack: AsyncWebClient) -> None:
    given = await slack.files_getUploadURLExternal(filename="a.txt", length=2)
    async with running.session.post(given["upload_url"], data=b"hi"):
        pass
    await slack.files_completeUploadExternal(files=[{"id": given["file_id"], "title": "a"}], channel_id=HELP)
    await slack.files_info(file=given["file_id"])
    await slack.files_delete(file=given["file_id"])
    content = base64.b64encode(b"RIFF").decode()
    await running.control("file", user=MIRA, channel=HELP, content_base64=content, filename="bell.wav")


async def _act(running: Running) -> None:
    bot = (await running.see("workspace"))["bot_user_id"]
    said = f"<@{bot}> see https://clips.example.org/a"
    typed = await running.control("message", user=MIRA, channel=HELP, text=said)
    ts = typed["ts"]
    await until(lambda: _is_delivered(running, "link_shared"))
    preview = {"https://clips.example.org/a": {"title": "A clip"}}
    await running.api("chat.unfurl", channel=HELP, ts=ts, unfurls=preview)
    for _ in range(2):
        await running.control("reaction", user=JON, channel=HELP, ts=ts, name="ear")
    await running.control("message", user=JON, channel=HELP, text="reply", thread_ts=ts)
    await running.control("message", user=MIRA, channel=HELP, text="edited", edit_ts=ts)
    await running.control("message_shortcut", user=JON, channel=HELP, message_ts=ts, callback_id="use")
    await running.control("shortcut", user=MIRA, callback_id="ask")
    await running.control("home_open", user=MIRA)
    await running.control("user", user=JON, is_admin=True)
    await running.control("user", user=NEW, name="new", real_name="New Ear")
    await running.control("usergroup", usergroup="S0LEADS001", users=[MIRA, JON])
    await running.control("leave", user=JON, channel=HELP)
    await running.control("join", user=JON, channel=HELP)
    gone = await running.control("message", user=MIRA, channel=HELP, text="soon gone")
    await running.control("message_delete", user=MIRA, channel=HELP, ts=gone["ts"])


async def _press(running: Running) -> None:
    card = await running.api("chat.postMessage", channel=HELP, text="Card", blocks=CARD)
    only = await running.api("chat.postEphemeral", channel=HELP, user=MIRA, text="Card", blocks=CARD)
    side = await running.api("chat.postMessage", channel=HELP, attachments=[{"blocks": CARD}])
    for ts in (card["ts"], only["message_ts"], side["ts"]):
        await running.control("block_action", user=MIRA, channel=HELP, message_ts=ts, action_id="take")
    await running.control(
        "options", user=MIRA, channel=HELP, message_ts=card["ts"], action_id="who", value="a"
    )


async def _use_modals(running: Running, slack: AsyncWebClient) -> None:
    await running.control("command", user=MIRA, channel=HELP, command="/clip", text="ask")
    opened = await slack.views_open(trigger_id=await _trigger(running, "slash_commands"), view=MODAL)
    view_id = opened["view"]["id"]
    await slack.views_update(view_id=view_id, view=MODAL)
    await running.control("block_action", user=MIRA, view_id=view_id, action_id="take")
    await running.control(
        "options", user=MIRA, view_id=view_id, block_id="buttons", action_id="who", value=""
    )
    pushed = await slack.views_push(trigger_id=await _trigger(running, "interactive"), view=MODAL)
    values = {"plain_text_input": {"plain_text_input": "a bell"}, "static_select": {"static_select": "a"}}
    await running.control("view_submission", user=MIRA, view_id=pushed["view"]["id"], values=values)
    await running.control("view_close", user=MIRA, view_id=view_id)


async def _trigger(running: Running, kind: str) -> str:
    """The trigger id of the last interaction of this kind that has one."""
    payloads = [entry["payload"] for entry in await running.deliveries() if entry["type"] == kind]
    return str([payload["trigger_id"] for payload in payloads if "trigger_id" in payload][-1])


async def _is_delivered(running: Running, *kinds: str) -> bool:
    told = [entry["payload"] for entry in await running.deliveries() if entry["type"] == "events_api"]
    return set(kinds) <= {payload["event"]["type"] for payload in told if "event" in payload}
