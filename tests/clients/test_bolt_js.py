"""A Bolt app in JavaScript, by Socket Mode and by signed HTTP, lives in the simulator as in Slack."""

from collections.abc import AsyncIterator

import pytest

from tests.clients.node import program
from tests.simulator.running import Json, Running, until

pytestmark = pytest.mark.node

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP = "C0HELPEN01"


@pytest.fixture(params=["socket", "http"])
async def slack(
    running: Running, settings: dict[str, str], request: pytest.FixtureRequest
) -> AsyncIterator[Running]:
    """The simulator with the app beside it; all comes by the one way, and nothing is missed or refused."""
    transport: str = request.param
    secret = "app_token" if transport == "socket" else "signing_secret"
    async with program("app.js", settings | {f"SLACK_{secret.upper()}": running.at[secret]}) as app:
        started = await app.line()
        if transport == "http":
            await running.control("request_url", url=f"http://127.0.0.1:{started['port']}/slack/events")
        yield running
        delivered = {(entry["transport"], entry["outcome"]) for entry in await running.deliveries()}
        assert delivered == {(transport, "acked")}
        assert await refused_calls(running) == []


async def the_modal(slack: Running) -> Json:
    modals: list[Json] = (await slack.see("views", user=MIRA))["modals"]
    assert len(modals) == 1
    return modals[0]


async def ask(slack: Running) -> Json:
    """Types the command; the modal that it opened."""
    await slack.control("command", user=MIRA, channel=HELP, command="/clip", text="ask")
    return await the_modal(slack)


async def submit(slack: Running, view: Json, words: str) -> Json:
    values = {"heard": {"words": words}, "how_sure": {"level": "high"}}
    return await slack.control("view_submission", user=MIRA, view_id=view["id"], values=values)


async def told(slack: Running, user: str, channel: str, count: int = 1) -> list[str]:
    """The texts in the conversation, once there are so many."""

    async def texts() -> list[str]:
        return [message["text"] for message in await slack.messages(user, channel)]

    async def are_there() -> bool:
        return len(await texts()) >= count

    await until(are_there)
    return await texts()


async def refused_calls(slack: Running) -> list[Json]:
    entries = (await slack.see("record"))["entries"]
    return [
        entry
        for entry in entries
        if (entry["kind"] == "api_call" and not entry["response"]["ok"])
        or (entry["kind"] == "response_url" and entry["status"] != 200)
    ]


async def card(slack: Running) -> Json:
    await slack.control("command", user=MIRA, channel=HELP, command="/clip", text="card")

    async def is_posted() -> bool:
        return bool(await slack.messages(JON, HELP))

    await until(is_posted)
    return (await slack.messages(JON, HELP))[0]


async def test_a_command_opens_a_modal_and_answers_the_one_who_typed(slack: Running) -> None:
    result = await slack.control("command", user=MIRA, channel=HELP, command="/clip", text="ask now")

    assert result["outcome"] == "acked"
    assert (await the_modal(slack))["callback_id"] == "suggest"
    assert await told(slack, MIRA, HELP) == ["You asked: ask now"]
    assert await slack.messages(JON, HELP) == []


async def test_a_button_is_answered_through_its_response_url(slack: Running) -> None:
    posted = await card(slack)

    pressed = {"user": JON, "channel": HELP, "message_ts": posted["ts"], "action_id": "take"}
    result = await slack.control("block_action", **pressed)

    async def is_replaced() -> bool:
        return await told(slack, MIRA, HELP) == [f"clip-1 taken by <@{JON}>"]

    assert result["outcome"] == "acked"
    await until(is_replaced)


async def test_a_menu_is_answered_to_the_one_who_chose(slack: Running) -> None:
    posted = await card(slack)

    chosen = {"channel": HELP, "message_ts": posted["ts"], "action_id": "language", "selected_option": "de"}
    await slack.control("block_action", user=JON, **chosen)

    assert await told(slack, JON, HELP, 2) == ["Help wanted", "You chose de"]
    assert await told(slack, MIRA, HELP) == ["Help wanted"]


