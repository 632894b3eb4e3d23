"""A conflict in the store from the desk's side: who decides, what is written then, and what never is."""

import pytest

from bot.domain.case import Category, ConflictChoice, Door, State, WriteState
from bot.domain.ids import Alias
from bot.errors import AnnotationStoreAway, Why
from bot.ports import Kind
from tests.contract.services.office import Office, flag
from tests.contract.store.making import HEARD, REFERENCE
from tests.unit.domain.builders import CAST, refused

THEIRS, BESIDE = ConflictChoice.THEIRS, ConflictChoice.BESIDE


async def a_conflict(office: Office) -> Alias:
    alias = await office.asked()
    await office.agrees(alias)
    await office.world.somebody_annotates(REFERENCE, "turn it off")
    await office.reconciler.settle_all()
    return alias


async def decides(
    office: Office, alias: Alias, choice: ConflictChoice, *, by: str = "mira", key: str | None = None
) -> None:
    key = key or office.fresh_key()
    await office.desk.resolve(CAST[by], alias, choice, shown=None, door=Door.BUTTON, key=key)


async def write_state(office: Office, alias: Alias) -> WriteState:
    outcome = (await office.case(alias)).outcome
    assert outcome is not None
    return outcome.write


async def test_theirs_is_kept_and_ours_is_never_written(office: Office) -> None:
    alias = await a_conflict(office)

    await decides(office, alias, THEIRS)
    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == []
    assert await office.world.theirs_are(REFERENCE) == ["turn it off"]
    assert await write_state(office, alias) is WriteState.ELSEWHERE


async def test_ours_is_written_beside_theirs_once(office: Office) -> None:
    alias = await a_conflict(office)

    await decides(office, alias, BESIDE)
    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == [HEARD]
    assert await office.world.theirs_are(REFERENCE) == ["turn it off"]
    assert (await office.case(alias)).state is State.WRITTEN


async def test_a_change_between_the_decision_and_the_writing_is_a_new_conflict(office: Office) -> None:
    alias = await a_conflict(office)
    await decides(office, alias, BESIDE)

    await office.world.somebody_edits(REFERENCE, "turn it")
    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == []
    assert await write_state(office, alias) is WriteState.CONFLICT
    await decides(office, alias, BESIDE)
    await office.reconciler.settle_all()
    assert await office.world.written(REFERENCE) == [HEARD]
    assert (await office.case(alias)).state is State.WRITTEN


async def test_the_same_press_delivered_twice_is_one_decision(office: Office) -> None:
    alias = await a_conflict(office)

    for _ in range(2):
        await decides(office, alias, BESIDE, key="the same press")
    await office.reconciler.settle_all()

    assert (await office.case(alias)).outcome is not None
    assert await office.world.written(REFERENCE) == [HEARD]


async def test_of_two_who_decide_differently_the_first_holds(office: Office) -> None:
    alias = await a_conflict(office)
    await decides(office, alias, THEIRS, by="lena")

    with refused(Why.NO_CONFLICT, saying="decided already"):
        await decides(office, alias, BESIDE)

    await office.reconciler.settle_all()
    assert await office.world.written(REFERENCE) == []


async def test_a_store_that_is_away_decides_nothing_and_the_choice_stands_open(office: Office) -> None:
    alias = await a_conflict(office)
    office.annotations.is_away = True

    with pytest.raises(AnnotationStoreAway):
        await decides(office, alias, BESIDE)
    assert await write_state(office, alias) is WriteState.CONFLICT

    await decides(office, alias, THEIRS)
    assert await write_state(office, alias) is WriteState.ELSEWHERE


async def test_beside_a_clip_that_has_gone_nothing_is_written(office: Office) -> None:
    alias = await a_conflict(office)
    await office.world.somebody_removes(REFERENCE)

    with refused(Why.UNKNOWN_CLIP, saying="no longer has this clip"):
        await decides(office, alias, BESIDE)

    assert await write_state(office, alias) is WriteState.CONFLICT


async def test_a_store_that_goes_away_after_the_decision_gets_it_when_it_is_back(office: Office) -> None:
    alias = await a_conflict(office)
    await decides(office, alias, BESIDE)
    office.annotations.is_away = True
    await office.reconciler.settle_all()

    office.annotations.is_away = False
    office.clock.advance(minutes=5)
    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == [HEARD]


async def test_a_stop_between_the_decision_and_the_writing_holds_it_back(office: Office) -> None:
    alias = await a_conflict(office)
    await decides(office, alias, BESIDE)
    await office.does(alias, flag("olga", Category.OTHER))
    await office.reconciler.settle_all()
    assert await office.world.written(REFERENCE) == []

    await office.releases(alias)
    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == [HEARD]


async def test_a_decision_is_due_at_once(office: Office) -> None:
    alias = await a_conflict(office)

    await decides(office, alias, BESIDE)

    assert [work.alias for work in await office.stores.due.waiting(Kind.WRITE, limit=10)] == [alias]


async def test_what_was_accepted_for_one_outcome_is_not_accepted_for_the_next(office: Office) -> None:
    alias = await a_conflict(office)
    await decides(office, alias, BESIDE)
    await office.reconciler.settle_all()
    await office.desk.reopen(CAST["mira"], alias, door=Door.BUTTON, key=office.fresh_key())
    await office.agrees(alias, "turn the kitchen light off")
    await office.world.somebody_annotates(REFERENCE, "turn it on")

    await office.reconciler.settle_all()

    assert await office.world.written(REFERENCE) == [HEARD]
    assert await write_state(office, alias) is WriteState.CONFLICT
