"""A panic in one help channel, from the word that stops everything to the second moderator who resumes."""

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.people import Json, said, until
from handlers import ids
from tests.scenario.browsing import heard_until_the_end
from tests.scenario.hall import LONG_CLIP_BYTES, Hall
from tests.scenario.moderators import Moderators
from tests.scenario.room import TRUTH, Room, bare

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def place(room: Room) -> str:
    """The room's help channel, as a moderator names it."""
    return f"#help-{room.language}"


@pytest_asyncio.fixture(loop_scope="session")
async def bench(hall: Hall, room: Room, place: str) -> AsyncIterator[Moderators]:
    """Whatever a story leaves stopped goes on after it."""
    bench = Moderators(hall, room)
    yield bench
    for who in (bench.noor, bench.felix):
        await bench.types(who, f"resume {place}")


async def resumed(bench: Moderators, place: str) -> str:
    await bench.types(bench.noor, f"resume {place}")
    return await bench.types(bench.felix, f"resume {place}")


async def notice(room: Room, words: str) -> Json:
    """The channel's notice, once it says these words."""

    async def look() -> Json | None:
        found = [message for message in await room.cards() if words in said(message)]
        return found[-1] if found else None

    return await until(look, f"“{words}” in {room.channel}")


async def test_the_channel_the_cards_and_the_moderators_are_told(bench: Moderators, place: str) -> None:
    alias = await bench.room.asks()

    answer = await bench.types(bench.noor, f"panic {place}")

    assert f"All sharing in {place} is stopped" in answer
    await notice(bench.room, "Sharing of clips is stopped here for now")
    card = await bench.room.card(alias, "Sharing is stopped for now")
    assert "I'll take it" not in str(card)
    assert "Flag" in str(card["blocks"])
    await bench.sees("Resuming takes 2 different moderators", about=f"in {place}")


async def test_nothing_can_be_heard_asked_or_said_and_a_flag_still_stops(
    bench: Moderators, place: str
) -> None:
    room = bench.room
    alias = await room.asks()
    form = await room.takes(room.peers[0], alias)
    await bench.types(bench.noor, f"panic {place}")

    late = await room.peers[0].submits(form["id"], {ids.SUGGEST_TEXT: {ids.SUGGEST_TEXT: "set a timer"}})
    answers = [
        await room.types(room.asker, f"ask {room.clips.pop(0)}"),
        await room.types(room.peers[1], f"claim {alias}"),
        await room.types(room.peers[1], f"suggest {alias} set a timer"),
    ]
    flagged = await room.types(room.peers[2], f"flag {alias} other")

    assert ["have stopped all sharing" in answer for answer in answers] == [True] * 3
    assert "have stopped all sharing" in str(late)
    assert "has stopped everywhere" in flagged
    assert "suggested" not in await bench.hall.kinds(bare(alias))


async def test_one_moderator_alone_cannot_end_it_and_two_can(bench: Moderators, place: str) -> None:
    alias = await bench.room.asks()
    await bench.types(bench.noor, f"panic {place}")

    first = await bench.types(bench.noor, f"resume {place}")
    again = await bench.types(bench.noor, f"resume {place}")
    await bench.sees("wants to resume; that takes 1 more moderator", about=f"in {place}")
    second = await bench.types(bench.felix, f"resume {place}")

    assert "1 more moderator" in first
    assert "You already asked to resume" in again
    assert f"Sharing in {place} goes on again" in second
    await notice(bench.room, "goes on again")
    await bench.room.card(alias, "Nobody is on it yet")


async def test_the_moderators_note_resumes_by_its_button(bench: Moderators, place: str) -> None:
    await bench.types(bench.noor, f"panic {place}")
    note = await bench.sees("Resuming takes", about=f"in {place}")

    await bench.presses(bench.noor, note, ids.PANIC_RESUME)
    await bench.sees("1 more moderator", about=f"in {place}")
    await bench.presses(bench.felix, note, ids.PANIC_RESUME)

    await bench.sees("goes on again", about=f"in {place}")


async def test_another_channel_goes_on_as_before(hall: Hall, bench: Moderators, place: str) -> None:
    other = hall.room()
    await bench.types(bench.noor, f"panic {place}")

    alias = await other.asks()

    await other.takes(other.peers[0], alias)


async def test_a_misspelt_place_stops_nothing_and_names_those_there_are(bench: Moderators) -> None:
    answer = await bench.types(bench.noor, "panic #help-nowhere")

    assert "nothing was changed" in answer
    assert "#help-en" in answer


async def test_a_clip_that_plays_is_cut_and_its_link_stays_dead_after_resuming(
    hall: Hall, bench: Moderators, place: str
) -> None:
    room = bench.room
    await room.types(room.asker, f"ask {room.long_clip}")
    alias = await room.alias_of_latest_card()
    await room.presses(room.peers[0], alias, ids.LISTEN_OPEN)
    window = await room.peers[0].opened(ids.LISTEN_MODAL)
    address = re.search(r"http://127\.0\.0\.1:\d+/listen/[^'\"]+", str(window))
    assert address

    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.post(address.group()) as page:
            player = str(page.url)
        async with browser.get(f"{player}/audio") as sound:
            await sound.content.readexactly(100_000)
            await bench.types(bench.noor, f"panic {place}")
            left, is_cut = await heard_until_the_end(sound)
        await resumed(bench, place)
        async with browser.get(f"{player}/audio") as after:
            status = after.status

    assert is_cut
    assert left < LONG_CLIP_BYTES // 2
    assert status in {403, 410}


async def test_a_peer_sees_on_home_that_sharing_is_stopped(hall: Hall, bench: Moderators, place: str) -> None:
    await bench.types(bench.noor, f"panic {place}")

    async def look() -> Json | None:
        await hall.stage.workspace.post("home_open", user=bench.room.peers[0].user)
        view = (await hall.stage.workspace.get("views", user=bench.room.peers[0].user))["home"]
        return view if view and "is stopped" in said(view) else None

    await until(look, "the word on Home")


async def test_an_agreed_text_is_put_away_in_its_thread_and_its_message_and_comes_back(
    bench: Moderators, place: str
) -> None:
    room = bench.room
    alias = await room.asks()
    await room.agrees(alias)
    await room.told(room.asker, TRUTH, alias)

    async def texts() -> list[str]:
        shown = [*await room.thread(alias), *await room.asker.sees(room.asker.user)]
        return [said(found) for found in shown if TRUTH in said(found)]

    async def none() -> bool | None:
        return not await texts() or None

    async def both() -> bool | None:
        return len(await texts()) > 1 or None

    await until(both, "the text in the thread and in the message")
    await bench.types(bench.noor, f"panic {place}")
    await until(none, "no text anywhere")
    assert "put away" in said(await room.told(room.asker, "put away", alias))
    await resumed(bench, place)
    await until(both, "the text again")
