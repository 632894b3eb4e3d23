"""Pins: put on messages, listed, taken off, and told of."""

import pytest

from tests.simulator.running import Json, Running
from tests.simulator.sdk import Client

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP, OTHER = "C0HELPEN01", "C0OTHER001"


@pytest.fixture
def more_scopes() -> list[str]:
    return ["pins:read", "pins:write"]


@pytest.fixture
def more_events() -> list[str]:
    return ["pin_added", "pin_removed"]


async def test_pins_are_listed_newest_first_until_they_are_taken_off(slack: Client, running: Running) -> None:
    first = (await running.control("message", user=MIRA, channel=HELP, text="first"))["ts"]
    second = (await running.api("chat.postMessage", channel=HELP, text="second"))["ts"]
    for ts in (first, second):
        await slack("pins_add", channel=HELP, timestamp=ts)

    listed = (await slack("pins_list", channel=HELP))["items"]
    await slack("pins_remove", channel=HELP, timestamp=second)
    after = (await slack("pins_list", channel=HELP))["items"]
    history = await slack("conversations_history", channel=HELP)

    bot = (await running.see("workspace"))["bot_user_id"]
    assert [item["message"]["text"] for item in listed] == ["second", "first"]
    assert {(item["type"], item["channel"], item["created_by"]) for item in listed} == {
        ("message", HELP, bot)
    }
    assert listed[0]["message"]["pinned_to"] == [HELP]
    assert [item["message"]["ts"] for item in after] == [first]
    assert history["pin_count"] == 1


async def test_what_cannot_be_pinned_is_refused(slack: Client, running: Running) -> None:
    ts = (await running.control("message", user=MIRA, channel=HELP, text="mine"))["ts"]
    elsewhere = (await running.control("message", user=MIRA, channel=OTHER, text="there"))["ts"]
    await slack("pins_add", channel=HELP, timestamp=ts)
    await running.control("leave", user=JON, channel=HELP)
    left = (await running.messages(MIRA, HELP))[-1]["ts"]

    async def refusal(method: str, **changes: str) -> str:
        return await slack.error(f"pins_{method}", **{"channel": HELP, "timestamp": ts, **changes})

    assert await refusal("add") == "already_pinned"
    assert await refusal("add", timestamp="1.000000") == "message_not_found"
    assert await refusal("add", timestamp="now") == "bad_timestamp"
    assert await refusal("add", timestamp="") == "no_item_specified"
    assert await refusal("add", channel="C0NOWHERE1") == "channel_not_found"
    assert await refusal("add", channel=OTHER, timestamp=elsewhere) == "not_in_channel"
    assert await refusal("add", timestamp=left) == "not_pinnable"
    await slack("pins_remove", channel=HELP, timestamp=ts)
    assert await refusal("remove") == "no_pin"
    assert await slack.error("pins_list", channel="C0NOWHERE1") == "channel_not_found"


async def test_a_pin_goes_with_its_message(slack: Client, running: Running) -> None:
    ts = (await running.api("chat.postMessage", channel=HELP, text="soon gone"))["ts"]
    await slack("pins_add", channel=HELP, timestamp=ts)

    await slack("chat_delete", channel=HELP, ts=ts)

    assert (await slack("pins_list", channel=HELP))["items"] == []


async def test_the_app_hears_of_its_own_pins(running: Running) -> None:
    socket = await running.connect()
    ts = (await running.control("message", user=MIRA, channel=HELP, text="mine"))["ts"]
    await running.api("pins.add", channel=HELP, timestamp=ts)
    await running.api("pins.remove", channel=HELP, timestamp=ts)

    heard: list[Json] = []
    while len(heard) < 2:
        event = (await socket.answer())["event"]
        heard += [event] if event["type"].startswith("pin") else []

    added, removed = heard
    assert (added["type"], added["channel_id"], added["item_user"]) == ("pin_added", HELP, MIRA)
    assert (added["item"]["message"]["ts"], added["pin_count"]) == (ts, 1)
    assert (removed["type"], removed["pin_count"], removed["has_pins"]) == ("pin_removed", 0, False)
