"""Trouble that a seed decides or that is asked for: the same every time, and written down."""

import asyncio
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.conftest import workspace_of_its_own
from tests.simulator.running import HttpApp, Json, Running, http_app, until

MIRA = "U0MIRA0001"
HELP = "C0HELPEN01"
_EVERYTHING: Json = {
    "calls": {
        "storm": 0.05,
        "server_error": 0.1,
        "latency": 0.1,
        "reset_before": 0.1,
        "reset_after": 0.1,
        "token_expired": 0.1,
    },
    "deliveries": {"drop": 0.2, "duplicate": 0.2, "reorder": 0.1, "delay": 0.1, "disconnect": 0.1},
}


async def _faults(running: Running) -> list[Json]:
    entries = (await running.see("record", kind="fault"))["entries"]
    return [{key: value for key, value in entry.items() if key not in {"n", "at"}} for entry in entries]


async def _call_often(running: Running) -> None:
    for number in range(60):
        try:
            await running.api("chat.postMessage", channel=HELP, text=str(number))
        except (aiohttp.ClientError, ValueError):
            continue


async def _hear_often(running: Running, app: HttpApp) -> None:
    await running.control("request_url", url=app.url)
    for number in range(40):
        await running.control("message", user=MIRA, channel=HELP, text=str(number))

    async def are_all_attempted() -> bool:
        await running.control("clock", advance_seconds=10)
        said = [entry["payload"]["event"]["text"] for entry in await running.deliveries()]
        return len({text for text in said if text.isdecimal()}) == 40

    await until(are_all_attempted)


async def _is_connected(running: Running) -> bool:
    return bool((await running.see("workspace"))["connections"])


async def test_two_runs_with_one_seed_meet_the_very_same_faults(tmp_path: Path) -> None:
    met = []
    for run in ("first", "second"):
        (tmp_path / run).mkdir()
        async with workspace_of_its_own(tmp_path / run) as running:
            await running.control("faults/seeded", seed=5, calls=_EVERYTHING["calls"], latency_seconds=0.001)
            await _call_often(running)
            met.append(await _faults(running))

    troubles = {key for fault in met[0] for key in fault["trouble"]}
    assert met[0] == met[1]
    assert {"error", "status", "delay_seconds", "reset"} <= troubles


async def test_the_same_seed_once_more_meets_the_same_faults_and_another_seed_others(
    running: Running,
) -> None:
    met = []
    for seed in (5, 5, 8):
        before = len(await _faults(running))
        await running.control("faults/seeded", seed=seed, calls=_EVERYTHING["calls"], latency_seconds=0)
        await _call_often(running)
        met.append([fault["trouble"] for fault in (await _faults(running))[before:]])

    assert met[0] == met[1]
    assert met[0] != met[2]


async def test_deliveries_fail_by_seed_in_the_same_order_whatever_is_called_in_between(
    tmp_path: Path,
) -> None:
    met = []
    for has_calls in (False, True):
        folder = tmp_path / str(has_calls)
        folder.mkdir()
        async with workspace_of_its_own(folder) as running, http_app() as app:
            only = {"deliveries": _EVERYTHING["deliveries"], "latency_seconds": 0}
            await running.control("faults/seeded", seed=3, **only)
            for _ in range(20 if has_calls else 0):
                await running.api("auth.test")
            await _hear_often(running, app)
            met.append({fault["number"]: fault["trouble"]["trouble"] for fault in await _faults(running)})

    first_tries = range(1, 41)
    assert [met[0].get(number) for number in first_tries] == [met[1].get(number) for number in first_tries]
    assert set(met[0].values()) == {"drop", "duplicate", "reorder", "delay", "disconnect"}


async def test_a_storm_refuses_several_calls_of_a_method_on_end(running: Running) -> None:
    await running.control("faults/seeded", seed=1, calls={"storm": 0.1}, storm_calls=4, retry_after=30)
    client = AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)

    statuses, waits = "", set()
    for _ in range(60):
        try:
            await client.users_info(user=MIRA)
            statuses += "."
        except SlackApiError as refused:
            waits.add(refused.response.headers["Retry-After"])
            statuses += "x"

    storms = [storm for storm in statuses.split(".") if storm]
    assert waits == {"30"}
    assert all(len(storm) >= 4 for storm in storms[:-1])


async def test_chances_of_more_than_one_are_refused(running: Running) -> None:
    refused = await running.refused("faults/seeded", seed=1, calls={"storm": 0.9, "latency": 0.9})

    assert refused == "invalid_request"


async def test_faults_that_are_cleared_do_not_come(running: Running) -> None:
    await running.control("faults", method="*", status=500)
    await running.control("faults/seeded", seed=1, calls={"server_error": 1.0})
    waiting = await running.see("faults")
    async with running.session.delete(running.at["control"] + "faults") as response:
        assert response.status == 200

    assert (waiting["calls"][0]["status"], waiting["seeded"]["seed"]) == (500, 1)
    assert (await running.api("auth.test"))["ok"]


