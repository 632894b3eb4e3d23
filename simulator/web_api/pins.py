"""The pins.* methods."""

from simulator.channels import Channel
from simulator.json_types import JsonObject
from simulator.messages import Message, permalink
from simulator.pins import LIMIT, Pin
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method
from simulator.web_api.marked import marked_message

# Somebody's coming and going cannot be pinned.
_NOT_PINNABLE = {
    *("channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name"),
    *("channel_archive", "channel_unarchive", "tombstone"),
}
_TOLD = ("bot_id", "type", "text", "user", "ts", "app_id", "team", "bot_profile", "permalink")


def add(call: Call) -> JsonObject:
    channel, message = marked_message(call)
    pins = call.workspace.pins
    if message.subtype in _NOT_PINNABLE:
        raise RefusedError("not_pinnable")
    if pins.find(channel.id, message.ts):
        raise RefusedError("already_pinned")
    if len(_kept(call, channel)) >= LIMIT:
        raise RefusedError("too_many_pins")
    pin = Pin(message.ts, call.workspace.app.bot_user_id, int(call.workspace.clock.now()))
    pins.add(channel.id, pin)
    _tell(call, "pin_added", channel, message, pin)
    return {}


def remove(call: Call) -> JsonObject:
    channel, message = marked_message(call)
    pin = call.workspace.pins.find(channel.id, message.ts)
    if pin is None:
        raise RefusedError("no_pin")
    call.workspace.pins.remove(channel.id, message.ts)
    _tell(call, "pin_removed", channel, message, pin)
    return {}


def list_pins(call: Call) -> JsonObject:
    channel = call.channel()
    if not call.workspace.has_app(channel):
        raise RefusedError("not_in_channel")
    return {"items": [_listed(call, channel, message, pin) for message, pin in _kept(call, channel)]}


def _kept(call: Call, channel: Channel) -> list[tuple[Message, Pin]]:
    log = call.workspace.log(channel)
    found = [(log.find(pin.ts), pin) for pin in call.workspace.pins.of(channel.id)]
    return [(message, pin) for message, pin in found if message]


def _listed(call: Call, channel: Channel, message: Message, pin: Pin) -> JsonObject:
    described = call.workspace.log(channel).described(message, all_metadata=False)
    described |= {
        "permalink": permalink(call.workspace.url, channel.id, message),
        "pinned_to": [channel.id],
    }
    return {
        "type": "message",
        "channel": channel.id,
        "created": pin.created,
        "created_by": pin.user,
        "message": described,
    }


def _tell(call: Call, kind: str, channel: Channel, message: Message, pin: Pin) -> None:
    item = _listed(call, channel, message, pin)
    item["message"] = {key: item["message"][key] for key in _TOLD if key in item["message"]}
    count = len(_kept(call, channel))
    event = {
        "type": kind,
        "user": call.workspace.app.bot_user_id,
        "channel_id": channel.id,
        "item": item,
        "item_user": message.user,
        "pin_count": count,
        "pinned_info": {"channel": channel.id, "pinned_by": pin.user, "pinned_ts": pin.created},
    }
    if kind == "pin_removed":
        event["has_pins"] = count > 0
    call.workspace.events.publish(kind, event)


METHODS = (
    Method("pins.add", add, ("pins:write",)),
    Method("pins.remove", remove, ("pins:write",)),
    Method("pins.list", list_pins, ("pins:read",)),
)
