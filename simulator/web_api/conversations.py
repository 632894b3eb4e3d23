"""The conversations.* methods that look: what conversations there are, who is in them, what was read."""

from collections.abc import Callable

from simulator.channels import UNREAD, Channel, ChannelKind, posting_limits
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.timestamps import normalized
from simulator.web_api import (
    conversations_direct,
    conversations_history,
    conversations_manage,
    conversations_membership,
)
from simulator.web_api.call import Call, Method, need_scope
from simulator.web_api.conversation_scopes import READ, WRITE, all_of, scoped
from simulator.web_api.conversation_shapes import described
from simulator.web_api.paging import page

_KINDS: dict[str, ChannelKind] = {
    "public_channel": "channel",
    "private_channel": "group",
    "im": "im",
    "mpim": "mpim",
}


def info(call: Call) -> JsonObject:
    channel = scoped(call, READ)
    shown = described(call, channel) | posting_limits(channel)
    if call.workspace.has_app(channel):
        shown["last_read"] = channel.last_read.get(call.workspace.app.bot_user_id, UNREAD)
    if call.arguments.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    if call.arguments.flag("include_locale"):
        shown["locale"] = "en-US"
    return {"channel": shown}


def list_channels(call: Call) -> JsonObject:
    def may_be_seen(channel: Channel) -> bool:
        return not channel.is_private or call.workspace.has_app(channel)

    return _listed(call, may_be_seen, _counted)


def list_of_user(call: Call) -> JsonObject:
    """users.conversations: what somebody is in, as far as the app may know."""
    user = call.arguments.text("user") or call.workspace.app.bot_user_id
    if user not in call.workspace.users:
        raise RefusedError("user_not_found")

    def is_shared(channel: Channel) -> bool:
        return user in channel.members and (not channel.is_private or call.workspace.has_app(channel))

    return _listed(call, is_shared, _without_membership)


def members(call: Call) -> JsonObject:
    channel = scoped(call, READ)
    shown, cursor = page(channel.members, call.arguments, "user", lambda user: user)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def mark(call: Call) -> JsonObject:
    channel = scoped(call, WRITE)
    if not call.workspace.has_app(channel):
        raise RefusedError("not_in_channel")
    try:
        read = normalized(call.arguments.text("ts") or "")
    except ValueError as exc:
        raise RefusedError("invalid_timestamp") from exc
    channel.last_read[call.workspace.app.bot_user_id] = read
    return {}


def _listed(
    call: Call, is_shown: Callable[[Channel], bool], shape: Callable[[Call, Channel], JsonObject]
) -> JsonObject:
    kinds = _kinds(call)
    no_archived = call.arguments.flag("exclude_archived")
    channels = [
        channel
        for channel in call.workspace.channels.values()
        if channel.kind in kinds and not (no_archived and channel.is_archived) and is_shown(channel)
    ]
    channels.sort(key=lambda channel: channel.id)
    shown, cursor = page(channels, call.arguments, "team", lambda channel: channel.id)
    return {
        "channels": [shape(call, channel) for channel in shown],
        "response_metadata": {"next_cursor": cursor},
    }


def _kinds(call: Call) -> set[ChannelKind]:
    types = call.arguments.listed("types") or ["public_channel"]
    if any(wanted not in _KINDS for wanted in types):
        raise RefusedError("invalid_types")
    kinds = {_KINDS[wanted] for wanted in types}
    for kind in sorted(kinds):
        need_scope(call, READ[kind])
    return kinds


def _counted(call: Call, channel: Channel) -> JsonObject:
    shown = described(call, channel)
    return shown if channel.kind == "im" else shown | {"num_members": len(channel.members)}


def _without_membership(call: Call, channel: Channel) -> JsonObject:
    shown = described(call, channel)
    shown.pop("is_member", None)
    return shown


METHODS = (
    Method("conversations.info", info, all_of(READ)),
    Method("conversations.list", list_channels, all_of(READ)),
    Method("conversations.members", members, all_of(READ)),
    Method("conversations.mark", mark, all_of(WRITE)),
    Method("users.conversations", list_of_user, all_of(READ)),
    *conversations_direct.METHODS,
    *conversations_history.METHODS,
    *conversations_manage.METHODS,
    *conversations_membership.METHODS,
)
