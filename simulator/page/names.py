"""What ids are called, and what time it is, for one person who reads."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from simulator.channels import Channel
from simulator.messages import Message
from simulator.workspace import Workspace


class Names:
    def __init__(self, workspace: Workspace, viewer: str = "") -> None:
        self._workspace = workspace
        known = workspace.users.get(viewer)
        self.viewer = viewer
        self.zone: tzinfo = ZoneInfo(known.facts.tz) if known else UTC

    def person(self, user: str) -> str:
        known = self._workspace.users.get(user)
        if known is None:
            return "Slackbot" if user == "USLACKBOT" else user
        return known.facts.real_name or known.facts.name

    def channel(self, channel: str) -> str:
        known = self._workspace.channels.get(channel)
        return known.name if known and known.name else channel

    def group(self, usergroup: str) -> str:
        known = self._workspace.usergroups.get(usergroup)
        return known.facts.handle if known else usergroup

    def author(self, message: Message) -> str:
        if message.app is not None:
            return message.username or message.app.app_name
        return self.person(message.user)

    def partners(self, channel: Channel) -> str:
        """Whom a direct message is with, seen from the viewer."""
        others = [member for member in channel.members if member != self.viewer] or [self.viewer]
        return ", ".join(self.person(member) for member in others)

    def local(self, timestamp: str) -> datetime:
        """The moment of a message's ts on the viewer's clock."""
        return moment(timestamp).astimezone(self.zone)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._workspace.clock.now(), UTC).astimezone(self.zone)


def moment(timestamp: str) -> datetime:
    """The time that a message's ts, or any text of seconds, stands for."""
    return datetime.fromtimestamp(float(timestamp), UTC)
