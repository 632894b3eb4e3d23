"""Modals and Home views through the official client: stacks, hashes, external ids and limits."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.running import AppSocket, Json, Running

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP, MODS = "C0HELPEN01", "C0MODS0001"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(title: str = "Look", **more: object) -> Json:
    push = {"type": "button", "action_id": "push", "text": plain("Push")}
    blocks = [{"type": "actions", "block_id": "row", "elements": [push]}]
    return {"type": "modal", "title": plain(title), "blocks": blocks, **more}


_ASKING = {
    "submit": plain("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": "where",
            "label": plain("Where?"),
            "element": {
                "type": "conversations_select",
                "action_id": "channel",
                "response_url_enabled": True,
            },
        },
        {
            "type": "input",
            "block_id": "also",
            "label": plain("And where else?"),
            "optional": True,
            "element": {"type": "conversations_select", "action_id": "channel"},
        },
    ],
}


def _client(running: Running) -> AsyncWebClient:
    return AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)


async def _error(calling: object) -> str:
    with pytest.raises(SlackApiError) as refused:
        await calling  # type: ignore[misc]  # a coroutine of the official client
    return str(refused.value.response["error"])


async def _opened(running: Running, socket: AppSocket, view: Json, user: str = MIRA) -> Json:
    trigger = await running.trigger(socket, user, HELP)
    opened: Json = (await _client(running).views_open(trigger_id=trigger, view=view))["view"]
    return opened


async def _pressed(running: Running, socket: AppSocket, view: Json) -> str:
    """The trigger of the button that is in the view."""
    pressing = asyncio.create_task(
        running.control("block_action", user=MIRA, view_id=view["id"], action_id="push")
    )
    payload = await socket.answer()
    await pressing
    return str(payload["trigger_id"])


async def _titles(running: Running, user: str = MIRA) -> list[str]:
    modals = (await running.see("views", user=user))["modals"]
    return [view["title"]["text"] for view in modals]


async def test_modals_stack_three_high_and_no_higher(running: Running) -> None:
    socket, client = await running.connect(), _client(running)
    first = await _opened(running, socket, modal("One"))
    second = (await client.views_push(trigger_id=await _pressed(running, socket, first), view=modal("Two")))[
        "view"
    ]
    third = (
        await client.views_open(trigger_id=await _pressed(running, socket, second), view=modal("Three"))
    )["view"]
    fourth = await _error(
        client.views_push(trigger_id=await _pressed(running, socket, third), view=modal("Four"))
    )

    assert await _titles(running) == ["One", "Two", "Three"]
    assert (third["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    assert fourth == "push_limit_reached"


async def test_a_modal_that_is_opened_from_elsewhere_takes_the_place_of_the_stack(running: Running) -> None:
    socket = await running.connect()
    await _opened(running, socket, modal("One"))

    await _opened(running, socket, modal("Other"))

    assert await _titles(running) == ["Other"]


async def test_nothing_is_pushed_where_nothing_is_open(running: Running) -> None:
    socket = await running.connect()
    trigger = await running.trigger(socket, MIRA, HELP)

    assert await _error(_client(running).views_push(trigger_id=trigger, view=modal())) == "not_found"


async def test_a_refused_view_leaves_the_trigger_for_another_try(running: Running) -> None:
    socket, client = await running.connect(), _client(running)
    trigger = await running.trigger(socket, MIRA, HELP)
    wrong = {**modal(), "title": plain("far longer than the twenty-four letters of a title")}

    refused = await _error(client.views_open(trigger_id=trigger, view=wrong))
    opened = await client.views_open(trigger_id=trigger, view=modal())
    again = await _error(client.views_open(trigger_id=trigger, view=modal()))

    assert (refused, opened["ok"], again) == ("invalid_arguments", True, "exchanged_trigger_id")


async def test_a_view_without_a_trigger_or_of_the_wrong_kind_is_refused(running: Running) -> None:
    answers = [
        await running.api("views.open", view=modal()),
        await running.api("views.publish", user_id=MIRA, view=modal()),
        await running.api("views.update", view=modal()),
        await running.api("views.publish", user_id=MIRA),
    ]

    assert {answer["error"] for answer in answers} == {"invalid_arguments"}
    assert answers[0]["response_metadata"]["messages"] == ["[ERROR] missing required field: trigger_id"]


async def test_an_external_id_finds_its_view_and_belongs_to_one_view_only(running: Running) -> None:
    socket, client = await running.connect(), _client(running)
    opened = await _opened(running, socket, modal(external_id="case-1"))

    trigger = await running.trigger(socket, JON, HELP)
    taken = await _error(client.views_open(trigger_id=trigger, view=modal(external_id="case-1")))
    updated = await client.views_update(external_id="case-1", view=modal("Done", external_id="case-1"))
    await running.control("view_close", user=MIRA, view_id=opened["id"])
    gone = await _error(client.views_update(external_id="case-1", view=modal()))
    free = await client.views_open(trigger_id=trigger, view=modal(external_id="case-1"))

    assert (taken, gone, free["ok"]) == ("duplicate_external_id", "not_found", True)
    assert (updated["view"]["id"], updated["view"]["title"]["text"]) == (opened["id"], "Done")


async def test_an_update_by_the_hash_that_is_not_the_latest_is_refused(running: Running) -> None:
    socket, client = await running.connect(), _client(running)
    opened = await _opened(running, socket, modal())

    first = await client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal("One"))
    late = await _error(client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal("Two")))

    assert late == "hash_conflict"
    assert first["view"]["hash"] != opened["hash"]
    assert await _titles(running) == ["One"]


async def test_a_home_view_is_published_by_hash_and_has_its_own_size_limit(running: Running) -> None:
    client = _client(running)
    home = {"type": "home", "blocks": [{"type": "section", "text": plain("Welcome")}]}
    huge = {"type": "home", "blocks": [{"type": "section", "text": plain("x" * 3000)}] * 90}

    first = (await client.views_publish(user_id=MIRA, view=home))["view"]
    second = (await client.views_publish(user_id=MIRA, view=home, hash=first["hash"]))["view"]
    late = await _error(client.views_publish(user_id=MIRA, view=home, hash=first["hash"]))
    too_large = await _error(client.views_publish(user_id=MIRA, view=huge))

    assert (second["id"], late, too_large) == (first["id"], "hash_conflict", "view_too_large")


async def test_a_closed_view_is_told_of_only_when_the_app_asked(running: Running) -> None:
    socket = await running.connect()
    quiet = await _opened(running, socket, modal())
    await running.control("view_close", user=MIRA, view_id=quiet["id"])
    loud = await _opened(running, socket, modal(notify_on_close=True, callback_id="look"))

    closing = asyncio.create_task(
        running.control("view_close", user=MIRA, view_id=loud["id"], is_cleared=True)
    )
    payload = await socket.answer()
    await closing

    assert (payload["type"], payload["is_cleared"]) == ("view_closed", True)
    assert payload["view"]["callback_id"] == "look"


async def test_closing_one_view_uncovers_the_one_below_and_clear_on_close_takes_all(
    running: Running,
) -> None:
    socket, client = await running.connect(), _client(running)
    first = await _opened(running, socket, modal("One"))
    trigger = await _pressed(running, socket, first)
    second = (await client.views_push(trigger_id=trigger, view=modal("Two")))["view"]

    await running.control("view_close", user=MIRA, view_id=second["id"])
    uncovered = await _titles(running)
    trigger = await _pressed(running, socket, first)
    third = (await client.views_push(trigger_id=trigger, view=modal("Three", clear_on_close=True)))["view"]
    await running.control("view_close", user=MIRA, view_id=third["id"])

    assert uncovered == ["One"]
    assert await _titles(running) == []


async def test_a_chosen_conversation_can_be_answered_when_its_menu_asked_for_that(running: Running) -> None:
    socket = await running.connect()
    view = await _opened(running, socket, {**modal(), **_ASKING})
    values = {"where": {"channel": MODS}, "also": {"channel": HELP}}

    submitting = asyncio.create_task(
        running.control("view_submission", user=MIRA, view_id=view["id"], values=values)
    )
    urls = (await socket.answer())["response_urls"]
    await submitting
    async with running.session.post(urls[0]["response_url"], json={"text": "Thanks."}) as response:
        status = response.status

    assert [(url["block_id"], url["action_id"], url["channel_id"]) for url in urls] == [
        ("where", "channel", MODS)
    ]
    assert status == 200
    assert [message["text"] for message in await running.messages(MIRA, MODS)] == ["Thanks."]


async def test_a_modal_that_nobody_answers_for_stays_open_and_says_so(running: Running) -> None:
    socket = await running.connect()
    view = await _opened(running, socket, {**modal(), **_ASKING})
    values = {"where": {"channel": MODS}}

    submitting = asyncio.create_task(
        running.control("view_submission", user=MIRA, view_id=view["id"], values=values)
    )
    await socket.receive()
    await running.control("clock", advance_seconds=3.1)
    result = await submitting

    assert (result["outcome"], result["shown"]) == ("timeout", "We had some trouble connecting. Try again?")
    assert await _titles(running) == ["Look"]
