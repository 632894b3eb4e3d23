"""Moderators say of what was noticed that it is no leak, over real indexes and a real desk."""

import asyncio

import pytest

from bot.domain import commands as cmd
from bot.domain.case import Door
from bot.domain.leak import open_leaks
from bot.domain.leaked import Leak, LeakKind
from bot.ports import Kind
from tests.contract.services.listening import CARD, LINK, TEXT, Listening, agreed, says
from tests.contract.services.office import Office, flag
from tests.unit.domain.builders import CAST


@pytest.fixture
def listening(office: Office) -> Listening:
    return Listening(office)


def clear(by: str, leak: Leak | None = None) -> cmd.ClearLeak:
    return cmd.ClearLeak(actor=CAST[by], door=Door.BUTTON, leak=leak.name if leak else None)


async def test_of_what_is_no_leak_only_something_else_is_noticed_again(listening: Listening) -> None:
    office = listening.office
    alias = await agreed(office)
    await listening.hears(says(f"haha {TEXT}"))
    await office.does(alias, clear("moritz"))

    await listening.hears(says(f"hoho {TEXT}"), is_edit=True)
    await listening.hears(says("never mind"), is_edit=True)
    await listening.hears(says(TEXT), is_edit=True)
    assert await listening.kinds(alias) == []

    await office.stores.leaks.keep_place(CARD, alias)
    await listening.hears(says(TEXT, links=(LINK,)), is_edit=True)
    assert await listening.kinds(alias) == [LeakKind.QUOTE]


async def test_when_one_clip_of_a_message_is_settled_its_author_is_asked_about_the_next(
    listening: Listening,
) -> None:
    office = listening.office
    one, other = await agreed(office), await office.asked("recordings/other.wav")
    await office.stores.leaks.keep_place(CARD, other)
    await listening.hears(says(TEXT))
    await office.does(one, clear("moritz"))

    await listening.hears(says(TEXT, links=(LINK,)), is_edit=True)

    (leak,) = open_leaks(await office.case(other))
    assert leak.is_asked
    assert await listening.kinds(one) == []


async def test_once_one_clip_is_settled_the_author_is_asked_for_the_other_and_then_for_none(
    listening: Listening,
) -> None:
    office = listening.office
    # The quote is the graver one and so asked for, though the other clip comes first by its alias.
    other, one = sorted([await office.asked(), await office.asked("recordings/other.wav")])
    await office.agrees(one, TEXT)
    await office.reconciler.settle_all()
    await office.stores.leaks.keep_place(CARD, other)
    await listening.hears(says(TEXT, links=(LINK,)))
    place = says().place

    await listening.leaks.ask_next(place, delivery="too early")
    assert [leak.is_asked for leak in open_leaks(await office.case(other))] == [False]

    await office.does(one, clear("moritz"))
    await listening.leaks.ask_next(place, delivery="a press")
    assert [leak.is_asked for leak in open_leaks(await office.case(other))] == [True]

    await office.does(other, clear("moritz"))
    await listening.leaks.ask_next(place, delivery="another")
    assert open_leaks(await office.case(other)) == []


async def test_who_is_asked_for_the_next_clip_of_a_message_that_is_gone_is_not_asked_for_long(
    listening: Listening,
) -> None:
    office = listening.office
    one, other = await agreed(office), await office.asked("recordings/other.wav")
    await office.stores.leaks.keep_place(CARD, other)
    await listening.hears(says(TEXT, links=(LINK,)))
    await office.does(one, clear("moritz"))
    # Somebody else keeps the mark and has not come to closing yet.
    await office.stores.leaks.keep_gone(says().place)

    await listening.leaks.ask_next(says().place, delivery="a press")

    assert open_leaks(await office.case(other)) == []


async def test_two_moderators_at_once_decide_once(listening: Listening) -> None:
    alias = await agreed(listening.office)
    await listening.hears(says(TEXT))
    leak = (await listening.office.case(alias)).leaks[0]
    before = (await listening.office.case(alias)).revision

    await asyncio.gather(*(listening.office.does(alias, clear(by, leak)) for by in ("moritz", "nadia")))

    case = await listening.office.case(alias)
    assert case.revision == before + 1
    assert case.leaks[0].cleared_by in {"moritz", "nadia"}


async def test_the_same_press_again_gets_the_same_answer_and_changes_nothing(listening: Listening) -> None:
    alias = await agreed(listening.office)
    await listening.hears(says(TEXT))
    leak = (await listening.office.case(alias)).leaks[0]

    presses = [await listening.office.does(alias, clear("moritz", leak), key="one press") for _ in range(2)]
    answers = [press.result for press in presses]

    assert answers[0] == answers[1]
    assert answers[0].happened == ("leak_cleared",)


async def test_on_a_stopped_clip_what_is_no_leak_has_the_copies_counted_again(listening: Listening) -> None:
    office = listening.office
    alias = await agreed(office)
    await listening.hears(says(TEXT))
    await office.does(alias, flag("aiko"))
    office.clock.advance(hours=1)
    await office.reconciler.settle_all()
    assert await office.stores.due.waiting(Kind.RECEIPT, limit=10) == []

    await office.does(alias, clear("moritz"))

    waiting = await office.stores.due.waiting(Kind.RECEIPT, limit=10)
    assert [work.alias for work in waiting] == [alias]
