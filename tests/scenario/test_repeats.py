"""Slack delivers the same thing twice: the same answer, and no second effect."""

import pytest

from bot.demo.people import Json, said
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import Room, alias_in, bare, values

pytestmark = pytest.mark.asyncio(loop_scope="session")

AGAIN = "timeout"


async def again(hall: Hall, first: Json) -> Json:
    answer = await hall.stage.workspace.post(
        "deliver_again", delivery_id=first["delivery_id"], retry_reason=AGAIN
    )
    assert answer["outcome"] == "acked"
    return answer


@pytest.mark.parametrize(
    "line",
    [
        "ask {clip} the middle",
        "claim {alias}",
        "claim",
        "suggest {alias} stop",
        "flag {alias} other so",
        "sing",
    ],
)
async def test_a_command_that_comes_twice_is_answered_twice_and_done_once(
    hall: Hall, room: Room, line: str
) -> None:
    alias = await room.asks()
    await room.card(alias)
    first = await room.peers[0].types(room.channel, ids.CLIP, line.format(alias=alias, clip=room.clips[0]))
    before = await hall.deeds()

    second = await again(hall, first)

    assert said(second["response"]) == said(first["response"])
    assert await hall.deeds() == before


async def test_an_ask_that_comes_twice_has_one_card(hall: Hall, room: Room) -> None:
    first = await room.asker.types(room.channel, ids.CLIP, f"ask {room.clips[0]}")

    for _ in range(3):
        await again(hall, first)

    alias = alias_in(said(first["response"]))
    await room.card(alias)
    await room.types(room.peers[0], f"claim {alias}")
    await room.card(alias, "On it")
    assert len(await room.cards()) == 1


async def test_a_refusal_stays_a_refusal_when_it_comes_again_later(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    for peer in room.peers[:3]:
        await room.types(peer, f"claim {alias}")
    refused = await room.peers[3].types(room.channel, ids.CLIP, f"claim {alias}")
    await room.types(room.peers[0], f"release {alias}")
    before = await hall.deeds()

    second = await again(hall, refused)

    assert "has enough people for now" in said(refused["response"])
    assert said(second["response"]) == said(refused["response"])
    assert await hall.deeds() == before


async def test_a_button_that_comes_twice_claims_once_and_opens_one_form(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    first = await room.presses(room.peers[0], alias, ids.CLAIM_TAKE)
    form = await room.peers[0].opened(ids.SUGGEST_MODAL)

    await again(hall, first)

    modals = (await hall.stage.workspace.get("views", user=room.peers[0].user))["modals"]
    whispers = [found for found in await room.peers[0].sees(room.channel) if found["is_ephemeral"]]
    assert [modal["id"] for modal in modals] == [form["id"]]
    assert whispers == []
    assert (await hall.kinds(bare(alias))).count("claimed") == 1


async def test_a_flag_button_that_comes_twice_is_one_flag(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    first = await room.presses(room.peers[0], alias, ids.FLAG_RAISE)

    await again(hall, first)

    kinds = await hall.kinds(bare(alias))
    assert (kinds.count("flagged"), kinds.count("sharing_stopped")) == (1, 1)


async def test_a_form_that_comes_twice_is_one_voice(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    form = await room.takes(room.peers[0], alias)
    first = await room.peers[0].submits(form["id"], values(SUGGEST_TEXT="open the door"))

    await again(hall, first)

    await room.card(alias, "1 voice of at least 3 so far")
    assert (await hall.kinds(bare(alias))).count("suggested") == 1


async def test_the_third_voice_that_comes_twice_settles_and_writes_once(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    for peer in room.peers[:2]:
        await room.suggests(peer, alias)
    form = await room.takes(room.peers[2], alias)
    first = await room.peers[2].submits(form["id"], values(SUGGEST_TEXT="Set a timer for fifteen minutes!"))

    second = await again(hall, first)
    await room.card(alias, "Agreed and saved")
    late = await again(hall, first)

    kinds = await hall.kinds(bare(alias))
    assert second["response"] == late["response"] == first["response"]
    assert (kinds.count("agreed"), kinds.count("write_back_recorded")) == (1, 1)
    assert len(await room.thread(alias)) == 1
