"""The annotation store asks by itself: a row there becomes a card, and a mark there takes the card away."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.people import Json, said, until
from bot.demo.processes import start_bot
from bot.demo.stage import free_port
from bot.demo.stores import read_annotations
from handlers import ids
from handlers.hooks import LABEL_STUDIO_PATH, SECRET_HEADER
from tests.scenario.hall import Hall, House, open_hall, rooms_for
from tests.scenario.room import Room, alias_in, bare
from tests.scenario.test_listening_in import address_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = "known-to-label-studio"
HOUSE = House(
    rules={
        "look_every_seconds = ": "look_every_seconds = 1",
        "asks_an_hour = ": "asks_an_hour = 1800",
        "announce_wait_minutes = ": "announce_wait_minutes = 0.2",
    },
    settings={"LABEL_STUDIO_HOOK_SECRET": SECRET},
)
"""A card every two seconds, and a digest when the last one would wait for twelve."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def opened_feed_hall(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Hall]:
    rooms = rooms_for(request.session, "opened_feed_hall")
    async with open_hall(tmp_path_factory.mktemp("feed"), rooms=rooms, house=HOUSE) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def hall(opened_feed_hall: Hall) -> Hall:
    await opened_feed_hall.begin_minute()
    return opened_feed_hall


@pytest.fixture
def room(hall: Hall) -> Room:
    return hall.room()


async def store_does(hall: Hall, statement: str, *values: object) -> None:
    """Another tool writes into the annotation database, with a tool of its own."""

    def execute() -> None:
        with closing(sqlite3.connect(hall.stage.annotations, timeout=10)) as connection, connection:
            connection.execute(statement, values)

    await asyncio.to_thread(execute)


async def store_asks(hall: Hall, reference: str, note: str = "") -> None:
    await store_does(hall, "INSERT INTO requests (reference, note) VALUES (?, ?)", reference, note)


async def store_marks(hall: Hall, reference: str) -> None:
    columns = "key, reference, flag, category, marked_at"
    values = "?, ?, 'withheld', 'critical', strftime('%Y-%m-%d %H:%M:%f', 'now')"
    await store_does(hall, f"INSERT INTO marks ({columns}) VALUES ({values})", uuid4().hex, reference)  # noqa: S608


async def stopped(hall: Hall) -> set[str]:
    """The clips that are, or were, withheld."""
    return {logged for logged, event in await hall.log() if event["kind"] == "sharing_stopped"}


async def digests(room: Room) -> list[str]:
    """Of the clips that wait: messages about no single clip."""
    return [said(card) for card in await room.cards() if "of the annotation store" in said(card)]


async def clips_shown(room: Room) -> list[Json]:
    return [card for card in await room.cards() if "Asked in the annotation store" in said(card)]


async def asked_by_the_store(hall: Hall, room: Room, note: str = "") -> tuple[str, str]:
    """The clip's reference, and its alias once its card is there."""
    reference = room.clips.pop(0)
    await store_asks(hall, reference, note)
    return reference, await room.alias_of_latest_card()


async def test_a_request_in_the_store_becomes_a_card_and_its_answer_a_row(hall: Hall, room: Room) -> None:
    _, alias = await asked_by_the_store(hall, room, "the second word")

    card = said(await room.card(alias, "Asked in the annotation store", "the second word"))
    assert room.asker.user not in card
    await room.agrees(alias)

    await room.card(alias, "Agreed and saved")
    assert [row["alias"] for row in read_annotations(hall.stage.annotations)].count(bare(alias)) == 1


async def test_fifty_requests_at_once_are_one_digest_and_a_card_now_and_then(hall: Hall, room: Room) -> None:
    first = room.clips[0]
    columns = (
        "language, duration_seconds, domain, has_consent, audio_path, facts, text, created_at, changed_at"
    )
    for number in range(50):
        copied = f"SELECT ?, {columns} FROM clips WHERE reference = ?"  # noqa: S608 - our own columns
        await store_does(
            hall, f"INSERT INTO clips (reference, {columns}) {copied}", f"{first}-{number}", first
        )
    await store_does(
        hall,
        "INSERT INTO requests (reference) SELECT reference FROM clips WHERE reference LIKE ?",
        f"{first}-%",
    )

    async def told() -> str | None:
        found = await digests(room)
        return found[0] if found else None

    text = await until(told, "the digest")
    begun, cards = asyncio.get_running_loop().time(), len(await clips_shown(room))

    async def four_more() -> bool | None:
        return len(await clips_shown(room)) >= cards + 4 or None

    await until(four_more, "four more cards")
    took = asyncio.get_running_loop().time() - begun
    assert "more clips of the annotation store wait" in text
    assert "at most 1800 an hour" in text
    assert took > 4  # one every two seconds
    assert len(await digests(room)) == 1
    await store_does(hall, "DELETE FROM requests WHERE reference LIKE ?", f"{first}-%")


