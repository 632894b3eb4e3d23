"""The workspace's people as the rules see them, kept in memory and fresh: no click waits for Slack."""

import asyncio
from collections.abc import Callable, Mapping

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.background import Background
from bot.domain.access import Actor, Standing
from bot.domain.ids import PersonId
from bot.errors import ConfigurationError, SlackAway, SlackRefused
from bot.policy import Policy
from bot.ports import PeopleStore
from handlers.directory import Account, Directory, Listed, channels_of
from handlers.identity import Identity
from handlers.payloads import Part, SlackId, parse
from handlers.roster import read_account, read_directory

_log = structlog.get_logger(__name__)

_MOST_LOOKUPS = 100

Change = Callable[[Directory], None]


class AccountChanged(Listed):
    user: Account


class GroupChanged(Listed):
    subteam_id: SlackId
    added_users: tuple[SlackId, ...] = ()
    removed_users: tuple[SlackId, ...] = ()


class MemberMoved(Part):
    user: SlackId
    channel: SlackId


class SlackPeople:
    """Implements the port People over a directory in memory."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        policy: Policy,
        identity: Identity,
        store: PeopleStore,
        background: Background,
    ) -> None:
        self._client = client
        self._policy = policy
        self._identity = identity
        self._store = store
        self._background = background
        self._directory = Directory(team=identity.team, policy=policy)
        self._looking_up: set[PersonId] = set()
        self._reading = asyncio.Lock()
        self._missed: list[Change] = []

    async def open(self) -> None:
        """Reads the workspace; ConfigurationError says what the policy names and the workspace has not."""
        try:
            await self.refresh()
        except SlackRefused as refused:
            raise ConfigurationError(
                f"Slack refuses to list the workspace's people ({refused}). "
                "Compare the app's scopes with manifest.yml and install the app again."
            ) from refused
        if problems := self._directory.problems():
            raise ConfigurationError("\n".join(problems))
        _log.info(
            "slack.connected",
            team=self._identity.team,
            people=self._directory.count(),
            channels=channels_of(self._policy),
        )

    async def refresh(self) -> None:
        """Reads everything anew, then takes it over at once; SlackAway leaves what was known before."""
        async with self._reading:
            self._missed.clear()
            directory = await read_directory(self._client, team=self._identity.team, policy=self._policy)
            # What changed while the lists were read may be missing from them; repeating it is harmless.
            for change in self._missed:
                change(directory)
            self._directory = directory
        for problem in directory.problems():
            _log.warning("people.missing", problem=problem)

    async def actor(self, person: PersonId, *, team: str | None) -> Actor:
        """The person from what is known already; who is unknown is looked up for the next time."""
        standing = self._directory.standing(person, team=team)
        if standing is Standing.UNKNOWN and not self._directory.knows(person):
            self._background.start(self._meet(person), name="people.meet")
        if standing is not Standing.MEMBER:
            return Actor(person=person, standing=standing)
        tally = await self._store.tally_of(person)
        return Actor(
            person=person,
            standing=standing,
            roles=self._directory.roles(person),
            languages=self._directory.languages(person),
            accepted_suggestions=tally.accepted_suggestions,
        )

    def name_of(self, person: PersonId) -> str:
        """The person's name as others see it, or the id of somebody unknown."""
        return self._directory.name_of(person)

    def channel_id(self, name: str) -> str | None:
        """The id of a channel named as the policy names it, `#help-en` or by id, if the bot is in it."""
        return self._directory.channel_id(name)

    def group_id(self, name: str) -> str | None:
        """The id of a user group named as the policy names it, `@moderators` or by id."""
        return self._directory.group_id(name)

    async def on_event(self, event: Mapping[str, object]) -> None:
        """Takes over one of `EVENTS`; Malformed when it has not the shape that Slack documents."""
        if event.get("type") == "member_joined_channel" and event.get("user") == self._identity.bot_user:
            # The app itself was invited, so a channel may have come within its sight.
            self._background.start(self._refresh_in_background(), name="people.refresh")
        self._apply(EVENTS[str(event["type"])](event))

    def _apply(self, change: Change) -> None:
        change(self._directory)
        if self._reading.locked():
            self._missed.append(change)

    async def _refresh_in_background(self) -> None:
        try:
            await self.refresh()
        except SlackAway as away:
            _log.warning("people.away", why=str(away))

    async def _meet(self, person: PersonId) -> None:
        if person in self._looking_up or len(self._looking_up) >= _MOST_LOOKUPS:
            return
        self._looking_up.add(person)
        try:
            account = await read_account(self._client, person)
            self._apply(lambda directory: directory.add_account(account))
        except SlackRefused as refused:
            _log.info("people.stranger", person=person, why=str(refused))
        except SlackAway as away:
            _log.warning("people.away", person=person, why=str(away))
        finally:
            self._looking_up.discard(person)


def _account_changed(event: Mapping[str, object]) -> Change:
    account = parse(AccountChanged, event).user
    return lambda directory: directory.add_account(account)


def _group_changed(event: Mapping[str, object]) -> Change:
    moved = parse(GroupChanged, event)
    return lambda directory: directory.regroup(
        moved.subteam_id, added=moved.added_users, removed=moved.removed_users
    )


def _joined(event: Mapping[str, object]) -> Change:
    moved = parse(MemberMoved, event)
    return lambda directory: directory.join(moved.channel, moved.user)


def _left(event: Mapping[str, object]) -> Change:
    moved = parse(MemberMoved, event)
    return lambda directory: directory.leave(moved.channel, moved.user)


EVENTS: dict[str, Callable[[Mapping[str, object]], Change]] = {
    "user_change": _account_changed,
    "team_join": _account_changed,
    "subteam_members_changed": _group_changed,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
}
