"""The page shows one person's view of the workspace, and what people write cannot break it."""

import pytest

from tests.simulator.page_reading import HELP, JON, MIRA, SECRET, mrkdwn, plain, read, region
from tests.simulator.running import Running


async def test_whoever_comes_without_a_name_chooses_one(running: Running) -> None:
    page = await read(running)

    assert 'href="/?user=U0MIRA0001"' in page
    assert "Jon Park" in page
    assert "help-en" not in page


async def test_the_page_says_nothing_of_channels_that_the_person_cannot_open(running: Running) -> None:
    page = await read(running, user=JON, channel=SECRET)

    assert "#help-en" in page
    assert "secret" not in page
    assert "mods" not in page


async def test_what_people_write_stays_text(running: Running) -> None:
    attack = "</p><script>alert(1)</script><img src=x onerror=alert(1)>"
    button = {"type": "button", "text": plain(attack), "accessibility_label": attack}
    blocks = [
        {"type": "header", "text": plain(attack)},
        {"type": "section", "text": mrkdwn(attack), "fields": [plain(attack)]},
        {"type": "context", "elements": [mrkdwn(f"`{attack}` *{attack}*")]},
        {"type": "actions", "elements": [button]},
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": attack},
        {"type": "markdown", "text": f"# {attack}\n\n- {attack}\n\n> **{attack}**"},
    ]
    await running.api("chat.postMessage", channel=HELP, text=attack, blocks=blocks)
    await running.control("message", user=MIRA, channel=HELP, text=attack)

    page = await read(running, user=MIRA, channel=HELP)

    assert "<script>" not in page
    assert "<img" not in page
    # In mrkdwn `<script>` is a reference to nothing, of which only the word is left, except in code.
    assert page.count("&lt;script&gt;") >= 9


@pytest.mark.parametrize(
    "text",
    ["<|x>", "<@>", "<!>", "<!date^99999999999999999^x|y>", "<!date^²^x|y>", "*_~`", "```", ":no:", "::"],
)
async def test_malformed_marks_are_shown_somehow(running: Running, text: str) -> None:
    await running.api("chat.postMessage", channel=HELP, text=f"before {text} after")

    page = await read(running, user=MIRA, channel=HELP)

    assert "before" in page
    assert "after" in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,a", "JavaScript:alert(1)"])
async def test_a_link_leads_only_where_following_it_is_harmless(running: Running, url: str) -> None:
    button = {"type": "button", "text": plain("Go"), "url": url}
    blocks = [
        {"type": "markdown", "text": f"[here]({url}) [there](https://example.com)"},
        {"type": "section", "text": mrkdwn(f"<{url}|here> <https://example.com|there>")},
        {"type": "actions", "elements": [button]},
    ]
    await running.api("chat.postMessage", channel=HELP, text="links", blocks=blocks)

    messages = region(await read(running, user=MIRA, channel=HELP), "messages")

    assert messages.count('href="https://example.com') == 2
    assert f'href="{url}' not in messages


async def test_ids_are_shown_as_names_and_moments_on_the_readers_clock(running: Running) -> None:
    when = "<!date^1700000000^{date_short} at {time}|then>"
    text = f"<@{MIRA}> <#{HELP}> <!subteam^S0LEADS001> <!here> <@U0NOBODY> {when} :tada:"
    await running.api("chat.postMessage", channel=HELP, text=text)

    page = await read(running, user=MIRA, channel=HELP)

    for name in ("@Mira Okafor", "#help-en", "@leads", "@here", "@U0NOBODY", "🎉"):
        assert name in page
    assert "Nov 14, 2023 at 11:13 PM" in page
    assert "Nov 14, 2023 at 10:13 PM" in await read(running, user=JON, channel=HELP)


async def test_a_button_for_some_people_is_shown_to_them_only(running: Running) -> None:
    button = {"type": "button", "text": plain("Decide"), "action_id": "decide", "visible_to_user_ids": [MIRA]}
    blocks = [{"type": "actions", "elements": [button]}]
    await running.api("chat.postMessage", channel=HELP, text="Card", blocks=blocks)

    assert "Decide" in await read(running, user=MIRA, channel=HELP)
    assert "Decide" not in await read(running, user=JON, channel=HELP)


