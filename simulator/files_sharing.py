"""What is done with files: shared in channels, described with their shares, deleted; and the events of it."""

from dataclasses import dataclass

from simulator import conversation
from simulator.channels import Channel
from simulator.conversation import Edit
from simulator.files import File, Share, file_object
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.workspace import Workspace

_LISTS = {"channel": "channels", "group": "groups", "im": "ims", "mpim": "groups"}


@dataclass(frozen=True)
class Posting:
    """A message that will carry files, and where it goes."""

    channel: Channel
    message: Message


def complete(workspace: Workspace, files: list[File], postings: list[Posting]) -> None:
    """Makes the uploads files; Slack looks at the bytes and shares them a little later."""
    if workspace.files.share_seconds <= 0:
        complete_at_once(workspace, files, postings)
        return
    _create(workspace, files, postings)
    workspace.delivery.in_background(_share_later(workspace, files, postings))


def complete_at_once(workspace: Workspace, files: list[File], postings: list[Posting]) -> None:
    """The same without the wait, as it is in the client, which posts what has already gone up."""
    _create(workspace, files, postings)
    share(workspace, files, postings)


def share(workspace: Workspace, files: list[File], postings: list[Posting]) -> None:
    for file in files:
        file.process()
    for posting in postings:
        _post(workspace, posting, [file for file in files if not file.is_deleted])
    for file in files:
        if not file.is_deleted and is_seen_by_app(workspace, file):
            _tell(workspace, "file_change", file)


def delete(workspace: Workspace, file: File) -> None:
    """Takes the bytes away; the messages that carried the file keep a tombstone in its place."""
    carriers = _carriers(workspace, file)
    if is_seen_by_app(workspace, file):
        workspace.events.publish("file_deleted", {"type": "file_deleted", "file_id": file.id})
    for channel, message in carriers:
        kept = [known.tombstone() if known is file else known for known in message.files]
        conversation.edit(workspace, channel, message, Edit(files=kept))
    file.delete()


def full_object(workspace: Workspace, file: File) -> JsonObject:
    """The file as the Web API tells it: with the channels that it is in and the messages that carry it."""
    described = file_object(file)
    if file.is_deleted:
        return described
    described |= {"channels": [], "groups": [], "ims": [], "comments_count": 0, "has_more_shares": False}
    shares: JsonObject = {}
    for channel, message in _carriers(workspace, file):
        if channel.id not in described[_LISTS[channel.kind]]:
            described[_LISTS[channel.kind]].append(channel.id)
        kept = shares.setdefault("private" if channel.is_private else "public", {})
        kept.setdefault(channel.id, []).append(_share(workspace, channel, message))
    return described | {"shares": shares}


def is_seen_by_app(workspace: Workspace, file: File) -> bool:
    if file.user == workspace.app.bot_user_id:
        return True
    return any(_is_open_to_app(workspace, channel) for channel, _ in _carriers(workspace, file))


def _is_open_to_app(workspace: Workspace, channel: Channel) -> bool:
    return not channel.is_private or workspace.has_app(channel)


def _create(workspace: Workspace, files: list[File], postings: list[Posting]) -> None:
    is_for_app = any(_is_open_to_app(workspace, posting.channel) for posting in postings)
    for file in files:
        file.is_completed = True
        if is_for_app or is_seen_by_app(workspace, file):
            _tell(workspace, "file_created", file, user_id=file.user)


async def _share_later(workspace: Workspace, files: list[File], postings: list[Posting]) -> None:
    await workspace.clock.sleep(workspace.files.share_seconds)
    share(workspace, files, postings)


def _post(workspace: Workspace, posting: Posting, files: list[File]) -> None:
    if not files or posting.channel.is_archived:
        return
    channel, message = posting.channel, posting.message
    # The message is as old as the sharing, not as the call that asked for it.
    message.ts = workspace.ids.timestamp()
    message.files = files
    for file in files:
        file.shares.append(Share(channel.id, message.ts))
        file.is_public = file.is_public or not channel.is_private
        if workspace.has_app(channel):
            _tell(workspace, "file_shared", file, user_id=message.user, channel_id=channel.id)
    conversation.post(workspace, channel, message)


def _carriers(workspace: Workspace, file: File) -> list[tuple[Channel, Message]]:
    """The messages that still carry the file, in the order in which it was shared."""
    found = []
    for known in file.shares:
        channel = workspace.channels[known.channel]
        if message := workspace.log(channel).find(known.ts):
            found.append((channel, message))
    return found


def _share(workspace: Workspace, channel: Channel, message: Message) -> JsonObject:
    replies = workspace.log(channel).replies(message.ts)
    users = list(dict.fromkeys(reply.user for reply in replies))
    described: JsonObject = {
        "reply_users": users,
        "reply_users_count": len(users),
        "reply_count": len(replies),
        "ts": message.ts,
        "channel_name": channel.name,
        "team_id": workspace.app.team.id,
        "share_user_id": message.user,
        "source": "UNKNOWN",
    }
    if message.thread_ts is not None:
        described["thread_ts"] = message.thread_ts
    if replies:
        described["latest_reply"] = max(reply.ts for reply in replies)
    return described


def _tell(workspace: Workspace, kind: str, file: File, **more: str) -> None:
    workspace.events.publish(kind, {"type": kind, "file_id": file.id, "file": {"id": file.id}, **more})
