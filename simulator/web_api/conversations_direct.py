"""conversations.open and conversations.close: direct messages with one person, or with several."""

from simulator import channel_life
from simulator.channels import Channel
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method, need_scope
from simulator.web_api.conversation_scopes import WRITE, scoped
from simulator.web_api.conversation_shapes import described

_MOST_USERS = 8
_SCOPES = (WRITE["im"], WRITE["mpim"])


def open_conversation(call: Call) -> JsonObject:
    if call.arguments.text("channel") is not None:
        return _resumed(call)
    users = _users(call)
    need_scope(call, WRITE["im" if len(users) == 1 else "mpim"])
    if call.arguments.flag("prevent_creation") and not _is_known(call, users):
        raise RefusedError("channel_not_found")
    if len(users) == 1:
        channel, was_open = channel_life.open_direct_message(call.workspace, users[0])
    else:
        channel, was_open = channel_life.open_group_message(call.workspace, users)
    return _opened(call, channel, was_open=was_open)


def close(call: Call) -> JsonObject:
    channel = call.channel()
    if not channel.is_direct:
        raise RefusedError("method_not_supported_for_channel_type")
    scoped(call, WRITE)
    return {} if channel_life.close(call.workspace, channel) else {"no_op": True, "already_closed": True}


def _resumed(call: Call) -> JsonObject:
    channel = call.channel()
    if not channel.is_direct:
        raise RefusedError("method_not_supported_for_channel_type")
    scoped(call, WRITE)
    bot = call.workspace.app.bot_user_id
    was_open = bot not in channel.closed_for
    channel.closed_for.discard(bot)
    return _opened(call, channel, was_open=was_open)


def _users(call: Call) -> list[str]:
    users = list(dict.fromkeys(call.arguments.listed("users")))
    if not users:
        raise RefusedError("users_list_not_supplied")
    for user in users:
        _check(call, user)
    others = [user for user in users if user != call.workspace.app.bot_user_id]
    if not others:
        raise RefusedError("cannot_dm_bot")
    if len(others) > _MOST_USERS:
        raise RefusedError("too_many_users")
    return others


def _check(call: Call, user: str) -> None:
    person = call.workspace.users.get(user)
    if person is None:
        raise RefusedError("user_not_found")
    if person.facts.deleted:
        raise RefusedError("user_disabled")
    if person.facts.is_bot and user != call.workspace.app.bot_user_id:
        raise RefusedError("cannot_dm_bot")


def _is_known(call: Call, users: list[str]) -> bool:
    if len(users) == 1:
        return call.workspace.has_direct_message(users[0])
    return channel_life.known_group_message(call.workspace, users) is not None


def _opened(call: Call, channel: Channel, *, was_open: bool) -> JsonObject:
    is_full = channel.kind == "mpim" or call.arguments.flag("return_im")
    shown: JsonObject = described(call, channel) if is_full else {"id": channel.id}
    return {"channel": shown, **({"no_op": True, "already_open": True} if was_open else {})}


METHODS = (
    Method("conversations.open", open_conversation, _SCOPES),
    Method("conversations.close", close, _SCOPES),
)
