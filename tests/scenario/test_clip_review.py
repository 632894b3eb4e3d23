"""`/clip-review` and the moderators' card: what a flag sets in motion, and how it ends."""

import pytest

from bot.demo.people import Json, said
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.moderators import MODERATORS, Moderators
from tests.scenario.room import TRUTH, Room, alias_in, bare, values

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Bench(Moderators):
    async def card(self, alias: str, words: str = "") -> Json:
        """The clip's card in the moderators' channel, once it says these words."""
        return await self.sees(words, about=alias)


@pytest.fixture
def bench(hall: Hall, room: Room) -> Bench:
    return Bench(hall, room)


async def test_the_queue_names_the_clip_and_its_category_only(bench: Bench) -> None:
    alias = await bench.flagged("sensitive")

    queue = await bench.types(bench.noor, "queue")

    assert alias in queue
    assert "Sensitive" in queue
    assert "something in it" not in queue


async def test_a_review_that_is_taken_is_not_offered_to_another(bench: Bench) -> None:
    alias = await bench.flagged("sensitive")

    taken = await bench.types(bench.noor, f"take {alias}")
    late = await bench.types(bench.felix, f"take {alias}")

    await bench.card(alias, f"<@{bench.noor.user}> has it until")
    assert "is yours to decide until" in taken
    assert f"<@{bench.noor.user}> has {alias}" in late


async def test_take_without_an_alias_gives_what_must_be_taken_first(bench: Bench) -> None:
    await bench.flagged("critical")
    queue = await bench.types(bench.felix, "queue")

    taken = await bench.types(bench.felix, "take")

    untaken = [line for line in queue.splitlines() if "to be taken" in line]
    assert alias_in(taken) == alias_in(untaken[0])


async def test_an_upheld_clip_stays_withheld_and_its_flagger_hears_of_it(bench: Bench) -> None:
    alias = await bench.flagged("sensitive")
    await bench.types(bench.noor, f"take {alias}")

    answer = await bench.types(bench.noor, f"uphold {alias} a bank card number is read out")

    await bench.room.card(alias, "Moderators decided that it stays so")
    message = await bench.room.told(bench.room.peers[0], alias, "agreed that it must not be shared")
    assert "stays withheld" in answer
    assert "bank card" not in said(message)


async def test_a_released_clip_goes_on_where_it_was(bench: Bench) -> None:
    room = bench.room
    alias = await room.asks()
    await room.suggests(room.peers[1], alias)
    await room.types(room.peers[0], f"flag {alias} accidental nobody speaks to it")
    await bench.types(bench.noor, f"take {alias}")

    answer = await bench.types(bench.noor, f"release {alias} somebody does speak to it")
    await room.suggests(room.peers[2], alias)
    await room.suggests(room.peers[3], alias)

    await room.card(alias, "Agreed")
    assert "is shared again" in answer
    await room.told(room.peers[0], alias, "found that it can be shared")


async def test_a_critical_clip_takes_two_moderators_to_release(hall: Hall, bench: Bench) -> None:
    alias = await bench.flagged("critical")

    await bench.types(bench.noor, f"take {alias}")
    first = await bench.types(bench.noor, f"release {alias} I hear no danger")
    await bench.room.card(alias, "is withheld")
    again = await bench.types(bench.noor, f"take {alias}")
    await bench.types(bench.felix, f"take {alias}")
    second = await bench.types(bench.felix, f"release {alias} neither do I")

    await bench.room.card(alias, "Nobody is on it yet")
    assert "It takes another moderator as well" in first
    assert "You already voted to release" in again
    assert "is shared again" in second
    assert (await hall.kinds(bare(alias))).count("sharing_resumed") == 1


async def test_a_decision_needs_the_review_to_be_taken_first(bench: Bench) -> None:
    alias = await bench.flagged("sensitive")

    assert "first, so that two moderators don't decide at once" in await bench.types(
        bench.noor, f"uphold {alias} because"
    )


async def test_a_peer_cannot_see_or_decide_a_review(bench: Bench) -> None:
    alias = await bench.flagged("sensitive")
    peer = bench.room.peers[0]

    answers = [
        await bench.room.types(peer, line, command=ids.CLIP_REVIEW)
        for line in ("queue", f"take {alias}", f"uphold {alias} x", f"release {alias} x")
    ]

    assert ["needs the role of moderator" in answer for answer in answers] == [True] * 4


async def test_the_card_takes_and_upholds_by_its_buttons(bench: Bench) -> None:
    alias = await bench.flagged("misuse")
    card = await bench.card(alias)

    await bench.noor.presses(MODERATORS, card["ts"], ids.REVIEW_TAKE)
    await bench.noor.presses(MODERATORS, card["ts"], ids.REVIEW_UPHOLD)
    form = await bench.noor.opened(ids.UPHOLD_MODAL)
    await bench.noor.submits(form["id"], values(REVIEW_REASON="it was passed around"))

    await bench.card(alias, "Upheld")
    assert await bench.noor.modal() is None


async def test_the_card_releases_by_its_buttons(bench: Bench) -> None:
    alias = await bench.flagged("other")
    card = await bench.card(alias)

    await bench.felix.presses(MODERATORS, card["ts"], ids.REVIEW_TAKE)
    await bench.felix.presses(MODERATORS, card["ts"], ids.REVIEW_RELEASE)
    form = await bench.felix.opened(ids.RELEASE_MODAL)
    await bench.felix.submits(form["id"], values(REVIEW_REASON="nothing is wrong with it"))

    await bench.card(alias, "Released")
    await bench.room.card(alias, "Nobody is on it yet")


async def test_a_written_clip_can_be_flagged_and_its_text_disappears(bench: Bench) -> None:
    room = bench.room
    alias = await room.asks()
    await room.agrees(alias)
    await room.told(room.asker, TRUTH)

    await room.types(room.peers[0], f"flag {alias} consent the customer called")

    await room.card(alias, "is withheld")
    message = await room.told(room.asker, alias, "is withheld")
    (note,) = await room.thread(alias)
    assert TRUTH not in said(message) + said(note)
