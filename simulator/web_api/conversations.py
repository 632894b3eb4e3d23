"""The conversations.* methods: what channels there are, who is in them and what was said."""

from simulator.channels import Channel, channel_object
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method, need_scope
from simulator.web_api.paging import decode, encode, limit_of, page

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_FAMILY = {"channel": "channels", "group": "groups", "im": "im"}
_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_TYPE_SCOPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


def info(call: Call) -> JsonObject:
    channel = _scoped(call, "read")
    described = _described(call, channel)
    if call.arguments.flag("include_num_members"):
        described["num_members"] = len(channel.members)
    if call.arguments.flag("include_locale"):
        described["locale"] = "en-US"
    return {"channel": described}


def list_channels(call: Call) -> JsonObject:
    types = call.arguments.listed("types") or ["public_channel"]
    for wanted in types:
        if wanted not in _TYPES:
            raise RefusedError("invalid_types")
        need_scope(call, _TYPE_SCOPES[wanted])
    kinds = {_TYPES[wanted] for wanted in types}
    no_archived = call.arguments.flag("exclude_archived")
    channels = [
        channel
        for channel in call.workspace.channels.values()
        if channel.kind in kinds
        and not (no_archived and channel.is_archived)
        and (not channel.is_private or call.workspace.has_app(channel))
    ]
    channels.sort(key=lambda channel: channel.id)
    shown, cursor = page(channels, call.arguments, "team", lambda channel: channel.id)
    return {
        "channels": [_counted(call, channel) for channel in shown],
        "response_metadata": {"next_cursor": cursor},
    }


def members(call: Call) -> JsonObject:
    channel = _scoped(call, "read")
    shown, cursor = page(channel.members, call.arguments, "user", lambda user: user)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def history(call: Call) -> JsonObject:
    channel = _readable(call)
    said = [m for m in call.workspace.log(channel).in_channel() if _is_between(call, m)]
    said.reverse()
    shown, cursor = _page_of_messages(call, said, newest_first=True)
    body = _messages(call, channel, shown, cursor)
    return {**body, "pin_count": 0}


def replies(call: Call) -> JsonObject:
    channel = _readable(call)
    log = call.workspace.log(channel)
    ts = call.arguments.required("ts")
    first = log.find(ts)
    if first is None:
        raise RefusedError("thread_not_found")
    thread = [first] if first.is_reply else [first, *log.replies(ts)]
    # The parent is part of the answer whatever the range is.
    said = [m for m in thread if m is first or _is_between(call, m)]
    shown, cursor = _page_of_messages(call, said, newest_first=False)
    return _messages(call, channel, shown, cursor)


def open_direct_message(call: Call) -> JsonObject:
    reference = call.arguments.text("channel")
    if reference is not None:
        channel = call.channel()
        if channel.kind != "im":
            raise RefusedError("method_not_supported_for_channel_type")
        return _opened(call, channel, is_known=True)
    users = call.arguments.listed("users")
    if not users:
        raise RefusedError("users_list_not_supplied")
    _check_people(call, users)
    is_known = call.workspace.has_direct_message(users[0])
    return _opened(call, call.workspace.direct_message(users[0]), is_known=is_known)


def _check_people(call: Call, users: list[str]) -> None:
    for user in users:
        person = call.workspace.users.get(user)
        if person is None:
            raise RefusedError("user_not_found")
        if person.facts.deleted:
            raise RefusedError("user_disabled")
        if person.facts.is_bot:
            raise RefusedError("cannot_dm_bot")
    if len(users) > 1:
        need_scope(call, "mpim:write")
        raise RefusedError("method_not_supported_for_channel_type")


def _opened(call: Call, channel: Channel, *, is_known: bool) -> JsonObject:
    described: JsonObject = {"id": channel.id}
    if call.arguments.flag("return_im"):
        described = _described(call, channel)
    flags = {"no_op": True, "already_open": True} if is_known else {}
    return {"channel": described, **flags}


def _scoped(call: Call, right: str) -> Channel:
    channel = call.channel()
    need_scope(call, f"{_FAMILY[channel.kind]}:{right}")
    return channel


def _readable(call: Call) -> Channel:
    channel = _scoped(call, "history")
    if not call.workspace.has_app(channel):
        raise RefusedError("not_in_channel")
    return channel


def _is_between(call: Call, message: Message) -> bool:
    oldest = call.arguments.text("oldest")
    latest = call.arguments.text("latest")
    ts = float(message.ts)
    inclusive = call.arguments.flag("inclusive")
    try:
        if oldest is not None and (ts < float(oldest) or (ts == float(oldest) and not inclusive)):
            return False
        return latest is None or ts < float(latest) or (ts == float(latest) and inclusive)
    except ValueError as exc:
        raise RefusedError("invalid_ts_oldest" if oldest else "invalid_ts_latest") from exc


def _page_of_messages(
    call: Call, said: list[Message], *, newest_first: bool
) -> tuple[list[Message], str | None]:
    if cursor := call.arguments.text("cursor"):
        position = decode("next_ts", cursor)
        said = [m for m in said if (_digits(m) <= position if newest_first else _digits(m) >= position)]
    limit = limit_of(call.arguments, 100 if newest_first else 1000, 999)
    following = encode("next_ts", _digits(said[limit])) if len(said) > limit else None
    return said[:limit], following


def _digits(message: Message) -> str:
    return message.ts.replace(".", "")


def _messages(call: Call, channel: Channel, shown: list[Message], cursor: str | None) -> JsonObject:
    log = call.workspace.log(channel)
    everything = call.arguments.flag("include_all_metadata")
    body: JsonObject = {
        "messages": [log.described(message, all_metadata=everything) for message in shown],
        "has_more": cursor is not None,
    }
    return body | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _described(call: Call, channel: Channel) -> JsonObject:
    app = call.workspace.app
    return channel_object(channel, app.team.id, app.bot_user_id)


def _counted(call: Call, channel: Channel) -> JsonObject:
    described = _described(call, channel)
    return described if channel.kind == "im" else described | {"num_members": len(channel.members)}


METHODS = (
    Method("conversations.info", info, _READ),
    Method("conversations.list", list_channels, _READ),
    Method("conversations.members", members, _READ),
    Method("conversations.history", history, _HISTORY),
    Method("conversations.replies", replies, _HISTORY),
    Method("conversations.open", open_direct_message, ("im:write", "mpim:write")),
)
