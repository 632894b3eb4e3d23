"""Somebody changed the clip in the store meanwhile: what the asker is offered, and what becomes of it."""

import sqlite3
from contextlib import closing

import pytest

from bot.demo.people import Json, said, until
from handlers import ids
from tests.scenario.backstage import annotate
from tests.scenario.hall import Hall
from tests.scenario.room import TRUTH, Room, bare

pytestmark = pytest.mark.asyncio(loop_scope="session")

THEIRS = "set a timer for fifty minutes"


async def a_conflict(hall: Hall, room: Room) -> tuple[str, str, Json]:
    """The alias, the reference, and the message in which the asker is asked."""
    reference = room.clips[0]
    alias = await room.asks()
    annotate(hall.stage.annotations, reference, THEIRS)
    for peer in room.peers[:3]:
        await room.suggests(peer, alias)
    return alias, reference, await room.told(room.asker, alias, "It was not written", "Use theirs")


async def presses(room: Room, message: Json, action_id: str) -> None:
    answer = await room.asker.presses(room.asker.user, message["ts"], action_id)
    assert answer["outcome"] == "acked"


def texts(hall: Hall, reference: str) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(hall.stage.annotations, timeout=10)) as database:
        query = "SELECT author, text FROM annotations WHERE reference = ? ORDER BY id"
        return [(str(author), str(text)) for author, text in database.execute(query, (reference,))]


async def test_the_asker_keeps_theirs_and_the_note_says_so(hall: Hall, room: Room) -> None:
    alias, reference, message = await a_conflict(hall, room)

    await presses(room, message, ids.CONFLICT_THEIRS)

    told = await room.told(room.asker, alias, f"is kept, as <@{room.asker.user}> decided")
    assert told["ts"] == message["ts"]
    assert "Use theirs" not in str(told["blocks"])
    await noted(room, alias, "is kept, as")
    assert texts(hall, reference) == [("maria", THEIRS)]


async def test_the_asker_has_ours_added_beside_theirs(hall: Hall, room: Room) -> None:
    alias, reference, message = await a_conflict(hall, room)

    await presses(room, message, ids.CONFLICT_BESIDE)

    await room.card(alias, "Agreed and saved")
    await room.told(room.asker, alias, "It is in the annotation store")
    assert texts(hall, reference) == [("maria", THEIRS), ("second-ear", TRUTH)]


async def test_the_asker_has_peers_listen_again_to_the_clip_as_it_is_now(hall: Hall, room: Room) -> None:
    alias, reference, message = await a_conflict(hall, room)

    await presses(room, message, ids.REOPEN_ASK)
    await room.card(alias, "Open")
    await room.agrees(alias)

    assert texts(hall, reference) == [("maria", THEIRS), ("second-ear", TRUTH)]


async def test_a_change_after_the_decision_is_asked_about_in_a_message_of_its_own(
    hall: Hall, room: Room
) -> None:
    alias, reference, message = await a_conflict(hall, room)

    with closing(sqlite3.connect(hall.stage.annotations, isolation_level=None)) as other_program:
        other_program.execute("BEGIN IMMEDIATE")
        await room.types(room.asker, f"resolve {alias} beside")
        other_program.execute("UPDATE clips SET text = 'set a' WHERE reference = ?", (reference,))
        other_program.execute("COMMIT")

    async def asked_again() -> Json | None:
        asked = [found for found in await room.asker.sees(room.asker.user) if "Use theirs" in said(found)]
        return next((found for found in asked if alias in said(found) and found["ts"] != message["ts"]), None)

    second = await until(asked_again, "a second question")
    assert texts(hall, reference) == [("maria", THEIRS)]
    await presses(room, second, ids.CONFLICT_BESIDE)
    await room.card(alias, "Agreed and saved")
    assert texts(hall, reference) == [("maria", THEIRS), ("second-ear", TRUTH)]


async def test_by_keyboard_it_is_the_same_and_deciding_twice_changes_nothing(hall: Hall, room: Room) -> None:
    alias, reference, _ = await a_conflict(hall, room)
    offered = await room.types(room.asker, f"status {alias}")

    first = await room.types(room.asker, f"resolve {alias} theirs")
    second = await room.types(room.asker, f"resolve {alias} beside")

    assert "Add ours beside it" in offered
    assert "is kept, and nothing of ours was written" in first
    assert f"It was decided already about {alias}" in second
    assert texts(hall, reference) == [("maria", THEIRS)]


async def test_somebody_else_cannot_decide_and_a_lead_can(hall: Hall, room: Room) -> None:
    alias, reference, _ = await a_conflict(hall, room)

    refused = await room.types(room.peers[0], f"resolve {alias} beside")
    by_lead = await room.types(hall.lead, f"resolve {alias} beside")

    assert "Only the person who asked" in refused
    assert "it is being written now" in by_lead
    await room.card(alias, "Agreed and saved")
    assert len(texts(hall, reference)) == 2
    deeds = await hall.deeds()
    assert (bare(alias), "conflict_resolved", hall.lead.user) in deeds


async def test_a_withheld_clips_question_is_taken_back_until_it_is_released(hall: Hall, room: Room) -> None:
    alias, reference, message = await a_conflict(hall, room)

    await room.types(room.peers[3], f"flag {alias} other")
    await room.told(room.asker, alias, "is withheld")
    answer = await room.types(room.asker, f"resolve {alias} beside")

    assert "withheld" in answer
    shown = [found for found in await room.asker.sees(room.asker.user) if found["ts"] == message["ts"]]
    assert "Use theirs" not in str(shown)
    assert texts(hall, reference) == [("maria", THEIRS)]


async def noted(room: Room, alias: str, words: str) -> None:
    async def look() -> bool | None:
        return any(words in said(note) for note in await room.thread(alias)) or None

    await until(look, f"“{words}” in the thread")
