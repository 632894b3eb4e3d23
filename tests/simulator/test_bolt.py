"""A Bolt app, over Socket Mode and over signed HTTP, lives in the simulator as it would in Slack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.running import Json, Running, until

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP = "C0HELPEN01"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


MODAL: Json = {
    "type": "modal",
    "callback_id": "suggest",
    "title": plain("Suggest"),
    "submit": plain("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": "heard",
            "label": plain("What do you hear?"),
            "element": {"type": "plain_text_input", "action_id": "words"},
        }
    ],
}
CARD: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Help wanted*"}},
    {"type": "actions", "elements": [{"type": "button", "action_id": "take", "text": plain("Take it")}]},
]


def app_for(running: Running) -> AsyncApp:
    client = AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)
    app = AsyncApp(client=client, signing_secret=running.at["signing_secret"], process_before_response=True)
    app.command("/clip")(open_modal)
    app.action("take")(take)
    app.view("suggest")(suggest)
    app.event("app_home_opened")(publish_home)
    app.event("app_mention")(answer_mention)
    app.event("message")(ignore)
    return app


async def open_modal(ack: AsyncAck, client: AsyncWebClient, body: Json) -> None:
    await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
    await ack(f"You asked: {body['text']}")


async def take(ack: AsyncAck, respond: AsyncRespond, body: Json) -> None:
    await ack()
    await respond(text=f"Taken by <@{body['user']['id']}>", replace_original=True)


async def suggest(ack: AsyncAck, client: AsyncWebClient, body: Json) -> None:
    heard = body["view"]["state"]["values"]["heard"]["words"]["value"]
    if heard == "nothing":
        await ack(response_action="errors", errors={"heard": "Write what you hear."})
        return
    await ack()
    await client.chat_postMessage(channel=HELP, text=f"Heard: {heard}")


async def publish_home(client: AsyncWebClient, event: Json) -> None:
    home = {"type": "home", "blocks": [{"type": "header", "text": plain("Your claims")}]}
    await client.views_publish(user_id=event["user"], view=home)


async def answer_mention(say: AsyncSay, event: Json) -> None:
    await say(text="Here I am.", thread_ts=event["ts"])


async def ignore() -> None:
    """Other messages are acknowledged and nothing more."""


@asynccontextmanager
async def over_socket(app: AsyncApp, running: Running) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, running.at["app_token"])
    await handler.connect_async()  # type: ignore[no-untyped-call]  # so the SDK has it
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # so the SDK has it


@asynccontextmanager
async def over_http(app: AsyncApp, running: Running) -> AsyncIterator[None]:
    runner = web.AppRunner(app.web_app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await running.control("request_url", url=f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield
    finally:
        await runner.cleanup()


@pytest.fixture(params=["socket", "http"])
async def slack(running: Running, request: pytest.FixtureRequest) -> AsyncIterator[Running]:
    """The simulator with the app beside it."""
    transport: Literal["socket", "http"] = request.param
    connected = over_socket if transport == "socket" else over_http
    async with connected(app_for(running), running):
        yield running
        transports = {entry["transport"] for entry in await running.deliveries()}
        assert transports <= {transport}


async def ask(slack: Running, text: str = "ask") -> Json:
    """Types the command; gives the result back with the modal that it opened."""
    result = await slack.control("command", user=MIRA, channel=HELP, command="/clip", text=text)
    assert result["outcome"] == "acked"
    modals = (await slack.see("views", user=MIRA))["modals"]
    return result | {"view": modals[-1]}


async def test_a_command_opens_a_modal_and_answers_the_one_who_typed(slack: Running) -> None:
    result = await ask(slack, text="ask now")

    assert result["view"]["callback_id"] == "suggest"
    assert [message["text"] for message in await slack.messages(MIRA, HELP)] == ["You asked: ask now"]
    assert await slack.messages(JON, HELP) == []


async def test_a_button_is_answered_through_its_response_url(slack: Running) -> None:
    card = await slack.api("chat.postMessage", channel=HELP, text="Help wanted", blocks=CARD)

    pressed = {"user": JON, "channel": HELP, "message_ts": card["ts"], "action_id": "take"}
    result = await slack.control("block_action", **pressed)

    assert result["outcome"] == "acked"
    assert [message["text"] for message in await slack.messages(MIRA, HELP)] == [f"Taken by <@{JON}>"]


async def test_errors_keep_the_modal_open_with_what_was_typed(slack: Running) -> None:
    view = (await ask(slack))["view"]

    typed = {"heard": {"words": "nothing"}}
    result = await slack.control("view_submission", user=MIRA, view_id=view["id"], values=typed)

    stack = (await slack.see("views", user=MIRA))["modals"]
    assert (result["response_action"], result["errors"]) == ("errors", {"heard": "Write what you hear."})
    assert stack[0]["state"]["values"]["heard"]["words"]["value"] == "nothing"


async def test_a_good_submission_closes_the_modal_and_posts(slack: Running) -> None:
    view = (await ask(slack))["view"]

    typed = {"heard": {"words": "a bell"}}
    result = await slack.control("view_submission", user=MIRA, view_id=view["id"], values=typed)

    assert result["outcome"] == "acked"
    assert (await slack.see("views", user=MIRA))["modals"] == []
    assert [message["text"] for message in await slack.messages(JON, HELP)] == ["Heard: a bell"]


async def test_opening_home_publishes_it_for_the_one_who_opened_it(slack: Running) -> None:
    await slack.control("home_open", user=MIRA)

    async def is_published() -> bool:
        return (await slack.see("views", user=MIRA))["home"] is not None

    await until(is_published)
    assert (await slack.see("views", user=JON))["home"] is None


async def test_a_mention_is_answered_in_its_thread(slack: Running) -> None:
    bot = (await slack.see("workspace"))["bot_user_id"]
    typed = await slack.control("message", user=MIRA, channel=HELP, text=f"<@{bot}> are you there?")

    async def replies() -> list[Json]:
        seen = await slack.see("sees", user=JON, channel=HELP, thread_ts=typed["ts"])
        return [message for message in seen["messages"] if message["ts"] != typed["ts"]]

    async def is_answered() -> bool:
        return bool(await replies())

    await until(is_answered)
    assert [message["text"] for message in await replies()] == ["Here I am."]


async def test_a_repeated_event_reaches_the_app_again(slack: Running) -> None:
    await slack.control("home_open", user=MIRA)

    async def delivered() -> list[Json]:
        return [entry for entry in await slack.deliveries() if entry["type"] == "events_api"]

    async def is_delivered() -> bool:
        return bool(await delivered())

    await until(is_delivered)
    first = (await delivered())[0]
    again = await slack.control("deliver_again", delivery_id=first["delivery_id"])
    second = (await delivered())[1]

    assert (again["outcome"], first["retry_num"], second["retry_num"]) == ("acked", 0, 1)
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    hashes = {view["hash"] for view in await homes_published(slack)}
    assert len(hashes) == 2


async def homes_published(slack: Running) -> list[Json]:
    entries = (await slack.see("record"))["entries"]
    return [entry["response"]["view"] for entry in entries if entry.get("method") == "views.publish"]


async def test_an_app_that_expects_another_secret_cannot_be_reached(running: Running) -> None:
    client = AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)
    runner = web.AppRunner(AsyncApp(client=client, signing_secret="another").web_app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()

    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    refusal = await running.refused("request_url", url=url)
    await runner.cleanup()

    assert refusal == "url_verification_failed"
