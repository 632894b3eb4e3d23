"""A team whose policy flags what leaks: a quote elsewhere stops the clip, and a false alarm stops it once."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.demo.people import said
from handlers import ids
from tests.scenario.hall import Hall, House, open_hall, rooms_for
from tests.scenario.leaking import Leaking
from tests.scenario.moderators import Moderators
from tests.scenario.room import Room, bare
from tests.scenario.test_receipt import receipt

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUSE = House({"quote = ": 'quote = "flag"'})


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def opened(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Hall]:
    rooms = rooms_for(request.session, "opened")
    async with open_hall(tmp_path_factory.mktemp("flag"), rooms=rooms, house=HOUSE) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def hall(opened: Hall) -> Hall:
    await opened.begin_minute()
    return opened


async def quoted(leaking: Leaking) -> str:
    """The alias of a clip whose agreed text somebody repeats elsewhere."""
    room = leaking.room
    alias = await room.asks()
    await room.agrees(alias, leaking.secret)
    await leaking.writes(f"LOL: {leaking.secret}")
    return alias


async def test_a_quote_elsewhere_stops_the_clip_as_shared_for_amusement(hall: Hall, room: Room) -> None:
    leaking = Leaking(hall, room)

    alias = await quoted(leaking)

    withheld = said(await room.card(alias, "withheld"))
    card = said(await Moderators(hall, room).sees("Flagged clip", about=alias))
    note = await leaking.note(alias, "The clip is withheld", leaking.author.user)
    request = said(await room.told(leaking.author, "Could you remove", alias))
    shown = await receipt(hall, alias, "1 of", "Still there: a quote of it elsewhere")
    assert "Category: Misuse" in card
    assert not [words for words in (withheld, card, note, request, shown) if "rash" in words]

    entries = [event for logged, event in await hall.log() if logged == bare(alias)]
    (flag,) = [event for event in entries if event["kind"] == "flagged"]
    assert (flag["by"], flag["category"], flag["door"]) == ("second-ear", "misuse", "message")


async def test_a_link_is_only_asked_for_where_the_policy_says_so(hall: Hall, room: Room) -> None:
    leaking = Leaking(hall, room)
    alias = await room.asks()

    await leaking.writes(await leaking.link_to_card(alias))

    await leaking.note(alias, "is asked to remove it")
    assert await leaking.noticed(alias) == ["leak_noticed"]
    assert "flagged" not in await hall.kinds(bare(alias))


async def test_what_is_settled_and_released_is_not_flagged_again_by_the_same_words(
    hall: Hall, room: Room
) -> None:
    leaking, moderators = Leaking(hall, room), Moderators(hall, room)
    alias = await room.asks()
    await room.agrees(alias, leaking.secret)
    written = await leaking.writes(f"my granny says: {leaking.secret}")
    await room.card(alias, "withheld")

    note = await moderators.sees("is asked to remove it", about=f"Leak of clip {alias}")
    await moderators.presses(moderators.felix, note, ids.LEAK_CLEAR)
    await leaking.none(alias)
    await moderators.types(moderators.noor, f"take {alias}")
    await moderators.types(moderators.noor, f"release {alias} everybody's granny says so")
    await room.card(alias, "saved")
    await leaking.writes(f"my dear granny says: {leaking.secret}", edit_ts=written["ts"])
    await leaking.uploads(f"{alias}.wav")
    await leaking.note(alias, "what looks like its recording")

    kinds = await hall.kinds(bare(alias))
    assert [kind for kind in kinds if kind in {"flagged", "leak_noticed", "leak_cleared"}] == [
        *("leak_noticed", "flagged", "leak_cleared", "leak_noticed")
    ]
