"""How often the app may call, and what Slack says to one that calls more often."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from simulator.rate_limits import load_tiers
from simulator.web_api.dispatch import METHODS
from tests.simulator.running import HttpApp, Json, Running, until
from tests.simulator.shapes import samples_folder

MIRA = "U0MIRA0001"
HELP, MODS = "C0HELPEN01", "C0MODS0001"
_SKIPPED = samples_folder() is None and os.environ.get("CI") != "true"


@pytest.fixture
def limits() -> str:
    return "slack"


def _client(running: Running) -> AsyncWebClient:
    return AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)


async def _refusal(client: AsyncWebClient, channel: str = HELP) -> SlackApiError | None:
    try:
        await client.chat_postMessage(channel=channel, text="Help wanted")
    except SlackApiError as refused:
        return refused
    return None


async def _post_to(running: Running, url: str, text: str) -> tuple[int, str | None]:
    async with running.session.post(url, json={"text": text}) as response:
        return response.status, response.headers.get("Retry-After")


async def test_a_channel_takes_a_short_burst_and_then_one_message_a_second(running: Running) -> None:
    client = _client(running)

    tries = [await _refusal(client) for _ in range(20)]
    refused = [each for each in tries if each]
    elsewhere = await _refusal(client, MODS)
    await running.control("clock", advance_seconds=int(refused[-1].response.headers["Retry-After"]))
    later = await _refusal(client)

    assert tries[:10] == [None] * 10
    assert refused[-1].response.status_code == 429
    assert refused[-1].response.data == {"ok": False, "error": "ratelimited"}
    assert (elsewhere, later) == (None, None)


async def test_strict_takes_not_even_two_messages_in_one_second(running: Running) -> None:
    await running.control("limits", mode="strict")
    client = _client(running)

    first, second = await _refusal(client), await _refusal(client)

    assert first is None
    assert second is not None
    assert second.response.headers["Retry-After"] == "1"


async def test_limits_that_are_off_let_everything_through(running: Running) -> None:
    await running.control("limits", mode="off")
    client = _client(running)

    assert [await _refusal(client) for _ in range(30)] == [None] * 30
    assert (await running.see("limits"))["mode"] == "off"


async def test_a_method_is_limited_by_its_tier_and_other_methods_are_not(running: Running) -> None:
    await running.control("limits", mode="strict")
    client = _client(running)

    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError) as refused:
        await client.users_list()
    await client.users_info(user=MIRA)

    assert int(refused.value.response.headers["Retry-After"]) in {2, 3}
    entries = (await running.see("record", kind="api_call"))["entries"]
    assert [entry["status"] for entry in entries if entry["method"] == "users.list"] == [200] * 20 + [429]


async def test_ten_connections_open_at_once_in_spite_of_the_lowest_tier(running: Running) -> None:
    allowed = [await running.connect() for _ in range(10)]

    assert len(allowed) == 10


async def test_a_call_that_slack_does_not_know_the_caller_of_counts_for_nobody(running: Running) -> None:
    await running.control("limits", mode="strict")

    answers = [await running.api("usergroups.list", token="xoxb-wrong") for _ in range(30)]

    assert {answer["error"] for answer in answers} == {"invalid_auth"}
    assert (await running.api("usergroups.list"))["ok"]


async def test_people_write_as_often_as_they_like(running: Running) -> None:
    for number in range(30):
        await running.control("message", user=MIRA, channel=HELP, text=str(number))

    assert len(await running.messages(MIRA, HELP)) == 30


async def test_a_response_url_takes_three_answers_at_once_and_keeps_the_use_that_it_refused(
    running: Running, app_server: HttpApp
) -> None:
    await running.control("request_url", url=app_server.url)
    await running.control("command", user=MIRA, channel=HELP, command="/clip")
    url = (await running.deliveries())[0]["payload"]["response_url"]

    at_once = [await _post_to(running, url, str(number)) for number in range(4)]
    await running.control("clock", advance_seconds=3)
    later = [await _post_to(running, url, str(number)) for number in (3, 4)]

    assert at_once == [(200, None)] * 3 + [(429, "1")]
    assert [status for status, _ in later] == [200, 200]
    assert [message["text"] for message in await running.messages(MIRA, HELP)] == list("01234")


async def test_an_app_that_hears_too_much_is_told_once_a_minute_that_it_hears_no_more(
    running: Running, app_server: HttpApp
) -> None:
    await running.control("request_url", url=app_server.url)
    await running.control("limits", mode="strict")

    said = [running.control("message", user=MIRA, channel=HELP, text=str(number)) for number in range(800)]
    await asyncio.gather(*said)

    async def is_told() -> bool:
        return bool(_limited(app_server))

    await until(is_told)
    told = _limited(app_server)[0]
    assert set(told) == {"token", "type", "team_id", "minute_rate_limited", "api_app_id"}
    assert told["minute_rate_limited"] % 60 == 0
    assert len(_limited(app_server)) <= 2


def _limited(app: HttpApp) -> list[Json]:
    bodies = [json.loads(body) for _, body in app.requests]
    return [body for body in bodies if body["type"] == "app_rate_limited"]


@pytest.mark.shared
@pytest.mark.skipif(_SKIPPED, reason="the folder of samples is not here; SECOND_EAR_SHARED names it")
def test_every_method_has_the_tier_that_slacks_own_sdk_gives_it() -> None:
    published = _published_tiers()
    ours = load_tiers().by_method()

    wrong = {name: (tier, published.get(name)) for name, tier in ours.items() if published.get(name) != tier}

    assert wrong == {}
    assert [name for name in METHODS if name in published and name not in ours] == []


def _published_tiers() -> dict[str, str]:
    folder = samples_folder()
    assert folder is not None
    published: dict[str, str] = json.loads(Path(folder / "rate_limit_tiers.json").read_text(encoding="utf-8"))
    return {name: _as_ours(tier) for name, tier in published.items()}


def _as_ours(tier: str) -> str:
    if tier == "SpecialTier_chat_postMessage":
        return "posts"
    return "hundreds" if tier.startswith("SpecialTier") else tier.lower()
