"""chat.scheduleMessage and its like: messages that the app posts later, on the workspace's clock."""

from simulator import conversation
from simulator.channels import Channel
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.refusals import RefusedError
from simulator.scheduled import LOCKED_SECONDS, Scheduled
from simulator.timestamps import EARLIEST, LATEST, normalized
from simulator.web_api.call import Call, Method
from simulator.web_api.conversation_shapes import warned
from simulator.web_api.paging import page
from simulator.web_api.posting import addressed, check_writable, drafted, truncation
from simulator.workspace import Workspace

_FARTHEST_SECONDS = 120 * 24 * 60 * 60
_DELAYED_KEYS = (
    "user",
    "text",
    "team",
    "bot_id",
    "bot_profile",
    "username",
    "icons",
    "blocks",
    "attachments",
)


def schedule(call: Call) -> JsonObject:
    channel = addressed(call)
    post_at = _time(call)
    check_writable(call, channel)
    message = drafted(call, channel)
    if call.workspace.scheduled.would_crowd(channel.id, post_at):
        raise RefusedError("restricted_too_many")
    now = int(call.workspace.clock.now())
    scheduled = Scheduled(call.workspace.ids.entity("Q0"), channel.id, post_at, now, message)
    workspace = call.workspace
    workspace.scheduled.add(scheduled, workspace.clock, lambda due: _post(workspace, due))
    answer = {
        "channel": channel.id,
        "scheduled_message_id": scheduled.id,
        "post_at": post_at,
        "message": _delayed(workspace, channel, message),
    }
    return warned(answer, *truncation(call))


def delete(call: Call) -> JsonObject:
    channel = call.channel()
    scheduled = call.workspace.scheduled.find(call.arguments.required("scheduled_message_id"))
    if scheduled is None or scheduled.channel != channel.id:
        raise RefusedError("invalid_scheduled_message_id")
    if scheduled.post_at - call.workspace.clock.now() < LOCKED_SECONDS:
        raise RefusedError("invalid_scheduled_message_id")
    call.workspace.scheduled.withdraw(scheduled.id)
    return {}


def list_scheduled(call: Call) -> JsonObject:
    reference = call.arguments.text("channel")
    channel = call.workspace.channel_for_app(reference) if reference else None
    if reference and channel is None:
        raise RefusedError("invalid_channel")
    oldest, latest = _bound(call, "oldest", EARLIEST), _bound(call, "latest", LATEST)
    found = [
        scheduled
        for scheduled in call.workspace.scheduled.all()
        if channel is None or scheduled.channel == channel.id
        if oldest <= normalized(str(scheduled.post_at)) <= latest
    ]
    shown, cursor = page(found, call.arguments, "scheduled", lambda scheduled: scheduled.id)
    return {
        "scheduled_messages": [_listed(scheduled) for scheduled in shown],
        "response_metadata": {"next_cursor": cursor},
    }


def _time(call: Call) -> int:
    text = call.arguments.required("post_at")
    if not text.isdecimal():
        raise RefusedError("invalid_time")
    ahead = int(text) - call.workspace.clock.now()
    if ahead <= 0:
        raise RefusedError("time_in_past")
    if ahead > _FARTHEST_SECONDS:
        raise RefusedError("time_too_far")
    return int(text)


def _post(workspace: Workspace, due: Scheduled) -> None:
    channel = workspace.channels[due.channel]
    # What can no longer be posted is dropped without a word.
    if channel.is_archived or (channel.is_private and not workspace.has_app(channel)):
        return
    due.message.ts = workspace.ids.timestamp()
    conversation.post(workspace, channel, due.message)
    # No request brought it about, so that nobody else tells those who look on.
    workspace.changes.note()


def _delayed(workspace: Workspace, channel: Channel, message: Message) -> JsonObject:
    described = workspace.log(channel).described(message, all_metadata=True)
    return {"type": "delayed_message"} | {key: described[key] for key in _DELAYED_KEYS if key in described}


def _bound(call: Call, name: str, otherwise: str) -> str:
    value = call.arguments.text(name)
    try:
        return normalized(value) if value else otherwise
    except ValueError as exc:
        raise RefusedError("invalid_arguments") from exc


def _listed(scheduled: Scheduled) -> JsonObject:
    return {
        "id": scheduled.id,
        "channel_id": scheduled.channel,
        "post_at": scheduled.post_at,
        "date_created": scheduled.created,
        "text": scheduled.message.text,
    }


METHODS = (
    Method("chat.scheduleMessage", schedule, ("chat:write",)),
    Method("chat.deleteScheduledMessage", delete, ("chat:write",)),
    Method("chat.scheduledMessages.list", list_scheduled),
)
