"""The conversations.* methods that make, archive, rename and describe channels."""

from simulator import channel_life
from simulator.channels import Channel, RemarkKind
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method
from simulator.web_api.conversation_scopes import TOPIC, WRITE, all_of, need_one, scoped
from simulator.web_api.conversation_shapes import described

_LONGEST_NAME = 80
_LONGEST_REMARK = 250


def create(call: Call) -> JsonObject:
    is_private = call.arguments.flag("is_private")
    need_one(call, [WRITE["group" if is_private else "channel"]])
    if call.workspace.preferences.creating_channels == "admins":
        raise RefusedError("restricted_action")
    name = _new_name(call)
    bot = call.workspace.app.bot_user_id
    channel = channel_life.create(call.workspace, name, bot, is_private=is_private)
    return {"channel": described(call, channel)}


def archive(call: Call) -> JsonObject:
    channel = _channel(call)
    _check_member(call, channel)
    if channel.is_general:
        raise RefusedError("cant_archive_general")
    if channel.is_archived:
        raise RefusedError("already_archived")
    channel_life.archive(call.workspace, channel, call.workspace.app.bot_user_id)
    return {}


def unarchive(call: Call) -> JsonObject:
    channel = _channel(call)
    if not channel.is_archived:
        raise RefusedError("not_archived")
    channel_life.unarchive(call.workspace, channel, call.workspace.app.bot_user_id)
    return {}


def rename(call: Call) -> JsonObject:
    channel = _channel(call)
    _check_member(call, channel)
    _check_living(channel)
    bot = call.workspace.app.bot_user_id
    # Only whoever made the channel, or an admin, may rename it.
    if channel.creator != bot:
        raise RefusedError("not_authorized")
    name = _new_name(call, of=channel)
    if name != channel.name:
        channel_life.rename(call.workspace, channel, name, bot)
    return {"channel": described(call, channel)}


def set_topic(call: Call) -> JsonObject:
    return _set_remark(call, "topic")


def set_purpose(call: Call) -> JsonObject:
    return _set_remark(call, "purpose")


def _set_remark(call: Call, kind: RemarkKind) -> JsonObject:
    channel = scoped(call, WRITE, TOPIC)
    if channel.kind == "im":
        raise RefusedError("method_not_supported_for_channel_type")
    _check_member(call, channel)
    _check_living(channel)
    value = str(call.arguments.raw.get(kind) or "")
    if len(value) > _LONGEST_REMARK:
        raise RefusedError("too_long")
    channel_life.set_remark(call.workspace, channel, kind, value, call.workspace.app.bot_user_id)
    return {"channel": described(call, channel)}


def _channel(call: Call) -> Channel:
    channel = call.channel()
    if channel.is_direct:
        raise RefusedError("method_not_supported_for_channel_type")
    return scoped(call, WRITE)


def _check_member(call: Call, channel: Channel) -> None:
    if not call.workspace.has_app(channel):
        raise RefusedError("not_in_channel")


def _check_living(channel: Channel) -> None:
    if channel.is_archived:
        raise RefusedError("is_archived")


def _new_name(call: Call, of: Channel | None = None) -> str:
    name = (call.arguments.text("name") or "").removeprefix("#")
    if not name:
        raise RefusedError("invalid_name_required")
    if len(name) > _LONGEST_NAME:
        raise RefusedError("invalid_name_maxlength")
    if not any(letter.isalnum() for letter in name):
        raise RefusedError("invalid_name_punctuation")
    if name != name.lower() or not all(letter.isalnum() or letter in "-_" for letter in name):
        raise RefusedError("invalid_name_specials")
    if any(known.name == name and known is not of for known in call.workspace.channels.values()):
        raise RefusedError("name_taken")
    return name


METHODS = (
    Method("conversations.create", create, (WRITE["channel"], WRITE["group"])),
    Method("conversations.archive", archive, all_of(WRITE)),
    Method("conversations.unarchive", unarchive, all_of(WRITE)),
    Method("conversations.rename", rename, all_of(WRITE)),
    Method("conversations.setTopic", set_topic, all_of(WRITE, TOPIC)),
    Method("conversations.setPurpose", set_purpose, all_of(WRITE, TOPIC)),
)
