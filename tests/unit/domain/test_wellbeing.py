"""Care for moderators, the order of their queue, and what is counted of flags: it orders and never stops."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import commands as cmd
from bot.domain.case import Case, Category, Door
from bot.domain.decide import decide
from bot.domain.duty import end_of_day, is_on_duty
from bot.domain.ids import Alias, PersonId
from bot.domain.review_queue import FlagCounts, in_order, judged
from bot.domain.reviewed import Verdict
from bot.domain.wellbeing import is_spared
from bot.errors import Why
from bot.policy import DutyRules, Weekday
from tests.unit.domain.builders import CAST, POLICY, START, Story, a_case, an_open_case, refused

AIKO, BEN = PersonId("aiko"), PersonId("ben")
RIGHT, WRONG = FlagCounts(upheld=9, released=1), FlagCounts(upheld=0, released=9)
FRIDAY = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)


def a_flagged_case(category: Category | None = Category.CRITICAL) -> Story:
    return an_open_case().flagged_by("aiko", category)


def named(name: str, story: Story) -> Case:
    return story.case.model_copy(update={"alias": Alias(name * 10)})


def hears(story: Story, *, listens: int) -> None:
    command = cmd.ListenInReview(actor=CAST["moritz"], door=Door.BUTTON)
    limits = cmd.Limits(critical_listens=listens)
    decide(story.case, command, POLICY, cmd.Moment(now=story.now, limits=limits))


@pytest.mark.parametrize("category", [Category.CRITICAL, None])
def test_listening_to_critical_clips_ends_for_the_day_at_the_hard_limit(category: Category | None) -> None:
    story = a_flagged_case(category).taken_by("moritz")
    hears(story, listens=POLICY.wellbeing.critical_listens_hard)

    with refused(Why.ENOUGH_FOR_TODAY, saying="enough for anyone"):
        hears(story, listens=POLICY.wellbeing.critical_listens_hard + 1)


def test_other_clips_are_not_counted() -> None:
    hears(a_flagged_case(Category.OTHER).taken_by("moritz"), listens=99)


def test_a_limit_on_listening_is_none_on_deciding() -> None:
    story = a_flagged_case().taken_by("moritz")

    moment = cmd.Moment(now=story.now, limits=cmd.Limits(critical_listens=99))
    command = cmd.Uphold(actor=CAST["moritz"], door=Door.MODAL, reason="the flags say enough")

    assert [event.kind for event in decide(story.case, command, POLICY, moment)] == ["upheld"]


def test_whoever_opted_out_of_a_category_is_spared_every_case_with_such_a_flag() -> None:
    story = a_flagged_case(Category.OTHER).flagged_by("ben", Category.SENSITIVE)

    assert is_spared(story.case, {Category.SENSITIVE})
    assert not is_spared(story.case, {Category.CRITICAL})


def test_an_unexplained_flag_may_be_critical_so_who_is_spared_that_is_spared_it() -> None:
    case = a_flagged_case(None).case

    assert is_spared(case, {Category.CRITICAL})
    assert not is_spared(case, {Category.OTHER})


def test_the_upholder_of_a_critical_case_is_known_by_the_decision() -> None:
    critical = a_flagged_case().taken_by("moritz").upheld_by("moritz")
    other = a_flagged_case(Category.OTHER).taken_by("moritz").upheld_by("moritz")

    assert [story.case.decisions[-1].is_critical for story in (critical, other)] == [True, False]


def test_what_a_moderator_is_spared_comes_last_for_them() -> None:
    spared = named("A", a_flagged_case(Category.CRITICAL))
    other = named("B", a_flagged_case(Category.OTHER))

    assert in_order([spared, other], {}, {Category.CRITICAL}, START) == [other, spared]
    assert in_order([spared, other], {}, set(), START) == [spared, other]


def test_among_equals_the_flag_of_whoever_is_more_often_right_comes_first() -> None:
    by_aiko = named("A", an_open_case().flagged_by("aiko", Category.OTHER))
    by_ben = named("B", an_open_case().flagged_by("ben", Category.OTHER))

    assert in_order([by_aiko, by_ben], {AIKO: WRONG, BEN: RIGHT}, set(), START) == [by_ben, by_aiko]


def test_a_grave_flag_comes_first_however_wrong_its_author_was_before() -> None:
    grave = named("B", an_open_case().flagged_by("aiko", Category.CRITICAL))
    other = named("A", an_open_case().flagged_by("ben", Category.OTHER))

    assert in_order([other, grave], {AIKO: WRONG, BEN: RIGHT}, set(), START) == [grave, other]


def test_among_grave_flags_the_clock_alone_counts() -> None:
    earlier = named("B", an_open_case().flagged_by("aiko", Category.CRITICAL))
    later = named("A", an_open_case().after(minutes=5).flagged_by("ben", Category.CRITICAL))

    assert in_order([later, earlier], {AIKO: WRONG, BEN: RIGHT}, set(), START) == [earlier, later]


def test_a_late_case_is_not_held_back_by_its_authors_past() -> None:
    late = named("B", an_open_case().flagged_by("aiko", Category.OTHER))
    fresh = named("A", an_open_case().after(hours=5).flagged_by("ben", Category.OTHER))

    order = in_order([fresh, late], {AIKO: WRONG, BEN: RIGHT}, set(), START + timedelta(hours=5))

    assert order == [late, fresh]


def test_flags_of_somebody_who_is_always_wrong_stop_like_any_other() -> None:
    """No command is given what is known of people's flags, so no rule can look at it."""
    assert "flag" not in " ".join({*cmd.Limits.model_fields, *cmd.Moment.model_fields})
    assert a_flagged_case().case.is_hidden


