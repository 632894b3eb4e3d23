"""Many people at one clip in the same second: who wins, and how often its card is redrawn."""

import asyncio

import pytest

from bot.demo.people import Json, said
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import Room, bare

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_UPDATES_A_SECOND = 2


async def test_of_fifty_people_who_take_a_clip_at_once_three_get_it(hall: Hall) -> None:
    room = hall.crowd_room
    alias = await room.asks()
    card = await room.card(alias)
    record = (await hall.stage.workspace.get("record"))["next"]

    await asyncio.gather(*(peer.presses(room.channel, card["ts"], ids.CLAIM_TAKE) for peer in room.peers))

    shown = await room.card(alias, "All places are taken")
    winners = [peer for peer in room.peers if await peer.modal() is not None]
    kinds = await hall.kinds(bare(alias))
    assert len(winners) == kinds.count("claimed") == 3
    assert [peer.user for peer in winners if peer.user not in said(shown)] == []
    assert busiest_second(await updates(hall, card, record)) <= MOST_UPDATES_A_SECOND


async def test_those_who_come_too_late_are_told_who_has_it(room: Room) -> None:
    alias = await room.asks()
    card = await room.card(alias)
    presses = (peer.presses(room.channel, card["ts"], ids.CLAIM_TAKE) for peer in room.peers)

    await asyncio.gather(*presses)

    losers = [peer for peer in room.peers if await peer.modal() is None]
    told = [said(await room.whispered(peer, words="has enough people for now")) for peer in losers]
    assert len(told) == len(room.peers) - 3
    assert [text for text in told if text.count("<@U0R") < 3] == []


async def test_fifty_changes_in_a_row_redraw_a_card_at_most_twice_a_second(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    card = await room.card(alias)
    peer = room.peers[0]
    record = (await hall.stage.workspace.get("record"))["next"]

    for _ in range(25):
        await peer.types(room.channel, ids.CLIP, f"claim {alias}")
        await peer.types(room.channel, ids.CLIP, f"release {alias}")
    await peer.types(room.channel, ids.CLIP, f"claim {alias}")

    await room.card(alias, f"On it: <@{peer.user}>")
    made = await updates(hall, card, record)
    assert (await hall.kinds(bare(alias))).count("claimed") == 26
    assert busiest_second(made) <= MOST_UPDATES_A_SECOND


async def test_fifty_voices_at_once_are_counted_until_the_clip_closes(hall: Hall) -> None:
    room = hall.crowd_room
    alias = await room.asks()
    card = await room.card(alias)
    record = (await hall.stage.workspace.get("record"))["next"]

    answers = await asyncio.gather(
        *(peer.types(room.channel, ids.CLIP, f"suggest {alias} turn the light off") for peer in room.peers)
    )

    await room.card(alias, "Agreed and saved", "Agreed by 3 people")
    saved = [answer for answer in answers if "is saved" in str(answer["response"])]
    late = [answer for answer in answers if "is already agreed" in str(answer["response"])]
    kinds = await hall.kinds(bare(alias))
    assert (len(saved), len(late)) == (3, len(room.peers) - 3)
    assert (kinds.count("suggested"), kinds.count("agreed")) == (3, 1)
    assert busiest_second(await updates(hall, card, record)) <= MOST_UPDATES_A_SECOND


async def updates(hall: Hall, card: Json, after: int) -> list[float]:
    """When this message was updated, in seconds."""
    calls = await hall.calls("chat.update", after=after)
    return [call["at"] for call in calls if call["arguments"]["ts"] == card["ts"]]


def busiest_second(times: list[float]) -> int:
    """The most of these that fall into any one second."""
    return max((sum(start <= time < start + 1 for time in times) for start in times), default=0)
