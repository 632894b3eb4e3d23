"""conversations.history and conversations.replies: what was said, a page at a time."""

from simulator.channels import Channel
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.refusals import RefusedError
from simulator.timestamps import EARLIEST, LATEST, normalized, of_digits
from simulator.web_api.call import Call, Method
from simulator.web_api.conversation_scopes import HISTORY, all_of, scoped
from simulator.web_api.paging import decode, encode, limit_of

_LARGEST_PAGE = 999
_CURSOR = "next_ts"


def history(call: Call) -> JsonObject:
    channel = _readable(call)
    oldest, latest = _bounds(call)
    if cursor := call.arguments.text("cursor"):
        latest = min(latest, _position(cursor))
    limit = limit_of(call.arguments, 100, _LARGEST_PAGE)
    found = call.workspace.log(channel).newest(oldest, latest, limit + 1)
    body = _page(call, channel, found, limit)
    return {
        **body,
        "pin_count": len(call.workspace.pins.of(channel.id)),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }


def replies(call: Call) -> JsonObject:
    channel = _readable(call)
    log = call.workspace.log(channel)
    first = log.find(call.arguments.required("ts"))
    if first is None:
        raise RefusedError("thread_not_found")
    oldest, latest = _bounds(call)
    thread = [first] if first.is_reply else [first, *log.replies(first.ts)]
    # The parent is part of the answer whatever the range is.
    said = [message for message in thread if message is first or oldest <= message.ts <= latest]
    if cursor := call.arguments.text("cursor"):
        position = _position(cursor)
        said = [message for message in said if message.ts >= position]
    limit = limit_of(call.arguments, 1000, _LARGEST_PAGE)
    return _page(call, channel, said[: limit + 1], limit)


def _readable(call: Call) -> Channel:
    channel = scoped(call, HISTORY)
    if not call.workspace.has_app(channel):
        raise RefusedError("not_in_channel")
    return channel


def _bounds(call: Call) -> tuple[str, str]:
    """The first and the last timestamp of the range that is asked for, both included."""
    shift = 0 if call.arguments.flag("inclusive") else 1
    oldest, latest = call.arguments.text("oldest"), call.arguments.text("latest")
    return (
        _bound("oldest", oldest, shift) if oldest else EARLIEST,
        _bound("latest", latest, -shift) if latest else LATEST,
    )


def _bound(name: str, value: str, shift: int) -> str:
    try:
        return normalized(value, shift)
    except ValueError as exc:
        raise RefusedError(f"invalid_ts_{name}") from exc


def _position(cursor: str) -> str:
    try:
        return of_digits(decode(_CURSOR, cursor))
    except ValueError as exc:
        raise RefusedError("invalid_cursor") from exc


def _page(call: Call, channel: Channel, found: list[Message], limit: int) -> JsonObject:
    """The first messages of those found; one more than the limit says that there are more."""
    log = call.workspace.log(channel)
    everything = call.arguments.flag("include_all_metadata")
    shown = [log.described(message, all_metadata=everything) for message in found[:limit]]
    if len(found) <= limit:
        return {"messages": shown, "has_more": False}
    cursor = encode(_CURSOR, found[limit].ts.replace(".", ""))
    return {"messages": shown, "has_more": True, "response_metadata": {"next_cursor": cursor}}


METHODS = (
    Method("conversations.history", history, all_of(HISTORY)),
    Method("conversations.replies", replies, all_of(HISTORY)),
)
