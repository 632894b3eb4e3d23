"""The conversations.* methods by which the app and people come into channels and leave them."""

from simulator import conversation
from simulator.channels import Channel
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method
from simulator.web_api.conversation_scopes import INVITE, WRITE, all_of, scoped
from simulator.web_api.conversation_shapes import described, warned

_MOST_INVITED = 1000


def join(call: Call) -> JsonObject:
    channel = call.channel()
    if channel.kind != "channel":
        raise RefusedError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise RefusedError("is_archived")
    if call.workspace.has_app(channel):
        return warned({"channel": described(call, channel)}, "already_in_channel")
    conversation.join(call.workspace, channel, call.workspace.app.bot_user_id)
    return {"channel": described(call, channel)}


def invite(call: Call) -> JsonObject:
    channel = _channel(call)
    scoped(call, WRITE, INVITE)
    users = list(dict.fromkeys(call.arguments.listed("users")))
    if not users:
        raise RefusedError("no_user")
    if len(users) > _MOST_INVITED:
        raise RefusedError("too_many_users")
    if not call.workspace.has_app(channel):
        raise RefusedError("not_in_channel")
    if channel.is_archived:
        raise RefusedError("is_archived")
    refused = {user: refusal for user in users if (refusal := _why_not(call, channel, user))}
    errors = [{"user": user, "ok": False, "error": refusal} for user, refusal in refused.items()]
    welcome = [user for user in users if user not in refused]
    if refused and not (welcome and call.arguments.flag("force")):
        raise RefusedError(next(iter(refused.values())), errors=errors)
    for user in welcome:
        conversation.join(call.workspace, channel, user, inviter=call.workspace.app.bot_user_id)
    return {"channel": described(call, channel), **({"errors": errors} if errors else {})}


def kick(call: Call) -> JsonObject:
    channel = _channel(call)
    scoped(call, WRITE)
    user = call.arguments.text("user")
    if user is None:
        raise RefusedError("no_user")
    if user not in call.workspace.users:
        raise RefusedError("user_not_found")
    bot = call.workspace.app.bot_user_id
    if user == bot:
        raise RefusedError("cant_kick_self")
    if channel.is_general:
        raise RefusedError("cant_kick_from_general")
    if bot not in channel.members or user not in channel.members:
        raise RefusedError("not_in_channel")
    conversation.leave(call.workspace, channel, user, actor=bot)
    return {"errors": {}}


def leave(call: Call) -> JsonObject:
    channel = _channel(call)
    scoped(call, WRITE)
    if channel.is_archived:
        raise RefusedError("is_archived")
    if not call.workspace.has_app(channel):
        return {"not_in_channel": True}
    if channel.is_general:
        raise RefusedError("cant_leave_general")
    if channel.is_private and len(channel.members) == 1:
        raise RefusedError("last_member")
    conversation.leave(call.workspace, channel, call.workspace.app.bot_user_id)
    return {}


def _channel(call: Call) -> Channel:
    channel = call.channel()
    if channel.is_direct:
        raise RefusedError("method_not_supported_for_channel_type")
    return channel


def _why_not(call: Call, channel: Channel, user: str) -> str | None:
    """Why this person cannot be invited; nothing when they can."""
    person = call.workspace.users.get(user)
    if person is None:
        return "user_not_found"
    if user == call.workspace.app.bot_user_id:
        return "cant_invite_self"
    if user in channel.members:
        return "already_in_channel"
    if person.facts.deleted:
        return "cant_invite"
    if person.facts.is_ultra_restricted and _is_somewhere(call, user):
        return "ura_max_channels"
    return None


def _is_somewhere(call: Call, user: str) -> bool:
    channels = call.workspace.channels.values()
    return any(user in channel.members and not channel.is_direct for channel in channels)


METHODS = (
    Method("conversations.join", join, ("channels:join",)),
    Method("conversations.invite", invite, all_of(WRITE, INVITE)),
    Method("conversations.kick", kick, all_of(WRITE)),
    Method("conversations.leave", leave, all_of(WRITE)),
)
