"""The buttons of a card: taking, suggesting, giving back, flagging, withdrawing, and what each one sees."""

import re

import pytest

from bot.demo.people import said
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import TRUTH, Room, bare, values

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_taking_a_clip_opens_the_form_and_sending_it_gives_the_place_back(room: Room) -> None:
    alias = await room.asks()
    form = await room.takes(room.peers[0], alias)
    await room.card(alias, f"On it: <@{room.peers[0].user}>")

    answer = await room.peers[0].submits(form["id"], values(SUGGEST_TEXT=TRUTH))

    await room.card(alias, "1 voice of at least 3 so far", "Nobody is on it yet")
    assert answer["outcome"] == "acked"
    assert await room.peers[0].modal() is None


async def test_one_can_suggest_without_taking_and_change_it_until_the_clip_closes(
    hall: Hall, room: Room
) -> None:
    alias = await room.asks()
    await room.suggests(room.peers[0], alias, "open the door")
    await room.presses(room.peers[0], alias, ids.SUGGEST_OPEN)
    form = await room.peers[0].opened(ids.SUGGEST_MODAL)

    await room.peers[0].submits(form["id"], values(SUGGEST_TEXT="open the drawer"))

    await room.card(alias, "1 voice of at least 3 so far")
    assert "open the door" in str(form)
    assert "This replaces what you said before" in str(form)
    assert (await hall.kinds(bare(alias))).count("suggested") == 2


async def test_the_form_shows_nobody_elses_words(room: Room) -> None:
    alias = await room.asks()
    await room.suggests(room.peers[0], alias, "open the marigold")

    form = await room.takes(room.peers[1], alias)

    assert "marigold" not in str(form)


async def test_three_who_cannot_tell_settle_it_so(room: Room) -> None:
    alias = await room.asks()

    for peer in room.peers[:3]:
        await room.chooses(peer, alias, ids.MORE_CANT_TELL)

    card = await room.card(alias, "Agreed and saved", "Nobody can tell what is said")
    assert "is saved" in said(await room.whispered(room.peers[0]))
    assert "Agreed by 3 people" in said(card)


async def test_what_was_taken_can_be_given_back_from_the_menu(room: Room) -> None:
    alias = await room.asks()
    form = await room.takes(room.peers[0], alias)
    await room.stage.workspace.post("view_close", user=room.peers[0].user, view_id=form["id"])
    await room.card(alias, f"On it: <@{room.peers[0].user}>")

    await room.chooses(room.peers[0], alias, ids.MORE_RELEASE)

    await room.card(alias, "Nobody is on it yet")


async def test_the_asker_can_withdraw_and_ask_again(room: Room) -> None:
    clip = room.clips[0]
    alias = await room.asks()

    await room.chooses(room.asker, alias, ids.MORE_WITHDRAW)
    await room.card(alias, "Nobody is asking about it now")
    refused = await room.suggests(room.peers[0], alias)
    await room.types(room.asker, f"ask {clip} once more")

    await room.card(alias, "once more", "Nobody is on it yet")
    assert "Nobody is asking about" in refused


