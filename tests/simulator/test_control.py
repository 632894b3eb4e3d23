"""People act and see through the control API as they would in Slack's own client."""

import asyncio

from tests.simulator.running import AppSocket, Json, Running

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP, MODS = "C0HELPEN01", "C0MODS0001"


def _button(action_id: str) -> Json:
    text = {"type": "plain_text", "text": "Press"}
    return {"type": "button", "action_id": action_id, "value": "v1", "text": text}


def _overflow() -> Json:
    options = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("one", "two")]
    return {"type": "overflow", "action_id": "more", "options": options}


def _modal(**more: object) -> Json:
    words = {"type": "plain_text_input", "action_id": "words", "min_length": 3, "max_length": 9}
    label = {"type": "plain_text", "text": "What do you hear?"}
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Suggest"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [{"type": "input", "block_id": "heard", "label": label, "element": words}],
        **more,
    }


async def _open_modal(running: Running, socket: AppSocket, **more: object) -> str:
    trigger = await running.trigger(socket, MIRA, HELP)
    opened = await running.api("views.open", trigger_id=trigger, view=_modal(**more))
    assert opened["ok"], opened
    return str(opened["view"]["id"])


async def _submit(running: Running, socket: AppSocket, view_id: str, answer: Json | None) -> Json:
    request = {"user": MIRA, "view_id": view_id, "values": {"heard": {"words": "a bell"}}}
    submitted = asyncio.create_task(running.control("view_submission", **request))
    await socket.answer(answer)
    return await submitted


async def test_an_undeclared_command_does_not_exist(running: Running) -> None:
    socket = await running.connect()

    result = await running.control("command", user=MIRA, channel=HELP, command="/nothing", text="")

    assert (result["outcome"], socket.websocket.closed) == ("unknown_command", False)
    assert await running.deliveries() == []


async def test_a_command_fails_at_once_when_no_app_is_connected(running: Running) -> None:
    result = await running.control("command", user=MIRA, channel=HELP, command="/clip", text="")

    assert result["outcome"] == "no_app"
    assert result["shown"] == '/clip failed with the error "dispatch_failed"'


async def test_an_immediate_reply_is_seen_by_the_one_who_typed_and_nobody_else(running: Running) -> None:
    socket = await running.connect()

    typed = asyncio.create_task(
        running.control("command", user=MIRA, channel=HELP, command="/clip", text="ask")
    )
    payload = await socket.answer({"text": "Only for you."})
    await typed

    assert (payload["command"], payload["text"], payload["channel_name"]) == ("/clip", "ask", "help-en")
    assert [message["text"] for message in await running.messages(MIRA, HELP)] == ["Only for you."]
    assert await running.messages(JON, HELP) == []


async def test_a_reply_in_channel_is_seen_by_everybody(running: Running) -> None:
    socket = await running.connect()

    typed = asyncio.create_task(running.control("command", user=MIRA, channel=HELP, command="/clip"))
    await socket.answer({"text": "For all.", "response_type": "in_channel"})
    await typed

    assert [message["is_ephemeral"] for message in await running.messages(JON, HELP)] == [False]


async def test_a_reply_that_slack_cannot_read_fails_the_command(running: Running) -> None:
    socket = await running.connect()

    typed = asyncio.create_task(running.control("command", user=MIRA, channel=HELP, command="/clip"))
    await socket.answer({"blocks": [{"type": "unheard_of"}]})

    assert (await typed)["shown"] == '/clip failed with the error "invalid_command_response"'


async def test_a_private_channel_does_not_exist_for_others(running: Running) -> None:
    assert await running.refused("command", user=JON, channel=MODS, command="/clip") == "no_such_channel"


async def test_a_deactivated_person_can_do_nothing(running: Running) -> None:
    assert await running.refused("home_open", user="U0GONE0001") == "user_deactivated"


async def test_only_what_a_message_shows_can_be_pressed(running: Running) -> None:
    blocks = [{"type": "actions", "elements": [_button("take") | {"visible_to_user_ids": [JON]}]}]
    posted = await running.api("chat.postMessage", channel=HELP, text="Card", blocks=blocks)
    here = {"user": MIRA, "channel": HELP, "message_ts": posted["ts"]}

    assert await running.refused("block_action", **here, action_id="elsewhere") == "no_such_element"
    assert await running.refused("block_action", **here, action_id="take") == "no_such_element"


async def test_an_overflow_menu_takes_only_its_own_options(running: Running) -> None:
    socket = await running.connect()
    blocks = [{"type": "actions", "elements": [_button("take"), _overflow()]}]
    posted = await running.api("chat.postMessage", channel=MODS, text="Card", blocks=blocks)
    here = {"user": MIRA, "channel": MODS, "message_ts": posted["ts"], "action_id": "more"}

    assert await running.refused("block_action", **here, selected_option="three") == "no_such_option"
    pressed = asyncio.create_task(running.control("block_action", **here, selected_option="two"))
    payload = await socket.answer()
    await pressed

    assert payload["actions"][0]["selected_option"]["value"] == "two"
    assert payload["container"]["is_ephemeral"] is False
    assert payload["message"]["ts"] == posted["ts"]


