"""The chat.* methods: posting, changing and deleting messages as the app."""

from simulator import conversation
from simulator.blocks import kept_blocks
from simulator.channels import Channel
from simulator.composing import Content, bot_message, content_of
from simulator.conversation import Edit
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method

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
    channel = _writable(call, _addressed(call))
    content = _content(call)
    message = bot_message(call.workspace, content, _thread(call, channel))
    message.is_broadcast = message.is_reply and call.arguments.flag("reply_broadcast")
    if call.workspace.app.has_scope("chat:write.customize"):
        message.username = call.arguments.text("username")
    conversation.post(call.workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": _described(call, channel, message)}


def update(call: Call) -> JsonObject:
    channel, message = _own_message(call, "cant_update_message")
    if channel.is_archived:
        raise RefusedError("is_archived")
    if len(str(call.arguments.raw.get("text") or "")) > UPDATE_TEXT_LIMIT:
        raise RefusedError("msg_too_long")
    content = content_of(call.arguments.raw)
    if content.text is None and content.blocks is None and content.attachments is None:
        raise RefusedError("no_text")
    if content.is_empty and not message.attachments:
        raise RefusedError("no_text")
    conversation.edit(call.workspace, channel, message, _edit(call, content))
    described = _described(call, channel, message)
    updated = {key: described[key] for key in _UPDATED_KEYS if key in described}
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": updated}


def delete(call: Call) -> JsonObject:
    channel, message = _own_message(call, "cant_delete_message")
    conversation.delete(call.workspace, channel, message)
    return {"channel": channel.id, "ts": call.arguments.required("ts")}


def post_ephemeral(call: Call) -> JsonObject:
    channel = _writable(call, call.channel())
    user = call.arguments.required("user")
    if user not in call.workspace.users:
        raise RefusedError("user_not_found")
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    message = bot_message(call.workspace, _content(call), _thread(call, channel))
    message.only_for = user
    conversation.post(call.workspace, channel, message)
    return {"message_ts": message.ts}


def permalink(call: Call) -> JsonObject:
    channel = call.channel()
    message = call.workspace.log(channel).find(call.arguments.required("message_ts"))
    if message is None:
        raise RefusedError("message_not_found")
    link = f"{call.workspace.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"permalink": link, "channel": channel.id}


def _addressed(call: Call) -> Channel:
    reference = call.arguments.required("channel")
    user = call.workspace.users.get(reference)
    if user is not None and not user.facts.is_bot:
        return call.workspace.direct_message(user.id)
    return call.channel()


def _writable(call: Call, channel: Channel) -> Channel:
    if channel.is_archived:
        raise RefusedError("is_archived")
    if call.workspace.has_app(channel) or call.workspace.app.has_scope("chat:write.public"):
        return channel
    raise RefusedError("not_in_channel")


def _content(call: Call) -> Content:
    content = content_of(call.arguments.raw)
    if content.is_empty:
        raise RefusedError("no_text")
    return content


def _thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.arguments.text("thread_ts")
    if thread_ts is None:
        return None
    parent = call.workspace.log(channel).find(thread_ts)
    if parent is None:
        raise RefusedError("thread_not_found")
    return parent.thread_ts or parent.ts


def _own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = call.workspace.log(channel).find(call.arguments.required("ts"))
    if message is None:
        raise RefusedError("message_not_found")
    if message.app is None:
        raise RefusedError(refusal)
    return channel, message


def _edit(call: Call, content: Content) -> Edit:
    # Text without blocks takes the old blocks away; attachments stay until they are named.
    return Edit(
        text=content.text or "",
        blocks=kept_blocks(content.blocks or [], call.workspace.ids),
        attachments=content.attachments,
        metadata=content.metadata,
        edited_by=None if content.blocks else call.workspace.app.bot_id,
    )


def _described(call: Call, channel: Channel, message: Message) -> JsonObject:
    return call.workspace.log(channel).described(message, all_metadata=True)


METHODS = (
    Method("chat.postMessage", post_message, ("chat:write",)),
    Method("chat.update", update, ("chat:write",)),
    Method("chat.delete", delete, ("chat:write",)),
    Method("chat.postEphemeral", post_ephemeral, ("chat:write",)),
    Method("chat.getPermalink", permalink),
)
