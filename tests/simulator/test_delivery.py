"""What reaches the app and how often, by HTTP and by the addresses that it may answer to."""

import asyncio
import json
from urllib.parse import parse_qs

import aiohttp
import pytest
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.running import AppSocket, HttpApp, Json, Running, until

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP, OTHER, MODS, SECRET = "C0HELPEN01", "C0OTHER001", "C0MODS0001", "C0SECRET01"
_MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Look"},
    "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Here."}}],
}

_REFUSALS: list[tuple[str, Json, str]] = [
    ("chat.shout", {}, "unknown_method"),
    ("chat.postMessage", {"channel": "C0NOWHERE1", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": SECRET, "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": OTHER, "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": HELP}, "no_text"),
    ("chat.postMessage", {"channel": HELP, "blocks": [{"type": "song"}]}, "invalid_blocks"),
    ("chat.postEphemeral", {"channel": MODS, "user": JON, "text": "x"}, "user_not_in_channel"),
    ("chat.update", {"channel": HELP, "ts": "1.2", "text": "x"}, "message_not_found"),
    ("conversations.replies", {"channel": HELP, "ts": "1.2"}, "thread_not_found"),
    ("users.list", {"cursor": "nonsense"}, "invalid_cursor"),
    ("users.info", {"user": "U0NOBODY01"}, "user_not_found"),
    ("views.update", {"view_id": "V0NOTHING1", "view": _MODAL}, "not_found"),
]


async def _response_url(running: Running, socket: AppSocket) -> str:
    typed = asyncio.create_task(running.control("command", user=MIRA, channel=SECRET, command="/clip"))
    payload = await socket.answer()
    await typed
    return str(payload["response_url"])


async def _post(running: Running, url: str, body: Json) -> tuple[int, str]:
    async with running.session.post(url, json=body) as response:
        return response.status, await response.text()


async def _answer(running: Running, url: str, way: Json) -> Json:
    async with running.session.request(url=url, **way) as response:
        body: Json = await response.json()
        return body


async def _count(app: HttpApp, number: int) -> bool:
    return len(app.requests) == number


async def test_requests_are_signed_as_the_official_verifier_expects(
    running: Running, app_server: HttpApp
) -> None:
    await running.control("request_url", url=app_server.url)
    app_server.reply = "Heard."

    result = await running.control("command", user=MIRA, channel=HELP, command="/clip", text="a & b")

    headers, body = app_server.requests[0]
    assert SignatureVerifier(running.at["signing_secret"]).is_valid_request(body, headers)
    assert parse_qs(body.decode())["text"] == ["a & b"]
    assert (result["outcome"], result["response"]) == ("acked", {"text": "Heard."})


async def test_a_url_that_does_not_return_the_challenge_is_not_used(running: Running) -> None:
    assert await running.refused("request_url", url="http://127.0.0.1:9/") == "url_verification_failed"


async def test_a_connected_socket_goes_before_the_request_url(running: Running, app_server: HttpApp) -> None:
    await running.control("request_url", url=app_server.url)
    socket = await running.connect()

    await running.trigger(socket, MIRA, HELP)

    assert app_server.requests == []


async def test_a_failed_event_comes_three_more_times_and_then_no_more(
    running: Running, app_server: HttpApp
) -> None:
    await running.control("request_url", url=app_server.url)
    app_server.status = 500

    await running.control("message", user=MIRA, channel=HELP, text="Hello")
    await until(lambda: _count(app_server, 2))
    for number, pause in ((3, 60), (4, 300)):
        await running.control("clock", advance_seconds=pause)
        await until(lambda number=number: _count(app_server, number))  # type: ignore[misc]
    await running.control("clock", advance_seconds=3600)
    socket = await running.connect()
    await running.trigger(socket, MIRA, HELP)

    retries = [headers.get("x-slack-retry-num") for headers, _ in app_server.requests]
    assert retries == [None, "1", "2", "3"]
    assert app_server.requests[1][0]["x-slack-retry-reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _, body in app_server.requests}) == 1


async def test_an_app_that_says_no_retry_is_left_alone(running: Running, app_server: HttpApp) -> None:
    await running.control("request_url", url=app_server.url)
    app_server.status, app_server.headers = 500, {"x-slack-no-retry": "1"}

    await running.control("message", user=MIRA, channel=HELP, text="Hello")
    await running.control("message", user=MIRA, channel=HELP, text="Again")
    await until(lambda: _count(app_server, 2))

    assert {json.loads(body)["event"]["text"] for _, body in app_server.requests} == {"Hello", "Again"}


async def test_an_app_hears_only_what_it_subscribed_to_and_has_the_scope_for(running: Running) -> None:
    socket = await running.connect()
    said = await running.control("message", user=MIRA, channel=MODS, text="No scope for private channels")
    await running.control("reaction", user=MIRA, channel=MODS, ts=said["ts"], name="eyes")
    await running.control("message", user=MIRA, channel=OTHER, text="Not a member there")

    await running.control("message", user=MIRA, channel=HELP, text="This one")

    assert (await socket.answer())["event"]["text"] == "This one"


async def test_a_mention_comes_as_an_event_of_its_own(running: Running) -> None:
    socket = await running.connect()
    bot = (await running.see("workspace"))["bot_user_id"]

    await running.control("message", user=MIRA, channel=HELP, text=f"<@{bot}> 1 < 2 & 3")
    events = [(await socket.answer())["event"] for _ in range(2)]

    assert {event["type"] for event in events} == {"message", "app_mention"}
    assert {event["text"] for event in events} == {f"<@{bot}> 1 &lt; 2 &amp; 3"}


async def test_edits_and_deletions_are_told_with_what_was_there_before(running: Running) -> None:
    socket = await running.connect()
    said = await running.control("message", user=MIRA, channel=HELP, text="One")
    await socket.answer()

    await running.control("message", user=MIRA, channel=HELP, text="Two", edit_ts=said["ts"])
    changed = (await socket.answer())["event"]
    await running.control("message_delete", user=MIRA, channel=HELP, ts=said["ts"])
    deleted = (await socket.answer())["event"]

    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("One", "Two")
    assert changed["message"]["edited"]["user"] == MIRA
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (said["ts"], "Two")


async def test_a_repeated_delivery_is_the_very_same_payload(running: Running) -> None:
    socket = await running.connect()
    await running.trigger(socket, MIRA, HELP)
    first = (await running.deliveries())[0]

    again = asyncio.create_task(running.control("deliver_again", delivery_id=first["delivery_id"]))
    payload = await socket.answer()
    await again

    assert payload == first["payload"]
    assert (await running.deliveries())[1]["retry_num"] == 1


async def test_a_response_url_answers_five_times(running: Running) -> None:
    socket = await running.connect()
    url = await _response_url(running, socket)

    answers = [await _post(running, url, {"text": str(number)}) for number in range(6)]

    assert [status for status, _ in answers] == [200] * 5 + [404]
    assert json.loads(answers[5][1])["error"] == "used_url"
    # The app is no member of this channel; a response URL works all the same.
    assert [message["text"] for message in await running.messages(MIRA, SECRET)] == list("01234")


async def test_a_response_url_ends_after_half_an_hour(running: Running) -> None:
    socket = await running.connect()
    url = await _response_url(running, socket)

    await running.control("clock", advance_seconds=1801)

    assert json.loads((await _post(running, url, {"text": "Late"}))[1])["error"] == "expired_url"


async def test_only_a_response_url_changes_and_deletes_an_ephemeral_message(running: Running) -> None:
    socket = await running.connect()
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]
    shown = await running.api("chat.postEphemeral", channel=MODS, user=MIRA, text="Card", blocks=blocks)
    ts = shown["message_ts"]
    pressed = asyncio.create_task(
        running.control("block_action", user=MIRA, channel=MODS, message_ts=ts, action_id="go")
    )
    url = (await socket.answer())["response_url"]
    await pressed

    assert (await running.api("chat.update", channel=MODS, ts=ts, text="x"))["error"] == "message_not_found"
    await _post(running, url, {"text": "Changed", "replace_original": True, "response_type": "in_channel"})
    changed = await running.messages(MIRA, MODS)
    await _post(running, url, {"delete_original": True})

    assert [(m["ts"], m["text"], m["is_ephemeral"]) for m in changed] == [(ts, "Changed", True)]
    assert await running.messages(MIRA, MODS) == []


async def test_a_trigger_opens_one_modal_within_three_seconds(running: Running) -> None:
    socket = await running.connect()
    used, late = [await running.trigger(socket, MIRA, HELP) for _ in range(2)]

    assert (await running.api("views.open", trigger_id=used, view=_MODAL))["ok"]
    await running.control("clock", advance_seconds=3)

    refusals = [
        await running.api("views.open", trigger_id=each, view=_MODAL) for each in (used, late, "1.2.a")
    ]
    assert [refusal["error"] for refusal in refusals] == [
        "exchanged_trigger_id",
        "expired_trigger_id",
        "invalid_trigger_id",
    ]


async def test_an_update_with_an_old_hash_is_refused(running: Running) -> None:
    socket = await running.connect()
    trigger = await running.trigger(socket, MIRA, HELP)
    view = (await running.api("views.open", trigger_id=trigger, view=_MODAL))["view"]
    changed = {"view_id": view["id"], "hash": view["hash"], "view": _MODAL}

    assert (await running.api("views.update", **changed))["ok"]
    assert (await running.api("views.update", **changed))["error"] == "hash_conflict"


async def test_a_method_without_its_scope_says_which_it_needs(running: Running) -> None:
    refused = await running.api("team.info")

    assert (refused["error"], refused["needed"]) == ("missing_scope", "team:read")
    assert "chat:write" in refused["provided"].split(",")


async def test_each_refusal_has_the_code_that_slack_gives_it(running: Running) -> None:
    answers = [await running.api(method, **arguments) for method, arguments, _ in _REFUSALS]

    assert [answer["error"] for answer in answers] == [error for _, _, error in _REFUSALS]


async def test_the_official_clients_page_and_post_in_their_own_ways(running: Running) -> None:
    sync = WebClient(running.at["bot_token"], base_url=running.at["api"])
    client = AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)

    posted = await asyncio.to_thread(sync.chat_postMessage, channel=HELP, text="Form", blocks=[])
    await client.chat_postMessage(channel=HELP, text="JSON", thread_ts=posted["ts"])
    pages = [page["members"] async for page in await client.users_list(limit=1)]
    history = await client.conversations_history(channel=HELP)

    assert [len(page) for page in pages] == [1, 1, 1, 1]
    assert [(m["text"], m["reply_count"]) for m in history["messages"]] == [("Form", 1)]
    assert "chat:write" in history.headers["x-oauth-scopes"]
    assert history.headers["x-accepted-oauth-scopes"].startswith("channels:history")


async def test_arguments_come_in_every_way_that_clients_send_them(running: Running) -> None:
    url = running.at["api"] + "conversations.history"
    given = {"channel": HELP, "limit": "1", "team_id": "T0EAR0001"}
    header = {"Authorization": f"Bearer {running.at['bot_token']}"}
    multipart = aiohttp.FormData(given, default_to_multipart=True)
    await running.api("chat.postMessage", channel=HELP, text="One")
    await running.api("chat.postMessage", channel=HELP, text="Two")

    ways: list[Json] = [
        {"method": "GET", "params": given, "headers": header},
        {"method": "POST", "params": given, "headers": header},
        {"method": "POST", "data": given | {"token": running.at["bot_token"]}},
        {"method": "POST", "data": multipart, "headers": header},
        {"method": "POST", "json": given, "headers": header},
    ]
    answers = [await _answer(running, url, way) for way in ways]

    assert [[m["text"] for m in answer["messages"]] for answer in answers] == [["Two"]] * len(ways)


async def test_a_call_without_the_right_token_is_refused(running: Running) -> None:
    url = running.at["api"] + "auth.test"

    without = await _answer(running, url, {"method": "POST"})
    wrong = await _answer(running, url, {"method": "POST", "headers": {"Authorization": "Bearer xoxb-wrong"}})

    assert (without["error"], wrong["error"]) == ("not_authed", "invalid_auth")


async def test_metadata_is_read_back_whole_only_on_request(running: Running) -> None:
    metadata = {"event_type": "card", "event_payload": {"alias": "7K3QX"}}
    await running.api("chat.postMessage", channel=HELP, text="Card", metadata=metadata)

    brief = await running.api("conversations.history", channel=HELP)
    whole = await running.api("conversations.history", channel=HELP, include_all_metadata=True)

    assert brief["messages"][0]["metadata"] == {"event_type": "card"}
    assert whole["messages"][0]["metadata"] == metadata


async def test_a_rate_limit_is_over_when_slack_said_it_would_be(running: Running) -> None:
    await running.control("faults", method="chat.postMessage", error="ratelimited", retry_after=0)
    client = AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))

    posted = await client.chat_postMessage(channel=HELP, text="Patience")

    assert posted["ok"]
    assert len(await running.messages(MIRA, HELP)) == 1


async def test_a_call_whose_connection_is_lost_afterwards_took_effect(running: Running) -> None:
    await running.control("faults", method="chat.postMessage", reset="after")

    with pytest.raises(aiohttp.ClientError):
        await running.api("chat.postMessage", channel=HELP, text="Did it arrive?")

    assert [message["text"] for message in await running.messages(MIRA, HELP)] == ["Did it arrive?"]


async def test_a_change_of_a_user_group_names_who_came_and_who_went(running: Running) -> None:
    socket = await running.connect()

    await running.control("usergroup", usergroup="S0LEADS001", users=[JON])
    event = (await socket.answer())["event"]

    assert (event["added_users"], event["removed_users"]) == ([JON], [MIRA])