async def test_a_dropped_event_comes_again_as_one_that_timed_out(running: Running) -> None:
    await running.control("faults/delivery", trouble="drop")
    socket = await running.connect()
    await running.control("message", user=MIRA, channel=HELP, text="Hello")

    await running.control("clock", advance_seconds=3.1)
    envelope = await socket.receive()
    await socket.acknowledge(envelope)

    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (1, "timeout")


async def test_a_doubled_event_comes_twice_in_envelopes_of_their_own(running: Running) -> None:
    await running.control("faults/delivery", kind="events_api", trouble="duplicate")
    socket = await running.connect()
    await running.control("message", user=MIRA, channel=HELP, text="Hello")

    first, second = await socket.receive(), await socket.receive()

    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]


async def test_an_event_is_overtaken_by_the_next(running: Running) -> None:
    await running.control("faults/delivery", trouble="reorder")
    socket = await running.connect()
    await running.control("message", user=MIRA, channel=HELP, text="First")
    await running.control("message", user=MIRA, channel=HELP, text="Second")

    texts = [(await socket.answer())["event"]["text"] for _ in range(2)]

    assert texts == ["Second", "First"]


async def test_a_delayed_event_comes_when_its_time_has_passed(running: Running) -> None:
    await running.control("faults/delivery", trouble="delay", delay_seconds=60)
    socket = await running.connect()
    await running.control("message", user=MIRA, channel=HELP, text="Late")
    await running.control("message", user=MIRA, channel=HELP, text="In time")

    in_time = await socket.answer()
    await running.control("clock", advance_seconds=60)
    late = await socket.answer()

    assert (in_time["event"]["text"], late["event"]["text"]) == ("In time", "Late")


async def test_a_bolt_app_whose_connection_breaks_in_the_middle_hears_the_event_after_all(
    running: Running,
) -> None:
    client = AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)
    app = AsyncApp(client=client)
    heard: list[str] = []

    @app.event("message")
    async def listen(event: Json) -> None:
        heard.append(event["text"])

    handler = AsyncSocketModeHandler(app, running.at["app_token"], ping_interval=0.1)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # so the SDK has it
    await running.control("faults/delivery", trouble="disconnect")
    await running.control("message", user=MIRA, channel=HELP, text="Hello")

    async def is_heard() -> bool:
        await running.control("clock", advance_seconds=1)
        return "Hello" in heard

    await until(is_heard)
    await handler.close_async()  # type: ignore[no-untyped-call]  # so the SDK has it


async def test_a_bolt_app_comes_back_when_all_its_connections_broke(running: Running) -> None:
    client = AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)
    app = AsyncApp(client=client)

    @app.command("/clip")
    async def answer(ack: AsyncAck) -> None:
        await ack("Heard.")

    handler = AsyncSocketModeHandler(app, running.at["app_token"], ping_interval=0.1)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # so the SDK has it
    cut = await running.control("sockets/cut")
    await until(lambda: _is_connected(running))
    typed = await running.control("command", user=MIRA, channel=HELP, command="/clip")
    await handler.close_async()  # type: ignore[no-untyped-call]  # so the SDK has it

    assert (cut["connections"], typed["outcome"]) == (1, "acked")


@pytest.mark.parametrize("state", ["token_expired", "token_revoked", "account_inactive"])
async def test_a_token_that_has_ended_opens_nothing_until_it_is_restored(
    running: Running, state: str
) -> None:
    await running.control("tokens", token="bot", state=state)
    refused = await running.api("auth.test")
    socket = await running.api("apps.connections.open", token=running.at["app_token"])
    await running.control("tokens", token="bot", state="active")

    assert refused == {"ok": False, "error": state}
    assert socket["ok"]
    assert (await running.api("auth.test"))["ok"]


async def test_a_call_that_is_cut_off_before_it_was_heard_had_no_effect(running: Running) -> None:
    await running.control("faults", method="chat.postMessage", reset="before")

    with pytest.raises(aiohttp.ClientError):
        await running.api("chat.postMessage", channel=HELP, text="Hello?")

    assert await running.messages(MIRA, HELP) == []
    assert [fault["trouble"] for fault in await _faults(running)] == [{"reset": "before"}]


async def test_a_call_that_is_slow_is_answered_when_its_time_has_passed(running: Running) -> None:
    await running.control("faults", method="auth.test", delay_seconds=30)
    calling = asyncio.create_task(running.api("auth.test"))

    async def is_met() -> bool:
        return bool(await _faults(running))

    await until(is_met)
    await running.control("clock", advance_seconds=30)

    assert (await calling)["ok"]
