"""What people do without waiting for the app: write, react, come and go; their accounts and groups change."""

from typing import Literal

from pydantic import ConfigDict, ValidationError

from simulator import channel_life, conversation
from simulator.control.people import (
    acting_user,
    joined_channel,
    known_user,
    seen_channel,
    seen_message,
)
from simulator.control.strict import Acting, StrictModel
from simulator.conversation import Edit
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.people import user_from, user_object
from simulator.refusals import ActingError
from simulator.seed import SeedUser
from simulator.typed_text import as_rich_text, as_sent, with_mentions
from simulator.workspace import Workspace


class MessageRequest(Acting):
    channel: str
    text: str
    thread_ts: str | None = None
    reply_broadcast: bool = False
    edit_ts: str | None = None
    has_names: bool = False
    """Whether `@name` and `#name` in the text are mentions, as they are when the client completed them."""


class MessageDeleteRequest(Acting):
    channel: str
    ts: str


class ReactionRequest(Acting):
    channel: str
    ts: str
    name: str


class MembershipRequest(Acting):
    channel: str


class HomeRequest(Acting):
    tab: Literal["home", "messages"] = "home"


class UserRequest(Acting):
    model_config = ConfigDict(extra="allow")


class UsergroupRequest(StrictModel):
    usergroup: str
    users: list[str]


class ChannelRequest(StrictModel):
    channel: str
    is_archived: bool


async def message(workspace: Workspace, request: MessageRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    channel = joined_channel(workspace, user, request.channel)
    home = workspace.app.manifest.features.app_home
    if channel.kind == "im" and (not home.messages_tab_enabled or home.messages_tab_read_only_enabled):
        raise ActingError("messages_tab_disabled", "Sending messages to this app has been turned off.")
    typed = with_mentions(request.text, workspace) if request.has_names else request.text
    text, rich_text = as_sent(typed), as_rich_text(typed, workspace.ids)
    if request.edit_ts is not None:
        written = _own(workspace, request, request.edit_ts)
        change = Edit(text=text, blocks=rich_text, edited_by=user.id)
        conversation.edit(workspace, channel, written, change)
        return {"ts": written.ts, "channel": channel.id}
    written = Message(
        ts=workspace.ids.timestamp(),
        user=user.id,
        text=text,
        team=user.team_id,
        blocks=rich_text,
        thread_ts=request.thread_ts,
        is_broadcast=request.reply_broadcast and request.thread_ts is not None,
        client_msg_id=workspace.ids.envelope(),
    )
    if request.thread_ts is not None:
        seen_message(workspace, user, channel, request.thread_ts)
    conversation.post(workspace, channel, written)
    return {"ts": written.ts, "channel": channel.id}


async def message_delete(workspace: Workspace, request: MessageDeleteRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    channel = joined_channel(workspace, user, request.channel)
    conversation.delete(workspace, channel, _own(workspace, request, request.ts))
    return {"ts": request.ts, "channel": channel.id}


async def dismiss(workspace: Workspace, request: MessageDeleteRequest) -> JsonObject:
    """Takes a message that only this person sees from their sight."""
    user = known_user(workspace, request.user)
    channel = seen_channel(workspace, user, request.channel)
    message = seen_message(workspace, user, channel, request.ts)
    if message.only_for is None:
        raise ActingError(
            "not_ephemeral", f"{request.ts} is seen by others too; it can be deleted, not dismissed."
        )
    workspace.log(channel).remove(message.ts)
    return {"ts": request.ts, "channel": channel.id}


async def reaction(workspace: Workspace, request: ReactionRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    channel = joined_channel(workspace, user, request.channel)
    on_message = seen_message(workspace, user, channel, request.ts)
    name = request.name.strip(":")
    return {"is_added": conversation.react(workspace, channel, on_message, user.id, name)}


async def join(workspace: Workspace, request: MembershipRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    # A private channel is joined by invitation, so that the one who comes need not see it yet.
    channel = workspace.channels.get(request.channel) or seen_channel(workspace, user, request.channel)
    if user.id not in channel.members:
        conversation.join(workspace, channel, user.id)
    return {"members": channel.members}


async def leave(workspace: Workspace, request: MembershipRequest) -> JsonObject:
    user = known_user(workspace, request.user)
    channel = seen_channel(workspace, user, request.channel)
    if user.id in channel.members:
        conversation.leave(workspace, channel, user.id)
    return {"members": channel.members}


async def home_open(workspace: Workspace, request: HomeRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    if request.tab == "home" and not workspace.app.manifest.features.app_home.home_tab_enabled:
        raise ActingError("home_tab_disabled", "The manifest does not enable the Home tab.")
    channel = workspace.direct_message(user.id)
    event: JsonObject = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": channel.id,
        "tab": request.tab,
    }
    if request.tab == "home" and (view := workspace.views.home(user.id)):
        event["view"] = workspace.views.described(view)
    workspace.events.publish("app_home_opened", event)
    return {"channel": channel.id}


async def user(workspace: Workspace, request: UserRequest) -> JsonObject:
    """Changes an account, or makes it when there is none with this id."""
    changes = dict(request.model_extra or {})
    known = workspace.users.get(request.user)
    before = known.facts.model_dump() if known else {"id": request.user}
    try:
        facts = SeedUser.model_validate(before | changes)
    except ValidationError as exc:
        raise ActingError("invalid_user", str(exc)) from exc
    now = int(workspace.clock.now())
    changed = user_from(facts, workspace.app.team.id, now)
    workspace.users[request.user] = changed
    described = user_object(changed, with_email=workspace.app.has_scope("users:read.email"))
    event: JsonObject = {"type": "user_change" if known else "team_join", "user": described}
    if known:
        event["cache_ts"] = now
    if facts.deleted:
        for token in workspace.machinery.tokens.of_user(request.user):
            workspace.machinery.tokens.end(token, "account_inactive")
    workspace.events.publish(event["type"], event)
    return {"user": described}


async def usergroup(workspace: Workspace, request: UsergroupRequest) -> JsonObject:
    group = workspace.usergroups.get(request.usergroup)
    if group is None:
        raise ActingError("no_such_usergroup", f"There is no user group {request.usergroup}.")
    for member in request.users:
        known_user(workspace, member)
    added = [member for member in request.users if member not in group.users]
    removed = [member for member in group.users if member not in request.users]
    before, group.updated = group.updated, int(workspace.clock.now())
    group.users = list(request.users)
    event: JsonObject = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": workspace.app.team.id,
        "date_previous_update": before,
        "date_update": group.updated,
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
    }
    workspace.events.publish("subteam_members_changed", event)
    return {"users": group.users}


async def channel(workspace: Workspace, request: ChannelRequest) -> JsonObject:
    """Archives a channel, or brings it back."""
    known = workspace.channels.get(request.channel)
    if known is None:
        raise ActingError("no_such_channel", f"There is no channel {request.channel}.")
    if known.is_archived != request.is_archived:
        change = channel_life.archive if request.is_archived else channel_life.unarchive
        change(workspace, known, known.creator)
    return {"channel": known.id, "is_archived": known.is_archived}


def _own(workspace: Workspace, request: MessageRequest | MessageDeleteRequest, ts: str) -> Message:
    person = acting_user(workspace, request.user)
    found = seen_message(workspace, person, seen_channel(workspace, person, request.channel), ts)
    if found.user != person.id:
        raise ActingError("not_your_message", f"{ts} was not written by {person.id}.")
    return found
