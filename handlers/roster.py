"""Reads the workspace from Slack's lists: accounts, the user groups and channels that the policy names."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from pydantic import Field
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ids import PersonId
from bot.errors import SlackAway, SlackRefused
from bot.policy import Policy
from handlers.calls import answer_of
from handlers.directory import Account, Directory, channels_of, groups_of
from handlers.payloads import Part, SlackId, parse

_PAGE = 1000
_CALL_SECONDS = 30.0
_MOST_PAGES = 1000
_MOST_TRIES = 6
_LONGEST_WAIT_SECONDS = 60.0


class Page(Part):
    """What Slack's lists have in common; each method fills one of the lists."""

    members: Annotated[tuple[Any, ...], Field(max_length=10_000)] = ()
    channels: "tuple[ListedChannel, ...]" = ()
    usergroups: "tuple[ListedGroup, ...]" = ()
    users: tuple[SlackId, ...] = ()
    response_metadata: dict[str, Any] | None = None

    @property
    def next_cursor(self) -> str:
        return str((self.response_metadata or {}).get("next_cursor") or "")


class ListedChannel(Part):
    id: SlackId
    name: str = ""
    is_member: bool = False


class ListedGroup(Part):
    id: SlackId
    handle: str = ""


class Found(Part):
    user: Account


async def read_directory(client: AsyncWebClient, *, team: str, policy: Policy) -> Directory:
    """The whole directory. SlackAway after a bounded wait; SlackRefused when the app may not read a list."""
    directory = Directory(team=team, policy=policy)
    await _read_accounts(client, directory, team)
    await _read_groups(client, directory, set(groups_of(policy)))
    await _read_channels(client, directory, set(channels_of(policy)))
    return directory


async def read_account(client: AsyncWebClient, person: PersonId) -> Account:
    answer = await answer_of(client.users_info(user=person), seconds=_CALL_SECONDS)
    return parse(Found, answer).user


async def _read_accounts(client: AsyncWebClient, directory: Directory, team: str) -> None:
    async for page in _pages(client, "users.list", {"team_id": team}):
        for member in page.members:
            directory.add_account(parse(Account, member))


async def _read_groups(client: AsyncWebClient, directory: Directory, wanted: set[str]) -> None:
    async for page in _pages(client, "usergroups.list", {}):
        for group in page.usergroups:
            # A group without a role may have thousands of members that nobody needs to know.
            if wanted & {group.id, group.handle, f"@{group.handle}"}:
                users = await _page(client, "usergroups.users.list", {"usergroup": group.id})
                directory.add_group(group.id, group.handle, users.users)


async def _read_channels(client: AsyncWebClient, directory: Directory, wanted: set[str]) -> None:
    arguments = {"types": "public_channel,private_channel", "exclude_archived": "true"}
    async for page in _pages(client, "conversations.list", arguments):
        for channel in page.channels:
            if channel.is_member and wanted & {channel.id, f"#{channel.name}"}:
                members = await _members(client, channel.id)
                directory.add_channel(channel.id, channel.name, members)


async def _members(client: AsyncWebClient, channel: str) -> list[str]:
    pages = _pages(client, "conversations.members", {"channel": channel})
    return [str(member) async for page in pages for member in page.members]


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
        except SlackRefused:
            raise
        except SlackAway as away:
            wait = away.retry_after_seconds if away.retry_after_seconds is not None else 2.0**attempt
        await asyncio.sleep(min(wait, _LONGEST_WAIT_SECONDS))
    raise SlackAway(f"{method} did not answer after {_MOST_TRIES} attempts")
