"""How conversations come and go and change: made, opened, renamed, archived; and who hears of it."""

from simulator import conversation
from simulator.channels import Channel, RemarkKind, group_message
from simulator.json_types import JsonObject
from simulator.workspace import Workspace


def create(workspace: Workspace, name: str, creator: str, *, is_private: bool) -> Channel:
    """A new channel whose only member is the one who made it."""
    channel = Channel(
        id=workspace.ids.entity("C0"),
        name=name,
        kind="group" if is_private else "channel",
        created=int(workspace.clock.now()),
        creator=creator,
        updated_ms=_now_ms(workspace),
    )
    workspace.channels[channel.id] = channel
    if not is_private:
        workspace.events.publish("channel_created", _created_event(workspace, channel))
    conversation.join(workspace, channel, creator)
    return channel


def archive(workspace: Workspace, channel: Channel, actor: str) -> None:
    conversation.announce(
        workspace, channel, actor, "channel_archive", f"<@{actor}> has archived the channel"
    )
    channel.is_archived = True
    channel.updated_ms = _now_ms(workspace)
    kind = f"{_family(channel)}_archive"
    _publish(workspace, channel, {"type": kind, "channel": channel.id, "user": actor, "is_moved": 0})


def unarchive(workspace: Workspace, channel: Channel, actor: str) -> None:
    channel.is_archived = False
    channel.updated_ms = _now_ms(workspace)
    conversation.announce(
        workspace, channel, actor, "channel_unarchive", f"<@{actor}> has un-archived the channel"
    )
    # Of a private channel Slack names the one who did it by another key.
    by = "user" if channel.kind == "channel" else "actor_id"
    _publish(workspace, channel, {"type": f"{_family(channel)}_unarchive", "channel": channel.id, by: actor})


def rename(workspace: Workspace, channel: Channel, name: str, actor: str) -> None:
    old, channel.name = channel.name, name
    channel.previous_names = [old, *(known for known in channel.previous_names if known not in {old, name})]
    channel.updated_ms = _now_ms(workspace)
    text = f'<@{actor}> has renamed the channel from "{old}" to "{name}"'
    conversation.announce(workspace, channel, actor, "channel_name", text, {"name": name, "old_name": old})
    described = {
        "id": channel.id,
        "is_channel": not channel.id.startswith("G"),
        "is_mpim": False,
        "name": name,
        "name_normalized": name,
        "created": channel.created,
    }
    _publish(workspace, channel, {"type": f"{_family(channel)}_rename", "channel": described})


def set_remark(workspace: Workspace, channel: Channel, kind: RemarkKind, value: str, actor: str) -> None:
    """Sets the topic or the purpose; setting what is there already changes nothing."""
    if getattr(channel, kind) == value:
        return
    setattr(channel, kind, value)
    channel.set_by[kind] = (actor, int(workspace.clock.now()))
    channel.updated_ms = _now_ms(workspace)
    what = "channel topic" if kind == "topic" else "channel description"
    text = f"<@{actor}> set the {what}: {value}" if value else f"<@{actor}> cleared the {what}"
    conversation.announce(workspace, channel, actor, f"channel_{kind}", text, {kind: value})


def open_direct_message(workspace: Workspace, user: str) -> tuple[Channel, bool]:
    """The conversation between this person and the app, and whether it was open already."""
    is_known = workspace.has_direct_message(user)
    channel = workspace.direct_message(user)
    if not is_known:
        _tell_direct_message(workspace, channel)
    return channel, is_known and _reopened(workspace, channel)


def open_group_message(workspace: Workspace, users: list[str]) -> tuple[Channel, bool]:
    """The conversation between these people and the app, and whether it was open already."""
    known = known_group_message(workspace, users)
    if known is not None:
        return known, _reopened(workspace, known)
    members = [workspace.app.bot_user_id, *users]
    named = {user: workspace.users[user].facts.name for user in members}
    channel = group_message(workspace.ids.entity("C0"), named, int(workspace.clock.now()))
    workspace.channels[channel.id] = channel
    return channel, False


def known_group_message(workspace: Workspace, users: list[str]) -> Channel | None:
    members = {workspace.app.bot_user_id, *users}
    groups = (channel for channel in workspace.channels.values() if channel.kind == "mpim")
    return next((group for group in groups if set(group.members) == members), None)


def close(workspace: Workspace, channel: Channel) -> bool:
    """Closes the direct message for the app; false when it was closed already."""
    bot = workspace.app.bot_user_id
    if bot in channel.closed_for:
        return False
    channel.closed_for.add(bot)
    if channel.kind == "im":
        workspace.events.publish("im_close", {"type": "im_close", "user": bot, "channel": channel.id})
    return True


def _reopened(workspace: Workspace, channel: Channel) -> bool:
    was_open = workspace.app.bot_user_id not in channel.closed_for
    channel.closed_for.discard(workspace.app.bot_user_id)
    return was_open


def _tell_direct_message(workspace: Workspace, channel: Channel) -> None:
    described = {
        "id": channel.id,
        "is_im": True,
        "user": channel.with_user,
        "created": channel.created,
        "is_org_shared": False,
    }
    bot = workspace.app.bot_user_id
    workspace.events.publish("im_created", {"type": "im_created", "user": bot, "channel": described})


def _created_event(workspace: Workspace, channel: Channel) -> JsonObject:
    flags = ("is_shared", "is_org_shared", "is_archived", "is_frozen", "is_general", "is_group", "is_private")
    more = ("is_ext_shared", "is_im", "is_mpim", "is_pending_ext_shared")
    described: JsonObject = {
        "id": channel.id,
        "is_channel": True,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "creator": channel.creator,
        "context_team_id": workspace.app.team.id,
        **dict.fromkeys((*flags, *more), False),
    }
    return {"type": "channel_created", "channel": described}


def _publish(workspace: Workspace, channel: Channel, event: JsonObject) -> None:
    # An app hears of every public channel, and of private ones only where it is a member.
    if channel.kind == "channel" or workspace.has_app(channel):
        workspace.events.publish(str(event["type"]), event)


def _family(channel: Channel) -> str:
    return "channel" if channel.kind == "channel" else "group"


def _now_ms(workspace: Workspace) -> int:
    return int(workspace.clock.now() * 1000)
