"""Modals on top of each other, every kind of element, and what of it reaches the app."""

import asyncio

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser.workspace import House, Person, answers
from tests.simulator.page_reading import HELP, JON, MIRA, mrkdwn, plain
from tests.simulator.running import AppSocket, Json, Running

pytestmark = pytest.mark.browser


def option(name: str) -> Json:
    return {"text": plain(name), "value": name.lower()}


def step(number: int, **more: object) -> Json:
    element = {"type": "plain_text_input", "action_id": "words"}
    block = {"type": "input", "block_id": "heard", "label": plain(f"Step {number}"), "element": element}
    return {
        "type": "modal",
        "title": plain(f"Title {number}"),
        "submit": plain("Next"),
        "notify_on_close": True,
        "blocks": [block],
        **more,
    }


async def opens(running: Running, socket: AppSocket, view: Json) -> None:
    trigger = await running.trigger(socket, MIRA, HELP)
    opened = await running.api("views.open", trigger_id=trigger, view=view)
    assert opened["ok"], opened


async def goes_on(person: Person, socket: AppSocket, words: str, answer: Json | None) -> Json:
    await person.modal.locator("input").fill(words)
    await person.modal.get_by_role("button", name="Next").click()
    return await answers(socket, answer)


async def test_modals_are_pushed_gone_back_from_and_closed_together(house: House, running: Running) -> None:
    socket = await running.connect()
    mira = await house.person(MIRA, HELP)
    await opens(running, socket, step(1))
    title = mira.modal.get_by_role("heading")

    await goes_on(mira, socket, "one", {"response_action": "push", "view": step(2)})
    await expect(title).to_have_text("Title 2")
    await goes_on(mira, socket, "two", {"response_action": "push", "view": step(3)})
    await expect(title).to_have_text("Title 3")
    await mira.photographs("modal-stack")
    await mira.modal.get_by_role("button", name="Back").click()
    gone_back = await answers(socket)
    await expect(title).to_have_text("Title 2")
    await expect(mira.modal.locator("input")).to_have_value("two")
    await mira.modal.get_by_role("button", name="Close").click()
    closed = [await answers(socket), await answers(socket)]

    await expect(mira.modal).to_be_hidden()
    assert (gone_back["view"]["title"]["text"], gone_back["is_cleared"]) == ("Title 3", False)
    assert [(each["view"]["title"]["text"], each["is_cleared"]) for each in closed] == [
        ("Title 2", True),
        ("Title 1", True),
    ]


async def test_a_form_that_was_sent_waits_for_what_comes_of_it(house: House, running: Running) -> None:
    """However late the page hears of it: what was typed into the old form meanwhile would be lost."""
    socket = await running.connect()
    mira = await house.person(MIRA, HELP)
    lets_through = await late_news(mira)
    await opens(running, socket, step(1))
    lets_through.set()
    submit = mira.modal.get_by_role("button", name="Next")
    await expect(submit).to_be_enabled()
    lets_through.clear()

    async with mira.page.expect_response("**/control/view_submission") as answered:
        await goes_on(mira, socket, "one", {"response_action": "push", "view": step(2)})
    await (await answered.value).finished()
    await expect(submit).to_be_disabled()
    lets_through.set()
    await expect(mira.modal.get_by_role("heading")).to_have_text("Title 2")
    await expect(submit).to_be_enabled()
    await mira.modal.get_by_role("button", name="Back").click()
    await answers(socket)
    await expect(mira.modal.get_by_role("heading")).to_have_text("Title 1")

    await expect(submit).to_be_enabled()


async def late_news(person: Person) -> asyncio.Event:
    """What the workspace tells the page waits until the event is set."""
    lets_through = asyncio.Event()

    async def told(message: str | bytes, route: WebSocketRoute) -> None:
        await lets_through.wait()
        route.send(message)

    def connected(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda message: told(message, route))

    await person.page.route_web_socket("**/page/live", connected)
    await person.page.reload()
    return lets_through


