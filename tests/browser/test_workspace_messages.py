"""Writing, reading and what others do meanwhile, in windows of their own."""

import pytest
from playwright.async_api import expect

from tests.browser.workspace import House
from tests.simulator.page_reading import HELP, JON, MIRA, plain
from tests.simulator.running import Running

pytestmark = pytest.mark.browser


async def test_what_one_person_writes_another_sees_without_loading_again(house: House) -> None:
    mira, jon = await house.person(MIRA, HELP), await house.person(JON, HELP)

    await mira.says("Is it kettle, @jon?")

    await jon.sees(jon.messages.last, "Mira Okafor", "Is it kettle, @Jon Park?")
    await expect(jon.messages.last.locator(".me")).to_have_text("@Jon Park")
    await expect(mira.composer).to_have_value("")


async def test_shift_and_enter_make_a_new_line(house: House) -> None:
    mira = await house.person(MIRA, HELP)

    await mira.composer.press_sequentially("one")
    await mira.composer.press("Shift+Enter")
    await mira.composer.press_sequentially("two")
    await mira.composer.press("Enter")

    await expect(mira.messages.last.locator(".rich, .said")).to_have_text("one\ntwo", use_inner_text=True)


async def test_a_place_with_something_new_is_marked_until_it_is_read(house: House, running: Running) -> None:
    mira = await house.person(MIRA, "C0OTHER001")
    link = mira.page.get_by_role("link", name="help-en")

    await running.control("message", user=JON, channel=HELP, text="news")
    await expect(link).to_have_accessible_name("help-en 1 new")
    await running.control("message", user=JON, channel=HELP, text=f"and for <@{MIRA}>")
    await expect(link.locator(".badge")).to_have_text("1")
    await link.click()
    await mira.sees(mira.messages.last, "and for")
    await mira.goes_to("other")

    await expect(link).to_have_accessible_name("help-en")


async def test_a_draft_waits_where_it_was_begun(house: House) -> None:
    mira = await house.person(MIRA, HELP)

    await mira.composer.fill("half a thought")
    await mira.goes_to("other")
    await expect(mira.page.locator("#place-title")).to_have_text("#other")
    await expect(mira.composer).to_have_value("")
    await mira.goes_to("help-en")

    await expect(mira.composer).to_have_value("half a thought")


async def test_the_list_of_commands_narrows_while_one_types(house: House) -> None:
    mira = await house.person(MIRA, HELP)
    options = mira.page.locator("#compose-list [role=option]")

    await mira.composer.press_sequentially("/")
    await expect(options).to_have_count(2)
    await mira.photographs("commands")
    await mira.composer.press_sequentially("cl")
    await expect(options).to_have_count(1)
    await expect(options).to_contain_text("Ask for a second ear")
    await mira.composer.press("Tab")

    await expect(mira.composer).to_have_value("/clip ")
    await mira.composer.press("Escape")
    await expect(options).to_have_count(0)


async def test_a_message_is_reacted_to_edited_and_deleted(house: House) -> None:
    mira, jon = await house.person(MIRA, HELP), await house.person(JON, HELP)
    await mira.says("frist")
    await jon.sees(jon.messages.last, "frist")

    await jon.messages.last.hover()
    await jon.messages.last.get_by_role("button", name="Add a reaction").click()
    await jon.page.get_by_role("menuitem", name="eyes").click()
    await expect(mira.messages.last.get_by_role("button", name="eyes, 1: Jon Park")).to_be_visible()
    await mira.composer.press("ArrowUp")
    await expect(mira.composer).to_have_value("frist")
    await mira.says("first")
    await jon.sees(jon.messages.last, "first", "(edited)")
    await mira.messages.last.hover()
    await mira.messages.last.get_by_role("button", name="More actions").click()
    await mira.page.get_by_role("menuitem", name="Delete message").click()
    await mira.page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    await expect(jon.messages).to_have_count(0)


