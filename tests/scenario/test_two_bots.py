"""Two bots on one store and one workspace: they share the work, and each can do without the other."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.demo.processes import Running, start_bot
from bot.demo.stage import free_port
from bot.demo.stores import read_annotations
from tests.scenario.hall import Hall
from tests.scenario.room import TRUTH, Room, bare

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def second_bot(hall: Hall) -> AsyncIterator[Running]:
    port = free_port()
    environment = {**hall.stage.environment, "SECOND_EAR_PORT": str(port)}
    running = await start_bot(environment=environment, log=hall.stage.home / "second-bot.log", port=port)
    yield running
    await running.stop()


async def test_whoever_gets_the_click_each_message_is_posted_once(
    hall: Hall, room: Room, second_bot: Running
) -> None:
    aliases = [await room.asks() for _ in range(3)]

    for alias in aliases:
        await room.agrees(alias)

    written = [row["alias"] for row in read_annotations(hall.stage.annotations)]
    messages = [found for found in await room.asker.sees(room.asker.user) if TRUTH in str(found)]
    assert second_bot.process.returncode is None
    assert [written.count(bare(alias)) for alias in aliases] == [1, 1, 1]
    assert [len(await room.thread(alias)) for alias in aliases] == [1, 1, 1]
    assert (len(await room.cards()), len(messages)) == (3, 3)


async def test_when_one_is_killed_the_other_goes_on(hall: Hall, room: Room, second_bot: Running) -> None:
    alias = await room.asks()
    await room.suggests(room.peers[0], alias)

    await hall.stage.kill_bot()
    for peer in room.peers[1:3]:
        await room.suggests(peer, alias)

    await room.card(alias, "Agreed and saved")
    assert second_bot.process.returncode is None
    # A bot that starts lists the members of 180 channels; it is the second within this minute.
    await hall.begin_minute()
    await hall.stage.start_bot()
