"""The workspace's people, groups and channel members as known now, and what the policy makes of them."""

from collections.abc import Iterable

from pydantic import model_validator

from bot.domain.access import Role, Standing
from bot.domain.ids import Language, PersonId
from bot.policy import Grant, Policy
from handlers.payloads import Part


class Listed(Part):
    """An entry of Slack's lists, which say null where others leave a field out."""

    @model_validator(mode="before")
    @classmethod
    def _null_is_left_out(cls, body: object) -> object:
        if not isinstance(body, dict):
            return body
        return {name: value for name, value in body.items() if value is not None}


class Account(Listed):
    """What Slack says of an account; a deactivated one may come with little more than its id."""

    id: PersonId
    name: str = ""
    real_name: str = ""
    team_id: str | None = None
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False


class Directory:
    """Accounts, user groups and the members of channels; kept fresh by whoever hears of changes."""

    def __init__(self, *, team: str, policy: Policy) -> None:
        self._team = team
        self._policy = policy
        self._accounts: dict[PersonId, Account] = {}
        self._channels: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._groups: dict[str, str] = {}
        self._grouped: dict[str, set[str]] = {}

    def add_account(self, account: Account) -> None:
        self._accounts[account.id] = account

    def add_channel(self, channel: str, name: str, members: Iterable[str]) -> None:
        self._channels[channel] = channel
        self._channels[f"#{name}"] = channel
        self._members[channel] = set(members)

    def add_group(self, group: str, handle: str, members: Iterable[str]) -> None:
        self._groups[group] = group
        self._groups[f"@{handle}"] = group
        self._grouped[group] = set(members)

    def join(self, channel: str, person: str) -> None:
        if channel in self._members:
            self._members[channel].add(person)

    def leave(self, channel: str, person: str) -> None:
        self._members.get(channel, set()).discard(person)

    def regroup(self, group: str, *, added: Iterable[str], removed: Iterable[str]) -> None:
        if group in self._grouped:
            self._grouped[group] = self._grouped[group].difference(removed).union(added)

    def name_of(self, person: PersonId) -> str:
        """The person's name as others see it, or the id of somebody unknown."""
        account = self._accounts.get(person)
        return (account.real_name or account.name if account else "") or person

    def count(self) -> int:
        """How many accounts are known, whatever their standing."""
        return len(self._accounts)

    def knows(self, person: PersonId) -> bool:
        return person in self._accounts

    def channel_id(self, name: str) -> str | None:
        """The id of a channel named as the policy names it, `#help-en` or by id, if the bot is in it."""
        return self._channels.get(name)

    def group_id(self, name: str) -> str | None:
        """The id of a user group named by handle, with or without its @, or by id."""
        return self._groups.get(name) or self._groups.get(f"@{name}")

    def standing(self, person: PersonId, *, team: str | None) -> Standing:
        """`team` is the workspace that the delivery named, if it named one."""
        account = self._accounts.get(person)
        if team not in {None, self._team} or (account and self._is_of_another(account)):
            return Standing.OTHER_WORKSPACE
        if account is None or account.is_bot:
            return Standing.UNKNOWN
        if account.deleted:
            return Standing.DEACTIVATED
        is_guest = account.is_restricted or account.is_ultra_restricted
        return Standing.GUEST if is_guest else Standing.MEMBER

    def roles(self, person: PersonId) -> frozenset[Role]:
        return frozenset(role for role, grant in self._policy.roles.items() if self._has(person, grant))

    def languages(self, person: PersonId) -> frozenset[Language]:
        """The languages in whose help channels the person is."""
        return frozenset(help_.language for help_ in self._policy.help if self._is_in(person, help_.channel))

    def problems(self) -> list[str]:
        """What the policy names and this workspace has not, each as a sentence that says what to do."""
        channels = [name for name in channels_of(self._policy) if self.channel_id(name) is None]
        groups = [name for name in groups_of(self._policy) if self.group_id(name) is None]
        return [*(_missing_channel(name) for name in channels), *(_missing_group(name) for name in groups)]

    def _is_of_another(self, account: Account) -> bool:
        return account.is_stranger or account.team_id not in {None, self._team}

    def _has(self, person: PersonId, grant: Grant) -> bool:
        if person in grant.users:
            return True
        if any(person in self._grouped.get(self.group_id(name) or "", set()) for name in grant.groups):
            return True
        helping = [help_.channel for help_ in self._policy.help] if grant.help_channels else []
        return any(self._is_in(person, name) for name in (*grant.channels, *helping))

    def _is_in(self, person: PersonId, channel: str) -> bool:
        return person in self._members.get(self.channel_id(channel) or "", set())


def channels_of(policy: Policy) -> list[str]:
    """Every channel that the policy names, each once, in its order."""
    places = policy.channels
    named = [places.leads, places.moderators, places.operators, *(help_.channel for help_ in policy.help)]
    granted = [name for grant in policy.roles.values() for name in grant.channels]
    called = [level.channel for level in policy.escalation.levels if level.channel]
    return list(dict.fromkeys([*named, *granted, *called]))


def groups_of(policy: Policy) -> list[str]:
    granted = [name for grant in policy.roles.values() for name in grant.groups]
    called = [level.group for level in policy.escalation.levels if level.group]
    return list(dict.fromkeys([*granted, *called]))


def _missing_channel(name: str) -> str:
    return (
        f"Second Ear is not in the channel {name}, which the policy names. "
        "Create it if there is none, and invite the app there: /invite @second-ear"
    )


def _missing_group(name: str) -> str:
    return f"There is no user group {name}, which the policy names. Create it in Slack, or change the policy."
