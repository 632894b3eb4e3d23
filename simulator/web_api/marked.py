"""The message that a call marks: by its channel and timestamp, checked as reactions and pins have it."""

import re

from simulator.channels import Channel
from simulator.messages import Message
from simulator.refusals import RefusedError
from simulator.web_api.call import Call

_TIMESTAMP = re.compile(r"\d+\.\d+")


def named_message(call: Call) -> tuple[Channel, Message]:
    timestamp = call.arguments.text("timestamp")
    if timestamp is None or call.arguments.text("channel") is None:
        raise RefusedError("no_item_specified")
    channel = call.channel()
    if not _TIMESTAMP.fullmatch(timestamp):
        raise RefusedError("bad_timestamp")
    message = call.workspace.log(channel).find(timestamp)
    if message is None:
        raise RefusedError("message_not_found")
    return channel, message


def marked_message(call: Call) -> tuple[Channel, Message]:
    """The same, where the app may leave a mark: in channels that it is in and that are not archived."""
    channel, message = named_message(call)
    if not call.workspace.has_app(channel):
        raise RefusedError("not_in_channel")
    if channel.is_archived:
        raise RefusedError("is_archived")
    return channel, message
