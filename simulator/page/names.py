"""What ids are called, for people who read."""

from datetime import UTC, datetime

from simulator.messages import Message
from simulator.workspace import Workspace


class Names:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def person(self, user: str) -> str:
        known = self._workspace.users.get(user)
        if known is None:
            return user
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


def moment(timestamp: str) -> datetime:
    """The time that a message's ts, or any text of seconds, stands for."""
    return datetime.fromtimestamp(float(timestamp), UTC)
