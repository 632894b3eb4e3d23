"""What the page lets people do beyond the first calls of the control API, done by those calls."""

import asyncio

import pytest

from tests.simulator.page_reading import HELP, JON, MIRA, plain
from tests.simulator.running import AppSocket, Json, Running


def option(name: str) -> Json:
    return {"text": plain(name), "value": name.lower()}


async def acts(
    running: Running, socket: AppSocket, path: str, answer: Json | None = None, **request: object
) -> Json:
    """The result of the act, with the payload that the app got and answered."""
    acting = asyncio.create_task(running.control(path, **request))
    payload = await socket.answer(answer)
    return {**await acting, "payload": payload}


async def posts(running: Running, *elements: Json) -> str:
    block = {"type": "actions", "block_id": "row", "elements": list(elements)}
    posted = await running.api("chat.postMessage", channel=HELP, text="Card", blocks=[block])
    assert posted["ok"], posted
    return str(posted["ts"])


async def test_a_command_typed_in_a_thread_never_reaches_the_app(running: Running) -> None:
    request = {"user": MIRA, "channel": HELP, "command": "/clip", "thread_ts": "1.1"}

    result = await running.control("command", **request)

    assert result["shown"] == "/clip is not supported in threads. Sorry!"
    assert await running.deliveries() == []


async def test_the_app_is_asked_for_the_options_of_an_external_select(running: Running) -> None:
    external = {
        "type": "external_select",
        "action_id": "find",
        "min_query_length": 1,
        "placeholder": plain("Find"),
    }
    ts = await posts(running, external)
    socket = await running.connect()
    groups = {"option_groups": [{"label": plain("Kitchen"), "options": [option("Kettle")]}]}
    request: Json = {"user": MIRA, "channel": HELP, "message_ts": ts, "action_id": "find"}

    asked = await acts(running, socket, "options", groups, **request, value="ke")
    chosen = await acts(running, socket, "block_action", **request, selected_option=option("Kettle"))

    assert asked["options"] == [option("Kettle")]
    payload = asked["payload"]
    assert (payload["type"], payload["value"], payload["block_id"]) == ("block_suggestion", "ke", "row")
    assert payload["container"]["message_ts"] == ts
    assert not {"actions", "trigger_id", "response_url"} & set(payload)
    assert chosen["payload"]["actions"][0]["selected_option"]["value"] == "kettle"


async def test_only_an_external_select_has_options_to_ask_for(running: Running) -> None:
    ts = await posts(running, {"type": "button", "action_id": "take", "text": plain("Take")})
    request = {"user": MIRA, "action_id": "take", "value": ""}

    assert await running.refused("options", **request, channel=HELP, message_ts=ts) == "no_such_element"
    assert await running.refused("options", **request) == "no_target"


async def test_a_press_tells_what_the_other_elements_of_the_message_hold(running: Running) -> None:
    select = {"type": "static_select", "action_id": "pick", "options": [option("Rain"), option("Wind")]}
    ts = await posts(running, select, {"type": "button", "action_id": "take", "text": plain("Take")})
    socket = await running.connect()
    request: Json = {"user": MIRA, "channel": HELP, "message_ts": ts, "action_id": "take"}

    values = {"row": {"pick": "wind", "gone": "x"}}
    pressed = await acts(running, socket, "block_action", **request, values=values)

    assert pressed["payload"]["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "wind"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@jon look", f"<@{JON}> look"),
        ("in #help-en", f"in <#{HELP}>"),
        ("@leads and @here", "<!subteam^S0LEADS001> and <!here>"),
        ("@nobody, mail a@jon", "@nobody, mail a@jon"),
    ],
)
async def test_completed_names_are_mentions(running: Running, typed: str, sent: str) -> None:
    await running.control("message", user=MIRA, channel=HELP, text=typed, has_names=True)

    assert (await running.messages(MIRA, HELP))[-1]["text"] == sent


async def test_a_reply_that_is_also_sent_to_the_channel_is_seen_in_both(running: Running) -> None:
    parent = await running.control("message", user=JON, channel=HELP, text="Question")
    request = {"user": MIRA, "channel": HELP, "thread_ts": parent["ts"], "reply_broadcast": True}

    await running.control("message", **request, text="Answer")

    seen = await running.messages(JON, HELP)
    assert [message["text"] for message in seen] == ["Question", "Answer"]
    assert seen[-1]["subtype"] == "thread_broadcast"


async def test_a_dismissed_message_is_gone_and_others_cannot_be_dismissed(running: Running) -> None:
    await running.api("chat.postEphemeral", channel=HELP, user=MIRA, text="For Mira")
    whisper = (await running.messages(MIRA, HELP))[-1]
    public = await running.control("message", user=MIRA, channel=HELP, text="For all")

    refused = await running.refused("dismiss", user=MIRA, channel=HELP, ts=public["ts"])
    foreign = await running.refused("dismiss", user=JON, channel=HELP, ts=whisper["ts"])
    await running.control("dismiss", user=MIRA, channel=HELP, ts=whisper["ts"])

    assert (refused, foreign) == ("not_ephemeral", "no_such_message")
    assert [message["text"] for message in await running.messages(MIRA, HELP)] == ["For all"]


async def test_opening_the_messages_of_the_app_is_told_with_their_tab(running: Running) -> None:
    socket = await running.connect()

    await running.control("home_open", user=MIRA, tab="messages")

    event = (await socket.answer())["event"]
    assert (event["type"], event["tab"], "view" in event) == ("app_home_opened", "messages", False)
