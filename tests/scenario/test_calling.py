"""Calling the next level, letting somebody else take it, and what a moderator is spared."""

import pytest

from bot.demo.people import Json, Member, said, until
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.moderators import LEADS, MODERATORS, Moderators
from tests.scenario.room import Room, bare, values

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def bench(hall: Hall, room: Room) -> Moderators:
    return Moderators(hall, room)


async def home(hall: Hall, who: Member, *words: str) -> Json:
    """The member's Home tab, opened anew until it says these words."""

    async def look() -> Json | None:
        await hall.stage.workspace.post("home_open", user=who.user)
        view = (await hall.stage.workspace.get("views", user=who.user))["home"]
        return view if view and all(word in said(view) for word in words) else None

    return await until(look, f"Home of {who.user} with {words}")


async def test_the_called_level_reads_which_clip_and_why_and_nothing_of_it(bench: Moderators) -> None:
    alias = await bench.flagged("sensitive")
    await bench.types(bench.noor, f"take {alias}")

    answer = await bench.types(bench.noor, f"escalate {alias} a bank card is read out")

    note = await bench.sees("needs somebody", about=alias, who=bench.hall.lead, channel=LEADS)
    assert "Leads is called" in answer
    assert f"<@{bench.noor.user}> asked for it" in said(note)
    assert "Sensitive" in said(note)
    assert "bank card" not in said(note)
    await bench.sees("Called: Leads", about=alias)


async def test_their_note_says_when_somebody_has_it_and_when_it_is_decided(bench: Moderators) -> None:
    alias = await bench.flagged("other")
    await bench.types(bench.noor, f"take {alias}")
    await bench.types(bench.noor, f"escalate {alias} beyond me")

    await bench.types(bench.felix, f"take {alias}")
    await bench.sees(f"<@{bench.felix.user}> has it", about=alias, who=bench.hall.lead, channel=LEADS)
    await bench.types(bench.felix, f"uphold {alias} a name is said")

    await bench.sees("decided by now", about=alias, who=bench.hall.lead, channel=LEADS)


async def test_the_card_calls_the_next_level_by_its_button(bench: Moderators) -> None:
    alias = await bench.flagged("misuse")
    card = await bench.sees("To be taken", about=alias)
    await bench.presses(bench.noor, card, ids.REVIEW_TAKE)

    await bench.presses(bench.noor, card, ids.REVIEW_ESCALATE)
    form = await bench.noor.opened(ids.ESCALATE_MODAL)
    await bench.noor.submits(form["id"], values(REVIEW_REASON="it needs a lawyer"))

    await bench.sees("needs somebody", about=alias, who=bench.hall.lead, channel=LEADS)
    kinds = await bench.hall.kinds(bare(alias))
    assert kinds.count("review_escalated") == 1


async def test_someone_else_takes_it_without_a_reason_and_a_new_card_calls_them(bench: Moderators) -> None:
    alias = await bench.flagged("sensitive")
    card = await bench.sees("To be taken", about=alias)
    await bench.presses(bench.noor, card, ids.REVIEW_TAKE)

    await bench.presses(bench.noor, card, ids.REVIEW_HAND_OVER)

    await bench.sees("To be taken", about=alias, after=card)
    whisper = await bench.room.whispered(bench.noor, MODERATORS, words="Somebody else takes clip")
    assert "nobody asks why" in said(whisper)
    assert "is yours to decide" in await bench.types(bench.felix, f"take {alias}")


async def test_a_graver_flag_after_the_first_was_taken_is_a_new_card_with_a_clock(bench: Moderators) -> None:
    alias = await bench.flagged("other")
    card = await bench.sees("To be taken", about=alias)
    await bench.types(bench.noor, f"take {alias}")

    await bench.room.types(bench.room.peers[1], f"flag {alias} critical somebody is hurt")

    newer = await bench.sees("A graver flag came in since", about=alias, after=card)
    assert "Critical" in said(newer)
    refusal = await bench.types(bench.noor, f"release {alias} nothing in it")
    assert "A graver flag came in after you took" in refusal


async def test_only_whoever_upheld_a_critical_clip_hears_where_support_is(bench: Moderators) -> None:
    alias = await bench.flagged("critical")
    await bench.types(bench.felix, f"take {alias}")

    await bench.types(bench.felix, f"uphold {alias} somebody is in danger")

    message = await bench.room.told(bench.felix, alias, "in confidence")
    assert "Only you see this message" in said(message)
    for other in (bench.noor, bench.room.peers[0], bench.room.asker):
        supported = [said(found) for found in await other.sees(other.user) if "in confidence" in said(found)]
        assert not [text for text in supported if alias in text]


async def test_upholding_a_lesser_clip_sends_no_such_message(bench: Moderators) -> None:
    critical, other = await bench.flagged("critical"), await bench.flagged("other")

    for alias in (other, critical):
        await bench.types(bench.noor, f"take {alias}")
        await bench.types(bench.noor, f"uphold {alias} it stays")

    await bench.room.told(bench.noor, critical, "in confidence")
    assert not [found for found in await bench.noor.sees(bench.noor.user) if other in said(found)]


async def test_what_a_moderator_is_spared_is_never_given_to_them(bench: Moderators) -> None:
    alias = await bench.flagged("consent")
    try:
        answer = await bench.types(bench.noor, "spare consent")
        given = await bench.types(bench.noor, "take")
    finally:
        await bench.types(bench.noor, "spare nothing")

    assert "You are not given: Consent withdrawn" in answer
    assert alias not in given


async def test_home_shows_a_moderator_the_queue_their_day_and_what_they_are_spared(
    hall: Hall, bench: Moderators
) -> None:
    await bench.flagged("critical")
    view = await home(hall, bench.felix, "Flagged clips", "Critical clips you have listened to today: 0")
    blocks = view["blocks"]
    assert "Stop all sharing" in str(blocks)

    await hall.stage.workspace.post(
        "block_action", user=bench.felix.user, view_id=view["id"], action_id=ids.SPARE_OPEN
    )
    form = await bench.felix.opened(ids.SPARE_MODAL)
    await bench.felix.submits(form["id"], values(SPARE_CATEGORIES=["misuse"]))

    await home(hall, bench.felix, "You are not given: Misuse")
    await bench.types(bench.felix, "spare nothing")


async def test_a_peers_home_has_nothing_of_all_that(hall: Hall, bench: Moderators) -> None:
    await bench.flagged("critical")

    view = await home(hall, bench.room.peers[1], "Open in your languages")

    assert "Flagged clips" not in said(view)
    assert "Stop all sharing" not in str(view)


async def test_a_peer_can_neither_escalate_nor_pass_nor_panic(bench: Moderators) -> None:
    alias = await bench.flagged("other")
    peer = bench.room.peers[2]

    answers = [
        await bench.room.types(peer, line, command=ids.CLIP_REVIEW)
        for line in (f"escalate {alias} x", f"pass {alias}", "panic", "resume", "spare")
    ]

    assert ["needs the role of moderator" in answer for answer in answers] == [True] * 5
