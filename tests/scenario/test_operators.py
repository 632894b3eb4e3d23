"""Work that the bot gave up, as operators meet it in Slack: why, what to do, and trying again."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.demo.people import Json, said, until
from bot.domain.ids import Alias
from bot.ports import Parked
from handlers import ids
from tests.scenario.backstage import OPERATORS, Backstage, open_backstage
from tests.scenario.room import TRUTH, bare

NOT_TAKEN = "the store did not take it so far"


@pytest.fixture
async def backstage(tmp_path: Path) -> AsyncIterator[Backstage]:
    """With a bot that gives a write up at its first failure."""
    (tmp_path / "data").mkdir()
    async with open_backstage(tmp_path, attempts=1) as opened:
        yield opened


@contextmanager
def locked(backstage: Backstage) -> Iterator[None]:
    """As long as another program keeps the store's database to itself."""
    with closing(sqlite3.connect(backstage.stage.annotations, isolation_level=None)) as other_program:
        other_program.execute("BEGIN IMMEDIATE")
        yield
        other_program.execute("ROLLBACK")


async def gives_up_writing(backstage: Backstage) -> tuple[str, Parked]:
    """A clip is agreed while the store is locked; its alias, and the work that the bot gave up."""
    room = backstage.room
    alias = await room.asks()
    for peer in room.peers:
        await room.suggests(peer, alias)

    async def given_up() -> Parked | None:
        return await backstage.parked(Alias(bare(alias)))

    return alias, await until(given_up, "the bot to give up")


async def a_card(backstage: Backstage) -> tuple[str, Json]:
    """The operators' card about such a clip, when the store is open again."""
    with locked(backstage):
        alias, parked = await gives_up_writing(backstage)
    await backstage.show_operators(parked)
    return alias, await backstage.operator.finds(OPERATORS, alias)


async def presses(backstage: Backstage, card: Json, action_id: str) -> None:
    answer = await backstage.operator.presses(OPERATORS, card["ts"], action_id)
    assert answer["outcome"] == "acked"


async def test_an_operator_looks_and_retries_and_the_audit_names_them(backstage: Backstage) -> None:
    alias, card = await a_card(backstage)

    await presses(backstage, card, ids.WORK_DETAILS)
    details = said(await backstage.operator.opened(ids.NOTICE_MODAL))
    await presses(backstage, card, ids.WORK_RETRY)

    whisper = said(await backstage.room.whispered(backstage.operator, OPERATORS, words="is tried again now"))
    await backstage.room.card(alias, "Agreed and saved")
    audit = await backstage.command_line("audit", "show", alias)
    assert all(words in details for words in (alias, "writing to the store", "after 1 attempt", "What to do"))
    assert alias in whisper
    assert backstage.texts() == [("second-ear", TRUTH)]
    (line,) = [line for line in audit.output.splitlines() if "work_retried" in line]
    assert backstage.operator.user in line
    assert "button" in line


async def test_whoever_waits_reads_that_the_store_did_not_take_it_and_then_how_it_goes_on(
    backstage: Backstage,
) -> None:
    room = backstage.room
    alias, card = await a_card(backstage)

    await room.card(alias, "Agreed, not saved yet", NOT_TAKEN)
    await room.told(room.asker, alias, NOT_TAKEN, "Operators have been told, and nothing is lost")
    status = await room.types(room.peers[0], f"status {alias}")
    mine = await room.types(room.asker, "mine")
    refused = await room.types(room.asker, f"reopen {alias}")
    with locked(backstage):
        await presses(backstage, card, ids.WORK_RETRY)
        await room.told(room.asker, alias, "It is being written to the annotation store")
    await room.card(alias, "Agreed and saved")

    told = said(await room.told(room.asker, alias, "It is in the annotation store"))
    assert NOT_TAKEN in status
    assert "Agreed, not saved yet" in mine
    assert "has not taken the outcome" in refused
    assert "Operators" not in told
    assert [NOT_TAKEN in said(note) for note in await room.thread(alias)] == [False]
    assert backstage.texts() == [("second-ear", TRUTH)]
    audit = await backstage.command_line("audit", "show", alias)
    assert [kind for kind in ("write_parked", "work_retried") if kind in audit.output] == [
        "write_parked",
        "work_retried",
    ]


async def test_nothing_on_the_card_or_in_the_details_says_what_was_said_or_where(
    backstage: Backstage,
) -> None:
    _, card = await a_card(backstage)
    await presses(backstage, card, ids.WORK_DETAILS)

    shown = said(card) + said(await backstage.operator.opened(ids.NOTICE_MODAL))

    assert "AnnotationStoreAway" in shown
    assert [word for word in ("timer", "fifteen", "en-01", ".wav") if word in shown] == []


async def test_a_late_press_and_somebody_who_may_not_hear_so(backstage: Backstage) -> None:
    room = backstage.room
    alias, card = await a_card(backstage)
    await backstage.stage.workspace.post("join", user=backstage.guest.user, channel=OPERATORS)

    await backstage.guest.presses(OPERATORS, card["ts"], ids.WORK_RETRY)
    refused = said(await room.whispered(backstage.guest, OPERATORS))
    still = await backstage.parked(Alias(bare(alias)))
    await presses(backstage, card, ids.WORK_RETRY)
    await room.card(alias, "Agreed and saved")
    await presses(backstage, card, ids.WORK_RETRY)
    late = await room.whispered(backstage.operator, OPERATORS, words="any more")

    assert "Guests cannot take part" in refused
    assert still is not None
    assert f"Nothing of this kind waits for you at {alias}" in said(late)
    assert backstage.texts() == [("second-ear", TRUTH)]


async def test_what_waits_for_the_store_is_listed_while_the_store_is_away(backstage: Backstage) -> None:
    with locked(backstage):
        alias, _ = await gives_up_writing(backstage)

        writes = await backstage.command_line("writes", "list")
        work = await backstage.command_line("work", "list")

    assert f"parked   {alias}" in writes.output
    assert f"write    {alias}" in work.output
