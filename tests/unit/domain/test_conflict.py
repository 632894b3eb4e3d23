"""Somebody changed the clip in the store before the outcome came: whoever asked decides, once a conflict."""

import pytest

from bot.domain.case import Category, ConflictChoice, State, WriteState
from bot.domain.conflict import conflict_name, has_conflict
from bot.domain.write_back import has_outcome_to_write
from bot.errors import Why
from tests.unit.domain.builders import Story, an_open_case, refused

THEIRS, BESIDE = ConflictChoice.THEIRS, ConflictChoice.BESIDE


def a_conflict() -> Story:
    return an_open_case().agreed_on("lights off").written(WriteState.CONFLICT)


def write_of(story: Story) -> WriteState:
    assert story.case.outcome is not None
    return story.case.outcome.write


def name_of_conflict(story: Story) -> str:
    assert story.case.outcome is not None
    return conflict_name(story.case.outcome)


def test_theirs_closes_the_case_and_nothing_is_written() -> None:
    story = a_conflict().resolved_by("mira", THEIRS)

    assert write_of(story) is WriteState.ELSEWHERE
    assert story.case.outcome is not None
    assert story.case.outcome.decided_by == "mira"
    assert not has_outcome_to_write(story.case)
    assert story.case.closed_at is not None


def test_beside_has_it_written_with_what_the_store_said_at_the_decision() -> None:
    story = a_conflict().resolved_by("mira", BESIDE)

    assert story.case.outcome is not None
    assert (story.case.outcome.accepted_version, story.case.outcome.insisted) == ("now", 1)
    assert has_outcome_to_write(story.case)
    assert story.written().case.state is State.WRITTEN


def test_a_change_after_the_decision_is_decided_anew() -> None:
    story = a_conflict().resolved_by("mira", BESIDE).written(WriteState.CONFLICT)

    assert has_conflict(story.case)
    assert write_of(story.resolved_by("mira", THEIRS)) is WriteState.ELSEWHERE


def test_a_lead_decides_where_the_asker_does_not() -> None:
    assert write_of(a_conflict().resolved_by("lena", THEIRS)) is WriteState.ELSEWHERE


def test_a_reviewer_who_did_not_ask_does_not_decide() -> None:
    with refused(Why.NOT_YOUR_ASK, saying="Only the person who asked about 7K3QX-M29TA, or a lead"):
        a_conflict().resolved_by("noor", THEIRS)


@pytest.mark.parametrize(
    ("first", "saying"), [(THEIRS, "somebody else wrote .* is kept"), (BESIDE, "is on its way")]
)
@pytest.mark.parametrize("second", [THEIRS, BESIDE])
def test_who_decides_second_hears_what_was_decided_and_changes_nothing(
    first: ConflictChoice, saying: str, second: ConflictChoice
) -> None:
    story = a_conflict().resolved_by("mira", first)

    with refused(Why.NO_CONFLICT, saying=f"decided already about 7K3QX-M29TA: .*{saying}"):
        story.resolved_by("lena", second)


def test_a_button_of_an_earlier_conflict_does_not_decide_the_present_one() -> None:
    story = a_conflict()
    earlier = name_of_conflict(story)
    story.resolved_by("mira", BESIDE, conflict=earlier).written(WriteState.CONFLICT)

    with refused(Why.NO_CONFLICT, saying="changed 7K3QX-M29TA in the store once more"):
        story.resolved_by("mira", BESIDE, conflict=earlier)

    present = name_of_conflict(story)
    assert write_of(story.resolved_by("mira", BESIDE, conflict=present)) is WriteState.PENDING


@pytest.mark.parametrize("result", [WriteState.WRITTEN, WriteState.GONE])
def test_without_a_conflict_there_is_nothing_to_decide(result: WriteState) -> None:
    with refused(Why.NO_CONFLICT, saying="There is nothing to decide about 7K3QX-M29TA: .* store"):
        an_open_case().agreed_on("lights off").written(result).resolved_by("mira", THEIRS)


def test_a_case_that_was_asked_about_again_waits_for_peers_and_for_no_decision() -> None:
    story = a_conflict().reopened_by("mira")

    with refused(Why.NO_CONFLICT, saying="`/clip status 7K3QX-M29TA` says where it stands"):
        story.resolved_by("mira", BESIDE)


def test_of_a_withheld_clip_nobody_decides_until_it_is_released() -> None:
    story = a_conflict().flagged_by("aiko", Category.OTHER)

    with refused(Why.WITHHELD):
        story.resolved_by("mira", BESIDE)

    story.taken_by("moritz").released_by("moritz")
    assert write_of(story.resolved_by("mira", BESIDE)) is WriteState.PENDING


def test_what_was_decided_before_a_stop_is_written_after_the_release() -> None:
    story = a_conflict().resolved_by("mira", BESIDE).flagged_by("aiko", Category.OTHER)
    assert not has_outcome_to_write(story.case)

    story.taken_by("moritz").released_by("moritz")

    assert has_outcome_to_write(story.case)


def test_the_next_outcome_of_the_case_meets_conflicts_of_its_own() -> None:
    story = a_conflict().resolved_by("mira", THEIRS).reopened_by("mira").agreed_on("lights of")

    assert story.written(WriteState.CONFLICT).case.outcome is not None
    assert name_of_conflict(story) == "2.1"
    assert story.case.outcome is not None
    assert (story.case.outcome.insisted, story.case.outcome.decided_by) == (0, None)
