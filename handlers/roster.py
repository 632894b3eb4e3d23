"""Reads the workspace from Slack's lists: accounts, the user groups and channels that the policy names.

An odd entry of a list is left out and counted in the log; who is left out stays unknown, so may do nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from functools import partial
from typing import Annotated, Any, TypeVar

import structlog
from pydantic import Field
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ids import PersonId
from bot.errors import SlackAway, SlackRefused
from bot.policy import Policy
from handlers.calls import answer_of
from handlers.directory import Account, Directory, Listed, channels_of, groups_of
from handlers.payloads import Malformed, Named, SlackId, parse

_log = structlog.get_logger(__name__)

_PAGE = 1000
_CALL_SECONDS = 30.0
_MOST_PAGES = 1000
_MOST_TRIES = 6
_LONGEST_WAIT_SECONDS = 60.0

EntryT = TypeVar("EntryT")


class Page(Listed):
    """What Slack's lists have in common; each method fills one. Their entries are parsed one by one."""

    members: Annotated[tuple[Any, ...], Field(max_length=10_000)] = ()
    channels: tuple[Any, ...] = ()
    usergroups: tuple[Any, ...] = ()
    users: tuple[Any, ...] = ()
    response_metadata: dict[str, Any] | None = None

    @property
    def next_cursor(self) -> str:
        return str((self.response_metadata or {}).get("next_cursor") or "")


class ListedChannel(Listed):
    id: SlackId
    name: str = ""
    is_member: bool = False


class ListedGroup(Listed):
    id: SlackId
    handle: str = ""


class Found(Listed):
    user: Account


async def read_directory(client: AsyncWebClient, *, team: str, policy: Policy) -> Directory:
    """The whole directory. SlackAway after a bounded wait; SlackRefused when the app may not read a list."""
    directory = Directory(team=team, policy=policy)
    await _read_accounts(client, directory, team)
    await _read_groups(client, directory, set(groups_of(policy)))
    await _read_channels(client, directory, set(channels_of(policy)))
    return directory


async def read_account(client: AsyncWebClient, person: PersonId) -> Account:
    """What Slack says of one person; SlackAway too when it cannot be read."""
    answer = await answer_of(client.users_info(user=person), seconds=_CALL_SECONDS)
    try:
        return parse(Found, answer).user
    except Malformed as malformed:
        raise _unreadable("users.info", malformed) from malformed


async def _read_accounts(client: AsyncWebClient, directory: Directory, team: str) -> None:
    async for page in _pages(client, "users.list", {"team_id": team}):
        for account in _each("users.list", page.members, partial(parse, Account)):
            directory.add_account(account)


async def _read_groups(client: AsyncWebClient, directory: Directory, wanted: set[str]) -> None:
    async for page in _pages(client, "usergroups.list", {}):
        for group in _each("usergroups.list", page.usergroups, partial(parse, ListedGroup)):
            # A group without a role may have thousands of members that nobody needs to know.
            if wanted & {group.id, group.handle, f"@{group.handle}"}:
                found = await _page(client, "usergroups.users.list", {"usergroup": group.id})
                users = _each("usergroups.users.list", found.users, _id)
                directory.add_group(group.id, group.handle, users)


async def _read_channels(client: AsyncWebClient, directory: Directory, wanted: set[str]) -> None:
    arguments = {"types": "public_channel,private_channel", "exclude_archived": "true"}
    async for page in _pages(client, "conversations.list", arguments):
        for channel in _each("conversations.list", page.channels, partial(parse, ListedChannel)):
            if channel.is_member and wanted & {channel.id, f"#{channel.name}"}:
                members = await _members(client, channel.id)
                directory.add_channel(channel.id, channel.name, members)


async def _members(client: AsyncWebClient, channel: str) -> list[str]:
    pages = _pages(client, "conversations.members", {"channel": channel})
    return [member async for page in pages for member in _each("conversations.members", page.members, _id)]


def _each(method: str, entries: Iterable[object], read: Callable[[object], EntryT]) -> list[EntryT]:
    """The entries that can be read; the log says how many others there were and why, never what they held."""
    found: list[EntryT] = []
    odd: list[Malformed] = []
    for entry in entries:
        try:
            found.append(read(entry))
        except Malformed as malformed:
            odd.append(malformed)
    if odd:
        _log.warning("people.odd", list=method, count=len(odd), places=odd[0].places)
    return found


def _id(entry: object) -> str:
    return parse(Named, {"id": entry}).id


def _unreadable(method: str, malformed: Malformed) -> SlackAway:
    return SlackAway(f"Slack answered {method} in a shape that is not known: {malformed}")


async def _pages(client: AsyncWebClient, method: str, arguments: Mapping[str, str]) -> AsyncIterator[Page]:
    cursor = ""
    for _ in range(_MOST_PAGES):
        page = await _page(client, method, {**arguments, "limit": str(_PAGE), "cursor": cursor})
        yield page
        cursor = page.next_cursor
        if not cursor:
            return
    raise SlackAway(f"{method} has more than {_MOST_PAGES} pages")


async def _page(client: AsyncWebClient, method: str, arguments: Mapping[str, str]) -> Page:
    """One page. When Slack asks for time it gets it, within a bound: nobody waits for these lists."""
    given = {name: value for name, value in arguments.items() if value}
    for attempt in range(_MOST_TRIES):
        try:
            call = client.api_call(method, http_verb="GET", params=given)
            return parse(Page, await answer_of(call, seconds=_CALL_SECONDS))
        except Malformed as malformed:
            raise _unreadable(method, malformed) from malformed
        except SlackRefused:
            raise
        except SlackAway as away:
            wait = away.retry_after_seconds if away.retry_after_seconds is not None else 2.0**attempt
        await asyncio.sleep(min(wait, _LONGEST_WAIT_SECONDS))
    raise SlackAway(f"{method} did not answer after {_MOST_TRIES} attempts")