async def test_an_update_keeps_what_is_being_typed(house: House, running: Running) -> None:
    socket = await running.connect()
    mira = await house.person(MIRA, HELP)
    await opens(running, socket, step(1))
    await mira.modal.locator("input").fill("half a sen")
    view_id = (await running.see("views", user=MIRA))["modals"][0]["id"]
    more = {"type": "section", "text": mrkdwn("Somebody else answered.")}

    await running.api("views.update", view_id=view_id, view=step(1, blocks=[more, *step(1)["blocks"]]))

    await mira.sees(mira.modal, "Somebody else answered.")
    await expect(mira.modal.locator("input")).to_have_value("half a sen")
    await expect(mira.modal.locator("input")).to_be_focused()


ELEMENTS: dict[str, Json] = {
    "text": {"type": "plain_text_input", "multiline": True, "placeholder": plain("Say it")},
    "mail": {"type": "email_text_input"},
    "site": {"type": "url_text_input"},
    "count": {"type": "number_input", "is_decimal_allowed": False},
    "day": {"type": "datepicker"},
    "hour": {"type": "timepicker"},
    "moment": {"type": "datetimepicker"},
    "one": {"type": "static_select", "options": [option("Kettle"), option("Cattle")]},
    "grouped": {
        "type": "static_select",
        "option_groups": [{"label": plain("Animals"), "options": [option("Cat")]}],
    },
    "some": {"type": "multi_static_select", "options": [option("Rain"), option("Wind"), option("Bell")]},
    "person": {"type": "users_select"},
    "people": {"type": "multi_users_select"},
    "channel": {"type": "channels_select"},
    "talk": {"type": "conversations_select"},
    "radio": {"type": "radio_buttons", "options": [option("Yes"), option("No")]},
    "boxes": {"type": "checkboxes", "options": [option("Noise"), option("Music")]},
    "found": {"type": "external_select", "min_query_length": 1, "placeholder": plain("Search")},
}


def everything() -> Json:
    blocks = [
        {
            "type": "input",
            "block_id": name,
            "label": plain(name.title()),
            "element": {**element, "action_id": name},
            "hint": plain(f"A hint for {name}"),
        }
        for name, element in ELEMENTS.items()
    ]
    return {"type": "modal", "title": plain("Everything"), "submit": plain("Send"), "blocks": blocks}


async def fills_everything(mira: Person, socket: AppSocket) -> None:
    modal = mira.modal
    for name, words in {
        "Text": "a bell\nrings",
        "Mail": "mira@example.org",
        "Site": "https://example.org",
        "Count": "3",
    }.items():
        await modal.get_by_label(name, exact=True).fill(words)
    await modal.get_by_label("Day").fill("2026-05-01")
    await modal.get_by_label("Hour").fill("09:30")
    await modal.get_by_label("Moment").fill("2026-05-01T09:30")
    await modal.get_by_label("One").select_option("Cattle")
    await modal.get_by_label("Grouped").select_option("Cat")
    await modal.get_by_label("Person", exact=True).select_option("Jon Park")
    await modal.get_by_label("Channel").select_option("#other")
    await modal.get_by_label("Talk").select_option("private: mods")
    await modal.get_by_text("Choose options").first.click()
    await modal.get_by_label("Rain").check()
    await modal.get_by_label("Bell").check()
    await mira.page.keyboard.press("Escape")
    await modal.get_by_text("Choose options").first.click()
    await modal.get_by_label("Mira Okafor").check()
    await mira.page.keyboard.press("Escape")
    await modal.get_by_label("No", exact=True).check()
    await modal.get_by_label("Music").check()
    await modal.get_by_label("Found").press_sequentially("ke")
    question = await answers(socket, {"options": [option("Kettle"), option("Keg")]})
    assert (question["type"], question["value"]) == ("block_suggestion", "ke")
    await modal.get_by_role("option", name="Keg").click()