async def test_a_request_that_is_taken_back_closes_the_case(hall: Hall, room: Room) -> None:
    reference, alias = await asked_by_the_store(hall, room)

    await store_does(
        hall, "UPDATE requests SET withdrawn_at = CURRENT_TIMESTAMP WHERE reference = ?", reference
    )

    await room.card(alias, "Not asked about")
    assert await hall.kinds(bare(alias)) == ["asked", "request_noted", "ask_withdrawn", "request_noted"]


async def test_a_mark_in_the_store_takes_the_card_away_and_ends_the_link(hall: Hall, room: Room) -> None:
    reference, alias = await asked_by_the_store(hall, room, "it begins with marigold")
    await room.presses(room.peers[0], alias, ids.LISTEN_OPEN)
    address = address_in(str(await room.peers[0].opened(ids.LISTEN_MODAL)))
    async with aiohttp.ClientSession() as browser:
        async with browser.get(address) as page:
            assert page.status == 200

        await store_marks(hall, reference)
        card = said(await room.card(alias, "is withheld"))

        async with browser.get(address) as page:
            assert page.status == 410
        async with browser.post(address) as play:
            assert play.status == 410
    assert "marigold" not in card
    assert "sharing_stopped" in await hall.kinds(bare(alias))
    await hall.moderators[0].finds("C0MODS0001", alias)


async def test_a_clip_that_is_deleted_in_the_store_stops_also_after_it_was_answered(
    hall: Hall, room: Room
) -> None:
    reference, alias = await asked_by_the_store(hall, room)
    await room.agrees(alias)
    await room.card(alias, "Agreed and saved")

    await store_does(hall, "DELETE FROM clips WHERE reference = ?", reference)

    await room.card(alias, "is withheld")


async def test_a_mark_on_a_clip_that_nobody_asked_about_keeps_it_from_being_asked_about(
    hall: Hall, room: Room
) -> None:
    await asked_by_the_store(hall, room)  # so it has looked before: older marks wait until somebody asks
    before = await stopped(hall)
    await store_marks(hall, room.clips[0])

    async def one_more() -> bool | None:
        return len(await stopped(hall)) > len(before) or None

    await until(one_more, "a stop")
    assert "is withheld" in await room.types(room.asker, f"ask {room.clips[0]}")


async def test_a_bot_that_is_killed_and_started_again_asks_once(hall: Hall, room: Room) -> None:
    first, alias = await asked_by_the_store(hall, room)
    await hall.stage.kill_bot()
    await store_asks(hall, room.clips[0])
    await hall.begin_minute()

    await hall.stage.start_bot()

    async def both() -> bool | None:
        return len(await clips_shown(room)) == 2 or None

    # The turn of the bot that was killed has to run out first.
    await until(both, "the second card", seconds=60)
    asked = [logged for logged, event in await hall.log() if event["kind"] == "asked"]
    assert asked.count(bare(alias)) == 1
    assert len(asked) == len(set(asked))
    assert first


async def test_two_bots_ask_once(hall: Hall, room: Room) -> None:
    port = free_port()
    environment = {**hall.stage.environment, "SECOND_EAR_PORT": str(port)}
    second = await start_bot(environment=environment, log=hall.stage.home / "second-bot.log", port=port)
    try:
        await asyncio.gather(*(store_asks(hall, reference) for reference in room.clips))

        async def all_four() -> bool | None:
            return len(await clips_shown(room)) == 4 or None

        await until(all_four, "four cards", seconds=30)
    finally:
        await second.stop()
    asked = [logged for logged, event in await hall.log() if event["kind"] == "asked"]
    assert len(asked) == len(set(asked))
    assert len({alias_in(said(card)) for card in await clips_shown(room)}) == 4


async def test_a_webhook_makes_it_look_at_once_and_a_stranger_does_not(hall: Hall, room: Room) -> None:
    seldom = hall.stage.home / "seldom.toml"
    text = hall.stage.props.policy.read_text(encoding="utf-8")
    seldom.write_text(
        text.replace("look_every_seconds = 1\n", "look_every_seconds = 3600\n"), encoding="utf-8"
    )
    await hall.stage.stop_bot()
    await hall.begin_minute()
    await store_asks(hall, room.clips[0])
    hall.stage.bot = await start_bot(
        environment={**hall.stage.environment, "SECOND_EAR_POLICY": str(seldom)},
        log=hall.stage.home / "bot.log",
        port=hall.stage.port,
    )
    url = f"{hall.stage.public_url.rstrip('/')}{LABEL_STUDIO_PATH}"
    try:
        await room.alias_of_latest_card()  # it has looked once, and the next look is an hour away
        await store_asks(hall, room.clips[1])
        async with hall.stage.session.post(url, json={}, headers={SECRET_HEADER: "guessed"}) as refused:
            assert refused.status == 401
        assert len(await clips_shown(room)) == 1

        async with hall.stage.session.post(url, json={}, headers={SECRET_HEADER: SECRET}) as taken:
            assert taken.status == 200

        async def both() -> bool | None:
            return len(await clips_shown(room)) == 2 or None

        await until(both, "the second card")
    finally:
        await hall.stage.stop_bot()
        await hall.begin_minute()
        await hall.stage.start_bot()
