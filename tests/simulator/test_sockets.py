"""Socket Mode as an app meets it."""

import asyncio
import time

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.running import Json, Running, until

MIRA = "U0MIRA0001"
HELP = "C0HELPEN01"


async def test_a_ticket_opens_one_connection_only(running: Running) -> None:
    url = await running.socket_url()
    connected = await running.websocket(url)

    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await running.websocket(url)

    assert refusal.value.status == 403
    assert not connected.closed


async def test_a_bot_token_opens_no_connection(running: Running) -> None:
    refused = await running.api("apps.connections.open")

    assert refused["error"] == "not_allowed_token_type"


async def test_a_ping_is_answered_with_the_same_words(running: Running) -> None:
    websocket = await running.websocket(await running.socket_url(), autoping=False)
    await websocket.receive()

    await websocket.ping(b"sdk-ping-pong:1")
    pong = await websocket.receive(timeout=5)

    assert (pong.type, pong.data) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1")


async def test_an_envelope_goes_to_one_connection_and_any_other_may_acknowledge_it(running: Running) -> None:
    first, second = await running.connect(), await running.connect()

    typed = asyncio.create_task(_command(running))
    waiting = {asyncio.create_task(first.receive()): second, asyncio.create_task(second.receive()): first}
    received, silent = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    envelope = received.copy().pop()
    await waiting[envelope].acknowledge(envelope.result(), {"text": "Heard."})

    assert (await typed)["outcome"] == "acked"
    assert len(silent) == 1
    silent.pop().cancel()


async def test_a_command_that_nobody_acknowledges_ends_after_three_seconds(running: Running) -> None:
    socket = await running.connect()

    typed = asyncio.create_task(_command(running))
    await socket.receive()
    await running.control("clock", advance_seconds=2.5)
    assert not typed.done()
    await running.control("clock", advance_seconds=0.6)

    result = await typed
    assert result["outcome"] == "timeout"
    assert result["shown"].startswith("/clip failed because the app did not respond.")


async def test_a_late_acknowledgement_shows_nothing(running: Running) -> None:
    socket = await running.connect()
    typed = asyncio.create_task(_command(running))
    envelope = await socket.receive()
    await running.control("clock", advance_seconds=3.1)
    await typed

    await socket.acknowledge(envelope, {"text": "Too late."})

    await until(lambda: _has_late_ack(running))
    assert await running.messages(MIRA, HELP) == []


async def test_an_event_that_nobody_acknowledges_comes_again_with_its_number(running: Running) -> None:
    socket = await running.connect()
    await running.control("message", user=MIRA, channel=HELP, text="Hello")
    first = await socket.receive()

    await running.control("clock", advance_seconds=3.1)
    second = await socket.receive()
    await socket.acknowledge(second)

    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]


async def test_the_eleventh_connection_is_sent_away(running: Running) -> None:
    allowed = [await running.connect() for _ in range(10)]

    websocket = await running.websocket(await running.socket_url())

    assert (await websocket.receive_json())["reason"] == "too_many_websockets"
    assert (await websocket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert not any(socket.websocket.closed for socket in allowed)


async def test_a_connection_is_warned_before_its_hour_is_over(running: Running) -> None:
    socket = await running.connect()

    await running.control("clock", advance_seconds=3590)
    warning = await socket.receive()
    await running.control("clock", advance_seconds=10)
    goodbye = await socket.receive()

    assert (warning["reason"], goodbye["reason"]) == ("warning", "refresh_requested")


async def test_a_connection_for_debugging_lives_for_six_minutes(running: Running) -> None:
    websocket = await running.websocket(await running.socket_url() + "&debug_reconnects=true")
    hello = await websocket.receive_json(timeout=5)

    await running.control("clock", advance_seconds=350)
    warning = await websocket.receive_json(timeout=5)
    await running.control("clock", advance_seconds=10)
    goodbye = await websocket.receive_json(timeout=5)

    assert hello["debug_info"]["approximate_connection_time"] == 360
    assert (warning["reason"], goodbye["reason"]) == ("warning", "refresh_requested")


async def test_a_connection_that_was_only_warned_still_hears(running: Running) -> None:
    socket = await running.connect()
    await running.control("sockets/disconnect", reason="warning")
    warning = await socket.receive()

    await running.control("message", user=MIRA, channel=HELP, text="Still there?")

    assert warning["reason"] == "warning"
    assert (await socket.answer())["event"]["text"] == "Still there?"


async def test_an_event_between_two_connections_is_not_lost(running: Running) -> None:
    leaving = await running.connect()
    await running.control("sockets/disconnect", reason="refresh_requested")
    assert (await leaving.receive())["type"] == "disconnect"
    await leaving.websocket.close()

    await running.control("message", user=MIRA, channel=HELP, text="Is anyone there?")
    coming = await running.connect()

    assert (await coming.answer())["event"]["text"] == "Is anyone there?"


async def test_a_bolt_app_comes_back_by_itself_and_answers(running: Running) -> None:
    client = AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)
    app = AsyncApp(client=client)

    @app.command("/clip")
    async def answer(ack: AsyncAck) -> None:
        await ack("Heard.")

    handler = AsyncSocketModeHandler(app, running.at["app_token"])
    await handler.connect_async()  # type: ignore[no-untyped-call]  # so the SDK has it
    await running.control("sockets/disconnect", reason="refresh_requested")
    result = await _command(running)
    await handler.close_async()  # type: ignore[no-untyped-call]  # so the SDK has it

    assert result["outcome"] == "acked"
    seen = await running.messages(MIRA, HELP)
    assert [(message["text"], message["is_ephemeral"]) for message in seen] == [("Heard.", True)]


async def test_the_simulator_stops_at_once_although_an_app_is_connected(running: Running) -> None:
    socket = await running.connect()

    asked_at = time.monotonic()
    running.process.terminate()
    goodbye = await socket.websocket.receive()
    code = await running.process.wait()

    assert (code, goodbye.type) == (0, aiohttp.WSMsgType.CLOSE)
    assert time.monotonic() - asked_at < 3


async def _command(running: Running) -> Json:
    return await running.control("command", user=MIRA, channel=HELP, command="/clip", text="help")


async def _has_late_ack(running: Running) -> bool:
    entries = (await running.see("record"))["entries"]
    return any(entry["kind"] == "ack" and not entry["is_known"] for entry in entries)