async def test_nobody_is_offered_to_change_what_others_wrote(house: House, running: Running) -> None:
    await running.control("message", user=JON, channel=HELP, text="mine")
    mira = await house.person(MIRA, HELP)

    await mira.messages.last.hover()
    await mira.messages.last.get_by_role("button", name="More actions").click()

    await expect(mira.page.get_by_role("menuitem", name="Copy link")).to_be_visible()
    await expect(mira.page.get_by_role("menuitem", name="Edit message")).to_be_hidden()
    await mira.page.keyboard.press("Escape")
    await expect(mira.page.get_by_role("menu")).to_be_hidden()
    await expect(mira.messages.last.get_by_role("button", name="More actions")).to_be_focused()


async def test_an_ephemeral_message_is_dismissed(house: House, running: Running) -> None:
    await running.api("chat.postEphemeral", channel=HELP, user=MIRA, text="For Mira")
    mira = await house.person(MIRA, HELP)

    await mira.whisper("For Mira").get_by_role("button", name="Dismiss").click()

    await expect(mira.messages).to_have_count(0)


async def test_another_persons_press_is_seen_at_once(house: House, running: Running) -> None:
    blocks = [{"type": "header", "text": plain("Open")}]
    posted = await running.api("chat.postMessage", channel=HELP, text="Card", blocks=blocks)
    mira = await house.person(MIRA, HELP)
    await mira.sees(mira.messages.last, "Open")

    taken = [{"type": "header", "text": plain("Taken")}]
    await running.api("chat.update", channel=HELP, ts=posted["ts"], text="Card", blocks=taken)

    await mira.sees(mira.messages.last, "Taken")


async def test_older_messages_come_when_one_scrolls_to_them(house: House, running: Running) -> None:
    for number in range(70):
        await running.control("message", user=JON, channel=HELP, text=f"note {number:02d}")
    mira = await house.person(MIRA, HELP)
    await mira.sees(mira.messages.last, "note 69")
    await expect(mira.messages).to_have_count(50)

    await mira.page.evaluate("document.querySelector('#scroll').scrollTop = 0")

    await expect(mira.messages).to_have_count(70)
    await expect(mira.messages.first).to_contain_text("note 00")
    await expect(mira.messages.filter(has_text="note 21")).to_be_in_viewport()


async def test_who_is_not_a_member_joins_first(house: House) -> None:
    jon = await house.person(JON, "C0OTHER001")

    await expect(jon.composer).to_have_count(0)
    await jon.page.get_by_role("button", name="Join channel").click()

    await jon.says("here I am")
    await jon.sees(jon.messages.last, "here I am")


async def test_the_back_button_leads_back(house: House, running: Running) -> None:
    await running.control("message", user=JON, channel=HELP, text="hello")
    mira = await house.person(MIRA, HELP)
    await mira.goes_to("other")
    await expect(mira.page.locator("#place-title")).to_have_text("#other")

    await mira.page.go_back()

    await mira.sees(mira.messages.last, "hello")
    assert "C0HELPEN01" in mira.page.url


async def test_one_window_becomes_another_person(house: House, running: Running) -> None:
    await running.api("chat.postEphemeral", channel=HELP, user=JON, text="For Jon")
    mira = await house.person(MIRA, HELP)

    await mira.page.get_by_label("You are").select_option("Jon Park")

    await mira.sees(mira.messages.last, "For Jon")
    await mira.says("as Jon")
    await mira.sees(mira.messages.last, "Jon Park", "as Jon")


async def test_a_file_is_sent_with_what_is_typed_and_opened_by_who_sees_it(house: House) -> None:
    mira, jon = await house.person(MIRA, HELP), await house.person(JON, HELP)

    await mira.composer.fill("what I hear")
    await mira.page.get_by_label("Attach a file").set_input_files(
        {"name": "words.txt", "mimeType": "text/plain", "buffer": b"a bell rings"}
    )

    await jon.sees(jon.messages.last, "what I hear", "words.txt")
    await expect(mira.composer).to_have_value("")
    async with jon.page.expect_download() as download:
        await jon.messages.last.get_by_role("link", name="words.txt").click()
    assert (await (await download.value).path()).read_bytes() == b"a bell rings"
