"""What reaches an app by HTTP, which answers count, and what the person sees when none came."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from tests.simulator.running import HttpApp, Running, http_app, until

MIRA = "U0MIRA0001"
HELP = "C0HELPEN01"


@pytest.fixture
async def other_server() -> AsyncIterator[HttpApp]:
    async with http_app() as app:
        yield app


async def _count(app: HttpApp, number: int) -> bool:
    return len(app.requests) == number


@pytest.mark.parametrize(
    ("status", "error"), [(500, "http_service_error"), (404, "http_client_error"), (302, "http_client_error")]
)
async def test_a_command_that_fails_says_whose_fault_it_was(
    running: Running, app_server: HttpApp, status: int, error: str
) -> None:
    await running.control("request_url", url=app_server.url)
    app_server.status = status

    result = await running.control("command", user=MIRA, channel=HELP, command="/clip")

    assert (result["outcome"], result["shown"]) == ("error", f'/clip failed with the error "{error}"')
    assert len(app_server.requests) == 1


async def test_a_command_without_any_app_cannot_be_dispatched(running: Running) -> None:
    result = await running.control("command", user=MIRA, channel=HELP, command="/clip")

    assert result["shown"] == '/clip failed with the error "dispatch_failed"'


async def test_commands_and_events_can_go_to_addresses_of_their_own(
    running: Running, app_server: HttpApp, other_server: HttpApp
) -> None:
    await running.control("request_url", url=app_server.url, kinds=["events_api"])
    await running.control("request_url", url=other_server.url, kinds=["slash_commands"])

    await running.control("message", user=MIRA, channel=HELP, text="Hello")
    await running.control("command", user=MIRA, channel=HELP, command="/clip")
    shortcut = await running.control("shortcut", user=MIRA, callback_id="ask")

    await until(lambda: _count(app_server, 1))
    assert app_server.requests[0][0]["content-type"] == "application/json"
    assert b"command=%2Fclip" in other_server.requests[0][1]
    assert shortcut["outcome"] == "no_app"


async def test_an_event_whose_address_answers_too_late_comes_again_with_the_reason(
    running: Running, app_server: HttpApp
) -> None:
    await running.control("request_url", url=app_server.url)
    app_server.hold = asyncio.Event()

    await running.control("message", user=MIRA, channel=HELP, text="Hello")
    await until(lambda: _count(app_server, 1))
    await running.control("clock", advance_seconds=3.1)
    await until(lambda: _count(app_server, 2))
    app_server.hold.set()

    headers, body = app_server.requests[1]
    assert (headers["x-slack-retry-num"], headers["x-slack-retry-reason"]) == ("1", "http_timeout")
    assert body == app_server.requests[0][1]


async def test_an_address_that_sends_slack_in_circles_is_given_up(
    running: Running, app_server: HttpApp
) -> None:
    await running.control("request_url", url=app_server.url)
    app_server.status, app_server.headers = 307, {"Location": app_server.url}

    await running.control("message", user=MIRA, channel=HELP, text="Hello")
    await until(lambda: _count(app_server, 6))

    assert app_server.requests[3][0]["x-slack-retry-reason"] == "too_many_redirects"


async def test_an_app_that_is_gone_is_tried_again_as_one_that_cannot_be_reached(
    running: Running, app_server: HttpApp
) -> None:
    async with http_app() as gone:
        await running.control("request_url", url=gone.url)

    await running.control("message", user=MIRA, channel=HELP, text="Hello")
    await until(lambda: _has_failed_twice(running))

    second = (await running.deliveries())[1]
    assert (second["outcome"], second["retry_reason"]) == ("no_app", "connection_failed")


async def test_an_answer_that_is_json_is_taken_as_a_message_and_other_text_as_its_text(
    running: Running, app_server: HttpApp
) -> None:
    await running.control("request_url", url=app_server.url)

    for reply in ("Just text.", json.dumps({"response_type": "in_channel", "text": "For all."})):
        app_server.reply = reply
        await running.control("command", user=MIRA, channel=HELP, command="/clip")

    seen = await running.messages(MIRA, HELP)
    assert [(m["text"], m["is_ephemeral"]) for m in seen] == [("Just text.", True), ("For all.", False)]


async def _has_failed_twice(running: Running) -> bool:
    return len(await running.deliveries()) == 2
