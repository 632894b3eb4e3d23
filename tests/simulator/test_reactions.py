"""Reactions, by the app and by people, and what they are refused for."""

import pytest

from tests.simulator.running import Json, Running
from tests.simulator.sdk import Client

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP, OTHER = "C0HELPEN01", "C0OTHER001"


@pytest.fixture
def more_scopes() -> list[str]:
    return ["reactions:write"]


@pytest.fixture
def more_events() -> list[str]:
    return ["reaction_added", "reaction_removed"]


async def test_a_reaction_is_added_read_and_taken_away(slack: Client, running: Running) -> None:
    ts = (await running.control("message", user=MIRA, channel=HELP, text="mine"))["ts"]
    await running.control("reaction", user=JON, channel=HELP, ts=ts, name="ear")
    bot = (await running.see("workspace"))["bot_user_id"]

    await slack("reactions_add", channel=HELP, timestamp=ts, name="ear")
    await slack("reactions_add", channel=HELP, timestamp=ts, name="thumbsup::skin-tone-3")
    told = await slack("reactions_get", channel=HELP, timestamp=ts, full=True)
    await slack("reactions_remove", channel=HELP, timestamp=ts, name="ear")
    after = await slack("reactions_get", channel=HELP, timestamp=ts)

    assert (told["type"], told["channel"], told["message"]["text"]) == ("message", HELP, "mine")
    assert told["message"]["permalink"].endswith(f"/archives/{HELP}/p{ts.replace('.', '')}")
    assert told["message"]["reactions"] == [
        {"name": "ear", "users": [JON, bot], "count": 2},
        {"name": "thumbsup::skin-tone-3", "users": [bot], "count": 1},
    ]
    assert after["message"]["reactions"][0]["users"] == [JON]


async def test_what_cannot_be_reacted_to_is_refused(slack: Client, running: Running) -> None:
    ts = (await running.control("message", user=MIRA, channel=HELP, text="mine"))["ts"]
    elsewhere = (await running.control("message", user=MIRA, channel=OTHER, text="there"))["ts"]
    await slack("reactions_add", channel=HELP, timestamp=ts, name="ear")

    async def refusal(method: str, **changes: str) -> str:
        asked = {"channel": HELP, "timestamp": ts, "name": "ear", **changes}
        return await slack.error(f"reactions_{method}", **asked)

    assert await refusal("add") == "already_reacted"
    assert await refusal("add", name="no_such_emoji") == "invalid_name"
    assert await refusal("add", name="bell::skin-tone-2") == "invalid_name"
    assert await refusal("add", name="ear::skin-tone-9") == "invalid_name"
    assert await refusal("add", timestamp="1.000000") == "message_not_found"
    assert await refusal("add", timestamp="yesterday") == "bad_timestamp"
    assert await refusal("add", channel="C0NOWHERE1") == "channel_not_found"
    assert await refusal("add", channel=OTHER, timestamp=elsewhere) == "not_in_channel"
    assert await refusal("remove", name="bell") == "no_reaction"
    assert await refusal("remove", timestamp="1.000000") == "message_not_found"
    assert await slack.error("reactions_get") == "no_item_specified"
    await running.control("channel", channel=HELP, is_archived=True)
    assert await refusal("add", name="bell") == "is_archived"


async def test_a_message_bears_only_so_many_reactions(running: Running) -> None:
    ts = (await running.control("message", user=MIRA, channel=HELP, text="mine"))["ts"]

    async def add(name: str) -> str:
        answer = await running.api("reactions.add", channel=HELP, timestamp=ts, name=name)
        return str(answer.get("error", "added"))

    own = [await add(f"clock{hour}{half}") for half in ("", "30") for hour in range(1, 13)]
    for number in range(27):
        await running.control("reaction", user=JON, channel=HELP, ts=ts, name=f"mail{number}")
    await running.api("reactions.remove", channel=HELP, timestamp=ts, name="clock1")
    await running.control("reaction", user=JON, channel=HELP, ts=ts, name="mail27")

    assert own == ["added"] * 23 + ["too_many_reactions"]
    assert await add("bell") == "too_many_emoji"


async def test_what_a_member_reacted_to_is_listed_newest_first(slack: Client, running: Running) -> None:
    stamps = []
    for number in range(3):
        written = await running.control("message", user=MIRA, channel=HELP, text=f"message {number}")
        stamps.append(written["ts"])
        await running.control("reaction", user=JON, channel=HELP, ts=written["ts"], name="ear")
    await slack("reactions_add", channel=HELP, timestamp=stamps[1], name="bell")

    own = await slack("reactions_list")
    paged = await slack("reactions_list", user=JON, count=2, page=2)
    first = await slack("reactions_list", user=JON, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await slack("reactions_list", user=JON, limit=2, cursor=cursor)

    assert [item["message"]["ts"] for item in own["items"]] == [stamps[1]]
    assert [item["message"]["ts"] for item in paged["items"]] == [stamps[0]]
    assert paged["paging"] == {"count": 2, "total": 3, "page": 2, "pages": 2}
    shown = [item["message"]["ts"] for item in [*first["items"], *rest["items"]]]
    assert shown == stamps[::-1]
    assert await slack.error("reactions_list", user="U0NOBODY") == "user_not_found"


async def test_the_app_hears_of_reactions(running: Running) -> None:
    socket = await running.connect()
    ts = (await running.api("chat.postMessage", channel=HELP, text="Card"))["ts"]
    bot = (await running.see("workspace"))["bot_user_id"]

    await running.control("reaction", user=JON, channel=HELP, ts=ts, name="ear")
    await running.control("reaction", user=JON, channel=HELP, ts=ts, name="ear")

    heard: list[Json] = []
    while len(heard) < 2:
        event = (await socket.answer())["event"]
        heard += [event] if event["type"].startswith("reaction") else []
    assert [event["type"] for event in heard] == ["reaction_added", "reaction_removed"]
    assert (heard[0]["user"], heard[0]["item_user"], heard[0]["reaction"]) == (JON, bot, "ear")
    assert heard[0]["item"] == {"type": "message", "channel": HELP, "ts": ts}
