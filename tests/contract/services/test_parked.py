"""Work that was given up, from an operator's side: looked at, tried again, and in the log who wanted it."""

from dataclasses import dataclass

import pytest

from bot.domain import commands as cmd
from bot.domain.access import Role, Standing
from bot.domain.case import Category, Door, State
from bot.domain.ids import Alias
from bot.domain.write_back import is_parked
from bot.errors import StoreAway, Why
from bot.ports import Kind
from bot.services.parked import ParkedWork
from bot.services.reconciler import LEASE
from tests.contract.services.office import Office, flag
from tests.contract.store.making import HEARD, REFERENCE
from tests.fakes.stores import AwayDueWork, InterruptedCases
from tests.unit.domain.builders import CAST, refused


@dataclass
class Operating:
    """The operators' side of an office."""

    office: Office
    parked: ParkedWork

    async def retries(self, alias: Alias, *, by: str = "olga", key: str = "a press") -> None:
        await self.parked.retry(CAST[by], Kind.WRITE, alias, door=Door.BUTTON, key=key)


@pytest.fixture
def operating(office: Office) -> Operating:
    return Operating(office, ParkedWork(desk=office.desk, due=office.stores.due))


async def gives_up(office: Office) -> None:
    office.annotations.is_away = True
    await office.reconciler.settle_all()
    office.clock.advance(hours=office.policy.write.park_after_hours)
    await office.reconciler.settle_all()


async def a_parked_write(office: Office) -> Alias:
    alias = await office.asked()
    await office.agrees(alias)
    await gives_up(office)
    return alias


async def test_what_an_operator_retries_is_done_and_parked_no_more(operating: Operating) -> None:
    office = operating.office
    alias = await a_parked_write(office)
    office.annotations.is_away = False

    await operating.retries(alias)

    assert await office.stores.due.parked() == []
    await office.reconciler.settle_all()
    assert await office.world.written(REFERENCE) == [HEARD]
    assert (await office.case(alias)).state is State.WRITTEN


async def test_a_retry_is_one_change_of_the_case(operating: Operating) -> None:
    office = operating.office
    alias = await a_parked_write(office)
    before = (await office.case(alias)).revision

    await operating.retries(alias)

    assert (await office.case(alias)).revision == before + 1


async def test_a_retry_of_what_nobody_was_told_of_shows_nothing_anew(operating: Operating) -> None:
    office = operating.office
    alias = await office.asked()
    office.annotations.is_away = True
    await office.does(alias, flag("aiko", Category.OTHER))
    await gives_up(office)

    await operating.retries(alias)

    assert await office.stores.due.waiting(Kind.PRESENT, limit=1) == []


async def test_whoever_waits_for_the_outcome_is_shown_that_it_is_parked_and_that_it_is_tried_again(
    operating: Operating,
) -> None:
    office = operating.office
    alias = await a_parked_write(office)
    told = is_parked(office.surfaces.board[alias].outcome)

    await operating.retries(alias)
    await office.reconciler.settle_all()

    assert told
    assert not is_parked(office.surfaces.board[alias].outcome)
    assert (await office.case(alias)).state is State.AGREED


async def test_telling_that_it_is_parked_does_not_make_it_due_again(office: Office) -> None:
    await a_parked_write(office)

    assert await office.stores.due.waiting(Kind.WRITE, limit=1) == []
    assert len(await office.stores.due.parked()) == 1


async def test_what_else_happens_to_the_case_leaves_the_write_with_the_operators(office: Office) -> None:
    alias = await a_parked_write(office)

    await office.does(alias, cmd.Listen(actor=CAST["aiko"], door=Door.BUTTON))

    assert [work.alias for work in await office.stores.due.parked()] == [alias]
    assert await office.stores.due.waiting(Kind.WRITE, limit=1) == []


async def test_a_parked_outcome_that_was_withheld_and_released_since_is_written(office: Office) -> None:
    alias = await a_parked_write(office)
    office.annotations.is_away = False
    await office.does(alias, flag("aiko", Category.OTHER))
    await office.reconciler.settle_all()

    await office.releases(alias)
    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == [HEARD]
    assert await office.stores.due.parked() == []


