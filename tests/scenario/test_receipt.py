"""The stop receipt with the whole bot: what a stop reached, and what only its author can take away."""

import pytest

from bot.demo.people import Json, said, until
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import TRUTH, Room

pytestmark = pytest.mark.asyncio(loop_scope="session")


MODERATORS = "C0MODS0001"


async def writes_in_thread(hall: Hall, room: Room, thread_ts: str, text: str) -> Json:
    """What the asker writes there by hand."""
    return await hall.stage.workspace.post(
        "message", user=room.asker.user, channel=room.channel, text=text, thread_ts=thread_ts
    )


async def receipt(hall: Hall, alias: str, *words: str) -> str:
    """The stop receipt in the moderators' channel, once it has these words."""
    moderator, _ = hall.moderators

    async def look() -> str | None:
        for card in await moderator.sees(MODERATORS):
            if alias not in said(card):
                continue
            notes = [said(note) for note in await moderator.sees(MODERATORS, thread_ts=card["ts"])]
            found = [note for note in notes if "Stop receipt" in note]
            if found and all(word in found[-1] for word in words):
                return found[-1]
        return None

    return await until(look, f"a stop receipt of {alias} with {words}")


async def test_a_stop_ends_in_a_receipt_that_names_what_only_a_member_can_remove(
    hall: Hall, room: Room
) -> None:
    alias = await room.asks()
    await room.agrees(alias)
    card = await room.card(alias)
    quoted = await writes_in_thread(hall, room, card["ts"], f"so it is “{TRUTH}”")
    await writes_in_thread(hall, room, card["ts"], "thanks, all")

    await room.types(room.peers[0], f"flag {alias} sensitive")
    shown = await receipt(hall, alias, "a member's message", "1 of")
    ended = await hall.command_line("audit", "receipt", alias)
    moderator, _ = hall.moderators
    asked = await room.types(moderator, f"receipt {alias}", command=ids.CLIP_REVIEW, channel=MODERATORS)

    assert "1 of" in shown
    assert "1 of" in asked
    assert "Only its author or a workspace admin can remove it" in shown
    assert TRUTH not in shown
    assert ended.code == 0
    assert [line.split() for line in ended.output.splitlines() if "members_message" in line] == [
        ["members_own", "members_message", f"{room.channel}/{quoted['ts']}"]
    ]
    assert "waiting" not in ended.output


async def test_a_form_that_is_open_when_the_clip_is_flagged_loses_its_content(hall: Hall, room: Room) -> None:
    alias = await room.asks("the third word")
    peer, other = room.peers[:2]
    form = await room.takes(peer, alias)

    await room.types(other, f"flag {alias} critical")

    async def look() -> Json | None:
        view = await peer.modal()
        return view if view and view["id"] == form["id"] and view["callback_id"] == ids.NOTICE_MODAL else None

    emptied = await until(look, "the emptied form")
    assert "withheld" in str(emptied["blocks"])
    assert "the third word" not in str(emptied)
    await receipt(hall, alias, "1 form that somebody had open")


async def test_an_answer_that_one_person_saw_is_on_the_receipt_as_beyond_recall(
    hall: Hall, room: Room
) -> None:
    alias = await room.asks()
    told = room.peers[0]
    await room.types(told, f"status {alias}")

    await room.types(room.peers[1], f"flag {alias} sensitive")
    shown = await receipt(hall, alias, "2 people have an answer about it that only they see")
    ended = await hall.command_line("audit", "receipt", alias)

    assert "Slack lets nobody recall such answers" in shown
    assert sorted(line.split() for line in ended.output.splitlines() if " answer " in line) == sorted(
        ["beyond_recall", "answer", who.user] for who in (room.asker, told)
    )
