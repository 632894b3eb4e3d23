"""The page shows one person's view of the workspace, and what people write cannot break it."""

import pytest

from tests.simulator.running import Json, Running

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP, MODS, SECRET = "C0HELPEN01", "C0MODS0001", "C0SECRET01"


async def read(running: Running, **query: str) -> str:
    async with running.session.get(running.at["page"], params=query) as response:
        assert response.status == 200
        return await response.text()


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


async def test_the_page_says_nothing_of_channels_that_the_person_cannot_open(running: Running) -> None:
    page = await read(running, user=JON, channel=SECRET)

    assert "#help-en" in page
    assert "#secret" not in page
    assert "#mods" not in page


async def test_what_people_write_stays_text(running: Running) -> None:
    attack = "</p><script>alert(1)</script><img src=x onerror=alert(1)>"
    blocks = [
        {"type": "header", "text": plain(attack)},
        {"type": "section", "text": mrkdwn(attack), "fields": [plain(attack)]},
        {"type": "context", "elements": [mrkdwn(f"`{attack}` *{attack}*")]},
        {
            "type": "actions",
            "elements": [{"type": "button", "text": plain(attack), "accessibility_label": attack}],
        },
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": attack},
        {"type": "markdown", "text": attack},
    ]
    await running.api("chat.postMessage", channel=HELP, text=attack, blocks=blocks)
    await running.control("message", user=MIRA, channel=HELP, text=attack)

    page = await read(running, user=MIRA, channel=HELP)

    assert "<script" not in page
    assert "<img" not in page
    # In mrkdwn `<script>` is a reference to nothing, of which only the word is left, except in code.
    assert page.count("&lt;script&gt;") == 8


@pytest.mark.parametrize(
    "text", ["<|x>", "<@>", "<!>", "<!date^99999999999999999^x|y>", "<!date^²^x|y>", "*_~`", "```"]
)
async def test_malformed_marks_are_shown_somehow(running: Running, text: str) -> None:
    await running.api("chat.postMessage", channel=HELP, text=f"before {text} after")

    page = await read(running, user=MIRA, channel=HELP)

    assert "before" in page
    assert "after" in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,a", "JavaScript:alert(1)"])
async def test_a_link_leads_only_where_following_it_is_harmless(running: Running, url: str) -> None:
    await running.api("chat.postMessage", channel=HELP, text=f"<{url}|here> <https://example.com|there>")

    page = await read(running, user=MIRA, channel=HELP)

    assert page.count('<a href="http') == 1
    assert "script:" not in page.lower()
    assert "data:" not in page


async def test_replies_and_ephemerals_are_told_apart_in_words(running: Running) -> None:
    parent = await running.api("chat.postMessage", channel=HELP, text="Help wanted")
    await running.control("message", user=JON, channel=HELP, text="On it", thread_ts=parent["ts"])
    await running.api("chat.postEphemeral", channel=HELP, user=MIRA, text="For Mira")

    for_mira, for_jon = (
        await read(running, user=MIRA, channel=HELP),
        await read(running, user=JON, channel=HELP),
    )

    assert for_mira.index('aria-label="Replies"') < for_mira.index("On it")
    assert for_mira.index("only visible to you") < for_mira.index("For Mira")
    assert "For Mira" not in for_jon


async def test_ids_are_shown_as_names(running: Running) -> None:
    text = f"<@{MIRA}> <#{HELP}> <!subteam^S0LEADS001> <!here> <@U0NOBODY> <!date^1700000000^{{date}}|then>"
    await running.api("chat.postMessage", channel=HELP, text=text)

    page = await read(running, user=MIRA, channel=HELP)

    for name in ("@Mira Okafor", "#help-en", "@leads", "@here", "@U0NOBODY", ">then<"):
        assert name in page


async def test_modals_are_shown_over_the_channel_with_what_they_hold(running: Running) -> None:
    socket = await running.connect()
    trigger = await running.trigger(socket, MIRA, HELP)
    element = {"type": "plain_text_input", "action_id": "words", "initial_value": "a bell"}
    view = {
        "type": "modal",
        "title": plain("Suggest"),
        "submit": plain("Send"),
        "blocks": [{"type": "input", "label": plain("What do you hear?"), "element": element}],
    }
    await running.api("views.open", trigger_id=trigger, view=view)

    page = await read(running, user=MIRA, channel=HELP)

    for text in ("Open modals", "Suggest", "What do you hear?", "a bell", "Send"):
        assert text in page
    assert "Open modals" not in await read(running, user=JON, channel=HELP)


async def test_a_button_for_some_people_is_shown_to_them_only(running: Running) -> None:
    button = {"type": "button", "text": plain("Decide"), "action_id": "decide", "visible_to_user_ids": [MIRA]}
    blocks = [{"type": "actions", "elements": [button]}]
    await running.api("chat.postMessage", channel=HELP, text="Card", blocks=blocks)

    assert "Decide" in await read(running, user=MIRA, channel=HELP)
    assert "Decide" not in await read(running, user=JON, channel=HELP)


async def test_the_home_tab_has_its_own_place(running: Running) -> None:
    await running.api(
        "views.publish",
        user_id=MIRA,
        view={"type": "home", "blocks": [{"type": "header", "text": plain("Claims")}]},
    )

    assert "Claims" in await read(running, user=MIRA, channel="home")
    assert "has not published a Home tab" in await read(running, user=JON, channel="home")


async def test_the_page_runs_nothing_and_loads_nothing_from_elsewhere(running: Running) -> None:
    async with running.session.get(running.at["page"]) as response:
        policy = response.headers["Content-Security-Policy"]
        page = await response.text()
    async with running.session.get(running.at["page"] + "page.css") as response:
        style = response.content_type

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert ("<script" in page, "style=" in page, style) == (False, False, "text/css")


async def test_looking_changes_nothing(running: Running) -> None:
    before = (await running.see("workspace"))["channels"]

    await read(running, user=MIRA, channel="home")
    await read(running, user="U0NOBODY", channel="C0NOWHERE1")

    assert (await running.see("workspace"))["channels"] == before
