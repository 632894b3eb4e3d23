"""An outcome that the store does not take for long: the case knows, and knows when it is tried again."""

import pytest

from bot.domain import events as ev
from bot.domain.case import Case, Category, ConflictChoice, State, WriteState
from bot.domain.evolve import evolve
from bot.domain.write_back import has_outcome_to_write, is_parked
from bot.errors import Why
from tests.unit.domain.builders import Story, an_open_case, refused


def a_parked_case() -> Story:
    return an_open_case().agreed_on("lights off").after(hours=24).parked()


def test_a_parked_outcome_is_still_to_be_written_and_known_to_be_late() -> None:
    story = a_parked_case()

    assert story.kinds == ["write_parked"]
    assert is_parked(story.case.outcome)
    assert has_outcome_to_write(story.case)
    assert story.case.state is State.AGREED


def test_people_are_told_once_however_often_it_is_parked() -> None:
    assert a_parked_case().parked().last == []


def test_a_retry_of_the_writing_makes_it_one_that_is_being_written() -> None:
    story = a_parked_case().retried_by("olga")

    assert not is_parked(story.case.outcome)
    assert story.parked().kinds == ["write_parked"]


def test_a_retry_of_other_work_leaves_it_parked() -> None:
    assert is_parked(a_parked_case().retried_by("olga", "present").case.outcome)


@pytest.mark.parametrize("result", [WriteState.WRITTEN, WriteState.CONFLICT, WriteState.GONE])
def test_whatever_the_store_answers_ends_the_waiting(result: WriteState) -> None:
    story = a_parked_case().written(result)

    assert story.case.outcome is not None
    assert story.case.outcome.parked_at is None


def test_what_is_written_beside_a_change_begins_as_one_that_is_being_written() -> None:
    story = a_parked_case().written(WriteState.CONFLICT).resolved_by("mira", ConflictChoice.BESIDE)

    assert has_outcome_to_write(story.case)
    assert not is_parked(story.case.outcome)


def test_without_an_outcome_on_its_way_there_is_nothing_to_tell() -> None:
    assert an_open_case().parked().last == []
    assert an_open_case().agreed_on("lights off").written().parked().last == []
    assert an_open_case().agreed_on("lights off").written(WriteState.CONFLICT).parked().last == []


def test_a_stop_that_the_store_was_not_told_of_is_nothing_that_an_asker_waits_for() -> None:
    story = an_open_case().agreed_on("lights off").flagged_by("aiko", Category.OTHER)

    assert story.parked().last == []


def test_asking_again_waits_for_the_store_and_says_who_knows_of_it() -> None:
    with refused(
        Why.BUSY, saying="has not taken the outcome of 7K3QX-M29TA so far. Operators have been told"
    ):
        a_parked_case().reopened_by("mira")


def test_deciding_about_it_hears_that_operators_have_been_told() -> None:
    with refused(Why.NO_CONFLICT, saying="has not taken the outcome so far, and operators have been told"):
        a_parked_case().resolved_by("mira", ConflictChoice.THEIRS)


def test_a_case_from_before_there_was_this_event_loads_as_one_that_is_being_written() -> None:
    case = an_open_case().agreed_on("lights off").case
    kept = case.model_dump(mode="json")
    del kept["outcome"]["parked_at"]

    assert Case.model_validate(kept) == case


def test_word_of_an_outcome_that_another_has_taken_the_place_of_changes_nothing() -> None:
    story = a_parked_case().written().reopened_by("mira").agreed_on("lights of")
    late = ev.WriteParked.model_validate({**a_parked_case().last[0].model_dump(), "number": 1})

    assert not is_parked(evolve(story.case, late).outcome)
