"""Links that people post to the app's domains, and the previews that the app gives them."""

import pytest

from tests.simulator.running import Json, Running
from tests.simulator.sdk import CLIENTS, Client, Ear, client_of, hearing

MIRA = "U0MIRA0001"
HELP, SECRET = "C0HELPEN01", "C0SECRET01"
LINK, BELOW, FOREIGN = "https://clips.example.org/7", "https://a.clips.example.org/8", "https://example.com/9"
PREVIEW: Json = {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Clip 7*"}}]}


@pytest.fixture
def more_scopes() -> list[str]:
    return ["links:read", "links:write"]


@pytest.fixture
def more_events() -> list[str]:
    return ["link_shared"]


@pytest.fixture(params=CLIENTS)
def slack(running: Running, request: pytest.FixtureRequest) -> Client:
    return client_of(running, request.param)


async def shared(running: Running, ear: Ear, text: str = f"see {LINK}") -> Json:
    """The event that tells of the links in a message of Mira's."""
    await running.control("message", user=MIRA, channel=HELP, text=text)
    return await ear.hears("link_shared")


async def test_the_app_hears_of_links_to_its_domains_only(running: Running) -> None:
    async with hearing(running) as ear:
        for foreign in (FOREIGN, "https://notclips.example.org/9"):
            await running.control("message", user=MIRA, channel=HELP, text=f"not this: {foreign}")
        event = await shared(running, ear, f"{LINK} and {BELOW} and {FOREIGN}")

    assert len(ear.of("link_shared")) == 1
    assert event["links"] == [
        {"url": LINK, "domain": "clips.example.org"},
        {"url": BELOW, "domain": "clips.example.org"},
    ]
    assert (event["channel"], event["user"], event["source"]) == (HELP, MIRA, "conversations_history")
    assert event["is_bot_user_member"] is True
    assert "thread_ts" not in event


async def test_the_app_does_not_hear_of_its_own_links(running: Running) -> None:
    slack = client_of(running)

    async with hearing(running) as ear:
        await slack("chat_postMessage", channel=HELP, text=f"mine: <{LINK}>")
        event = await shared(running, ear, f"theirs: {BELOW}")

    assert [link["url"] for link in event["links"]] == [BELOW]
    assert len(ear.of("link_shared")) == 1


async def test_a_preview_is_attached_to_the_message_and_replaced_by_the_next(
    slack: Client, running: Running
) -> None:
    async with hearing(running) as ear:
        event = await shared(running, ear)
        place = {"channel": HELP, "ts": event["message_ts"]}
        answer = await slack("chat_unfurl", **place, unfurls={LINK: PREVIEW})
        changed = await ear.hears("message", "message_changed")
        await slack("chat_unfurl", **place, unfurls={LINK: {"title": "Clip 7", "text": "later"}})

    attachments = (await slack("conversations_history", channel=HELP))["messages"][0]["attachments"]
    assert answer == {"ok": True}
    assert changed["message"]["attachments"][0]["app_unfurl_url"] == LINK
    assert "attachments" not in changed["previous_message"]
    assert [(held["id"], held["title"], held["is_app_unfurl"]) for held in attachments] == [
        (1, "Clip 7", True)
    ]


async def test_the_id_of_the_event_stands_for_the_message(slack: Client, running: Running) -> None:
    async with hearing(running) as ear:
        event = await shared(running, ear)
        named = {"unfurl_id": event["unfurl_id"], "source": event["source"]}
        await slack("chat_unfurl", **named, unfurls={LINK: PREVIEW})

    message = (await slack("conversations_history", channel=HELP))["messages"][0]
    assert message["attachments"][0]["from_url"] == LINK
    wrong = await slack.error("chat_unfurl", unfurl_id="C1.x", source="composer", unfurls={LINK: PREVIEW})
    assert wrong == "invalid_unfurl_id"


async def test_previews_that_cannot_be_shown_are_refused(slack: Client, running: Running) -> None:
    async with hearing(running) as ear:
        ts = (await shared(running, ear))["message_ts"]

    async def refusal(unfurls: object = None, **place: object) -> str:
        return await slack.error("chat_unfurl", **({"channel": HELP, "ts": ts} | place), unfurls=unfurls)

    assert await refusal({FOREIGN: PREVIEW}) == "cannot_unfurl_url"
    assert await refusal({BELOW: PREVIEW}) == "cannot_unfurl_message"
    assert await refusal({LINK: {"blocks": [{"type": "audio"}]}}) == "cannot_parse_attachment"
    assert await refusal() == "missing_unfurls"
    assert await refusal({LINK: PREVIEW}, ts="1.000000") == "cannot_find_message"
    assert await refusal({LINK: PREVIEW}, channel="C0NOWHERE1") == "cannot_find_channel"
    assert await refusal({LINK: PREVIEW}, channel=None) == "missing_channel"
    assert await refusal({LINK: PREVIEW}, ts=None) == "missing_ts"


async def test_only_the_one_who_posted_the_link_is_asked_to_connect(slack: Client, running: Running) -> None:
    async with hearing(running) as ear:
        ts = (await shared(running, ear))["message_ts"]

    await slack("chat_unfurl", channel=HELP, ts=ts, user_auth_message="Connect your account")

    assert [message["text"] for message in await running.messages(MIRA, HELP)][1:] == ["Connect your account"]
    assert len((await slack("conversations_history", channel=HELP))["messages"]) == 1
