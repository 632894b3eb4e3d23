"""A store that is away, or not as it must be, when the bot starts: waited for, told of, and never skipped."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain import commands as cmd
from bot.domain.case import Door, State
from bot.errors import AnnotationStoreAway, ConfigurationError, Why
from bot.operator_ports import Lack
from bot.services.store_gate import FIRST_DELAY, LONGEST_DELAY, TELL_AFTER, StoreGate
from tests.contract.services.office import Office
from tests.contract.store.making import REFERENCE
from tests.unit.domain.builders import CAST, refused

WRONG = "The labelling config of the Label Studio project needs a TextArea on an Audio tag."


async def gate_at_a_start_while_away(office: Office) -> StoreGate:
    office.annotations.is_away = True
    gate = StoreGate(office.annotations, clock=office.clock)
    await gate.prepare()
    return gate


async def looks_for(office: Office, gate: StoreGate, period: timedelta) -> list[bool]:
    """A look each second; whether each found news for operators."""
    news = []
    for _ in range(int(period.total_seconds())):
        office.clock.advance(seconds=1)
        news.append(await gate.look())
    return news


async def test_a_store_that_is_there_is_asked_at_once(memory_office: Office) -> None:
    gate = StoreGate(memory_office.annotations, clock=memory_office.clock)
    await memory_office.adds(REFERENCE)

    await gate.prepare()

    assert await gate.clip(REFERENCE) is not None
    assert gate.remarks() == []


async def test_a_store_that_is_wrong_at_the_start_refuses_to_start(memory_office: Office) -> None:
    memory_office.annotations.wrong = WRONG

    with pytest.raises(ConfigurationError, match="needs a TextArea"):
        await StoreGate(memory_office.annotations, clock=memory_office.clock).prepare()


async def test_whatever_is_asked_of_a_store_that_is_away_meets_that_until_it_was_prepared(
    memory_office: Office,
) -> None:
    office = memory_office
    await office.adds(REFERENCE)
    gate = await gate_at_a_start_while_away(office)
    office.annotations.is_away = False

    with pytest.raises(AnnotationStoreAway, match="is away for a while"):
        await gate.clip(REFERENCE)
    await looks_for(office, gate, FIRST_DELAY)

    assert await gate.clip(REFERENCE) is not None


async def test_it_is_looked_at_again_after_longer_and_longer_pauses_and_once_a_minute_in_the_end(
    memory_office: Office,
) -> None:
    gate = await gate_at_a_start_while_away(memory_office)

    await looks_for(memory_office, gate, LONGEST_DELAY)
    within_a_minute = memory_office.annotations.prepared
    await looks_for(memory_office, gate, 10 * LONGEST_DELAY)

    assert within_a_minute == 6
    assert memory_office.annotations.prepared - within_a_minute == 10


async def test_once_it_is_there_nobody_looks_any_more(memory_office: Office) -> None:
    office = memory_office
    gate = await gate_at_a_start_while_away(office)
    office.annotations.is_away = False
    await looks_for(office, gate, FIRST_DELAY)
    prepared = office.annotations.prepared

    await looks_for(office, gate, LONGEST_DELAY)

    assert office.annotations.prepared == prepared


async def test_one_that_comes_back_wrong_is_told_at_once_and_each_look_says_so_in_the_log(
    memory_office: Office,
) -> None:
    office = memory_office
    gate = await gate_at_a_start_while_away(office)
    office.annotations.is_away, office.annotations.wrong = False, WRONG

    with capture_logs() as logs:
        first = await looks_for(office, gate, FIRST_DELAY)
        again = await looks_for(office, gate, LONGEST_DELAY)

    assert gate.trouble is not None
    assert (gate.trouble.lack, gate.trouble.reason) == (Lack.WRONG, WRONG)
    assert (any(first), any(again)) == (True, False)
    levels = [line["log_level"] for line in logs if line["event"] == "annotations.wrong"]
    assert levels == ["error"] * (office.annotations.prepared - 1)
    with pytest.raises(AnnotationStoreAway, match="needs a TextArea"):
        await gate.clip(REFERENCE)


async def test_one_that_is_mended_is_used_and_operators_hear_that_it_is_over(memory_office: Office) -> None:
    office = memory_office
    gate = await gate_at_a_start_while_away(office)
    office.annotations.is_away, office.annotations.wrong = False, WRONG
    await looks_for(office, gate, FIRST_DELAY)
    office.annotations.wrong = ""

    news = await looks_for(office, gate, LONGEST_DELAY)

    assert news.count(True) == 1
    assert (gate.trouble, gate.remarks()) == (None, [])
    assert await gate.clip("nobody knows it") is None


async def test_one_that_restarts_is_no_news_and_one_that_stays_away_is(memory_office: Office) -> None:
    gate = await gate_at_a_start_while_away(memory_office)

    before = await looks_for(memory_office, gate, TELL_AFTER - LONGEST_DELAY)
    after = await looks_for(memory_office, gate, 2 * LONGEST_DELAY)

    assert (any(before), after.count(True)) == (False, 1)
    assert gate.trouble is not None
    assert gate.trouble.lack is Lack.AWAY


async def test_what_operators_were_told_is_not_taken_back_while_it_restarts_to_be_mended(
    memory_office: Office,
) -> None:
    office = memory_office
    gate = await gate_at_a_start_while_away(office)
    office.annotations.is_away, office.annotations.wrong = False, WRONG
    await looks_for(office, gate, FIRST_DELAY)
    office.annotations.is_away = True

    await looks_for(office, gate, 3 * FIRST_DELAY)

    assert gate.trouble is not None
    assert gate.trouble.lack is Lack.AWAY


async def test_a_clip_that_is_asked_about_can_be_joined_while_the_store_is_away(office: Office) -> None:
    alias = await office.asked(by="mira")
    office.annotations.is_away = True

    for name, typed in (("noor", REFERENCE), ("lena", alias)):
        await office.desk.ask(CAST[name], typed, door=Door.SLASH_COMMAND, key=office.fresh_key())

    assert (await office.case(alias)).askers == ("mira", "noor", "lena")


async def test_a_clip_that_was_answered_says_so_while_the_store_is_away(office: Office) -> None:
    alias = await office.asked()
    await office.agrees(alias)
    office.annotations.is_away = True

    with refused(Why.CLOSED):
        await office.desk.ask(CAST["noor"], alias, door=Door.SLASH_COMMAND, key=office.fresh_key())


async def test_what_an_ask_would_share_anew_waits_for_what_the_store_says_of_it(office: Office) -> None:
    """Its consent may have been withdrawn since it was last asked about."""
    alias = await office.asked()
    await office.does(alias, cmd.Withdraw(actor=CAST["mira"], door=Door.BUTTON))
    office.annotations.is_away = True

    for typed in (alias, REFERENCE, "a clip that nobody knows"):
        with pytest.raises(AnnotationStoreAway):
            await office.desk.ask(CAST["mira"], typed, door=Door.SLASH_COMMAND, key=office.fresh_key())

    assert (await office.case(alias)).state is State.IDLE