def test_each_decision_judges_each_flagger_once() -> None:
    story = a_flagged_case(Category.OTHER).after(minutes=1).flagged_by("aiko", Category.OTHER)
    story.flagged_by("ben", Category.OTHER).after(minutes=1).taken_by("moritz").released_by("moritz")

    found = list(judged(story.case))

    assert [(one.person, one.number, one.verdict) for one in found] == [
        ("aiko", 1, Verdict.RELEASED),
        ("ben", 1, Verdict.RELEASED),
    ]


def test_a_release_by_two_moderators_judges_once() -> None:
    story = a_flagged_case().after(minutes=1).taken_by("moritz").released_by("moritz")
    story.after(minutes=1).taken_by("nadia").released_by("nadia")

    assert [one.person for one in judged(story.case)] == ["aiko"]


def test_a_later_flag_is_judged_by_the_later_decision() -> None:
    story = a_flagged_case(Category.OTHER).after(minutes=1).taken_by("moritz").released_by("moritz")
    story.after(minutes=1).flagged_by("ben", Category.OTHER).taken_by("moritz").upheld_by("moritz")

    assert [(one.person, one.verdict) for one in judged(story.case)] == [
        ("aiko", Verdict.RELEASED),
        ("ben", Verdict.UPHELD),
    ]


def test_a_flag_that_nobody_decided_judges_nobody() -> None:
    story = a_flagged_case().taken_by("moritz").upheld_by("moritz").after(minutes=1).flagged_by("ben")

    assert [one.person for one in judged(story.case)] == ["aiko"]
    assert list(judged(a_case().case)) == []


def test_nobody_is_on_duty_outside_the_hours_or_days() -> None:
    office = DutyRules(opens="09:00", closes="17:00", days=frozenset({Weekday.FRIDAY}))

    assert is_on_duty(FRIDAY, office)
    assert not is_on_duty(FRIDAY + timedelta(hours=5), office)
    assert not is_on_duty(FRIDAY - timedelta(days=1), office)


def test_a_watch_over_midnight_belongs_to_the_day_it_began_on() -> None:
    night = DutyRules(opens="22:00", closes="06:00", days=frozenset({Weekday.FRIDAY}))

    assert is_on_duty(FRIDAY.replace(hour=23), night)
    assert is_on_duty(FRIDAY.replace(hour=5) + timedelta(days=1), night)
    assert not is_on_duty(FRIDAY.replace(hour=5), night)
    assert not is_on_duty(FRIDAY, night)


def test_the_hours_are_those_of_the_moderators_own_place() -> None:
    tokyo = DutyRules(opens="09:00", closes="17:00", timezone="Asia/Tokyo")

    assert not is_on_duty(FRIDAY, tokyo)
    assert is_on_duty(FRIDAY.replace(hour=3), tokyo)


def test_a_day_ends_where_the_policy_says() -> None:
    assert end_of_day(FRIDAY, "UTC") == FRIDAY.replace(hour=0) + timedelta(days=1)
    assert end_of_day(FRIDAY.replace(hour=16), "Asia/Tokyo") == FRIDAY.replace(hour=15) + timedelta(days=1)


def test_a_peer_has_nothing_to_pass_on() -> None:
    with refused(Why.NOT_ALLOWED):
        a_flagged_case().passed_by("aiko")
