"""The chat.* methods: posting, changing and deleting messages as the app."""

from simulator import conversation
from simulator.blocks import kept_blocks
from simulator.channels import Channel
from simulator.composing import TEXT_LIMIT, Content, bot_message, content_of, kept_attachments, parsed
from simulator.conversation import Edit
from simulator.json_types import JsonObject
from simulator.messages import Message, permalink
from simulator.refusals import RefusedError
from simulator.web_api import chat_scheduled, chat_unfurl
from simulator.web_api.call import Call, Method
from simulator.web_api.conversation_shapes import warned
from simulator.web_api.posting import addressed, check_writable, drafted, is_admin, truncation

# An update refuses what a post would cut off.
UPDATE_TEXT_LIMIT = 4000
_UPDATED_KEYS = (
    "type",
    "user",
    "text",
    "team",
    "bot_id",
    "app_id",
    "bot_profile",
    "blocks",
    "attachments",
    "edited",
    "metadata",
)


def post_message(call: Call) -> JsonObject:
    channel = addressed(call)
    check_writable(call, channel)
    message = drafted(call, channel)
    conversation.post(call.workspace, channel, message)
    answer = {"channel": channel.id, "ts": message.ts, "message": _described(call, channel, message)}
    return warned(answer, *truncation(call))


def post_ephemeral(call: Call) -> JsonObject:
    channel = call.channel()
    check_writable(call, channel)
    user = call.arguments.required("user")
    if user not in call.workspace.users:
        raise RefusedError("user_not_found")
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    message = drafted(call, channel)
    message.only_for, message.is_broadcast = user, False
    conversation.post(call.workspace, channel, message)
    return {"message_ts": message.ts}


def me_message(call: Call) -> JsonObject:
    channel = addressed(call)
    check_writable(call, channel)
    text = call.arguments.text("text")
    if text is None:
        raise RefusedError("no_text")
    if len(text) > TEXT_LIMIT:
        raise RefusedError("msg_too_long")
    content = content_of({"text": text}, call.workspace)
    message = bot_message(call.workspace, content)
    message.subtype = "me_message"
    conversation.post(call.workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def update(call: Call) -> JsonObject:
    channel, message = _named_message(call)
    if not _is_own(call, message):
        raise RefusedError("cant_update_message")
    _check_editable(call, channel, message)
    content = _content_of_update(call, message)
    if call.arguments.flag("reply_broadcast"):
        _broadcast(call, channel, message, content)
    conversation.edit(call.workspace, channel, message, _edit(call, content))
    described = _described(call, channel, message)
    updated = {key: described[key] for key in _UPDATED_KEYS if key in described}
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": updated}


def delete(call: Call) -> JsonObject:
    channel, message = _named_message(call)
    is_there = message.subtype != "tombstone"
    if not (_is_own(call, message) or (is_admin(call) and is_there)):
        raise RefusedError("cant_delete_message")
    conversation.delete(call.workspace, channel, message)
    return {"channel": channel.id, "ts": call.arguments.required("ts")}


def get_permalink(call: Call) -> JsonObject:
    channel = call.channel()
    message = call.workspace.log(channel).find(call.arguments.required("message_ts"))
    if message is None:
        raise RefusedError("message_not_found")
    return {"permalink": permalink(call.workspace.url, channel.id, message), "channel": channel.id}


def _named_message(call: Call) -> tuple[Channel, Message]:
    channel = call.channel()
    message = call.workspace.log(channel).find(call.arguments.required("ts"))
    if message is None:
        raise RefusedError("message_not_found")
    return channel, message


def _is_own(call: Call, message: Message) -> bool:
    """Whether the caller wrote it; a person also by hand."""
    return message.user == call.caller and (call.grant is not None or message.app is not None)


def _check_editable(call: Call, channel: Channel, message: Message) -> None:
    if channel.is_archived:
        raise RefusedError("is_inactive")
    window = call.workspace.preferences.edit_window_seconds
    if window is not None and call.workspace.clock.now() - float(message.ts) > window:
        raise RefusedError("edit_window_closed")


def _content_of_update(call: Call, message: Message) -> Content:
    arguments = dict(call.arguments.raw)
    if len(str(arguments.get("text") or "")) > UPDATE_TEXT_LIMIT:
        raise RefusedError("msg_too_long")
    if parsed(arguments.get("metadata"), "invalid_metadata_format") == {}:
        # An empty object takes the metadata away, and without any it stays.
        del arguments["metadata"]
        message.metadata = None
    content = content_of(arguments, call.workspace)
    if content.text is None and content.blocks is None and content.attachments is None:
        raise RefusedError("no_text")
    if content.is_empty and not message.attachments:
        raise RefusedError("no_text")
    return content


def _broadcast(call: Call, channel: Channel, message: Message, content: Content) -> None:
    if not message.is_reply:
        raise RefusedError("cant_broadcast_message")
    if message.is_broadcast:
        return
    if content.text not in {None, message.text} or content.blocks is not None:
        raise RefusedError("no_dual_broadcast_content_update")
    call.workspace.log(channel).broadcast(message)
    message.subtype = message.subtype or "thread_broadcast"


def _edit(call: Call, content: Content) -> Edit:
    # Text without blocks takes the old blocks away; attachments stay until they are named.
    is_rewritten = content.text is not None or content.blocks is not None
    return Edit(
        text=content.shown_text if is_rewritten else None,
        blocks=kept_blocks(content.blocks or [], call.workspace.ids) if is_rewritten else None,
        attachments=None
        if content.attachments is None
        else kept_attachments(content.attachments, call.workspace.ids),
        metadata=content.metadata,
        edited_by=None if content.blocks else _editor(call),
    )


def _editor(call: Call) -> str:
    return call.grant.user if call.grant else call.workspace.app.bot_id


def _described(call: Call, channel: Channel, message: Message) -> JsonObject:
    return call.workspace.log(channel).described(message, all_metadata=True)


METHODS = (
    Method("chat.postMessage", post_message, ("chat:write",), tokens=("bot", "user")),
    Method("chat.meMessage", me_message, ("chat:write",)),
    Method("chat.update", update, ("chat:write",), tokens=("bot", "user")),
    Method("chat.delete", delete, ("chat:write",), tokens=("bot", "user")),
    Method("chat.postEphemeral", post_ephemeral, ("chat:write",)),
    Method("chat.getPermalink", get_permalink),
    *chat_scheduled.METHODS,
    *chat_unfurl.METHODS,
)
