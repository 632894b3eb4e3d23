"""What each person has read, and what of the rest is new to them."""

from dataclasses import dataclass
from itertools import islice, takewhile

from simulator.channels import UNREAD, Channel
from simulator.messages import Message
from simulator.workspace import Workspace

_COUNTED = 99
_SILENT = frozenset({"channel_join", "channel_leave", "group_join", "group_leave", "tombstone"})


@dataclass(frozen=True)
class Unread:
    count: int
    mentions: int


def last_read(channel: Channel | None, user: str) -> str:
    """The ts up to which the person has read."""
    return channel.last_read.get(user, UNREAD) if channel else UNREAD


def mark_read(channel: Channel, user: str, ts: str) -> None:
    """Moves the mark forward; nothing is unread again."""
    channel.last_read[user] = max(ts, last_read(channel, user))


def unread(workspace: Workspace, channel: Channel, user: str) -> Unread:
    since = last_read(channel, user)
    later = takewhile(lambda found: found.ts > since, workspace.log(channel).latest_seen_by(user))
    new = list(islice((message for message in later if _is_news(message, user)), _COUNTED))
    calls = new if channel.is_direct else [each for each in new if _calls(workspace, each, user)]
    return Unread(len(new), len(calls))


def _is_news(message: Message, user: str) -> bool:
    return message.user != user and message.only_for is None and message.subtype not in _SILENT


def _calls(workspace: Workspace, message: Message, user: str) -> bool:
    marks = [f"<@{user}>", f"<@{user}|", "<!here", "<!channel", "<!everyone"]
    marks += [f"<!subteam^{group.id}" for group in workspace.usergroups.values() if user in group.users]
    return any(mark in message.text for mark in marks)
