"""Where a person looks: who, at which place, in which thread, how far back."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.channels import Channel
from simulator.people import User
from simulator.workspace import Workspace

HOME = "home"
MESSAGES = "messages"
"""The app's direct message, as long as there is none yet."""
PAGE = 50
MOST = 2000


@dataclass(frozen=True)
class Look:
    user: str
    place: str
    """A channel's id, `home`, or `messages`."""
    thread: str | None = None
    shown: int = PAGE
    """How many of the last messages."""

    def address(self, **changes: str | None) -> str:
        """The page's address for this, or for the same with something changed."""
        wanted = {"user": self.user, "channel": self.place, "thread": self.thread} | changes
        return "/?" + "&".join(f"{name}={value}" for name, value in wanted.items() if value)


def people(workspace: Workspace) -> list[User]:
    return [user for user in workspace.users.values() if not user.facts.is_bot]


def look_from(workspace: Workspace, query: Mapping[str, str]) -> Look | None:
    """What the address asks for, put right where it cannot be; nothing when it names nobody."""
    user = query.get("user", "")
    if user not in {person.id for person in people(workspace)}:
        return None
    place = _place(workspace, user, query.get("channel", "")) or _first(workspace, user)
    channel = workspace.channels.get(place)
    thread = query.get("thread", "")
    is_thread = channel is not None and workspace.log(channel).find_for(user, thread) is not None
    shown = query.get("shown", "")
    count = int(shown) if shown.isascii() and shown.isdecimal() else PAGE
    return Look(user, place, thread if is_thread else None, min(max(count, PAGE), MOST))


def is_open_to(channel: Channel, user: str) -> bool:
    return channel.kind == "channel" or user in channel.members


def _place(workspace: Workspace, user: str, wanted: str) -> str | None:
    if wanted == HOME or (wanted == MESSAGES and not workspace.has_direct_message(user)):
        return wanted
    if wanted == MESSAGES:
        return workspace.direct_message(user).id
    name = wanted.removeprefix("#")
    for channel in workspace.channels.values():
        if wanted and (channel.id == wanted or channel.name == name) and is_open_to(channel, user):
            return channel.id
    return None


def _first(workspace: Workspace, user: str) -> str:
    named = [channel for channel in workspace.channels.values() if channel.name and is_open_to(channel, user)]
    mine = [channel.id for channel in named if user in channel.members and not channel.is_archived]
    return next(iter([*mine, *(channel.id for channel in named)]), HOME)