async def test_errors_keep_the_modal_open_and_what_is_mended_is_accepted(slack: Running) -> None:
    view = await ask(slack)

    refused = await submit(slack, view, "nothing")
    still_open = await the_modal(slack)
    accepted = await submit(slack, view, "play some rain")

    assert (refused["response_action"], refused["errors"]) == ("errors", {"heard": "Write what you hear."})
    assert still_open["state"]["values"]["heard"]["words"]["value"] == "nothing"
    assert (accepted["outcome"], accepted["response_action"]) == ("acked", None)
    assert (await slack.see("views", user=MIRA))["modals"] == []
    bot = (await slack.see("workspace"))["bot_user_id"]
    assert await told(slack, MIRA, bot) == ["Heard: play some rain (high)"]


async def test_an_answer_can_put_another_view_in_place_of_the_modal(slack: Running) -> None:
    view = await ask(slack)

    await submit(slack, view, "again")

    updated = await the_modal(slack)
    assert updated["id"] == view["id"]
    assert updated["hash"] != view["hash"]
    assert updated["title"]["text"] == "Once more"


async def test_the_app_hears_that_a_modal_was_closed(slack: Running) -> None:
    view = await ask(slack)

    await slack.control("view_close", user=MIRA, view_id=view["id"])

    bot = (await slack.see("workspace"))["bot_user_id"]
    assert await told(slack, MIRA, bot) == ["Closed without a word."]


async def test_a_global_shortcut_opens_a_modal(slack: Running) -> None:
    await slack.control("shortcut", user=MIRA, callback_id="ask")

    async def is_open() -> bool:
        return bool((await slack.see("views", user=MIRA))["modals"])

    await until(is_open)
    assert (await the_modal(slack))["callback_id"] == "suggest"


async def test_a_shortcut_on_a_message_answers_only_the_one_who_used_it(slack: Running) -> None:
    typed = await slack.control("message", user=JON, channel=HELP, text="play some rain")

    used = {"user": MIRA, "channel": HELP, "message_ts": typed["ts"], "callback_id": "use"}
    await slack.control("message_shortcut", **used)

    assert await told(slack, MIRA, HELP, 2) == ["play some rain", "Used: play some rain"]
    assert await told(slack, JON, HELP) == ["play some rain"]


async def test_opening_home_shows_what_the_app_publishes(slack: Running) -> None:
    await slack.control("home_open", user=MIRA)

    async def is_published() -> bool:
        return (await slack.see("views", user=MIRA))["home"] is not None

    await until(is_published)
    home = (await slack.see("views", user=MIRA))["home"]
    assert home["blocks"][0]["text"]["text"] == "Your claims"


async def test_a_mention_is_answered_in_its_thread(slack: Running) -> None:
    bot = (await slack.see("workspace"))["bot_user_id"]
    typed = await slack.control("message", user=MIRA, channel=HELP, text=f"<@{bot}> are you there?")

    assert await told_in_thread(slack, typed["ts"]) == "Here I am."


async def test_a_message_that_the_app_listens_for_is_answered(slack: Running) -> None:
    await slack.control("message", user=MIRA, channel=HELP, text="ping")

    assert await told(slack, JON, HELP, 2) == ["ping", f"pong <@{MIRA}>"]


async def test_a_reaction_is_answered_in_the_thread_of_its_message(slack: Running) -> None:
    typed = await slack.control("message", user=MIRA, channel=HELP, text="play some rain")

    await slack.control("reaction", user=JON, channel=HELP, ts=typed["ts"], name="ear")

    assert await told_in_thread(slack, typed["ts"]) == f":ear: by <@{JON}>"


async def told_in_thread(slack: Running, ts: str) -> str:
    """The first reply, once there is one."""

    async def replies() -> list[Json]:
        seen: list[Json] = (await slack.see("sees", user=JON, channel=HELP, thread_ts=ts))["messages"]
        return [message for message in seen if message["ts"] != ts]

    async def is_answered() -> bool:
        return bool(await replies())

    await until(is_answered)
    return str((await replies())[0]["text"])


async def test_an_app_that_expects_another_secret_cannot_be_reached(
    running: Running, settings: dict[str, str]
) -> None:
    async with program("app.js", settings | {"SLACK_SIGNING_SECRET": "another"}) as app:
        started = await app.line()

        refusal = await running.refused("request_url", url=f"http://127.0.0.1:{started['port']}/slack/events")

    assert refusal == "url_verification_failed"
