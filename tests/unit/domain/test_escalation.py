"""Calling the next level: because somebody asks, a clock is missed, or nobody is on duty."""

from datetime import timedelta

import pytest

from bot.domain.case import Case, Category, State
from bot.domain.escalation import gravity
from bot.domain.events import Clock
from bot.domain.paging import dedup_key, page_to_send
from bot.domain.reviewed import Cause, PageAction
from bot.domain.tick import next_deadline
from bot.errors import Why
from bot.policy import DutyRules, Policy
from tests.unit.domain.builders import CALLING, POLICY, START, Story, an_open_case, refused

MINUTES_15 = timedelta(minutes=15)
OFF_DUTY = CALLING.model_copy(update={"duty": DutyRules(opens="18:00", closes="19:00")})


def a_flagged_case(category: Category | None = Category.SENSITIVE, *, policy: Policy = CALLING) -> Story:
    return an_open_case(policy=policy).flagged_by("ben", category)


def calls(case: Case) -> list[tuple[int, Cause]]:
    return [(call.level, call.cause) for call in case.escalations]


def acknowledge_by(story: Story) -> timedelta:
    assert story.case.review is not None
    return story.case.review.acknowledge_by - START


def test_a_moderator_calls_the_first_level_with_a_reason_and_lets_the_review_go() -> None:
    story = a_flagged_case().taken_by("moritz").after(minutes=5).escalated_by("moritz", "a lawyer must say")

    review = story.case.review

    assert calls(story.case) == [(1, Cause.ASKED)]
    assert story.case.escalations[0].reason == "a lawyer must say"
    assert review is not None
    assert (review.taken_by, review.acknowledged_at) == (None, None)
    assert review.acknowledge_by == story.now + timedelta(hours=4)


def test_escalating_takes_the_review_and_a_reason() -> None:
    with refused(Why.NOT_TAKEN):
        a_flagged_case().escalated_by("moritz")
    with refused(Why.TAKEN):
        a_flagged_case().taken_by("moritz").escalated_by("nadia")
    with refused(Why.BAD_TEXT, saying="Write a sentence for the next level"):
        a_flagged_case().taken_by("moritz").escalated_by("moritz", " ")


def test_nobody_is_called_above_the_last_level() -> None:
    story = a_flagged_case().taken_by("moritz").escalated_by("moritz").taken_by("nadia").escalated_by("nadia")

    with refused(Why.CLOSED, saying="is with Pager already"):
        story.taken_by("moritz").escalated_by("moritz")


def test_without_levels_the_refusal_says_so() -> None:
    with refused(Why.CLOSED, saying="names nobody above the moderators"):
        a_flagged_case(policy=POLICY).taken_by("moritz").escalated_by("moritz")


def test_an_acknowledgement_that_is_missed_calls_the_next_level_with_a_clock_of_its_own() -> None:
    story = a_flagged_case(Category.CRITICAL).after(minutes=15).ticked()

    assert story.kinds == ["review_clock_missed", "review_escalated", "review_due"]
    assert calls(story.case) == [(1, Cause.NOT_TAKEN)]
    assert acknowledge_by(story) == 2 * MINUTES_15
    assert story.case.review is not None
    assert not story.case.review.is_acknowledgement_late


def test_clocks_that_nobody_answers_go_through_every_level_once_and_then_stay_late() -> None:
    story = a_flagged_case(Category.CRITICAL)
    seen = []

    while (deadline := next_deadline(story.case, CALLING)) is not None:
        story.now = deadline
        seen += [(story.now - START, kind) for kind in story.ticked().kinds if kind != "review_due"]

    assert seen == [
        (MINUTES_15, "review_clock_missed"),
        (MINUTES_15, "review_escalated"),
        (2 * MINUTES_15, "review_clock_missed"),
        (2 * MINUTES_15, "review_escalated"),
        (3 * MINUTES_15, "review_clock_missed"),
        (timedelta(hours=24), "review_clock_missed"),
    ]
    assert calls(story.case) == [(1, Cause.NOT_TAKEN), (2, Cause.NOT_TAKEN)]


def test_a_review_that_is_taken_calls_nobody_until_its_outcome_is_late() -> None:
    story = a_flagged_case(Category.CRITICAL).taken_by("moritz").after(hours=23).ticked()
    assert story.kinds == ["review_lease_expired"]

    story.after(hours=1).ticked()

    assert calls(story.case) == [(1, Cause.NOT_DECIDED)]
    assert story.case.review is not None
    assert story.case.review.outcome_by == story.now + timedelta(hours=24)


def test_after_a_long_pause_one_tick_calls_for_both_clocks() -> None:
    """The bot was away for two days."""
    story = a_flagged_case(Category.CRITICAL).after(hours=48).ticked()

    assert calls(story.case) == [(1, Cause.NOT_TAKEN), (2, Cause.NOT_DECIDED)]
    assert story.ticked().kinds == []


def test_outside_the_hours_on_duty_a_flag_calls_the_first_level_in_the_same_breath() -> None:
    story = a_flagged_case(policy=OFF_DUTY)

    assert story.kinds == ["flagged", "sharing_stopped", "review_due", "review_escalated"]
    assert calls(story.case) == [(1, Cause.OFF_DUTY)]


def test_within_the_hours_on_duty_nobody_above_is_called() -> None:
    assert a_flagged_case(policy=OFF_DUTY.model_copy(update={"duty": DutyRules()})).case.escalations == ()


