"""Everything there is in the workspace, and how it is looked up; what is done with it is elsewhere."""

from dataclasses import dataclass, field

from simulator.bookmarks import Bookmarks
from simulator.changes import Changes
from simulator.channels import Channel, channel_from, direct_message
from simulator.clock import Clock
from simulator.delivery import Delivery
from simulator.events import EventFeed
from simulator.faults import Faults
from simulator.files import Files
from simulator.ids import Ids
from simulator.installation import Installation
from simulator.messages import MessageLog
from simulator.oauth import Oauth
from simulator.people import User, Usergroup, bot_user, user_from
from simulator.pins import Pins
from simulator.rate_limits import RateLimits
from simulator.record import Record
from simulator.response_urls import ResponseUrls
from simulator.scheduled import ScheduledMessages
from simulator.seed import Seed, SeedPreferences
from simulator.sockets import SocketHub
from simulator.tokens import Tokens, UserGrant
from simulator.triggers import Triggers
from simulator.views import Views


@dataclass(frozen=True)
class Machinery:
    """What the workspace is driven by, made once at the start."""

    clock: Clock
    ids: Ids
    record: Record
    faults: Faults
    limits: RateLimits
    tokens: Tokens
    hub: SocketHub
    delivery: Delivery
    events: EventFeed


@dataclass
class Workspace:
    app: Installation
    machinery: Machinery
    views: Views
    triggers: Triggers
    response_urls: ResponseUrls
    files: Files
    oauth: Oauth
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    usergroups: dict[str, Usergroup] = field(default_factory=dict)
    preferences: SeedPreferences = field(default_factory=SeedPreferences)
    scheduled: ScheduledMessages = field(default_factory=ScheduledMessages)
    pins: Pins = field(default_factory=Pins)
    bookmarks: Bookmarks = field(default_factory=Bookmarks)
    changes: Changes = field(default_factory=Changes)
    _logs: dict[str, MessageLog] = field(default_factory=dict)
    _direct_messages: dict[str, str] = field(default_factory=dict)

    @property
    def clock(self) -> Clock:
        return self.machinery.clock

    @property
    def ids(self) -> Ids:
        return self.machinery.ids

    @property
    def record(self) -> Record:
        return self.machinery.record

    @property
    def delivery(self) -> Delivery:
        return self.machinery.delivery

    @property
    def events(self) -> EventFeed:
        return self.machinery.events

    @property
    def url(self) -> str:
        return f"https://{self.app.team.domain}.slack.com/"

    def log(self, channel: Channel) -> MessageLog:
        return self._logs.setdefault(channel.id, MessageLog())

    def direct_message(self, user: str) -> Channel:
        """The conversation between this person and the app, made when it is first needed."""
        if self.has_direct_message(user):
            return self.channels[self._direct_messages[user]]
        channel_id = self.ids.entity("D0")
        channel = direct_message(channel_id, user, self.app.bot_user_id, int(self.clock.now()))
        self.channels[channel_id] = channel
        self._direct_messages[user] = channel_id
        return channel

    def has_direct_message(self, user: str) -> bool:
        return user in self._direct_messages

    def channel_for_app(self, reference: str) -> Channel | None:
        """A channel that the app can know of: public, or one that it is a member of."""
        return self.channel_known_to(self.app.bot_user_id, reference)

    def channel_known_to(self, user: str, reference: str) -> Channel | None:
        """A channel that this member can know of, by its id or its name."""
        channel = self.channels.get(reference) or self._named(reference.removeprefix("#"))
        if channel is None or (channel.is_private and user not in channel.members):
            return None
        return channel

    def channel_for_user(self, reference: str, user: str) -> Channel | None:
        """A channel that this person can open; a user id stands for the conversation with the app."""
        if reference == self.app.bot_user_id:
            return self.direct_message(user)
        if reference in self.users:
            return self.direct_message(reference)
        return self.channel_known_to(user, reference)

    def has_app(self, channel: Channel) -> bool:
        return self.app.bot_user_id in channel.members

    def _named(self, name: str) -> Channel | None:
        return next((channel for channel in self.channels.values() if name and channel.name == name), None)


def populate(workspace: Workspace, seed: Seed) -> None:
    """Fills the workspace with the people and channels of the seed, and with the app's own bot user."""
    created = int(workspace.clock.now())
    app = workspace.app
    workspace.preferences = seed.preferences
    for person in seed.users:
        workspace.users[person.id] = user_from(person, app.team.id, created)
    workspace.users[app.bot_user_id] = bot_user(app)
    for channel in seed.channels:
        workspace.channels[channel.id] = channel_from(channel, app.bot_user_id, created)
    for group in seed.usergroups:
        workspace.usergroups[group.id] = Usergroup(group.id, group, created, list(group.users))
    for held in seed.user_tokens:
        grant = UserGrant(held.user, tuple(held.scopes), workspace.ids.entity("B0"))
        workspace.machinery.tokens.grant(held.token, grant)
