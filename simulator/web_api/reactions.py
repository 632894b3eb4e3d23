"""The reactions.* methods."""

from simulator import conversation
from simulator.channels import Channel
from simulator.json_types import JsonObject
from simulator.messages import Message, permalink
from simulator.reactions import check_addition, check_removal, reaction_name
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method
from simulator.web_api.marked import marked_message, named_message
from simulator.web_api.numbering import numbered_page
from simulator.web_api.paging import page

# What these methods tell of a message is less than what a channel's history tells.
_TOLD = (
    *("type", "subtype", "user", "text", "ts", "team", "bot_id", "app_id", "bot_profile", "blocks"),
    *("reactions", "permalink"),
)


def add(call: Call) -> JsonObject:
    name = reaction_name(call.arguments.required("name"))
    channel, message = marked_message(call)
    bot = call.workspace.app.bot_user_id
    check_addition(message, bot, name)
    conversation.react(call.workspace, channel, message, bot, name)
    return {}


def remove(call: Call) -> JsonObject:
    name = reaction_name(call.arguments.required("name"))
    channel, message = marked_message(call)
    bot = call.workspace.app.bot_user_id
    check_removal(message, bot, name)
    conversation.react(call.workspace, channel, message, bot, name)
    return {}


def get(call: Call) -> JsonObject:
    channel, message = named_message(call)
    return _item(call, channel, message)


def list_reactions(call: Call) -> JsonObject:
    """What one member reacted to, newest message first; everything that the app can see of it."""
    user = call.arguments.text("user") or call.workspace.app.bot_user_id
    if user not in call.workspace.users:
        raise RefusedError("user_not_found")
    reacted = [
        (channel, message)
        for channel in call.workspace.channels.values()
        if call.workspace.has_app(channel)
        for message in call.workspace.log(channel).everything()
        if any(user in users for users in message.reactions.values())
    ]
    reacted.sort(key=lambda item: item[1].ts, reverse=True)
    if call.arguments.text("limit") is None and call.arguments.text("cursor") is None:
        shown, paging = numbered_page(reacted, call.arguments)
        return {"items": [_item(call, *item) for item in shown], "paging": paging}
    shown, cursor = page(reacted, call.arguments, "reaction", lambda item: item[1].ts)
    items = [_item(call, *item) for item in shown]
    return {"items": items, "response_metadata": {"next_cursor": cursor}}


def _item(call: Call, channel: Channel, message: Message) -> JsonObject:
    described = call.workspace.log(channel).described(message, all_metadata=False)
    described["permalink"] = permalink(call.workspace.url, channel.id, message)
    told = {key: described[key] for key in _TOLD if key in described}
    return {"type": "message", "channel": channel.id, "message": told}


METHODS = (
    Method("reactions.add", add, ("reactions:write",)),
    Method("reactions.remove", remove, ("reactions:write",)),
    Method("reactions.get", get, ("reactions:read",)),
    Method("reactions.list", list_reactions, ("reactions:read",)),
)