async def test_an_ephemeral_message_is_on_one_persons_page_only(running: Running) -> None:
    await running.api("chat.postEphemeral", channel=HELP, user=MIRA, text="For Mira")

    for_mira = region(await read(running, user=MIRA, channel=HELP), "messages")

    assert for_mira.index("Only visible to you") < for_mira.index("For Mira")
    assert "For Mira" not in await read(running, user=JON, channel=HELP)


async def test_an_address_leads_to_a_thread_beside_its_channel(running: Running) -> None:
    parent = await running.api("chat.postMessage", channel=HELP, text="Help wanted")
    await running.control("message", user=JON, channel=HELP, text="On it", thread_ts=parent["ts"])

    page = await read(running, user=MIRA, channel="help-en", thread=parent["ts"])

    assert "On it" in region(page, "thread")
    assert "On it" not in region(page, "messages")
    assert "1 reply" in region(page, "messages")


async def test_an_address_that_leads_nowhere_leads_to_the_first_channel(running: Running) -> None:
    page = await read(running, user=JON, channel="C0NOWHERE1", thread="1.1", shown="²")

    assert 'data-place="C0HELPEN01"' in page
    assert "data-thread=" not in page.partition(">")[0]


async def test_the_home_tab_has_its_own_place(running: Running) -> None:
    view = {"type": "home", "blocks": [{"type": "header", "text": plain("Claims")}]}
    await running.api("views.publish", user_id=MIRA, view=view)

    assert "Claims" in await read(running, user=MIRA, channel="home")
    assert "has not published a Home tab" in await read(running, user=JON, channel="home")


async def test_a_modal_lies_over_its_persons_page_with_what_it_holds(running: Running) -> None:
    socket = await running.connect()
    trigger = await running.trigger(socket, MIRA, HELP)
    element = {"type": "plain_text_input", "action_id": "words", "initial_value": "a bell"}
    label = plain("What do you hear?")
    view = {
        "type": "modal",
        "title": plain("Suggest"),
        "submit": plain("Send"),
        "blocks": [{"type": "input", "label": label, "element": element}],
    }
    await running.api("views.open", trigger_id=trigger, view=view)

    modal = region(await read(running, user=MIRA, channel=HELP), "modal")

    for text in ("Suggest", "What do you hear?", 'value="a bell"', "Send"):
        assert text in modal
    assert "What do you hear?" not in await read(running, user=JON, channel=HELP)


async def test_the_page_runs_and_loads_only_what_is_its_own(running: Running) -> None:
    async with running.session.get(running.at["page"], params={"user": MIRA}) as response:
        policy = response.headers["Content-Security-Policy"]
        page = await response.text()

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert (" style=" in page, " onclick=" in page, 'src="http' in page) == (False, False, False)
    scripts = [part.partition('"')[0] for part in page.split(' src="')[1:]]
    styles = [part.partition('"')[0] for part in page.split('rel="stylesheet" href="')[1:]]
    for address in (*scripts, *styles):
        async with running.session.get(running.at["page"] + address.removeprefix("/")) as response:
            assert (response.status, response.content_type.split("/")[0]) == (200, "text"), address


async def test_only_the_pages_own_files_are_served(running: Running) -> None:
    for name in ("routes.py", "..%2Froutes.py", "nothing.js"):
        async with running.session.get(f"{running.at['page']}page/static/{name}") as response:
            assert response.status == 404, name


async def test_looking_changes_nothing(running: Running) -> None:
    before = (await running.see("workspace"))["channels"]

    await read(running, user=MIRA, channel="home")
    await read(running, user=MIRA, channel="messages")
    await read(running, user="U0NOBODY", channel="C0NOWHERE1")

    assert (await running.see("workspace"))["channels"] == before


async def test_of_a_long_channel_the_page_has_the_end_and_a_way_back(running: Running) -> None:
    for number in range(60):
        await running.control("message", user=JON, channel=HELP, text=f"note {number:02d}")

    last = region(await read(running, user=MIRA, channel=HELP), "messages")
    more = region(await read(running, user=MIRA, channel=HELP, shown="100"), "messages")

    assert ("note 10" in last, "note 09" in last, "Show older messages" in last) == (True, False, True)
    assert ("note 00" in more, "Show older messages" in more) == (True, False)
