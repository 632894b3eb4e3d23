"""A moderator settles a false alarm by the page: the note before and after, and what its author reads."""

import pytest

from tests.browser.test_workspace import MODERATORS, asks
from tests.browser.workspace import House
from tests.scenario.hall import LUNCH, Hall
from tests.scenario.leaking import link_to
from tests.scenario.room import Room

pytestmark = pytest.mark.browser


async def test_a_note_is_settled_after_one_more_question_and_its_author_reads_so(
    bot_house: House, stage_hall: Hall, stage_room: Room
) -> None:
    room = stage_room
    asker = await bot_house.person(room.asker.user, room.channel)
    author = await bot_house.person(room.peers[0].user, LUNCH)
    moderator = await bot_house.person(stage_hall.moderators[0].user, MODERATORS)
    alias = await asks(asker, room)
    ts = await asker.card(alias).get_attribute("data-message")

    await author.says(f"who knows this one? {link_to(room.channel, str(ts))}")
    note = moderator.card(f"eak of clip {alias}")
    await moderator.sees(note, "a link to its card", "is asked to remove it")
    await moderator.photographs("leak-note")

    await moderator.presses(f"This is no leak of clip {alias}", on=note)
    question = moderator.page.get_by_role("dialog", name="Is it no leak?")
    await moderator.sees(question, "Its author is told that it is settled")
    await moderator.photographs("leak-note-question")
    await question.get_by_role("button", name="It is no leak").click()

    await moderator.sees(note, "No leak of clip", "decided so", "is told that it is settled")
    await moderator.sees(moderator.whisper("Thank you"), "says so now")
    await moderator.photographs("leak-note-settled")
    await author.goes_to("Second Ear")
    await author.sees(author.page.locator("#messages"), "All settled", "nothing for you to do")
    await author.photographs("leak-request-settled")
    assert bot_house.complaints() == []
