"""Moderators say of what was noticed elsewhere that it is no leak, and its author hears that it is so."""

import asyncio

import pytest

from bot.demo.people import Json, Member, said, until
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.leaking import MODERATORS, Leaking
from tests.scenario.room import Room
from tests.scenario.test_leaks import receipt

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def leaking(hall: Hall, room: Room) -> Leaking:
    return Leaking(hall, room)


async def quoted(leaking: Leaking) -> tuple[str, Json]:
    """The alias of an agreed clip, and a message elsewhere that its author was asked to remove."""
    alias = await leaking.room.asks()
    await leaking.room.agrees(alias, leaking.secret)
    written = await leaking.writes(f"my granny says: {leaking.secret}")
    await leaking.room.told(leaking.author, "Could you remove", alias)
    return alias, written


async def shown_note(leaking: Leaking, alias: str) -> Json:
    moderator, _ = leaking.hall.moderators
    await leaking.note(alias)
    return await moderator.finds(MODERATORS, f"eak of clip {alias}")


async def presses(leaking: Leaking, who: Member, note: Json) -> Json:
    answer = await who.presses(MODERATORS, note["ts"], ids.LEAK_CLEAR)
    assert answer["outcome"] == "acked", answer["shown"]
    return answer


async def test_the_note_says_who_decided_and_the_author_that_it_is_settled(leaking: Leaking) -> None:
    room, (noor, _) = leaking.room, leaking.hall.moderators
    alias, written = await quoted(leaking)
    note = await shown_note(leaking, alias)

    await presses(leaking, noor, note)

    shown = await leaking.none(alias, f"<@{noor.user}> decided so")
    settled = said(await room.told(leaking.author, "All settled", alias))
    answer = said(await room.whispered(noor, MODERATORS, words="says so now"))
    assert "Could you remove" not in settled
    assert "is told that it is settled" in shown
    assert leaking.author.user in answer
    assert not any("rash" in words for words in (shown, settled, answer))

    await leaking.deletes(written)
    await leaking.room.asks()
    assert await leaking.noticed(alias) == ["leak_noticed", "leak_cleared"]


async def test_two_moderators_at_once_and_a_press_that_comes_twice_decide_once(leaking: Leaking) -> None:
    noor, felix = leaking.hall.moderators
    alias, _ = await quoted(leaking)
    note = await shown_note(leaking, alias)

    first, _ = await asyncio.gather(presses(leaking, noor, note), presses(leaking, felix, note))
    await leaking.hall.stage.workspace.post("deliver_again", delivery_id=first["delivery_id"])

    await leaking.none(alias)
    assert await leaking.noticed(alias) == ["leak_noticed", "leak_cleared"]

    async def look() -> bool | None:
        replies = [found for who in (noor, felix) for found in await who.sees(MODERATORS)]
        words = " ".join(said(found) for found in replies if found["is_ephemeral"])
        return ("says so now" in words and "has decided so already" in words) or None

    await until(look, "one moderator thanked and the other told who was quicker")


async def test_nobody_is_asked_again_until_something_else_is_edited_into_it(leaking: Leaking) -> None:
    room, (noor, _) = leaking.room, leaking.hall.moderators
    alias, written = await quoted(leaking)
    await presses(leaking, noor, await shown_note(leaking, alias))
    await room.told(leaking.author, "All settled", alias)

    text = f"my old granny says: {leaking.secret}"
    await leaking.writes(text, edit_ts=written["ts"])
    link = await leaking.link_to_card(alias)
    await leaking.writes(f"{text} {link}", edit_ts=written["ts"])

    await leaking.note(alias, "is asked to remove it")
    await room.told(leaking.author, "Could you remove", alias)
    assert await leaking.noticed(alias) == ["leak_noticed", "leak_cleared", "leak_noticed"]


async def test_a_message_that_went_meanwhile_is_said_to_be_gone(leaking: Leaking) -> None:
    noor, _ = leaking.hall.moderators
    alias, written = await quoted(leaking)
    note = await shown_note(leaking, alias)
    await leaking.hall.trouble("chat.update", error="ratelimited", retry_after=2, times=2)
    await leaking.deletes(written)

    async def is_known() -> bool | None:
        return "leak_gone" in await leaking.noticed(alias) or None

    await until(is_known, "that the message went")
    await presses(leaking, noor, note)

    await leaking.room.whispered(noor, MODERATORS, words="any more")
    await leaking.note(alias, "gone since")
    assert await leaking.noticed(alias) == ["leak_noticed", "leak_gone"]


async def test_only_moderators_decide_and_by_typing_too(leaking: Leaking) -> None:
    room, (noor, felix) = leaking.room, leaking.hall.moderators
    alias, _ = await quoted(leaking)

    refused = await room.types(room.peers[1], f"no-leak {alias}", command=ids.CLIP_REVIEW)
    decided = await room.types(felix, f"no-leak {alias}", command=ids.CLIP_REVIEW, channel=MODERATORS)
    again = await room.types(noor, f"no-leak {alias}", command=ids.CLIP_REVIEW, channel=MODERATORS)

    assert "role of moderator" in refused
    assert "says so now" in decided
    assert "nothing to decide" in again
    await leaking.none(alias, f"<@{felix.user}> decided so")


async def test_after_a_stop_the_receipt_says_so_in_place_of_still_there(leaking: Leaking) -> None:
    room, (noor, _) = leaking.room, leaking.hall.moderators
    alias, written = await quoted(leaking)
    await room.types(room.peers[1], f"flag {alias} sensitive")
    before = await receipt(leaking, alias, "1 of")

    await presses(leaking, noor, await shown_note(leaking, alias))

    after = await receipt(leaking, alias, "known copies removed", "no leak of it")
    listed = (await leaking.hall.command_line("audit", "receipt", alias)).output
    (line,) = [line.split() for line in listed.splitlines() if "leaked_quote" in line]
    assert "Still there: a quote of it elsewhere" in before
    assert "Still there" not in after
    assert line == ["no_copy", "leaked_quote", f"{written['channel']}/{written['ts']}"]


async def test_of_a_message_with_two_clips_the_author_is_asked_for_the_other_once_one_is_settled(
    leaking: Leaking,
) -> None:
    room, (noor, _) = leaking.room, leaking.hall.moderators
    linked = await room.asks()
    quoted_one = await room.asks()
    await room.agrees(quoted_one, leaking.secret)
    await leaking.writes(f"{leaking.secret} {await leaking.link_to_card(linked)}")
    await room.told(leaking.author, "Could you remove", quoted_one)
    assert "is asked to remove it" not in await leaking.note(linked)

    await presses(leaking, noor, await shown_note(leaking, quoted_one))

    await room.told(leaking.author, "All settled", quoted_one)
    await room.told(leaking.author, "Could you remove", linked)
    await leaking.note(linked, "is asked to remove it")
