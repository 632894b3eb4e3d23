"""When Slack, the store or the bot itself fails: nothing is lost, nothing doubled, and people are told."""

import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
import pytest_asyncio

from bot.demo.people import said, until
from bot.demo.stores import read_annotations
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import TRUTH, Room, alias_in, bare

pytestmark = pytest.mark.asyncio(loop_scope="session")

AWAY = "I can't save this right now, nothing was changed"
UNSURE = "This took too long, so I don't know yet whether it was saved"
ELSEWHERE = "C0GENERAL1"


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def peace_afterwards(hall: Hall) -> AsyncIterator[None]:
    yield
    await hall.no_more_trouble()


async def test_a_card_comes_though_slack_asks_to_wait(hall: Hall, room: Room) -> None:
    await hall.trouble("chat.postMessage", times=2, error="ratelimited", retry_after=1)

    alias = await room.asks()

    await room.card(alias, "Nobody is on it yet")
    assert len(await room.cards()) == 1


async def test_a_card_shows_the_latest_though_slack_asks_to_wait(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.card(alias)
    await hall.trouble("chat.update", times=3, error="ratelimited", retry_after=1)

    for peer in room.peers[:3]:
        await room.types(peer, f"claim {alias}")
    await room.types(room.peers[0], f"release {alias}")

    await room.card(alias, room.peers[1].user, room.peers[2].user, "1 more person can take it")
    assert len(await room.cards()) == 1


async def test_what_was_agreed_arrives_through_a_storm_of_refusals(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.card(alias)
    for method in ("chat.postMessage", "chat.update"):
        await hall.trouble(method, times=2, error="ratelimited", retry_after=1)
        await hall.trouble(method, times=1, status=500)

    await room.agrees(alias)

    await room.told(room.asker, alias, TRUTH)
    assert len(await room.thread(alias)) == 1
    assert written(hall, alias) == [TRUTH]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_card_whose_connection_broke_stands_there_once(hall: Hall, room: Room, when: str) -> None:
    await hall.trouble("chat.postMessage", times=1, reset=when)

    alias = await room.asks()
    await room.card(alias)
    await room.types(room.peers[0], f"claim {alias}")

    await room.card(alias, f"On it: <@{room.peers[0].user}>")
    assert len(await room.cards()) == 1


async def test_a_note_whose_connection_broke_stands_in_its_thread_once(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.card(alias)
    await hall.trouble("chat.postMessage", times=2, reset="after")

    await room.agrees(alias)

    await room.told(room.asker, alias, TRUTH)
    assert len(await room.thread(alias)) == 1
    assert len([found for found in await room.asker.sees(room.asker.user) if alias in str(found)]) == 1


@pytest.mark.parametrize("fault", [{"status": 500}, {"delay_seconds": 4}], ids=["refused", "late"])
async def test_a_form_that_slack_does_not_open_leaves_the_claim_and_a_hint(
    hall: Hall, room: Room, fault: dict[str, object]
) -> None:
    alias = await room.asks()
    await hall.trouble("views.open", times=1, **fault)

    answer = await room.presses(room.peers[0], alias, ids.CLAIM_TAKE)

    await room.whispered(room.peers[0], words=f"Clip {alias} is yours. Slack took too long to open the form")
    await room.card(alias, f"On it: <@{room.peers[0].user}>")
    assert answer["outcome"] == "acked"


async def test_a_card_that_was_on_its_way_when_its_clip_was_flagged_is_taken_back(
    hall: Hall, room: Room
) -> None:
    await hall.trouble("chat.postMessage", times=1, delay_seconds=1)
    alias = alias_in(await room.types(room.asker, f"ask {room.clips[0]} it begins with marigold"))

    async def on_its_way() -> bool | None:
        return bool(await hall.surfaces(bare(alias))) or None

    await until(on_its_way, "the card to be posted")
    await room.types(room.peers[0], f"flag {alias} critical")
    before_it_came = await room.cards()

    async def landed() -> bool | None:
        posts = await hall.calls("chat.postMessage")
        return any(post["arguments"]["channel"] == room.channel for post in posts) or None

    async def taken_back() -> bool | None:
        return "marigold" not in str(await room.cards()) or None

    await until(landed, "the card")
    await until(taken_back, "the card to go")
    await room.told(room.asker, alias, "is withheld")
    assert before_it_came == []
    assert "marigold" not in str(await room.asker.sees(room.asker.user))


async def test_clicks_go_on_when_slack_renews_the_socket(hall: Hall, room: Room) -> None:
    alias = await room.asks()

    for peer in room.peers[:3]:
        await hall.stage.workspace.post("sockets/disconnect")
        assert "is saved" in await room.suggests(peer, alias)

    await room.card(alias, "Agreed and saved")


async def test_a_stop_is_not_kept_waiting_by_a_storm(hall: Hall, room: Room) -> None:
    """What Slack's limit keeps from being changed is deleted, which Slack counts by itself."""
    alias = await room.asks("a word like marigold")
    await room.card(alias, "marigold")
    await hall.trouble("chat.update", times=20, error="ratelimited", retry_after=1)

    answer = await room.types(room.peers[0], f"flag {alias} critical")

    async def is_gone() -> bool | None:
        return "marigold" not in str(await room.cards()) or None

    await until(is_gone, "the card to go")
    await hall.no_more_trouble()
    assert "has stopped everywhere" in answer


async def test_what_was_agreed_waits_for_an_annotation_store_that_is_away(hall: Hall, room: Room) -> None:
    alias = await room.asks()

    with closing(sqlite3.connect(hall.stage.annotations, isolation_level=None)) as other_program:
        other_program.execute("BEGIN IMMEDIATE")
        for peer in room.peers[:3]:
            await room.suggests(peer, alias)
        await room.told(room.asker, alias, "It is being written to the annotation store")
        while_away = written(hall, alias)
        other_program.execute("ROLLBACK")

    await room.card(alias, "Agreed and saved")
    assert (while_away, written(hall, alias)) == ([], [TRUTH])


async def test_a_bot_that_is_killed_goes_on_where_it_was(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.card(alias)
    for peer in room.peers[:2]:
        await room.suggests(peer, alias)
    # The note is on its way when the bot dies; whoever comes next must find out whether it arrived.
    await hall.trouble("chat.postMessage", times=1, delay_seconds=0.5)
    third = await room.peers[2].types(room.channel, ids.CLIP, f"suggest {alias} {TRUTH}")

    await hall.stage.kill_bot()
    while_dead = await room.peers[3].types(room.channel, ids.CLIP, f"claim {alias}")
    await hall.stage.start_bot()
    again = await hall.stage.workspace.post("deliver_again", delivery_id=third["delivery_id"])

    await room.card(alias, "Agreed and saved")
    await room.told(room.asker, alias, TRUTH)
    kinds = await hall.kinds(bare(alias))
    assert while_dead["outcome"] == "no_app"
    assert again["response"] == third["response"]
    assert (kinds.count("suggested"), kinds.count("agreed")) == (3, 1)
    assert written(hall, alias) == [TRUTH]
    assert len(await room.thread(alias)) == 1


async def test_a_store_that_is_away_is_admitted_and_nothing_is_done_by_half(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    card = await room.card(alias)
    before = await hall.deeds()
    os.kill(int((hall.stage.home / "valkey" / "valkey.pid").read_text()), signal.SIGKILL)

    typed = await room.types(room.peers[0], f"claim {alias}")
    await room.peers[1].presses(room.channel, card["ts"], ids.CLAIM_TAKE)
    pressed = said(await room.whispered(room.peers[1]))
    unready = await readiness(hall)
    await hall.stage.stop_bot()
    await hall.stage.start_bot()

    assert [text for text in (typed, pressed) if AWAY not in text] == []
    assert unready == ["the store does not answer"]
    assert await hall.deeds() == before
    await room.types(room.peers[0], f"claim {alias}")
    await room.card(alias, f"On it: <@{room.peers[0].user}>")


async def test_a_store_that_hangs_is_admitted_before_slack_gives_up(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    before = await hall.deeds()
    server = int((hall.stage.home / "valkey" / "valkey.pid").read_text())

    os.kill(server, signal.SIGSTOP)
    try:
        answer = await room.types(room.peers[0], f"claim {alias}")
    finally:
        os.kill(server, signal.SIGCONT)

    assert [words for words in (AWAY, UNSURE) if words in answer]
    assert await hall.deeds() == before
    assert "is yours until" in await room.types(room.peers[0], f"claim {alias}")


async def test_a_bot_works_on_when_its_store_comes_back(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.card(alias)
    os.kill(int((hall.stage.home / "valkey" / "valkey.pid").read_text()), signal.SIGKILL)
    refused = await room.types(room.peers[0], f"claim {alias}")

    # Any other command of the command line starts the server again, and leaves it to the bot that uses it.
    await hall.stage.import_clips()

    async def claims() -> str:
        return await room.types(room.peers[0], f"claim {alias}")

    await room.until_said(claims, "is yours until")
    await room.card(alias, f"On it: <@{room.peers[0].user}>")
    assert AWAY in refused
    assert await readiness(hall) == []


async def test_a_store_that_died_is_started_again_and_the_bot_works_on(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.card(alias)
    os.kill(int((hall.stage.home / "valkey" / "valkey.pid").read_text()), signal.SIGKILL)

    async def claims() -> str:
        return await room.types(room.peers[0], f"claim {alias}")

    await room.until_said(claims, "is yours until")
    await room.card(alias, f"On it: <@{room.peers[0].user}>")
    assert await readiness(hall) == []


async def test_a_channel_that_refuses_cards_is_shown_to_the_operator_and_filled_later(
    hall: Hall, room: Room
) -> None:
    workspace = hall.stage.workspace
    await workspace.post("join", user=room.asker.user, channel=ELSEWHERE)
    await workspace.post("channel", channel=room.channel, is_archived=True)
    answer = await room.types(room.asker, f"ask {room.clips[0]}", channel=ELSEWHERE)
    alias = alias_in(answer)

    async def parked() -> str:
        return (await hall.command_line("work", "list")).output

    listed = await room.until_said(parked, alias, "is_archived")
    await workspace.post("channel", channel=room.channel, is_archived=False)
    retried = await hall.command_line("work", "retry", "present", alias)

    await room.card(alias, "Nobody is on it yet")
    assert "Unarchive it" in listed
    assert retried.code == 0


def written(hall: Hall, alias: str) -> list[str]:
    """The texts of this clip in the annotation store."""
    return [row["text"] for row in read_annotations(hall.stage.annotations) if row["alias"] == bare(alias)]


async def readiness(hall: Hall) -> list[str]:
    """What the bot itself says is wrong with it."""
    async with hall.stage.session.get(f"{hall.stage.public_url}readyz") as response:
        return list((await response.json())["problems"])