def test_a_graver_flag_after_the_acknowledgement_starts_a_new_clock() -> None:
    story = a_flagged_case(Category.OTHER).taken_by("moritz").after(hours=1)

    story.flagged_by("chloe", Category.CRITICAL)

    review = story.case.review
    assert story.kinds == ["flagged", "review_due"]
    assert review is not None
    assert (review.acknowledged_at, review.taken_by, review.alarms) == (None, "moritz", 2)
    assert review.acknowledge_by == story.now + MINUTES_15


def test_that_clock_calls_the_next_level_when_it_is_missed() -> None:
    story = a_flagged_case(Category.OTHER).taken_by("moritz").flagged_by("chloe", Category.CRITICAL)

    story.after(minutes=15).ticked()

    assert calls(story.case) == [(1, Cause.NOT_TAKEN)]


def test_a_flag_as_grave_as_the_one_before_starts_no_clock() -> None:
    story = a_flagged_case(Category.CRITICAL).taken_by("moritz")

    assert story.flagged_by("chloe", Category.CRITICAL).kinds == ["flagged"]
    assert story.flagged_by("dev", Category.OTHER).kinds == ["flagged"]


def test_a_graver_flag_after_every_clock_was_missed_rings_again() -> None:
    story = a_flagged_case(Category.OTHER, policy=POLICY).after(hours=5).ticked()

    story.flagged_by("chloe", Category.CRITICAL)

    assert story.case.review is not None
    assert not story.case.review.is_acknowledgement_late
    assert story.after(minutes=15).ticked().kinds == ["review_clock_missed"]


def test_a_release_waits_until_the_graver_flag_was_seen() -> None:
    story = a_flagged_case(Category.OTHER).taken_by("moritz").flagged_by("chloe", Category.MISUSE)

    with refused(Why.NOT_TAKEN, saying="A graver flag came in"):
        story.released_by("moritz")

    assert story.taken_by("moritz").released_by("moritz").case.state is State.OPEN


def test_upholding_does_not_wait_for_it() -> None:
    story = a_flagged_case(Category.OTHER).taken_by("moritz").flagged_by("chloe", Category.CRITICAL)

    assert story.upheld_by("moritz").case.state is State.UPHELD


def test_explaining_the_second_flag_as_lesser_gives_its_own_clock_more_time() -> None:
    story = a_flagged_case(Category.OTHER).taken_by("moritz").after(hours=1).flagged_by("chloe")
    assert acknowledge_by(story) == timedelta(hours=1, minutes=15)

    story.explained_by("chloe", Category.OTHER)

    assert acknowledge_by(story) == timedelta(hours=5)


def test_someone_else_takes_it_without_a_reason_and_is_called_anew() -> None:
    story = a_flagged_case(Category.CRITICAL).taken_by("moritz").after(minutes=20).passed_by("moritz")

    review = story.case.review

    assert story.kinds == ["review_handed_over", "review_due"]
    assert review is not None
    assert (review.taken_by, review.passed_by) == (None, ("moritz",))
    assert review.acknowledge_by == story.now + MINUTES_15
    assert story.taken_by("nadia").case.review is not None


def test_who_passes_on_what_nobody_has_is_only_not_offered_it() -> None:
    story = a_flagged_case().passed_by("moritz")

    assert story.kinds == ["review_handed_over"]
    with refused(Why.ALREADY):
        story.passed_by("moritz")


def test_nobody_passes_on_what_another_has() -> None:
    with refused(Why.ALREADY, saying="<@moritz> has"):
        a_flagged_case().taken_by("moritz").passed_by("nadia")


def test_a_new_stop_begins_below_the_first_level() -> None:
    story = a_flagged_case().taken_by("moritz").escalated_by("moritz").taken_by("nadia").released_by("nadia")

    story.flagged_by("ben", Category.OTHER)

    assert story.case.level == 0
    assert len(story.case.escalations) == 1


def test_the_pager_is_told_of_each_step_under_one_key() -> None:
    story = a_flagged_case().taken_by("moritz").escalated_by("moritz").taken_by("nadia").escalated_by("nadia")
    keys, told = set(), []

    for step in (None, story.taken_by, story.upheld_by):
        if step is not None:
            step("moritz")
        page = page_to_send(story.case)
        assert page is not None
        keys.add(dedup_key(story.case, page))
        told.append(page.wanted)
        assert page_to_send(story.paged(page.wanted, level=2).case) is None

    assert told == [PageAction.TRIGGER, PageAction.ACKNOWLEDGE, PageAction.RESOLVE]
    assert keys == {"second-ear/7K3QXM29TA/1/2"}


def test_a_page_that_was_overtaken_is_still_told_what_holds_now() -> None:
    """Nobody knows whether the trigger arrived, so the pager hears the latest word in any case."""
    story = a_flagged_case().taken_by("moritz").escalated_by("moritz").taken_by("nadia").escalated_by("nadia")

    page = page_to_send(story.taken_by("moritz").upheld_by("moritz").case)

    assert page is not None
    assert page.wanted is PageAction.RESOLVE


def test_a_channel_needs_no_page() -> None:
    assert page_to_send(a_flagged_case().taken_by("moritz").escalated_by("moritz").case) is None


@pytest.mark.parametrize("clock", Clock)
def test_every_missed_clock_has_a_cause(clock: Clock) -> None:
    story = a_flagged_case(Category.CRITICAL)
    if clock is Clock.OUTCOME:
        story.taken_by("moritz")

    story.after(hours=24).ticked()

    assert story.case.escalations


def test_an_unexplained_flag_is_as_grave_as_the_gravest() -> None:
    assert [gravity(category) for category in (None, *Category)] == [0, 0, 1, 2, 3, 4, 5]
