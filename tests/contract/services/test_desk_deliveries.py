"""A delivery that comes twice gets its first answer and changes nothing, whatever happened in between."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Category, Door, State, WriteState
from bot.domain.ids import Alias
from bot.errors import UserError, Why
from bot.ports import DueWork
from bot.services.commits import Answer
from bot.services.reconciler import LEASE
from tests.contract.services.office import Office, claim, flag, suggest, tick
from tests.contract.store.making import REFERENCE
from tests.fakes.stores import InterruptedCases
from tests.unit.domain.builders import CAST, refused

AIKO = CAST["aiko"]
Way = Callable[[Office, Alias], Awaitable[None]]
Said = Answer | tuple[Why, str]


async def is_open(office: Office, alias: Alias) -> None:
    pass


async def is_claimed(office: Office, alias: Alias) -> None:
    await office.claims(alias, "aiko")


async def is_with_a_lead(office: Office, alias: Alias) -> None:
    await office.disagrees(alias)


async def is_agreed(office: Office, alias: Alias) -> None:
    await office.agrees(alias)


async def is_withheld(office: Office, alias: Alias) -> None:
    await office.does(alias, flag("aiko"))


async def is_taken(office: Office, alias: Alias) -> None:
    await office.does(alias, flag("aiko", Category.OTHER))
    await office.takes(alias)


async def has_a_claim_that_ran_out(office: Office, alias: Alias) -> None:
    await office.claims(alias, "aiko")
    office.clock.advance(minutes=15)


@dataclass(frozen=True)
class Delivery:
    """A command, and how the case comes to where the command makes sense."""

    way: Way
    command: cmd.Command


DELIVERIES = {
    "claim": Delivery(is_open, claim(AIKO)),
    "extend": Delivery(is_claimed, cmd.ExtendClaim(actor=AIKO, door=Door.BUTTON)),
    "release": Delivery(is_claimed, cmd.Release(actor=AIKO, door=Door.BUTTON)),
    "suggest": Delivery(is_open, suggest("aiko")),
    "withdraw": Delivery(is_open, cmd.Withdraw(actor=CAST["mira"], door=Door.BUTTON)),
    "settle": Delivery(is_with_a_lead, cmd.Settle(actor=CAST["lena"], door=Door.MODAL, text="one")),
    "listen": Delivery(is_open, cmd.Listen(actor=AIKO, door=Door.BUTTON)),
    "flag": Delivery(is_open, flag("aiko")),
    "describe": Delivery(
        is_withheld, cmd.DescribeFlag(actor=AIKO, door=Door.MODAL, category=Category.CRITICAL)
    ),
    "take": Delivery(is_withheld, cmd.Take(actor=CAST["moritz"], door=Door.BUTTON)),
    "uphold": Delivery(is_taken, cmd.Uphold(actor=CAST["moritz"], door=Door.MODAL, reason="a name")),
    "release case": Delivery(
        is_taken, cmd.ReleaseCase(actor=CAST["moritz"], door=Door.MODAL, reason="nothing")
    ),
    "record": Delivery(
        is_agreed,
        cmd.RecordWriteBack(actor=SYSTEM_ACTOR, door=Door.STORE, number=1, result=WriteState.CONFLICT),
    ),
    "tick": Delivery(has_a_claim_that_ran_out, tick()),
    "tick too early": Delivery(is_claimed, tick()),
    "refused claim": Delivery(is_agreed, claim(AIKO)),
    "refused take": Delivery(is_open, cmd.Take(actor=CAST["moritz"], door=Door.BUTTON)),
    "forbidden settle": Delivery(is_with_a_lead, cmd.Settle(actor=AIKO, door=Door.MODAL, text="one")),
}


async def said(asking: Awaitable[Answer]) -> Said:
    try:
        return await asking
    except UserError as refusal:
        return (refusal.why, refusal.message)


def result_of(answer: Said) -> object:
    return answer.result if isinstance(answer, Answer) else answer


async def changes_meanwhile(office: Office, alias: Alias) -> None:
    """So much that every command would now be decided otherwise."""
    office.clock.advance(minutes=20)
    case = await office.case(alias)
    if case.state is State.WITHHELD:
        await office.does(alias, flag("olga", Category.OTHER))
        await office.releases(alias, "moritz")
        if (await office.case(alias)).is_hidden:
            await office.releases(alias, "nadia")
    else:
        await office.does(alias, flag("olga"))


async def do_all_due(due: DueWork) -> None:
    while leases := await due.claim_due(limit=100, lease=LEASE):
        for lease in leases:
            await due.settle_due(lease)


@pytest.mark.parametrize("name", DELIVERIES)
async def test_a_command_that_comes_twice_gets_its_first_answer_and_changes_nothing(
    office: Office, name: str
) -> None:
    delivery = DELIVERIES[name]
    alias = await office.asked()
    await delivery.way(office, alias)
    first = await said(office.does(alias, delivery.command, key="the delivery"))
    await changes_meanwhile(office, alias)
    await do_all_due(office.stores.due)
    before = await office.case(alias)

    second = await said(office.does(alias, delivery.command, key="the delivery"))

    assert result_of(second) == result_of(first)
    assert await office.case(alias) == before
    assert await office.stores.due.claim_due(limit=100, lease=LEASE) == []
    assert not await office.has_ticket(AIKO)


async def test_an_ask_that_comes_twice_asks_once(office: Office) -> None:
    alias = await office.asked()
    first = await said(office.desk.ask(CAST["noor"], REFERENCE, door=Door.MODAL, key="ask"))
    await office.does(alias, cmd.Withdraw(actor=CAST["lena"], door=Door.BUTTON))
    before = await office.case(alias)

    second = await said(office.desk.ask(CAST["noor"], REFERENCE, door=Door.MODAL, key="ask"))

    assert result_of(second) == result_of(first)
    assert await office.case(alias) == before


async def test_a_refused_ask_stays_refused_when_its_reason_has_gone(office: Office) -> None:
    await office.adds("kitchen", has_consent=False)
    with refused(Why.NO_CONSENT):
        await office.asks("kitchen", key="ask")
    await office.adds("kitchen", has_consent=True)

    with refused(Why.NO_CONSENT):
        await office.asks("kitchen", key="ask")

    assert (await office.case(await office.asks("kitchen"))).revision == 1


async def test_a_reopening_that_comes_twice_reopens_once(office: Office) -> None:
    alias = await office.asked()
    await office.agrees(alias)
    await office.reconciler.settle_all()
    first = await office.desk.reopen(CAST["mira"], alias, door=Door.BUTTON, key="reopen")
    await office.does(alias, cmd.Withdraw(actor=CAST["lena"], door=Door.BUTTON))

    second = await office.desk.reopen(CAST["mira"], alias, door=Door.BUTTON, key="reopen")

    assert second.result == first.result
    assert second.case.state is State.IDLE


async def test_the_same_delivery_at_the_same_time_happens_once(office: Office) -> None:
    alias = await office.asked()

    answers = await asyncio.gather(*(office.does(alias, claim(AIKO), key="the delivery") for _ in range(10)))

    assert {answer.result for answer in answers} == {answers[0].result}
    assert [found.person for found in (await office.case(alias)).claims] == [AIKO.person]
    assert (await office.case(alias)).revision == 2
    assert await office.has_ticket(AIKO)


async def test_who_is_overtaken_by_the_refusal_of_the_same_delivery_is_refused_too(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "ben", "chloe")
    cases = InterruptedCases(office.stores.cases)

    async def the_last_place_goes_and_the_twin_is_refused() -> None:
        await office.claims(alias, "dev")
        with refused(Why.FULL):
            await office.does(alias, claim(AIKO), key="the delivery")

    cases.before_commit.append(the_last_place_goes_and_the_twin_is_refused)
    with refused(Why.FULL):
        await office.open_desk(cases=cases).execute(alias, claim(AIKO), key="the delivery")

    assert not await office.has_ticket(AIKO)


async def test_who_is_refused_after_the_same_delivery_got_a_place_hears_of_the_place(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "ben", "chloe", "dev")
    cases = InterruptedCases(office.stores.cases)

    async def a_place_is_given_back_and_the_twin_gets_it() -> None:
        await office.does(alias, cmd.Release(actor=CAST["ben"], door=Door.BUTTON))
        await office.does(alias, claim(AIKO), key="the delivery")

    cases.before_commit.append(a_place_is_given_back_and_the_twin_gets_it)
    answer = await office.open_desk(cases=cases).execute(alias, claim(AIKO), key="the delivery")

    assert answer.case.claim_of(AIKO.person)
    assert answer.case == await office.case(alias)
    assert await office.has_ticket(AIKO)


async def test_the_next_case_that_is_claimed_is_the_one_that_waits_longest(office: Office) -> None:
    first = await office.asked("kitchen")
    office.clock.advance(minutes=1)
    await office.asked("garden")

    answer = await office.desk.claim_next(AIKO, door=Door.SLASH_COMMAND, key="claim")

    assert answer.case.alias == first


async def test_claiming_the_next_case_twice_comes_to_the_same_though_the_queue_is_another(
    office: Office,
) -> None:
    kitchen = await office.asked("kitchen")
    office.clock.advance(minutes=1)
    garden = await office.asked("garden")
    first = await office.desk.claim_next(AIKO, door=Door.SLASH_COMMAND, key="claim")
    await office.does(kitchen, cmd.Withdraw(actor=CAST["mira"], door=Door.BUTTON))

    second = await office.desk.claim_next(AIKO, door=Door.SLASH_COMMAND, key="claim")

    assert second.result == first.result
    assert second.case.alias == kitchen
    assert (await office.case(garden)).claims == ()


async def test_claiming_the_next_case_twice_comes_to_the_same_though_nothing_waits_any_more(
    office: Office,
) -> None:
    await office.asked()
    first = await office.desk.claim_next(AIKO, door=Door.SLASH_COMMAND, key="claim")

    second = await office.desk.claim_next(AIKO, door=Door.SLASH_COMMAND, key="claim")

    assert second == first


async def test_a_refused_choice_of_the_next_case_is_refused_again_in_the_same_words(office: Office) -> None:
    kitchen, garden = await office.asked("kitchen"), await office.asked("garden")
    await office.claims(garden, "aiko")
    first = await said(office.desk.claim_next(AIKO, door=Door.SLASH_COMMAND, key="claim"))
    await office.does(garden, cmd.Release(actor=AIKO, door=Door.BUTTON))

    second = await said(office.desk.claim_next(AIKO, door=Door.SLASH_COMMAND, key="claim"))

    assert second == first
    assert isinstance(first, tuple)
    assert first[0] is Why.TOO_MANY_CLAIMS
    assert (await office.case(kitchen)).claims == ()


async def test_taking_the_next_review_twice_takes_one(office: Office) -> None:
    kitchen, garden = await office.asked("kitchen"), await office.asked("garden")
    await office.does(kitchen, flag("aiko"))
    office.clock.advance(minutes=1)
    await office.does(garden, flag("aiko"))
    moritz = CAST["moritz"]
    first = await office.desk.take_next(moritz, door=Door.SLASH_COMMAND, key="take")

    second = await office.desk.take_next(moritz, door=Door.SLASH_COMMAND, key="take")

    assert second == first
    assert first.case.alias == kitchen
    review = (await office.case(garden)).review
    assert review
    assert review.taken_by is None


async def test_an_answer_is_remembered_for_a_day(office: Office) -> None:
    alias = await office.asked()
    first = await office.does(alias, suggest("aiko"), key="the delivery")
    office.clock.advance(days=1)

    second = await office.does(alias, suggest("aiko"), key="the delivery")

    assert second.result == first.result
