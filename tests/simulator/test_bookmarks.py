"""Bookmarks: the links at the head of a channel."""

import pytest

from tests.simulator.running import Running
from tests.simulator.sdk import Client

HELP, SECRET = "C0HELPEN01", "C0SECRET01"
GUIDE = {"channel_id": HELP, "title": "Guide", "type": "link", "link": "https://example.org/guide"}


@pytest.fixture
def more_scopes() -> list[str]:
    return ["bookmarks:read", "bookmarks:write"]


async def test_a_bookmark_is_added_changed_listed_and_removed(slack: Client, running: Running) -> None:
    bot = (await running.see("workspace"))["bot_user_id"]
    added = (await slack("bookmarks_add", **GUIDE, emoji=":ear:"))["bookmark"]
    named = {"channel_id": HELP, "bookmark_id": added["id"]}

    edited = (await slack("bookmarks_edit", **named, title="How to write it down"))["bookmark"]
    listed = (await slack("bookmarks_list", channel_id=HELP))["bookmarks"]
    await slack("bookmarks_remove", **named)
    after = (await slack("bookmarks_list", channel_id=HELP))["bookmarks"]

    assert (added["link"], added["emoji"], added["type"]) == ("https://example.org/guide", ":ear:", "link")
    assert (added["date_updated"], added["last_updated_by_user_id"]) == (0, bot)
    assert (edited["title"], edited["link"]) == ("How to write it down", added["link"])
    assert edited["date_updated"] > 0
    assert (listed, after) == ([edited], [])


async def test_what_cannot_be_a_bookmark_is_refused(slack: Client) -> None:
    async def refusal(**changes: str) -> str:
        return await slack.error("bookmarks_add", **{**GUIDE, **changes})

    assert await refusal(type="song") == "invalid_bookmark_type"
    assert await refusal(link="javascript:alert(1)") == "invalid_link"
    assert await refusal(emoji="ear") == "invalid_emoji"
    assert await refusal(channel_id=SECRET) == "channel_not_found"
    named = {"channel_id": HELP, "bookmark_id": "Bk0NOWHERE"}
    assert await slack.error("bookmarks_edit", **named, title="a") == "not_found"
    assert await slack.error("bookmarks_remove", **named) == "not_found"
    assert await slack.error("bookmarks_list", channel_id="C0NOWHERE1") == "channel_not_found"


async def test_a_channel_holds_a_hundred_bookmarks(running: Running) -> None:
    answers = [await running.api("bookmarks.add", **GUIDE) for _ in range(101)]

    assert [answer["ok"] for answer in answers] == [True] * 100 + [False]
    assert answers[-1]["error"] == "too_many_bookmarks"
    ranks = [answer["bookmark"]["rank"] for answer in answers[:-1]]
    assert ranks == sorted(ranks)
