"""Clocks that are missed call the next level by themselves, also after a restart; the pager is told once."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain import commands as cmd
from bot.domain.case import Category, Door
from bot.domain.ids import Alias
from bot.domain.reviewed import Cause, PageAction
from bot.errors import PagerAway, PagerRefused, StoreAway
from bot.ports import Kind
from bot.services.paging import Paging
from bot.services.reconciler import LEASE
from tests.contract.services.office import Office, flag
from tests.unit.domain.builders import CALLING, CAST

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def calling(office: Office) -> Office:
    """The office under a policy that calls the leads, then a pager."""
    office.policy = CALLING
    office.desk = office.open_desk()
    office.reconciler = office.open_reconciler()
    return office


async def a_critical_case(office: Office) -> Alias:
    alias = await office.asked()
    await office.does(alias, flag("aiko", Category.CRITICAL))
    await office.reconciler.settle_all()
    return alias


async def after(office: Office, **time: float) -> None:
    office.clock.advance(**time)
    await office.reconciler.settle_all()


async def causes(office: Office, alias: Alias) -> list[Cause]:
    return [call.cause for call in (await office.case(alias)).escalations]


async def paged(office: Office) -> Alias:
    """A case whose second clock was missed, so that the pager rang."""
    alias = await a_critical_case(office)
    await after(office, minutes=15)
    await after(office, minutes=15)
    return alias


def restart(office: Office) -> None:
    office.desk = office.open_desk()
    office.reconciler = office.open_reconciler()


async def test_missed_clocks_call_level_after_level_while_nobody_answers(calling: Office) -> None:
    alias = await a_critical_case(calling)

    await after(calling, minutes=14)
    assert await causes(calling, alias) == []
    await after(calling, minutes=1)
    assert await causes(calling, alias) == [Cause.NOT_TAKEN]
    await after(calling, minutes=15)

    assert await causes(calling, alias) == [Cause.NOT_TAKEN, Cause.NOT_TAKEN]
    assert len(calling.pager.incidents) == 1


async def test_a_clock_that_was_missed_while_no_bot_ran_is_noticed_after_the_restart(calling: Office) -> None:
    alias = await a_critical_case(calling)
    calling.clock.advance(hours=3)

    restart(calling)
    await calling.reconciler.settle_all()

    assert await causes(calling, alias) == [Cause.NOT_TAKEN]


async def test_a_worker_that_dies_with_the_clock_in_its_hand_leaves_it_to_the_next(calling: Office) -> None:
    alias = await a_critical_case(calling)
    calling.clock.advance(minutes=15)
    leases = await calling.stores.due.claim_due(limit=10, lease=LEASE)
    assert Kind.TICK in {lease.kind for lease in leases}

    restart(calling)
    await after(calling, seconds=LEASE.total_seconds())

    assert await causes(calling, alias) == [Cause.NOT_TAKEN]


async def test_the_pager_hears_of_the_case_that_it_was_taken_and_how_it_ended(calling: Office) -> None:
    alias = await paged(calling)

    await calling.takes(alias)
    await calling.reconciler.settle_all()
    await calling.does(alias, cmd.Uphold(actor=CAST["moritz"], door=Door.MODAL, reason="danger"))
    await calling.reconciler.settle_all()

    calls = calling.pager.calls
    assert [call.action for call in calls] == [*PageAction]
    assert len({call.dedup_key for call in calls}) == 1
    assert calls[0].severity.value == "critical"


async def test_no_page_says_more_than_the_alias_and_the_category(calling: Office) -> None:
    alias = await paged(calling)
    case = await calling.case(alias)

    said = " ".join(str(call.model_dump()) for call in calling.pager.calls)

    assert f"{alias[:5]}-{alias[5:]}" in said
    assert case.clip.reference not in said
    assert "aiko" not in said


async def test_a_pager_that_is_away_is_tried_again_until_it_takes_the_page(calling: Office) -> None:
    calling.pager.failures.extend([PagerAway("no answer")] * 3)
    await paged(calling)
    assert calling.pager.calls == []

    for _ in range(4):
        await after(calling, seconds=30)

    assert [call.action for call in calling.pager.calls] == [PageAction.TRIGGER]


async def test_a_page_whose_answer_was_lost_is_sent_again_under_the_same_key(calling: Office) -> None:
    calling.pager.lost.append(PagerAway("the answer was lost"))

    alias = await paged(calling)
    await after(calling, seconds=30)

    assert [call.action for call in calling.pager.calls] == [PageAction.TRIGGER, PageAction.TRIGGER]
    assert len(calling.pager.incidents) == 1
    assert [page.told for page in (await calling.case(alias)).pages] == [PageAction.TRIGGER]


async def test_a_page_that_could_not_be_recorded_is_sent_again(calling: Office) -> None:
    calling.pager.lost.append(StoreAway("the store went away just then"))

    await paged(calling)
    await after(calling, seconds=30)

    assert len(calling.pager.calls) == 2
    assert len(calling.pager.incidents) == 1


async def test_while_the_pager_is_away_the_case_is_taken_and_it_hears_only_that(calling: Office) -> None:
    calling.pager.failures.extend([PagerAway("no answer")] * 3)
    alias = await paged(calling)
    await calling.takes(alias)

    for _ in range(6):
        await after(calling, seconds=30)

    assert list(calling.pager.incidents.values()) == [PageAction.ACKNOWLEDGE]


async def test_a_pager_that_refuses_for_good_is_shown_to_operators_and_stops_nothing(
    calling: Office,
) -> None:
    calling.pager.failures.append(PagerRefused("the key is wrong"))
    alias = await paged(calling)

    parked = await calling.stores.due.parked()

    assert [(work.kind, work.reason) for work in parked] == [(Kind.PAGE, "the key is wrong")]
    assert (await calling.case(alias)).level == 2
    assert calling.surfaces.board[alias].level == 2


async def test_a_pager_without_a_key_is_shown_to_operators_too(calling: Office) -> None:
    calling.reconciler._outside = calling.reconciler._outside.__class__(
        surfaces=calling.surfaces,
        copies=calling.copies,
        write_back=calling.reconciler._outside.write_back,
        paging=Paging(desk=calling.desk, pager=None),
        recall=calling.recall,
    )

    await paged(calling)

    assert "PAGERDUTY_ROUTING_KEY is not set" in (await calling.stores.due.parked())[0].reason


async def test_two_bots_at_once_call_each_level_once(calling: Office) -> None:
    alias = await a_critical_case(calling)
    other = calling.open_reconciler()
    calling.clock.advance(minutes=15)

    await asyncio.gather(calling.reconciler.settle_all(), other.settle_all())

    assert await causes(calling, alias) == [Cause.NOT_TAKEN]


async def test_a_flag_whose_notification_failed_still_has_its_clock(calling: Office) -> None:
    """The card never came through; the next level is called all the same."""
    alias = await calling.asked()
    await calling.reconciler.settle_all()
    calling.surfaces.trouble = PagerAway("Slack is gone for good")
    await calling.does(alias, flag("aiko", Category.CRITICAL))
    await calling.reconciler.settle_all()

    await after(calling, minutes=15)

    assert await causes(calling, alias) == [Cause.NOT_TAKEN]
    calling.surfaces.trouble = None
    for _ in range(12):
        await after(calling, seconds=60)
    assert calling.surfaces.board[alias].is_hidden
