"""`/clip`, every verb by hand: what the one who types it sees, and what all others see then."""

import pytest

from bot.demo.people import said
from bot.demo.stores import read_annotations
from tests.scenario.hall import Hall
from tests.scenario.room import TRUTH, Room, alias_in, bare

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_ask_is_answered_with_an_alias_and_stands_on_a_card(room: Room) -> None:
    answer = await room.types(room.asker, f"ask {room.clips[0]} one word after 0:01")

    card = await room.card(alias_in(answer), "one word after 0:01", "Nobody is on it yet")
    assert "I asked about clip" in answer
    assert f"<@{room.asker.user}>" in said(card)


async def test_who_asks_about_an_open_clip_joins_it(room: Room) -> None:
    clip = room.clips[0]
    alias = await room.asks("the beginning")

    answer = await room.types(room.peers[0], f"ask {clip} the end")
    again = await room.types(room.peers[0], f"ask {alias}")

    await room.card(alias, "the beginning", "the end", f"<@{room.peers[0].user}>")
    assert alias in answer
    assert "You already asked about" in again
    assert len(await room.cards()) == 1


async def test_a_claim_by_alias_is_seen_by_all(room: Room) -> None:
    alias = await room.asks()

    answer = await room.types(room.peers[0], f"claim {alias.lower()}")

    await room.card(alias, f"On it: <@{room.peers[0].user}>", "2 more people can take it")
    assert "is yours until" in answer


async def test_a_claim_without_an_alias_takes_the_clip_that_waits_longest(room: Room) -> None:
    first, _second = await room.asks(), await room.asks()

    answer = await room.types(room.peers[0], "claim")

    assert alias_in(answer) == first
    assert "is yours until" in answer


async def test_a_claim_when_nothing_waits_says_so(room: Room) -> None:
    answer = await room.types(room.peers[0], "claim")

    assert "Nothing waits in your languages" in answer


async def test_a_newcomer_has_one_clip_at_a_time(room: Room) -> None:
    first, second = await room.asks(), await room.asks()
    peer = room.peers[0]

    await room.types(peer, f"claim {first}")
    refused = await room.types(peer, f"claim {second}")
    await room.types(peer, f"release {first}")
    taken = await room.types(peer, f"claim {second}")

    assert "You can have one clip at a time" in refused
    assert "is yours until" in taken


async def test_what_is_given_back_is_free_again(room: Room) -> None:
    alias = await room.asks()
    await room.types(room.peers[0], f"claim {alias}")

    answer = await room.types(room.peers[0], f"release {alias}")

    await room.card(alias, "Nobody is on it yet")
    assert "You gave clip" in answer


async def test_a_suggestion_is_counted_and_shown_to_nobody(room: Room) -> None:
    alias = await room.asks()

    answer = await room.suggests(room.peers[0], alias, "set a thymer for fifteen minutes")

    card = await room.card(alias, "1 voice of at least 3 so far")
    assert "is saved" in answer
    assert "thymer" not in answer + said(card)


async def test_three_who_hear_the_same_settle_it(hall: Hall, room: Room) -> None:
    alias = await room.asks()

    await room.agrees(alias)

    (note,) = await room.thread(alias)
    written = [row for row in read_annotations(hall.stage.annotations) if row["alias"] == bare(alias)]
    assert TRUTH in said(note)
    assert TRUTH in said(await room.told(room.asker, alias, "It is in the annotation store"))
    assert [(row["text"], row["number"]) for row in written] == [(TRUTH, 1)]


async def test_a_flag_takes_the_clip_out_of_sight_everywhere(hall: Hall, room: Room) -> None:
    alias = await room.asks("it begins with marigold")
    await room.card(alias, "marigold")

    answer = await room.types(room.peers[0], f"flag {alias} sensitive a name is spoken")

    card = await room.card(alias, "was flagged and is withheld")
    review = await hall.moderators[0].finds("C0MODS0001", alias)
    assert "has stopped everywhere" in answer
    assert "marigold" not in said(card) + said(review)
    assert "Sensitive" in said(review)


async def test_a_status_says_where_a_clip_stands_without_its_words(room: Room) -> None:
    alias = await room.asks()
    await room.types(room.peers[0], f"claim {alias}")
    await room.agrees(alias)

    before = await room.types(room.asker, f"status {alias}")

    assert "Agreed by 3 people" in before
    assert "You asked about it" in before
    assert TRUTH not in before


async def test_a_queue_lists_what_is_open_longest_first(room: Room) -> None:
    first, second = await room.asks(), await room.asks()

    own = await room.types(room.peers[0], "queue")
    named = await room.types(room.peers[0], f"queue {room.language}")

    assert "2 clips waiting" in own
    assert own.index(first) < own.index(second)
    assert named == own


async def test_mine_lists_what_one_asked_claimed_and_said(room: Room) -> None:
    asked, claimed, helped = await room.asks(), await room.asks(), await room.asks()
    peer = room.peers[0]
    clip = room.clips[0]
    await room.suggests(peer, helped)
    await room.types(peer, f"claim {claimed}")
    own = alias_in(await room.types(peer, f"ask {clip}"))

    async def listed() -> str:
        return await room.types(peer, "mine")

    found = await room.until_said(listed, claimed, own, helped)
    assert found.index("With you now") < found.index(claimed)
    assert found.index("You asked about") < found.index(own)
    assert found.index("You helped with") < found.index(helped)
    assert asked not in found


async def test_a_clip_that_was_agreed_can_be_asked_about_again(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.agrees(alias)

    refused = await room.types(room.peers[0], f"reopen {alias}")
    answer = await room.types(room.asker, f"reopen {alias}")
    for peer in room.peers[3:6]:
        await room.suggests(peer, alias, "set a timer for fifty minutes")

    await room.told(room.asker, alias, "fifty minutes", "It is in the annotation store")
    written = [row for row in read_annotations(hall.stage.annotations) if row["alias"] == bare(alias)]
    assert "Only the person who asked" in refused
    assert "I asked about clip" in answer
    assert [(row["number"], row["text"]) for row in written] == [
        (1, TRUTH),
        (2, "set a timer for fifty minutes"),
    ]


async def test_help_shows_every_verb(room: Room) -> None:
    answer = await room.types(room.asker, "help")

    verbs = ("ask", "claim", "release", "suggest", "flag", "status", "queue", "mine", "reopen", "help")
    assert [verb for verb in verbs if f"/clip {verb}" not in answer] == []


async def test_the_bare_command_shows_the_help(room: Room) -> None:
    assert await room.types(room.asker, "") == await room.types(room.asker, "help")
