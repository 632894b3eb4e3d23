"""Something of a clip turns up in another channel: its author is asked to remove it, moderators see it."""

import pytest

from bot.demo.people import said, until
from tests.scenario.hall import LUNCH, MARK, Hall
from tests.scenario.leaking import Leaking, link_to
from tests.scenario.room import Room, bare

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = "call doctor anwar about the purple rash"
CLIP_SECONDS = 2.532


@pytest.fixture
def leaking(hall: Hall, room: Room) -> Leaking:
    return Leaking(hall, room)


async def test_a_link_to_a_card_in_another_channel_is_asked_back_and_shown_to_moderators(
    leaking: Leaking,
) -> None:
    room = leaking.room
    alias = await room.asks("the third word")

    written = await leaking.writes(f"funny one: {await leaking.link_to_card(alias)}")

    request = said(await room.told(leaking.author, "Could you remove", alias))
    note = await leaking.note(alias, leaking.author.user, LUNCH)
    assert f"a link to clip {alias}'s card" in request
    assert link_to(LUNCH, written["ts"]) in request
    assert "a link to its card" in note
    assert link_to(LUNCH, written["ts"]) in note
    assert not any(words in request + note for words in ("funny one", "the third word"))


async def test_the_log_says_where_and_what_kind_and_never_what(leaking: Leaking) -> None:
    alias = await leaking.room.asks()

    written = await leaking.writes(f"funny one: {await leaking.link_to_card(alias)}")
    await leaking.note(alias)

    entries = [event for logged, event in await leaking.hall.log() if logged == bare(alias)]
    (noticed,) = [event for event in entries if event["kind"] == "leak_noticed"]
    assert {name: noticed[name] for name in ("leak", "place", "person", "by", "door")} == {
        "leak": "link",
        "place": f"{LUNCH}/{written['ts']}",
        "person": leaking.author.user,
        "by": "second-ear",
        "door": "message",
    }
    assert "funny" not in str(entries)


async def test_where_the_card_stands_a_link_to_it_leaks_nothing(leaking: Leaking) -> None:
    room = leaking.room
    alias, other = await room.asks(), await room.asks()

    await leaking.writes(f"who takes {await leaking.link_to_card(alias)}?", channel=room.channel)
    await leaking.writes(await leaking.link_to_card(other))
    await leaking.note(other)

    assert await leaking.noticed(alias) == []


async def test_an_agreed_text_that_is_quoted_elsewhere_is_a_leak_and_in_its_own_thread_it_is_not(
    leaking: Leaking,
) -> None:
    room = leaking.room
    alias = await room.asks()
    await room.agrees(alias, SECRET)

    card = await room.card(alias)
    await leaking.writes(f"so it is “{SECRET}”", channel=room.channel, thread_ts=card["ts"])
    quoted = await leaking.writes(f"LOL: {SECRET.upper()}!!!")

    note = await leaking.note(alias, "words that were agreed on")
    assert link_to(LUNCH, quoted["ts"]) in note
    assert "rash" not in note.casefold()
    assert await leaking.noticed(alias) == ["leak_noticed"]


async def test_a_recording_named_as_its_clip_is_a_leak_anywhere(leaking: Leaking) -> None:
    alias = await leaking.room.asks()

    await leaking.uploads(f"{alias.lower()} (1).wav")

    request = said(await leaking.room.told(leaking.author, "Could you remove", alias))
    assert f"what looks like clip {alias}'s recording" in request
    assert "Delete file" in request


async def test_a_recording_named_as_the_store_knows_it_is_a_leak_and_the_name_is_repeated_nowhere(
    leaking: Leaking,
) -> None:
    reference = leaking.room.clips[0]
    alias = await leaking.room.asks()

    await leaking.uploads(f"{reference}.wav")

    note = await leaking.note(alias, "what looks like its recording")
    assert MARK not in note
    assert MARK not in said(await leaking.room.told(leaking.author, "Could you remove", alias))


