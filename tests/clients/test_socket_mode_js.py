"""Slack's own Socket Mode client for JavaScript keeps its connection, whatever becomes of it."""

from collections.abc import AsyncIterator

import pytest

from tests.clients.node import Program, program
from tests.simulator.running import Running, until

pytestmark = pytest.mark.node

MIRA = "U0MIRA0001"
HELP = "C0HELPEN01"


@pytest.fixture
async def listener(running: Running, settings: dict[str, str]) -> AsyncIterator[Program]:
    async with program("sockets.js", settings | {"SLACK_APP_TOKEN": running.at["app_token"]}) as started:
        await started.until(state="connected")
        yield started


async def test_an_event_arrives_and_is_acknowledged_once(running: Running, listener: Program) -> None:
    await running.control("message", user=MIRA, channel=HELP, text="play some rain")

    heard = await listener.until(type="events_api", event="message")

    async def is_written_down() -> bool:
        return bool(await running.deliveries())

    await until(is_written_down)
    assert (heard["text"], heard["retry"]) == ("play some rain", 0)
    assert [(entry["outcome"], entry["retry_num"]) for entry in await running.deliveries()] == [("acked", 0)]


async def test_a_command_is_acknowledged_without_a_payload(running: Running, listener: Program) -> None:
    result = await running.control("command", user=MIRA, channel=HELP, command="/clip", text="hello")

    assert (await listener.until(type="slash_commands"))["text"] == "hello"
    assert (result["outcome"], result["shown"]) == ("acked", "")
    assert await running.messages(MIRA, HELP) == []


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_the_client_comes_back_when_it_is_told_to_go(
    running: Running, listener: Program, reason: str
) -> None:
    await running.control("sockets/disconnect", reason=reason)
    # Slack keeps what happens meanwhile, so that nothing is lost between two connections.
    await running.control("message", user=MIRA, channel=HELP, text="between two connections")

    await listener.until(state="connected")
    heard = await listener.until(type="events_api", event="message")

    assert heard["text"] == "between two connections"
    assert (await running.see("workspace"))["connections"] == 1


async def test_the_client_goes_when_it_is_told_to_and_nothing_hangs(
    running: Running, settings: dict[str, str]
) -> None:
    async with program("sockets.js", settings | {"SLACK_APP_TOKEN": running.at["app_token"]}) as started:
        await started.until(state="connected")
        started.process.terminate()

        assert await started.process.wait() == 0

    async def is_gone() -> bool:
        return bool((await running.see("workspace"))["connections"] == 0)

    await until(is_gone)