async def test_a_button_in_an_ephemeral_message_comes_without_the_message(running: Running) -> None:
    socket = await running.connect()
    blocks = [{"type": "actions", "elements": [_button("take")]}]
    shown = await running.api("chat.postEphemeral", channel=MODS, user=MIRA, text="Card", blocks=blocks)

    pressed = asyncio.create_task(
        running.control(
            "block_action", user=MIRA, channel=MODS, message_ts=shown["message_ts"], action_id="take"
        )
    )
    payload = await socket.answer()

    assert (await pressed)["outcome"] == "acked"
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    assert payload["actions"][0]["value"] == "v1"


async def test_an_input_that_breaks_its_limits_never_reaches_the_app(running: Running) -> None:
    socket = await running.connect()
    view_id = await _open_modal(running, socket)
    delivered = len(await running.deliveries())

    for words in ("", "ab", "much too long"):
        values = {"heard": {"words": words}}
        result = await running.control("view_submission", user=MIRA, view_id=view_id, values=values)
        assert (result["outcome"], list(result["errors"])) == ("invalid", ["heard"])

    assert len(await running.deliveries()) == delivered


async def test_a_submission_with_errors_leaves_the_modal_open_with_what_was_typed(running: Running) -> None:
    socket = await running.connect()
    view_id = await _open_modal(running, socket)

    answer = {"response_action": "errors", "errors": {"heard": "Not that."}}
    result = await _submit(running, socket, view_id, answer)

    assert result["errors"] == {"heard": "Not that."}
    modals = (await running.see("views", user=MIRA))["modals"]
    assert modals[0]["state"]["values"]["heard"]["words"]["value"] == "a bell"


async def test_an_empty_acknowledgement_closes_the_modal(running: Running) -> None:
    socket = await running.connect()
    view_id = await _open_modal(running, socket)

    result = await _submit(running, socket, view_id, None)

    assert result["outcome"] == "acked"
    assert (await running.see("views", user=MIRA))["modals"] == []


async def test_an_error_for_a_block_that_is_no_input_is_trouble(running: Running) -> None:
    socket = await running.connect()
    view_id = await _open_modal(running, socket)

    answer = {"response_action": "errors", "errors": {"elsewhere": "What?"}}
    result = await _submit(running, socket, view_id, answer)

    assert (result["outcome"], result["shown"]) == ("error", "We had some trouble connecting. Try again?")
    assert len((await running.see("views", user=MIRA))["modals"]) == 1


async def test_three_modals_lie_on_each_other_and_a_fourth_is_refused(running: Running) -> None:
    socket = await running.connect()
    view_id = await _open_modal(running, socket)

    for height in (2, 3):
        await _submit(running, socket, view_id, {"response_action": "push", "view": _modal()})
        modals = (await running.see("views", user=MIRA))["modals"]
        assert len(modals) == height
        assert modals[-1]["previous_view_id"] == view_id
        view_id = modals[-1]["id"]
    refused = await _submit(running, socket, view_id, {"response_action": "push", "view": _modal()})
    assert refused["outcome"] == "error"

    await _submit(running, socket, view_id, {"response_action": "clear"})
    assert (await running.see("views", user=MIRA))["modals"] == []


async def test_closing_is_told_only_to_an_app_that_asked(running: Running) -> None:
    socket = await running.connect()
    quiet = await _open_modal(running, socket)
    await running.control("view_close", user=MIRA, view_id=quiet)
    told = await _open_modal(running, socket, notify_on_close=True)

    closed = asyncio.create_task(running.control("view_close", user=MIRA, view_id=told))
    payload = await socket.answer()
    await closed

    assert (payload["type"], payload["view"]["id"], payload["is_cleared"]) == ("view_closed", told, False)


async def test_a_deleted_parent_leaves_a_tombstone_and_a_deleted_reply_nothing(running: Running) -> None:
    parent = await running.control("message", user=JON, channel=HELP, text="Question")
    reply = await running.control("message", user=MIRA, channel=HELP, text="Answer", thread_ts=parent["ts"])

    await running.control("message_delete", user=JON, channel=HELP, ts=parent["ts"])
    left = await running.messages(MIRA, HELP)
    assert [(m["text"], m["subtype"]) for m in left] == [("This message was deleted.", "tombstone")]

    await running.control("message_delete", user=MIRA, channel=HELP, ts=reply["ts"])
    assert await running.messages(MIRA, HELP) == []


async def test_nobody_edits_what_others_wrote(running: Running) -> None:
    theirs = await running.control("message", user=JON, channel=HELP, text="Mine")
    request = {"user": MIRA, "channel": HELP, "text": "Yours", "edit_ts": theirs["ts"]}

    assert await running.refused("message", **request) == "not_your_message"


async def test_the_page_shows_what_was_said(running: Running) -> None:
    await running.control("message", user=JON, channel=HELP, text="Hello page")

    address = f"{running.at['page']}?user={MIRA}&channel={HELP}"
    async with running.session.get(address) as response:
        assert response.status == 200
        assert "Hello page" in await response.text()
