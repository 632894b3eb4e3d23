"""Review: moderators take a withheld case, then uphold or release it with a reason."""

from datetime import timedelta

import pytest

from bot.domain.case import Category, State, WriteState
from bot.domain.reviewed import Verdict
from bot.domain.write_back import has_mark_to_write, has_outcome_to_write
from bot.errors import Why
from tests.unit.domain.builders import Story, an_open_case, refused


def a_flagged_case(category: Category | None = Category.SENSITIVE) -> Story:
    return an_open_case().suggested("aiko", "lights off").flagged_by("ben", category)


def test_taking_a_review_acknowledges_it_and_lends_it_for_half_an_hour() -> None:
    story = a_flagged_case().after(minutes=3).taken_by("moritz")

    review = story.case.review

    assert review is not None
    assert (review.taken_by, review.acknowledged_at) == ("moritz", story.now)
    assert review.taken_until == story.now + timedelta(minutes=30)


def test_a_second_moderator_is_told_who_has_it() -> None:
    with refused(Why.TAKEN, saying="<@moritz>"):
        a_flagged_case().taken_by("moritz").taken_by("nadia")


def test_taking_it_again_lengthens_ones_own_lease_but_not_the_acknowledgement() -> None:
    story = a_flagged_case().taken_by("moritz").after(minutes=20).taken_by("moritz")

    review = story.case.review

    assert review is not None
    assert review.taken_until == story.now + timedelta(minutes=30)
    assert review.acknowledged_at == story.now - timedelta(minutes=20)


def test_a_review_is_free_again_when_its_lease_is_over_though_no_timer_has_noticed() -> None:
    story = a_flagged_case().taken_by("moritz").after(minutes=30).taken_by("nadia")

    assert story.case.review is not None
    assert story.case.review.taken_by == "nadia"


@pytest.mark.parametrize("decision", ["upheld_by", "released_by"])
def test_a_decision_needs_the_review_first(decision: str) -> None:
    with refused(Why.NOT_TAKEN):
        getattr(a_flagged_case(), decision)("moritz")


@pytest.mark.parametrize("decision", ["upheld_by", "released_by"])
def test_a_decision_belongs_to_whoever_has_the_review(decision: str) -> None:
    with refused(Why.TAKEN):
        getattr(a_flagged_case().taken_by("moritz"), decision)("nadia")


@pytest.mark.parametrize("decision", ["upheld_by", "released_by"])
def test_a_lease_that_is_over_decides_nothing(decision: str) -> None:
    with refused(Why.NOT_TAKEN):
        getattr(a_flagged_case().taken_by("moritz").after(minutes=30), decision)("moritz")


@pytest.mark.parametrize("decision", ["upheld_by", "released_by"])
def test_a_decision_needs_a_reason(decision: str) -> None:
    with refused(Why.BAD_TEXT, saying=r"^The reason is empty\. Write"):
        getattr(a_flagged_case().taken_by("moritz"), decision)("moritz", "  ")


def test_upholding_keeps_the_clip_withheld_and_tells_the_store() -> None:
    story = a_flagged_case().taken_by("moritz").upheld_by("moritz", "a full name")

    assert story.case.state is State.UPHELD
    assert story.case.review is None
    assert [(decision.verdict, decision.reason) for decision in story.case.decisions] == [
        (Verdict.UPHELD, "a full name")
    ]
    assert has_mark_to_write(story.case)


def test_an_upheld_case_cannot_be_taken_or_released() -> None:
    story = a_flagged_case().taken_by("moritz").upheld_by("moritz")

    for step in (story.taken_by, story.released_by, story.upheld_by):
        with refused(Why.CLOSED):
            step("nadia")


def test_what_is_not_withheld_cannot_be_reviewed() -> None:
    with refused(Why.NOT_WITHHELD):
        an_open_case().taken_by("moritz")


def test_releasing_brings_the_case_back_to_where_it_was() -> None:
    story = a_flagged_case().after(minutes=5).taken_by("moritz").released_by("moritz")

    assert story.kinds == ["sharing_resumed"]
    assert story.case.state is State.OPEN
    assert story.case.withheld_from is None
    assert story.case.quiet_since == story.now
    assert len(story.case.flags) == 1
    assert story.case.sharing_epoch == 1


def test_an_outcome_that_was_on_its_way_goes_on_after_the_release() -> None:
    story = an_open_case().agreed_on("lights off").flagged_by("ben", Category.OTHER)
    assert not has_outcome_to_write(story.case)

    assert has_outcome_to_write(story.taken_by("moritz").released_by("moritz").case)


def test_an_outcome_that_reached_the_store_while_withheld_is_written_after_the_release() -> None:
    story = an_open_case().agreed_on("lights off").flagged_by("ben", Category.OTHER).written()
    assert story.case.state is State.WITHHELD

    assert story.taken_by("moritz").released_by("moritz").case.state is State.WRITTEN
    assert story.case.outcome is not None
    assert story.case.outcome.write is WriteState.WRITTEN


@pytest.mark.parametrize("category", [Category.CRITICAL, None])
def test_a_critical_or_unexplained_flag_needs_two_different_moderators(category: Category | None) -> None:
    story = a_flagged_case(category).taken_by("moritz").released_by("moritz", "a film")
    assert story.kinds == ["release_voted"]
    assert story.case.is_hidden
    with refused(Why.ALREADY):
        story.taken_by("moritz")

    story.taken_by("nadia").released_by("nadia", "a film, yes")

    assert story.case.state is State.OPEN
    assert [decision.person for decision in story.case.decisions] == ["moritz", "nadia"]


def test_the_second_moderator_can_uphold_after_a_vote_to_release() -> None:
    story = a_flagged_case(Category.CRITICAL).taken_by("moritz").released_by("moritz")

    assert story.taken_by("nadia").upheld_by("nadia").case.state is State.UPHELD


def test_a_critical_flag_that_comes_during_the_review_needs_the_second_moderator() -> None:
    story = a_flagged_case().taken_by("moritz").flagged_by("chloe", Category.CRITICAL)

    assert story.taken_by("moritz").released_by("moritz").kinds == ["release_voted"]


def test_a_vote_from_before_a_further_flag_was_given_without_knowing_it() -> None:
    story = a_flagged_case(Category.CRITICAL).taken_by("moritz").released_by("moritz")
    story.flagged_by("chloe", Category.CRITICAL, "another voice cries for help")

    assert story.taken_by("nadia").released_by("nadia").kinds == ["release_voted"]
    assert story.taken_by("moritz").released_by("moritz").kinds == ["sharing_resumed"]


def test_a_peer_cannot_review() -> None:
    with refused(Why.NOT_ALLOWED):
        a_flagged_case().taken_by("aiko")
