"""Messages that are posted later: by the workspace's clock, which the test moves forward."""

import pytest

from tests.simulator.running import Json, Running, until
from tests.simulator.sdk import CLIENTS, Client, client_of

HELP, OTHER = "C0HELPEN01", "C0OTHER001"
DAY_SECONDS = 24 * 60 * 60


@pytest.fixture(params=CLIENTS)
def slack(running: Running, request: pytest.FixtureRequest) -> Client:
    return client_of(running, request.param)


async def now(running: Running) -> int:
    return int((await running.control("clock", advance_seconds=0))["now"])


async def test_a_scheduled_message_is_posted_when_its_time_comes(slack: Client, running: Running) -> None:
    post_at = await now(running) + DAY_SECONDS
    scheduled = await slack("chat_scheduleMessage", channel=HELP, post_at=post_at, text="good morning")
    before = await texts(slack)
    await running.control("clock", advance_seconds=DAY_SECONDS + 1)

    async def is_posted() -> bool:
        return await texts(slack) == ["good morning"]

    await until(is_posted)
    assert before == []
    assert (scheduled["channel"], scheduled["post_at"]) == (HELP, post_at)
    assert (scheduled["message"]["type"], scheduled["message"]["text"]) == ("delayed_message", "good morning")
    assert "ts" not in scheduled["message"]
    assert (await slack("chat_scheduledMessages_list"))["scheduled_messages"] == []


async def test_what_is_scheduled_is_listed_in_the_order_of_its_time(slack: Client, running: Running) -> None:
    start = await now(running) + DAY_SECONDS
    for minutes in (2, 1, 3):
        await slack("chat_scheduleMessage", channel=HELP, post_at=start + 60 * minutes, text=f"{minutes}")

    first = await slack("chat_scheduledMessages_list", channel=HELP, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await slack("chat_scheduledMessages_list", channel=HELP, limit=2, cursor=cursor)
    late = await slack("chat_scheduledMessages_list", oldest=str(start + 150))

    found = [*first["scheduled_messages"], *rest["scheduled_messages"]]
    assert [scheduled["text"] for scheduled in found] == ["1", "2", "3"]
    assert {scheduled["channel_id"] for scheduled in found} == {HELP}
    assert [scheduled["text"] for scheduled in late["scheduled_messages"]] == ["3"]
    assert rest["response_metadata"]["next_cursor"] == ""
    assert await slack.error("chat_scheduledMessages_list", channel="C0NOWHERE1") == "invalid_channel"
    assert await slack.error("chat_scheduledMessages_list", cursor="bad!") == "invalid_cursor"


async def test_a_scheduled_message_can_be_withdrawn_until_the_last_minute(
    slack: Client, running: Running
) -> None:
    start = await now(running)
    far = await slack("chat_scheduleMessage", channel=HELP, post_at=start + DAY_SECONDS, text="far")
    near = await slack("chat_scheduleMessage", channel=HELP, post_at=start + 50, text="near")

    async def refusal(scheduled: Json, channel: str = HELP) -> str:
        scheduled_id = scheduled["scheduled_message_id"]
        return await slack.error(
            "chat_deleteScheduledMessage", channel=channel, scheduled_message_id=scheduled_id
        )

    assert await refusal(near) == "invalid_scheduled_message_id"
    assert await refusal(far, OTHER) == "invalid_scheduled_message_id"
    assert await refusal(far, "C0NOWHERE1") == "channel_not_found"
    scheduled_id = far["scheduled_message_id"]
    await slack("chat_deleteScheduledMessage", channel=HELP, scheduled_message_id=scheduled_id)
    assert await refusal(far) == "invalid_scheduled_message_id"

    await running.control("clock", advance_seconds=DAY_SECONDS + 1)

    async def is_posted() -> bool:
        return await texts(slack) == ["near"]

    await until(is_posted)


async def test_times_that_cannot_be_are_refused(slack: Client, running: Running) -> None:
    start = await now(running)

    async def refusal(post_at: object, channel: str = HELP) -> str:
        return await slack.error("chat_scheduleMessage", channel=channel, post_at=post_at, text="a")

    assert await refusal(start - 1) == "time_in_past"
    assert await refusal(start + 121 * DAY_SECONDS) == "time_too_far"
    assert await refusal("tomorrow") == "invalid_time"
    assert await refusal(start + 100, channel=OTHER) == "not_in_channel"
    silent = await running.api("chat.scheduleMessage", channel=HELP, post_at=start + 100)
    assert silent["error"] == "no_text"


async def test_thirty_messages_within_five_minutes_are_the_most(running: Running) -> None:
    slack = client_of(running)
    start = await now(running) + DAY_SECONDS
    for seconds in range(30):
        await slack("chat_scheduleMessage", channel=HELP, post_at=start + seconds, text="a")

    refusal = await slack.error("chat_scheduleMessage", channel=HELP, post_at=start + 299, text="a")
    later = await slack("chat_scheduleMessage", channel=HELP, post_at=start + 300, text="a")

    assert refusal == "restricted_too_many"
    assert later["post_at"] == start + 300


async def test_what_can_no_longer_be_posted_is_dropped(running: Running) -> None:
    slack = client_of(running)
    post_at = await now(running) + DAY_SECONDS
    await slack("chat_scheduleMessage", channel=HELP, post_at=post_at, text="too late")
    await running.control("channel", channel=HELP, is_archived=True)
    await running.control("clock", advance_seconds=DAY_SECONDS + 1)

    async def is_due() -> bool:
        return not (await slack("chat_scheduledMessages_list"))["scheduled_messages"]

    await until(is_due)
    assert await texts(slack) == []


async def texts(slack: Client) -> list[str]:
    messages = (await slack("conversations_history", channel=HELP))["messages"]
    return [message["text"] for message in messages if "subtype" not in message]
