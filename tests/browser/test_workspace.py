"""A team of five uses the bot by the page alone: asks, claims, suggests, agrees, flags and reviews."""

import pytest
from playwright.async_api import expect

from tests.browser.workspace import House, Person
from tests.scenario.hall import Hall
from tests.scenario.room import TRUTH, Room, alias_in

pytestmark = pytest.mark.browser

MODERATORS = "C0MODS0001"


async def asks(asker: Person, room: Room, note: str = "the first word") -> str:
    await asker.says(f"/clip ask {room.clips.pop(0)} {note}")
    thanks = asker.whisper("Thank you, I asked about clip")
    await thanks.wait_for()
    return alias_in(await thanks.inner_text())


async def suggests(peer: Person, alias: str, button: str, text: str = TRUTH) -> None:
    await peer.presses(button, on=peer.card(alias))
    await peer.modal.get_by_label("What do you hear?").fill(text)
    await peer.modal.get_by_role("button", name="Send").click()
    await expect(peer.modal).to_be_hidden()


async def test_five_people_settle_and_flag_a_clip(
    bot_house: House, stage_hall: Hall, stage_room: Room
) -> None:
    room = stage_room
    asker, *peers = [await bot_house.person(who.user, room.channel) for who in (room.asker, *room.peers[:3])]
    moderator = await bot_house.person(stage_hall.moderators[0].user, MODERATORS)

    alias = await asks(asker, room)
    await suggests(peers[0], alias, "Take clip")
    await asker.sees(asker.card(alias), "1 voice of at least 3")
    await asker.photographs("channel-with-card-and-ephemeral")
    await suggests(peers[1], alias, "Say what you hear")
    await suggests(peers[2], alias, "Say what you hear")
    await asker.sees(asker.card(alias), "saved")
    await asker.photographs("channel-with-agreement")

    await peers[0].presses("Flag clip", on=peers[0].card(alias))
    await asker.sees(asker.card(alias), "withheld")
    await peers[0].modal.get_by_text("Critical").first.click()
    await peers[0].photographs("modal-of-a-flag")
    await peers[0].modal.locator("#modal-submit").click()
    await expect(peers[0].modal).to_be_hidden()

    card = moderator.card(alias)
    await moderator.sees(card, "Flagged clip", "To be taken")
    await moderator.presses("Take the review", on=card)
    await moderator.sees(card, "has it until")
    await moderator.photographs("moderators-card")
    await moderator.presses("Keep clip", on=card)
    await moderator.modal.get_by_label("Why?").fill("Somebody can be recognised.")
    await moderator.modal.get_by_role("button", name="Uphold").click()
    await moderator.sees(card, "Upheld")
    assert bot_house.complaints() == []


async def test_a_peer_lends_an_ear_by_keyboard_alone(bot_house: House, stage_room: Room) -> None:
    room = stage_room
    asker = await bot_house.person(room.asker.user, room.channel)
    alias = await asks(asker, room)
    peer = await bot_house.person(room.peers[0].user, room.channel)
    await peer.card(alias).wait_for()
    keyboard = peer.page.keyboard

    await expect(peer.composer).to_be_focused()
    await keyboard.type("/cl")
    await expect(peer.page.get_by_role("option").filter(has_text="/clip")).to_have_count(2)
    await keyboard.press("Enter")
    await keyboard.type("claim")
    await keyboard.press("Enter")
    await peer.sees(peer.card(alias), "On it")
    for _ in range(40):
        await keyboard.press("Shift+Tab")
        if "Say what you hear" in await peer.page.evaluate("document.activeElement.ariaLabel ?? ''"):
            break
    await keyboard.press("Enter")
    await expect(peer.modal.get_by_label("What do you hear?")).to_be_focused()
    await keyboard.type(TRUTH)
    await keyboard.press("Tab")
    await keyboard.press("Tab")
    await keyboard.press("Tab")
    await keyboard.press("Enter")

    await expect(peer.modal).to_be_hidden()
    assert "Say what you hear" in await peer.page.evaluate("document.activeElement.ariaLabel ?? ''")
    await asker.sees(asker.card(alias), "1 voice of at least 3")