async def test_what_is_given_in_each_element_reaches_the_app(house: House, running: Running) -> None:
    socket = await running.connect()
    mira = await house.person(MIRA, HELP)
    await opens(running, socket, everything())

    await fills_everything(mira, socket)
    await mira.photographs("modal-with-everything")
    await mira.modal.get_by_role("button", name="Send").click()
    values = (await answers(socket))["view"]["state"]["values"]

    given = {name: {k: v for k, v in values[name][name].items() if k != "type"} for name in ELEMENTS}
    assert given.pop("moment")["selected_date_time"] > 1_700_000_000
    cattle, keg = option("Cattle"), option("Keg")
    chosen = {
        name: [each["value"] for each in given.pop(name)["selected_options"]] for name in ("some", "boxes")
    }
    assert chosen == {"some": ["rain", "bell"], "boxes": ["music"]}
    assert {
        name: given.pop(name)["selected_option"]["value"] for name in ("one", "grouped", "radio", "found")
    } == {
        "one": cattle["value"],
        "grouped": "cat",
        "radio": "no",
        "found": keg["value"],
    }
    assert given == {
        "text": {"value": "a bell\nrings"},
        "mail": {"value": "mira@example.org"},
        "site": {"value": "https://example.org"},
        "count": {"value": "3"},
        "day": {"selected_date": "2026-05-01"},
        "hour": {"selected_time": "09:30"},
        "person": {"selected_user": JON},
        "people": {"selected_users": [MIRA]},
        "channel": {"selected_channel": "C0OTHER001"},
        "talk": {"selected_conversation": "C0MODS0001"},
    }
    await expect(mira.modal).to_be_hidden()


async def test_elements_of_a_message_are_heard_at_once(house: House, running: Running) -> None:
    socket = await running.connect()
    select = {"type": "static_select", "action_id": "pick", "options": [option("Kettle"), option("Cattle")]}
    more = {"type": "overflow", "action_id": "more", "options": [option("Give back"), option("Withdraw")]}
    day = {"type": "datepicker", "action_id": "day"}
    blocks = [
        {"type": "section", "block_id": "a", "text": mrkdwn("Which?"), "accessory": select},
        {"type": "actions", "block_id": "b", "elements": [day, more]},
    ]
    await running.api("chat.postMessage", channel=HELP, text="Which?", blocks=blocks)
    mira = await house.person(MIRA, HELP)
    card = mira.messages.last

    await card.locator("select").select_option("Cattle")
    picked = await answers(socket)
    await card.locator("input[type=date]").fill("2026-05-01")
    dated = await answers(socket)
    await card.get_by_role("button", name="More actions", exact=True).click()
    await mira.page.keyboard.press("ArrowDown")
    await mira.page.keyboard.press("Enter")
    chosen = await answers(socket)

    assert picked["actions"][0]["selected_option"]["value"] == "cattle"
    assert dated["actions"][0]["selected_date"] == "2026-05-01"
    assert dated["state"]["values"]["a"]["pick"]["selected_option"]["value"] == "cattle"
    assert chosen["actions"][0]["selected_option"]["value"] == "withdraw"


def showcase() -> list[Json]:
    """Blocks that only show something."""
    cell = {"type": "raw_text", "text": "kettle"}
    said = {
        "type": "rich_text_section",
        "elements": [{"type": "text", "text": "bold", "style": {"bold": True}}],
    }
    return [
        {"type": "header", "text": plain("A header :tada:")},
        {
            "type": "section",
            "text": mrkdwn("*Bold* _italic_ ~struck~ `code` <https://example.org|link>\n> quoted"),
        },
        {"type": "section", "fields": [mrkdwn("*Left*\none"), mrkdwn("*Right*\ntwo")]},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("Small print")]},
        {"type": "rich_text", "elements": [said]},
        {"type": "markdown", "text": "## Title\n\n- one\n- two\n\n**bold** and `code`"},
        {"type": "table", "rows": [[cell, cell], [cell, cell]]},
        {
            "type": "image",
            "image_url": "https://example.org/a.png",
            "alt_text": "A picture",
            "title": plain("Pic"),
        },
    ]


async def test_blocks_that_show_something_are_drawn(house: House, running: Running) -> None:
    posted = await running.api("chat.postMessage", channel=HELP, text="Show", blocks=showcase())
    assert posted["ok"], posted

    mira = await house.person(MIRA, HELP)

    card = mira.messages.last
    await mira.sees(card, "Bold", "Small print", "Title", "kettle", "A picture")
    await expect(card).not_to_contain_text("does not draw")
    await mira.photographs("blocks")
    assert house.complaints() == []