async def test_a_bot_that_dies_between_telling_and_parking_leaves_it_to_the_next(office: Office) -> None:
    alias = await office.asked()
    await office.agrees(alias)
    office.annotations.is_away = True
    await office.reconciler.settle_all()
    office.clock.advance(hours=office.policy.write.park_after_hours)
    (lease,) = await office.stores.due.claim_due(limit=1, lease=LEASE, kinds={Kind.WRITE})
    due = AwayDueWork(office.stores.due)
    due.is_away = True

    with pytest.raises(StoreAway):
        await office.open_reconciler(due=due).reconcile(lease)
    parked, told = await office.stores.due.parked(), await office.case(alias)
    office.clock.advance(seconds=LEASE.total_seconds())
    await office.reconciler.settle_all()

    assert (parked, is_parked(told.outcome)) == ([], True)
    assert [work.alias for work in await office.stores.due.parked()] == [alias]
    assert (await office.case(alias)).revision == told.revision


async def test_the_same_press_delivered_twice_is_one_retry(operating: Operating) -> None:
    alias = await a_parked_write(operating.office)

    for _ in range(2):
        await operating.retries(alias)

    assert await operating.office.stores.due.parked() == []


async def test_work_that_is_parked_again_is_retried_by_another_press(operating: Operating) -> None:
    office = operating.office
    alias = await a_parked_write(office)
    await operating.retries(alias)
    await gives_up(office)

    await operating.retries(alias, key="another press")

    assert await office.stores.due.parked() == []


async def test_a_late_press_hears_that_nothing_waits(operating: Operating) -> None:
    alias = await a_parked_write(operating.office)
    await operating.retries(alias)

    with refused(Why.NOT_PARKED):
        await operating.retries(alias, key="a late press")


@pytest.mark.parametrize("name", ["mira", "aiko", "lena", "moritz"])
async def test_nobody_but_an_operator_retries_or_looks(operating: Operating, name: str) -> None:
    alias = await a_parked_write(operating.office)

    with refused(Why.NOT_ALLOWED, saying="role of operator"):
        await operating.retries(alias, by=name)
    with refused(Why.NOT_ALLOWED):
        await operating.parked.details(CAST[name], Kind.WRITE, alias)

    assert len(await operating.office.stores.due.parked()) == 1


async def test_an_operator_whose_account_was_deactivated_retries_nothing(operating: Operating) -> None:
    alias = await a_parked_write(operating.office)
    gone = CAST["olga"].model_copy(update={"standing": Standing.DEACTIVATED})
    assert gone.has_any(frozenset({Role.OPERATOR}))

    with refused(Why.NOT_A_MEMBER):
        await operating.parked.retry(gone, Kind.WRITE, alias, door=Door.BUTTON, key="a press")


async def test_details_say_why_since_when_and_how_often(operating: Operating) -> None:
    alias = await a_parked_write(operating.office)

    found = await operating.parked.details(CAST["olga"], Kind.WRITE, alias)

    assert found.reason == "AnnotationStoreAway: the annotation store is away for a while"
    assert (found.attempts, found.at) == (2, operating.office.clock.now())


async def test_what_waits_no_more_has_no_details(operating: Operating) -> None:
    alias = await a_parked_write(operating.office)

    with refused(Why.NOT_PARKED):
        await operating.parked.details(CAST["olga"], Kind.PRESENT, alias)


async def test_a_withheld_clips_parked_work_is_retried_too(operating: Operating) -> None:
    office = operating.office
    alias = await office.asked()
    office.annotations.is_away = True
    await office.does(alias, flag("aiko", Category.OTHER))
    await gives_up(office)
    office.annotations.is_away = False

    await operating.retries(alias)
    await office.reconciler.settle_all()

    assert await office.world.marked(REFERENCE) == ["withheld"]


async def test_a_retry_that_breaks_off_halfway_is_finished_by_the_same_press(office: Office) -> None:
    async def breaks_off() -> None:
        raise StoreAway("no answer")

    alias = await a_parked_write(office)
    cases = InterruptedCases(office.stores.cases)
    cases.after_commit.append(breaks_off)
    operating = Operating(office, ParkedWork(desk=office.open_desk(cases=cases), due=office.stores.due))

    with pytest.raises(StoreAway):
        await operating.retries(alias)
    assert [work.alias for work in await office.stores.due.parked()] == [alias]
    await operating.retries(alias)

    assert await office.stores.due.parked() == []
