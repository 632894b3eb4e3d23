"""When the case changes under a command's feet, or the store goes away: decide again, within a bound."""

from collections.abc import Awaitable, Callable

import pytest

from bot.domain import commands as cmd
from bot.domain.case import Door, State
from bot.domain.ids import Alias
from bot.errors import StoreAway, Why
from bot.services.commits import MOST_ATTEMPTS
from tests.contract.services.office import Office, claim, flag, suggest
from tests.contract.store.making import HEARD
from tests.fakes.stores import InterruptedCases
from tests.unit.domain.builders import CAST, refused

AIKO = CAST["aiko"]


def somebody_listens(office: Office, alias: Alias) -> Callable[[], Awaitable[object]]:
    command = cmd.Listen(actor=CAST["ben"], door=Door.BUTTON)
    return lambda: office.does(alias, command)


def interrupted(office: Office, alias: Alias, *, times: int) -> InterruptedCases:
    cases = InterruptedCases(office.stores.cases)
    cases.before_commit.extend([somebody_listens(office, alias)] * times)
    return cases


async def test_a_command_that_is_overtaken_four_times_is_decided_a_fifth_time(office: Office) -> None:
    alias = await office.asked()
    cases = interrupted(office, alias, times=MOST_ATTEMPTS - 1)

    answer = await office.open_desk(cases=cases).execute(alias, suggest("aiko"), key="click")

    assert answer.case == await office.case(alias)
    assert answer.case.voice_of(AIKO.person)
    assert answer.case.revision == 1 + (MOST_ATTEMPTS - 1) + 1


async def test_a_command_that_is_overtaken_five_times_is_given_up_and_has_changed_nothing(
    office: Office,
) -> None:
    alias = await office.asked()
    cases = interrupted(office, alias, times=MOST_ATTEMPTS)

    with pytest.raises(StoreAway):
        await office.open_desk(cases=cases).execute(alias, claim(AIKO), key="click")

    assert (await office.case(alias)).claims == ()
    assert (await office.case(alias)).revision == 1 + MOST_ATTEMPTS
    assert not await office.has_ticket(AIKO)


async def test_a_command_that_was_given_up_can_be_delivered_again(office: Office) -> None:
    alias = await office.asked()
    desk = office.open_desk(cases=interrupted(office, alias, times=MOST_ATTEMPTS))
    with pytest.raises(StoreAway):
        await desk.execute(alias, claim(AIKO), key="click")

    answer = await desk.execute(alias, claim(AIKO), key="click")

    assert answer.case.claim_of(AIKO.person)


async def test_who_is_overtaken_by_a_flag_is_refused_and_saves_nothing(office: Office) -> None:
    alias = await office.asked()
    cases = InterruptedCases(office.stores.cases)
    cases.before_commit.append(lambda: office.does(alias, flag("ben")))

    with refused(Why.WITHHELD):
        await office.open_desk(cases=cases).execute(alias, suggest("aiko"), key="click")

    assert (await office.case(alias)).suggestions == ()


async def test_a_flag_gets_through_however_often_it_is_overtaken(office: Office) -> None:
    alias = await office.asked()
    cases = interrupted(office, alias, times=MOST_ATTEMPTS - 1)

    answer = await office.open_desk(cases=cases).execute(alias, flag("aiko"), key="click")

    assert answer.case.state is State.WITHHELD


async def test_a_command_whose_answer_was_lost_is_found_done_when_it_comes_again(office: Office) -> None:
    alias = await office.asked()
    cases = InterruptedCases(office.stores.cases)
    cases.after_commit.append(_the_answer_is_lost)
    desk = office.open_desk(cases=cases)
    with pytest.raises(StoreAway):
        await desk.execute(alias, suggest("aiko"), key="click")

    answer = await desk.execute(alias, suggest("aiko"), key="click")

    assert answer.result.happened == ("suggested",)
    assert [voice.version for voice in answer.case.voices] == [1]


async def test_a_store_that_is_away_is_said_to_be_away_and_nothing_has_changed(office: Office) -> None:
    alias = await office.asked()
    before = await office.case(alias)
    cases = InterruptedCases(office.stores.cases)
    cases.before_commit.append(_the_answer_is_lost)

    with pytest.raises(StoreAway):
        await office.open_desk(cases=cases).execute(alias, suggest("aiko"), key="click")

    assert await office.case(alias) == before


async def test_two_last_voices_at_once_agree_once_and_both_count_or_one_hears_that_it_is_agreed(
    office: Office,
) -> None:
    alias = await office.asked()
    await office.does(alias, suggest("ben"))
    await office.does(alias, suggest("chloe"))
    cases = InterruptedCases(office.stores.cases)
    cases.before_commit.append(lambda: office.does(alias, suggest("dev")))

    with refused(Why.CLOSED):
        await office.open_desk(cases=cases).execute(alias, suggest("aiko"), key="click")

    case = await office.case(alias)
    assert case.outcome
    assert (case.outcome.number, case.outcome.text) == (1, HEARD)
    assert sorted(case.outcome.people) == ["ben", "chloe", "dev"]


async def _the_answer_is_lost() -> None:
    raise StoreAway("the answer was lost")