async def test_a_recording_as_long_as_an_open_clip_is_a_leak_in_the_channel_of_its_language(
    leaking: Leaking,
) -> None:
    room = leaking.room
    alias = await room.asks()

    await leaking.uploads("listen to this.wav", seconds=CLIP_SECONDS)
    await leaking.uploads("listen to this.wav", channel=room.channel, seconds=CLIP_SECONDS + 1)
    written = await leaking.uploads("listen to this.wav", channel=room.channel, seconds=CLIP_SECONDS)

    note = await leaking.note(alias, "what looks like its recording")
    assert link_to(room.channel, written["ts"]) in note
    assert await leaking.noticed(alias) == ["leak_noticed"]


async def test_an_edit_that_adds_a_link_is_noticed_and_one_that_takes_it_out_ends_it(
    leaking: Leaking,
) -> None:
    room = leaking.room
    alias = await room.asks()
    link = await leaking.link_to_card(alias)

    written = await leaking.writes("what a day")
    await leaking.writes(f"what a day {link}", edit_ts=written["ts"])
    await leaking.note(alias, "is asked to remove it")
    await leaking.writes("what a day!", edit_ts=written["ts"])

    await leaking.note(alias, "gone since")
    assert "Could you remove" not in said(await room.told(leaking.author, "All settled", alias))
    assert await leaking.noticed(alias) == ["leak_noticed", "leak_gone"]


async def test_when_the_message_is_deleted_the_note_and_the_request_say_so(leaking: Leaking) -> None:
    room = leaking.room
    alias = await room.asks()
    written = await leaking.writes(await leaking.link_to_card(alias))
    await leaking.note(alias)

    await leaking.deletes(written)

    assert link_to(LUNCH, written["ts"]) not in await leaking.note(alias, "gone since")
    await room.told(leaking.author, "All settled", alias)


async def test_a_message_that_slack_tells_of_twice_is_noticed_once(leaking: Leaking) -> None:
    alias = await leaking.room.asks()
    link = await leaking.link_to_card(alias)
    await leaking.writes(link)
    await leaking.note(alias)
    record = await leaking.hall.stage.workspace.get("record", kind="delivery", contains=link)
    deliveries = [entry["delivery_id"] for entry in record["entries"]]

    for delivery in deliveries:
        await leaking.hall.stage.workspace.post("deliver_again", delivery_id=delivery)
    await leaking.deletes(await leaking.writes(f"another one {link}"))
    await leaking.note(alias, "gone since")

    assert deliveries
    assert await leaking.noticed(alias) == ["leak_noticed", "leak_noticed", "leak_gone"]


async def test_after_a_stop_what_leaked_is_on_the_receipt_until_its_author_removes_it(
    leaking: Leaking,
) -> None:
    room, hall = leaking.room, leaking.hall
    alias = await room.asks()
    await room.agrees(alias, f"{SECRET} tomorrow at nine")
    linked = await leaking.writes(await leaking.link_to_card(alias))
    quoted = await leaking.writes(f"{SECRET} tomorrow at nine")
    await leaking.note(alias, "words that were agreed on")

    await room.types(room.peers[1], f"flag {alias} sensitive")
    await receipt(leaking, alias, "2 of")
    await leaking.deletes(quoted)
    await receipt(leaking, alias, "1 of")

    listed = (await hall.command_line("audit", "receipt", alias)).output.splitlines()
    found = [(words[0], *words[-2:]) for line in listed if "leaked_" in line for words in [line.split()]]
    assert found == [
        ("members_own", "leaked_link", f"{LUNCH}/{linked['ts']}"),
        ("gone", "leaked_quote", f"{LUNCH}/{quoted['ts']}"),
    ]


async def receipt(leaking: Leaking, alias: str, *words: str) -> str:
    async def look() -> str | None:
        ended = await leaking.room.types(
            leaking.hall.moderators[0], f"receipt {alias}", command="/clip-review", channel="C0MODS0001"
        )
        return ended if all(word in ended for word in words) else None

    return await until(look, f"a receipt of {alias} with {words}")
