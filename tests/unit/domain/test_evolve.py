"""`evolve` is total: every event on every case gives a case that can be stored and timed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import events as ev
from bot.domain.case import Case
from bot.domain.claim import places
from bot.domain.evolve import _CHANGES, evolve, replay
from bot.domain.tick import next_deadline
from tests.unit.domain.anything import EVENT_TYPES, any_case, any_event, built
from tests.unit.domain.builders import POLICY, an_open_case


def test_every_event_has_its_change_and_a_kind_of_its_own() -> None:
    assert set(_CHANGES) == set(EVENT_TYPES) == set(ev.Happened.__subclasses__())
    assert len({kind.model_fields["kind"].default for kind in EVENT_TYPES}) == len(EVENT_TYPES)


@pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: kind.__name__)
@given(data=st.data(), case=any_case)
@settings(max_examples=15, deadline=None)
def test_every_event_on_every_case_gives_a_case(
    kind: type[ev.Event], data: st.DataObject, case: Case
) -> None:
    event = data.draw(built(kind))

    after = evolve(case, event)

    assert Case.model_validate_json(after.model_dump_json()) == after
    assert (after.alias, after.revision) == (case.alias, case.revision)
    assert [flag.at for flag in after.flags[: len(case.flags)]] == [flag.at for flag in case.flags]
    assert after.sharing_epoch >= case.sharing_epoch
    assert after.store_mark_epoch >= case.store_mark_epoch
    assert places(after, POLICY) >= 0
    next_deadline(after, POLICY)


@given(any_event)
def test_every_event_comes_back_from_json_as_it_was(event: ev.Event) -> None:
    assert ev.EVENT.validate_json(ev.EVENT.dump_json(event)) == event


@given(any_case)
@settings(max_examples=30, deadline=None)
def test_every_case_comes_back_from_json_as_it_was(case: Case) -> None:
    assert Case.model_validate_json(case.model_dump_json()) == case


@settings(max_examples=30, deadline=None)
@given(any_case, st.lists(any_event, max_size=5))
def test_replaying_events_is_applying_them_one_by_one(case: Case, happened: list[ev.Event]) -> None:
    one_by_one = case
    for event in happened:
        one_by_one = evolve(one_by_one, event)

    assert replay(case, happened) == one_by_one


def test_a_case_cannot_be_changed_in_place() -> None:
    case = an_open_case().case

    with pytest.raises(ValueError, match="frozen"):
        case.revision = 7  # type: ignore[misc]  # that is the point


def test_a_stored_case_with_a_field_nobody_knows_is_refused() -> None:
    stored = an_open_case().case.model_dump() | {"mood": "sunny"}

    with pytest.raises(ValueError, match="mood"):
        Case.model_validate(stored)