async def test_escape_leaves_a_modal_and_the_keyboard_stays_inside_it(
    bot_house: House, stage_room: Room
) -> None:
    asker = await bot_house.person(stage_room.asker.user, stage_room.channel)
    alias = await asks(asker, stage_room)
    peer = await bot_house.person(stage_room.peers[0].user, stage_room.channel)

    await peer.presses("Say what you hear", on=peer.card(alias))
    await peer.modal.get_by_role("button", name="Send").click()
    await peer.sees(peer.modal.get_by_role("alert"), "The transcription is empty")
    await peer.photographs("modal-with-an-error")
    inside = []
    for _ in range(12):
        await peer.page.keyboard.press("Tab")
        inside.append(
            await peer.page.evaluate(
                "document.activeElement === document.body || !!document.activeElement.closest('#modal')"
            )
        )
    await peer.page.keyboard.press("Escape")

    assert all(inside)
    await expect(peer.modal).to_be_hidden()
    assert "Say what you hear" in await peer.page.evaluate("document.activeElement.ariaLabel ?? ''")


async def test_the_home_tab_is_made_when_it_is_opened(bot_house: House, stage_room: Room) -> None:
    asker = await bot_house.person(stage_room.asker.user, stage_room.channel)
    alias = await asks(asker, stage_room)

    await asker.goes_to("Second Ear")
    await asker.page.get_by_role("link", name="Home").click()

    await asker.sees(asker.page.locator(".home"), "You asked about", alias)
    await asker.photographs("home")
    await asker.page.get_by_role("link", name="Messages", exact=True).click()
    await asker.sees(asker.page.locator(".barrier"), "turned off")


async def test_a_suggestion_is_lifted_from_a_thread_by_a_shortcut(bot_house: House, stage_room: Room) -> None:
    asker = await bot_house.person(stage_room.asker.user, stage_room.channel)
    alias = await asks(asker, stage_room)
    peer = await bot_house.person(stage_room.peers[0].user, stage_room.channel)

    await peer.card(alias).hover()
    await peer.card(alias).get_by_role("button", name="Reply in thread").click()
    reply = peer.page.locator("#reply")
    await expect(reply).to_be_focused()
    await reply.fill(TRUTH)
    await reply.press("Enter")
    written = peer.page.locator("#thread article").filter(has_text=TRUTH)
    await peer.sees(peer.card(alias), "1 reply")
    await written.hover()
    await written.get_by_role("button", name="More actions").click()
    await peer.photographs("thread-with-menu")
    await written.hover()
    await written.get_by_role("button", name="More actions").click()
    await peer.page.get_by_role("menuitem", name="Use as suggestion").click()

    await expect(peer.modal.get_by_label("What do you hear?")).to_have_value(TRUTH)
    await peer.modal.get_by_role("button", name="Send").click()
    await asker.sees(asker.card(alias), "1 voice of at least 3")
    await peer.photographs("thread")


async def test_a_command_in_a_thread_is_refused_as_slack_refuses_it(
    bot_house: House, stage_room: Room
) -> None:
    asker = await bot_house.person(stage_room.asker.user, stage_room.channel)
    alias = await asks(asker, stage_room)
    await asker.card(alias).hover()
    await asker.card(alias).get_by_role("button", name="Reply in thread").click()

    await asker.page.locator("#reply").fill("/clip queue")
    await asker.page.locator("#reply").press("Enter")

    await asker.sees(asker.page.locator("#thread-notices"), "/clip is not supported in threads. Sorry!")
    await expect(asker.page.locator("#reply")).to_have_value("/clip queue")


async def test_at_the_width_of_a_phone_one_thing_is_shown_at_a_time(
    bot_house: House, stage_room: Room
) -> None:
    asker = await bot_house.person(stage_room.asker.user, stage_room.channel, width=390)
    alias = await asks(asker, stage_room)
    nav = asker.page.get_by_role("navigation", name="Channels and people")

    await expect(nav).to_be_hidden()
    await asker.page.get_by_role("button", name="Channels and people").click()
    await expect(nav).to_be_visible()
    await asker.photographs("navigation")
    await asker.page.set_viewport_size({"width": 390, "height": 844})
    await asker.page.keyboard.press("Escape")
    await expect(nav).to_be_hidden()
    await expect(asker.page.get_by_role("button", name="Channels and people")).to_be_focused()
    await asker.card(alias).get_by_role("button", name="Reply in thread").click()

    await expect(asker.page.locator("#reply")).to_be_focused()
    await expect(asker.composer).to_be_hidden()
    await asker.page.get_by_role("link", name="Close the thread").click()
    await expect(asker.composer).to_be_visible()
