"""What the methods that post have in common: where to, whether the app may, and the message itself."""

import re
from dataclasses import replace

from simulator import channel_life
from simulator.channels import Channel
from simulator.composing import TEXT_LIMIT, bot_message, content_of
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.refusals import RefusedError
from simulator.web_api.call import Call

_TIMESTAMP = re.compile(r"\d+\.\d+")
# What Slack itself writes into a channel cannot be answered in a thread.
_UNANSWERABLE = {
    *("channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name"),
    *("channel_archive", "channel_unarchive"),
}


def addressed(call: Call) -> Channel:
    """The channel that the call names, or the direct message with the person that it names."""
    reference = call.arguments.required("channel")
    user = call.workspace.users.get(reference)
    if user is not None and call.grant:
        # People have direct messages with the app here, and none with each other.
        raise RefusedError("channel_not_found")
    if user is not None and not user.facts.is_bot:
        return channel_life.open_direct_message(call.workspace, user.id)[0]
    return call.channel()


def check_writable(call: Call, channel: Channel) -> None:
    workspace = call.workspace
    if channel.is_archived:
        raise RefusedError("is_archived")
    is_open = channel.kind == "channel" and not call.grant and "chat:write.public" in call.scopes
    if call.caller not in channel.members and not is_open:
        raise RefusedError("not_in_channel")
    if channel.kind == "im" and not workspace.app.manifest.features.app_home.messages_tab_enabled:
        raise RefusedError("messages_tab_disabled")
    if channel.is_posting_restricted and not is_admin(call):
        raise RefusedError("restricted_action")
    if channel.is_read_only:
        raise RefusedError("restricted_action_read_only_channel")
    is_reply = call.arguments.text("thread_ts") is not None
    if channel.is_thread_only and not is_reply:
        raise RefusedError("restricted_action_thread_only_channel")
    if channel.is_non_threadable and is_reply:
        raise RefusedError("restricted_action_non_threadable_channel")


def drafted(call: Call, channel: Channel) -> Message:
    """The message that the call describes, as the app will have posted it."""
    content = content_of(call.arguments.raw, call.workspace)
    if content.is_empty:
        raise RefusedError("no_text")
    message = bot_message(call.workspace, content, _thread(call, channel))
    message.is_broadcast = message.is_reply and call.arguments.flag("reply_broadcast")
    if call.grant:
        message.user = call.grant.user
        message.app = replace(call.workspace.app, bot_id=call.grant.bot_id)
    elif "chat:write.customize" in call.scopes:
        _customize(call, message)
    return message


def is_admin(call: Call) -> bool:
    """Whether the call is made in the name of somebody who runs the workspace."""
    facts = call.workspace.users[call.caller].facts
    return call.grant is not None and (facts.is_admin or facts.is_owner)


def truncation(call: Call) -> list[str]:
    """The warning that the text was cut, where it was."""
    return ["message_truncated"] if len(str(call.arguments.raw.get("text") or "")) > TEXT_LIMIT else []


def _thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.arguments.text("thread_ts")
    if thread_ts is None:
        return None
    if not _TIMESTAMP.fullmatch(thread_ts):
        raise RefusedError("invalid_thread_ts")
    parent = call.workspace.log(channel).find(thread_ts)
    if parent is None:
        raise RefusedError("thread_not_found")
    if parent.subtype in _UNANSWERABLE:
        raise RefusedError("cannot_reply_to_message")
    return parent.thread_ts or parent.ts


def _customize(call: Call, message: Message) -> None:
    message.username = call.arguments.text("username")
    message.icons = _icons(call.arguments.text("icon_emoji"), call.arguments.text("icon_url"))
    if message.username or message.icons:
        message.subtype = "bot_message"
        message.username = message.username or call.workspace.app.app_name


def _icons(emoji: str | None, url: str | None) -> JsonObject | None:
    if emoji is not None:
        return {"emoji": f":{emoji.strip(':')}:"}
    return {"image_64": url} if url is not None else None
