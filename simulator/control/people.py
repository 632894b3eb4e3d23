"""Who acts where, checked as Slack's client would: a person does only what the client offers."""

from simulator.channels import Channel
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.people import User
from simulator.refusals import ActingError
from simulator.workspace import Workspace


def acting_user(workspace: Workspace, user_id: str) -> User:
    user = known_user(workspace, user_id)
    if user.facts.deleted:
        raise ActingError("user_deactivated", f"{user_id} is deactivated and can do nothing in Slack.")
    return user


def known_user(workspace: Workspace, user_id: str) -> User:
    user = workspace.users.get(user_id)
    if user is None:
        raise ActingError("no_such_user", f"There is no user {user_id}; see GET /control/workspace.")
    return user


def seen_channel(workspace: Workspace, user: User, reference: str) -> Channel:
    channel = workspace.channel_for_user(reference, user.id)
    if channel is None:
        raise ActingError("no_such_channel", f"{user.id} sees no channel {reference}.")
    return channel


def joined_channel(workspace: Workspace, user: User, reference: str) -> Channel:
    """A channel that this person is a member of, where alone the client lets them write."""
    channel = seen_channel(workspace, user, reference)
    if user.id not in channel.members:
        raise ActingError("not_in_channel", f"{user.id} has to join {channel.id} first.")
    if channel.is_archived:
        raise ActingError("is_archived", f"{channel.id} is archived; nobody can write there.")
    return channel


def seen_message(workspace: Workspace, user: User, channel: Channel, ts: str) -> Message:
    message = workspace.log(channel).find_for(user.id, ts)
    if message is None:
        raise ActingError("no_such_message", f"{user.id} sees no message {ts} in {channel.id}.")
    return message


def seen_object(workspace: Workspace, channel: Channel, message: Message) -> JsonObject:
    described = workspace.log(channel).described(message, all_metadata=True)
    return described | {"channel": channel.id, "is_ephemeral": message.only_for is not None}
