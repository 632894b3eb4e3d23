"""Shortcuts on messages and everywhere, and the Home tab: doors without a command."""

import pytest

from bot.demo.people import Json, Member, said, until
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import Room, alias_in, bare, values

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def writes(room: Room, who: Member, text: str, *, thread_of: str = "") -> str:
    """A message of the member's own, in the thread of a card or in the channel; its ts."""
    thread = {"thread_ts": (await room.card(thread_of))["ts"]} if thread_of else {}
    written = await room.stage.workspace.post(
        "message", user=who.user, channel=room.channel, text=text, **thread
    )
    return str(written["ts"])


async def uses(room: Room, who: Member, ts: str, shortcut: str) -> None:
    answer = await room.stage.workspace.post(
        "message_shortcut", user=who.user, channel=room.channel, message_ts=ts, callback_id=shortcut
    )
    assert answer["outcome"] == "acked"


async def home(room: Room, who: Member, *words: str) -> str:
    """The member's Home tab, opened anew until it says these words."""

    async def look() -> str | None:
        await room.stage.workspace.post("home_open", user=who.user)
        shown: Json | None = (await room.stage.workspace.get("views", user=who.user))["home"]
        text = said(shown) if shown else ""
        return text if shown and all(word in text for word in words) else None

    return await until(look, f"Home of {who.user} with {words}")


async def test_ones_own_message_in_a_thread_becomes_a_suggestion(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    ts = await writes(room, room.peers[0], "open <the> door & go", thread_of=alias)

    await uses(room, room.peers[0], ts, ids.SHORTCUT_SUGGEST)
    form = await room.peers[0].opened(ids.SUGGEST_MODAL)
    await room.peers[0].submits(form["id"], {})

    await room.card(alias, "1 voice of at least 3 so far")
    assert "open <the> door & go" in str(form)
    assert (await hall.kinds(bare(alias))).count("suggested") == 1


async def test_somebody_elses_message_does_not(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    ts = await writes(room, room.peers[0], "open the door", thread_of=alias)
    before = await hall.deeds()

    await uses(room, room.peers[1], ts, ids.SHORTCUT_SUGGEST)

    await room.whispered(room.peers[1], words="You can send in your own words only")
    assert await hall.deeds() == before


async def test_a_message_outside_a_clips_thread_is_no_suggestion(hall: Hall, room: Room) -> None:
    ts = await writes(room, room.peers[0], "open the door")
    before = await hall.deeds()

    await uses(room, room.peers[0], ts, ids.SHORTCUT_SUGGEST)

    async def look() -> bool | None:
        return "I can't tell which clip this message is about" in str(await room.peers[0].modal()) or None

    await until(look, "the window to say so")
    assert await hall.deeds() == before


@pytest.mark.parametrize("is_on_card", [True, False])
async def test_a_card_and_what_stands_in_its_thread_can_be_flagged(
    hall: Hall, room: Room, *, is_on_card: bool
) -> None:
    alias = await room.asks()
    card = await room.card(alias)
    reply = await writes(room, room.peers[0], "this is somebody's address", thread_of=alias)

    await uses(room, room.peers[1], card["ts"] if is_on_card else reply, ids.SHORTCUT_FLAG)
    form = await room.peers[1].opened(ids.FLAG_MODAL)
    await room.peers[1].submits(form["id"], values(FLAG_CATEGORY="sensitive"))

    await room.card(alias, "is withheld")
    review = await hall.moderators[0].finds("C0MODS0001", alias)
    assert "address" not in said(review)


async def test_the_global_shortcut_asks_with_a_form(room: Room) -> None:
    reference = room.clips[0]
    await room.stage.workspace.post("shortcut", user=room.asker.user, callback_id=ids.SHORTCUT_ASK)
    form = await room.asker.opened(ids.ASK_MODAL)

    await room.asker.submits(
        form["id"], values(ASK_CLIP=f"  {reference} ", ASK_NOTE="the end", ASK_GUESS="perhaps marigold")
    )

    shown = await room.asker.opened(ids.NOTICE_MODAL)
    card = await room.card(alias_in(str(shown)), "the end")
    assert "I asked about clip" in str(shown)
    assert reference not in str(shown)
    assert "marigold" not in said(card)


async def test_home_shows_what_is_mine_and_what_is_open(room: Room) -> None:
    peer = room.peers[0]
    claimed, waiting = await room.asks(), await room.asks()
    asked = alias_in(await room.types(peer, f"ask {room.clips[0]}"))
    await room.types(peer, f"claim {claimed}")

    shown = await home(room, peer, "With you now", claimed, "You asked about", asked)

    assert shown.index("Open in your languages") < shown.rindex(waiting)
    assert "Flagged clips" not in shown


async def test_a_button_at_home_works_and_home_follows(room: Room) -> None:
    alias = await room.asks()
    peer = room.peers[0]
    await home(room, peer, alias)
    view = (await room.stage.workspace.get("views", user=peer.user))["home"]

    await room.stage.workspace.post(
        "block_action", user=peer.user, view_id=view["id"], action_id=ids.CLAIM_TAKE
    )

    await peer.opened(ids.SUGGEST_MODAL)
    await home(room, peer, "With you now", alias)
    await room.card(alias, f"On it: <@{peer.user}>")


async def decides_what_other_stories_left(hall: Hall, room: Room) -> None:
    """Home shows the most pressing reviews only, and every story flags something."""
    for moderator in hall.moderators:
        while "is yours to decide" in (taken := await reviews(room, moderator, "take")):
            await reviews(room, moderator, f"uphold {alias_in(taken)} over")


async def reviews(room: Room, moderator: Member, text: str) -> str:
    return await room.types(moderator, text, command=ids.CLIP_REVIEW, channel="C0MODS0001")


async def test_a_moderators_home_shows_the_reviews_without_content(hall: Hall, room: Room) -> None:
    await decides_what_other_stories_left(hall, room)
    alias = await room.asks("it begins with marigold")
    await room.types(room.peers[0], f"flag {alias} critical somebody says marigold")

    shown = await home(room, hall.moderators[1], "Flagged clips", alias)

    assert "marigold" not in shown


async def test_a_guests_home_says_why_it_is_empty(room: Room) -> None:
    shown = await home(room, room.stranger("U0GUS00001"), "Guests cannot take part")

    assert "Open in your languages" not in shown
