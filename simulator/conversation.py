"""What is said and done in conversations, by anyone, and the events that follow from it."""

from dataclasses import dataclass, field

from simulator.channels import Channel, ChannelKind
from simulator.files import File
from simulator.json_types import JsonObject
from simulator.links import tell_of_links
from simulator.messages import Message
from simulator.workspace import Workspace

_SUBSCRIPTIONS: dict[ChannelKind, str] = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}
_TYPE_LETTERS: dict[ChannelKind, str] = {"channel": "C", "group": "G", "im": "D", "mpim": "G"}
_MEMBERSHIP_SCOPES: dict[ChannelKind, str] = {
    "channel": "channels:read",
    "group": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}

# What events tell of a message is less than what the Web API tells.
_EVENT_KEYS = (
    "client_msg_id",
    "type",
    "subtype",
    "user",
    "team",
    "bot_id",
    "bot_profile",
    "text",
    "blocks",
    "attachments",
    "ts",
    "thread_ts",
    "parent_user_id",
    "edited",
    "files",
    "upload",
    "display_as_bot",
)
_NEW_KEYS = (*_EVENT_KEYS, "metadata", "inviter", "root")
_CHANGED_KEYS = (
    *_EVENT_KEYS,
    "hidden",
    "is_locked",
    "subscribed",
    "reply_count",
    "reply_users_count",
    "latest_reply",
)
_BARE_KEYS = ("type", "subtype", "user", "text", "ts")
_NEW_KEYS_OF_SUBTYPES = {
    "bot_message": (
        *("type", "subtype", "bot_id", "username", "icons", "text", "blocks", "attachments"),
        *("ts", "thread_ts"),
    ),
    "file_share": (
        *("type", "text", "blocks", "attachments", "files", "upload", "display_as_bot", "user"),
        *("parent_user_id", "ts", "thread_ts"),
    ),
    "me_message": (*_BARE_KEYS, "bot_id"),
    "channel_topic": (*_BARE_KEYS, "topic"),
    "channel_purpose": (*_BARE_KEYS, "purpose"),
    "channel_name": (*_BARE_KEYS, "team", "name", "old_name"),
}


@dataclass
class Edit:
    """The parts of a message that change; what is nothing stays."""

    text: str | None = None
    blocks: list[JsonObject] | None = None
    attachments: list[JsonObject] | None = None
    metadata: JsonObject | None = None
    files: list[File] | None = None
    edited_by: str | None = None
    """Who the message says has edited it; nothing leaves the mark out."""
    changes: list[str] = field(default_factory=lambda: ["text", "blocks", "attachments", "metadata", "files"])


def post(workspace: Workspace, channel: Channel, message: Message) -> None:
    if message.is_broadcast and message.subtype is None:
        message.subtype = "thread_broadcast"
    workspace.log(channel).add(message)
    if message.only_for is not None:
        return
    channel.closed_for.clear()
    # Only the event calls a message with files by a subtype of its own; the Web API does not.
    subtype = "file_share" if message.files else message.subtype
    described = _told(workspace, channel, message, _NEW_KEYS_OF_SUBTYPES.get(subtype or "", _NEW_KEYS))
    if subtype is not None:
        described["subtype"] = subtype
    described |= {"channel": channel.id, "event_ts": message.ts, "channel_type": channel.kind}
    _tell_app(workspace, channel, described)
    if _is_mention(workspace, message):
        _tell_mention(workspace, channel, described)
    tell_of_links(workspace, channel, message)


def edit(workspace: Workspace, channel: Channel, message: Message, change: Edit) -> None:
    before = _told(workspace, channel, message, _CHANGED_KEYS)
    for name in change.changes:
        if (value := getattr(change, name)) is not None:
            setattr(message, name, value)
    if change.edited_by:
        message.edited = {"user": change.edited_by, "ts": workspace.ids.timestamp()}
    if message.only_for is None:
        _tell_changed(workspace, channel, message, before)


def delete(workspace: Workspace, channel: Channel, message: Message) -> None:
    log = workspace.log(channel)
    before = _told(workspace, channel, message, _CHANGED_KEYS)
    log.remove(message.ts)
    workspace.pins.remove(channel.id, message.ts)
    if message.only_for is not None:
        return
    if message.subtype == "tombstone" and log.find(message.ts):
        _tell_changed(workspace, channel, message, before)
        return
    event = _hidden(workspace, channel, "message_deleted")
    _tell_app(workspace, channel, event | {"deleted_ts": message.ts, "previous_message": before})