async def test_somebody_else_cannot_withdraw_it(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.card(alias)
    before = await hall.deeds()

    await room.chooses(room.peers[0], alias, ids.MORE_WITHDRAW)

    await room.whispered(room.peers[0], words="Only the person who asked, or a lead, can withdraw an ask")
    assert await hall.deeds() == before


async def test_how_to_write_it_down_is_explained_in_a_window(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.card(alias)
    before = await hall.deeds()

    await room.chooses(room.peers[0], alias, ids.MORE_HOW_TO_WRITE)

    shown = await room.peers[0].opened(ids.NOTICE_MODAL)
    assert "[unclear: kettle]" in str(shown)
    assert await hall.deeds() == before


async def test_a_flag_stops_sharing_before_it_asks_why(hall: Hall, room: Room) -> None:
    alias = await room.asks("it begins with marigold")
    await room.presses(room.peers[0], alias, ids.FLAG_RAISE)
    await room.card(alias, "is withheld")
    form = await room.peers[0].opened(ids.FLAG_MODAL)
    unexplained = await hall.kinds(bare(alias))

    answer = await room.peers[0].submits(
        form["id"], values(FLAG_CATEGORY="critical", FLAG_NOTE="somebody needs help")
    )

    review = await hall.moderators[0].finds("C0MODS0001", alias)
    assert "sharing_stopped" in unexplained
    assert "flag_described" not in unexplained
    assert answer["outcome"] == "acked"
    assert "marigold" not in said(review)
    assert "flag_described" in await hall.kinds(bare(alias))


async def test_whoever_closes_the_question_has_flagged_all_the_same(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.presses(room.peers[0], alias, ids.FLAG_RAISE)
    form = await room.peers[0].opened(ids.FLAG_MODAL)

    await room.stage.workspace.post("view_close", user=room.peers[0].user, view_id=form["id"])

    await room.card(alias, "is withheld")
    review = await hall.moderators[0].finds("C0MODS0001", alias)
    assert "Not explained yet" in said(review)


async def test_the_asker_reopens_from_the_message_with_the_answer(room: Room) -> None:
    alias = await room.asks()
    await room.agrees(alias)
    message = await room.told(room.asker, alias, TRUTH, "It is in the annotation store")

    await room.asker.presses(room.asker.user, message["ts"], ids.REOPEN_ASK)

    await room.card(alias, "Nobody is on it yet")


async def test_a_lead_settles_what_peers_hear_differently(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    for peer, name in zip(room.peers, ("Anne", "Hannah", "Ellen", "Dan"), strict=False):
        await room.suggests(peer, alias, f"call {name} at the office")
    request = await hall.lead.finds("C0LEADS001", alias)
    await hall.lead.presses("C0LEADS001", request["ts"], ids.SETTLE_OPEN)
    form = await hall.lead.opened(ids.SETTLE_MODAL)

    await hall.lead.submits(
        form["id"], values(SETTLE_PICK=ids.PICK_OWN_WORDS, SETTLE_TEXT="call Anna at the office")
    )

    await room.card(alias, f"Settled by <@{hall.lead.user}> after 4 people listened")
    await room.told(room.asker, alias, "call Anna at the office")
    assert "Hannah" in str(form)
    assert "Hannah" not in said(request)
    where = who_heard_what(str(form))
    assert set(where) == {"Anne", "Hannah", "Ellen", "Dan"}
    assert sorted(where.values()) == ["Voice A", "Voice B", "Voice C", "Voice D"]
    assert [peer for peer in room.peers if peer.user in str(form)] == []

    async def thread() -> str:
        return "\n".join(said(note) for note in await room.thread(alias))

    note = await room.until_said(thread, "Where voices differed before the lead decided")
    assert who_heard_what(note) == where
    assert [peer for peer in room.peers if peer.user in note] == []


def who_heard_what(shown: str) -> dict[str, str]:
    """Of the place after “call”, each reading and the voice that heard it."""
    assert "After “call”" in shown or "Between “call” and “at”" in shown
    return dict(re.findall(r"“(\w+)”[^“]*? by (Voice \w)", shown))


async def test_a_lead_who_chooses_own_words_must_write_them(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    for peer, name in zip(room.peers, ("Anne", "Hannah", "Ellen", "Dan"), strict=False):
        await room.suggests(peer, alias, f"call {name} at the office")
    request = await hall.lead.finds("C0LEADS001", alias)
    await hall.lead.presses("C0LEADS001", request["ts"], ids.SETTLE_OPEN)
    form = await hall.lead.opened(ids.SETTLE_MODAL)
    before = await hall.deeds()

    answer = await hall.lead.submits(form["id"], values(SETTLE_PICK=ids.PICK_OWN_WORDS))

    assert "Write your words here" in answer["errors"][ids.SETTLE_TEXT]
    assert await hall.deeds() == before