def react(workspace: Workspace, channel: Channel, message: Message, user: str, name: str) -> bool:
    """Adds the reaction, or takes it away when it was there; true when it was added."""
    users = message.reactions.setdefault(name, [])
    is_added = user not in users
    if is_added:
        users.append(user)
    else:
        users.remove(user)
    if not users:
        del message.reactions[name]
    if workspace.has_app(channel):
        kind = "reaction_added" if is_added else "reaction_removed"
        item = {"type": "message", "channel": channel.id, "ts": message.ts}
        event = {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message.user}
        workspace.events.publish(kind, event)
    return is_added


def join(workspace: Workspace, channel: Channel, user: str, inviter: str | None = None) -> None:
    channel.members.append(user)
    invited = {"inviter": inviter} if inviter else {}
    announce(workspace, channel, user, "channel_join", f"<@{user}> has joined the channel", invited)
    _tell_membership(workspace, channel, user, "member_joined_channel", invited)


def leave(workspace: Workspace, channel: Channel, user: str, actor: str | None = None) -> None:
    """Takes the person out of the channel; `actor` is whoever did that, if not the person."""
    was_heard = workspace.has_app(channel)
    channel.members.remove(user)
    announce(workspace, channel, user, "channel_leave", f"<@{user}> has left the channel")
    if was_heard:
        _tell_membership(workspace, channel, user, "member_left_channel")
    if user == workspace.app.bot_user_id:
        kind = "channel_left" if channel.kind == "channel" else "group_left"
        event = {"type": kind, "channel": channel.id, "actor_id": actor or user}
        workspace.events.publish(kind, event)


def announce(
    workspace: Workspace,
    channel: Channel,
    user: str,
    subtype: str,
    text: str,
    facts: JsonObject | None = None,
) -> None:
    """Posts a message of the kind that Slack itself writes when somebody changes the channel."""
    ts = workspace.ids.timestamp()
    team = workspace.app.team.id
    post(workspace, channel, Message(ts, user, text, team, subtype=subtype, facts=facts or {}))


def _told(workspace: Workspace, channel: Channel, message: Message, keys: tuple[str, ...]) -> JsonObject:
    described = workspace.log(channel).described(message, all_metadata=False)
    return {key: described[key] for key in keys if key in described}


def _tell_app(workspace: Workspace, channel: Channel, event: JsonObject) -> None:
    if workspace.has_app(channel):
        workspace.events.publish(_SUBSCRIPTIONS[channel.kind], event)


def _is_mention(workspace: Workspace, message: Message) -> bool:
    is_written = message.app is None and message.subtype in {None, "thread_broadcast", "file_share"}
    return is_written and f"<@{workspace.app.bot_user_id}>" in message.text


def _tell_mention(workspace: Workspace, channel: Channel, described: JsonObject) -> None:
    if channel.kind == "im" or not workspace.has_app(channel):
        return
    keys = ("user", "ts", "client_msg_id", "text", "team", "thread_ts", "blocks", "channel", "event_ts")
    mention = {key: described[key] for key in keys if key in described}
    workspace.events.publish("app_mention", {"type": "app_mention", **mention})


def _tell_changed(workspace: Workspace, channel: Channel, message: Message, before: JsonObject) -> None:
    after = _told(workspace, channel, message, _CHANGED_KEYS)
    event = _hidden(workspace, channel, "message_changed")
    _tell_app(workspace, channel, event | {"message": after, "previous_message": before})


def _hidden(workspace: Workspace, channel: Channel, subtype: str) -> JsonObject:
    ts = workspace.ids.timestamp()
    return {
        "type": "message",
        "subtype": subtype,
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel.kind,
    }


def _tell_membership(
    workspace: Workspace, channel: Channel, user: str, kind: str, invited: JsonObject | None = None
) -> None:
    if not workspace.has_app(channel) and user != workspace.app.bot_user_id:
        return
    if not workspace.app.has_scope(_MEMBERSHIP_SCOPES[channel.kind]):
        return
    event = {
        "type": kind,
        "user": user,
        "channel": channel.id,
        "channel_type": _TYPE_LETTERS[channel.kind],
        "team": workspace.app.team.id,
        **(invited or {}),
    }
    workspace.events.publish(kind, event)
