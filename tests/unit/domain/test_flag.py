"""Flags: they stop sharing first, ask afterwards, and are never undone."""

from datetime import timedelta

import pytest

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Category, Door, State
from bot.domain.write_back import has_mark_to_write
from bot.errors import Why
from tests.unit.domain.builders import START, a_case, an_open_case, refused

MINUTES_15 = timedelta(minutes=15)
HOURS_4 = timedelta(hours=4)


def test_a_bare_click_withholds_at_once() -> None:
    story = an_open_case().claimed_by("aiko").claimed_by("ben").flagged_by("aiko")

    assert story.kinds == ["flagged", "claim_ended", "claim_ended", "sharing_stopped", "review_due"]
    assert story.case.state is State.WITHHELD
    assert story.case.claims == ()
    assert story.case.sharing_epoch == 1
    assert has_mark_to_write(story.case)


@pytest.mark.parametrize("name", ["mira", "aiko", "lena", "moritz", "olga"])
def test_whoever_can_see_a_case_can_flag_it(name: str) -> None:
    assert an_open_case().flagged_by(name).case.state is State.WITHHELD


def test_the_store_can_flag_too() -> None:
    command = cmd.Flag(actor=SYSTEM_ACTOR, door=Door.WEBHOOK, category=Category.CONSENT)

    story = an_open_case().does(command)

    assert story.case.state is State.WITHHELD
    assert story.case.flags[0].door is Door.WEBHOOK


def test_a_case_can_be_flagged_in_any_state() -> None:
    stories = {
        State.IDLE: a_case(),
        State.OPEN: an_open_case(),
        State.NEEDS_LEAD: an_open_case().disputed(),
        State.AGREED: an_open_case().agreed_on("lights off"),
        State.WRITTEN: an_open_case().agreed_on("lights off").written(),
        State.UNRESOLVED: an_open_case().after(hours=25).ticked(),
    }

    for state, story in stories.items():
        assert story.case.state is state
        assert story.flagged_by("aiko").case.state is State.WITHHELD
        assert story.case.withheld_from is state


def test_a_second_flag_is_kept_without_a_second_stop() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).flagged_by("ben", Category.SENSITIVE, "a name")

    assert story.kinds == ["flagged"]
    assert [(flag.person, flag.category) for flag in story.case.flags] == [
        ("aiko", Category.OTHER),
        ("ben", Category.SENSITIVE),
    ]
    assert story.case.sharing_epoch == 1


def test_the_gravest_category_counts() -> None:
    case = an_open_case().flagged_by("aiko", Category.OTHER).flagged_by("ben", Category.SENSITIVE).case

    assert case.gravest is Category.SENSITIVE


def test_a_clock_that_would_be_over_already_is_not_moved_by_an_explanation() -> None:
    story = an_open_case().flagged_by("aiko")
    review = story.case.review

    story.after(hours=4).explained_by("aiko", Category.SENSITIVE)

    assert story.kinds[-1] == "flag_described"
    assert story.case.review == review


def test_a_flag_that_nobody_explained_has_the_clock_of_a_critical_one() -> None:
    review = an_open_case().flagged_by("aiko").case.review

    assert review is not None
    assert review.acknowledge_by == START + MINUTES_15
    assert review.outcome_by == START + timedelta(hours=24)


@pytest.mark.parametrize("category", [category for category in Category if category is not Category.CRITICAL])
def test_a_flag_that_is_not_critical_has_four_hours(category: Category) -> None:
    review = an_open_case().flagged_by("aiko", category).case.review

    assert review is not None
    assert review.acknowledge_by == START + HOURS_4


def test_a_critical_flag_after_a_lesser_one_shortens_the_clock() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).after(hours=1)
    story.flagged_by("ben", Category.CRITICAL)

    assert story.kinds == ["flagged", "review_due"]
    assert story.case.review is not None
    assert story.case.review.acknowledge_by == story.now + MINUTES_15


def test_a_critical_flag_never_lengthens_a_clock_that_is_nearly_over() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).after(hours=3, minutes=50)
    story.flagged_by("ben", Category.CRITICAL)

    assert story.case.review is not None
    assert story.case.review.acknowledge_by == START + HOURS_4


def test_explaining_the_only_flag_sets_the_clock_of_its_category() -> None:
    story = an_open_case().flagged_by("aiko").after(minutes=1).explained_by("aiko", Category.OTHER, "music")

    assert story.kinds == ["flag_described", "review_due"]
    assert story.case.flags[0].note == "music"
    assert story.case.review is not None
    assert story.case.review.acknowledge_by == START + HOURS_4


def test_explaining_one_of_two_flags_leaves_the_clock_short() -> None:
    story = an_open_case().flagged_by("aiko").flagged_by("ben").explained_by("aiko", Category.OTHER)

    assert story.kinds == ["flag_described"]


def test_explaining_a_flag_beside_a_critical_one_leaves_the_clock_short() -> None:
    story = an_open_case().flagged_by("aiko", Category.CRITICAL).flagged_by("ben")

    assert story.explained_by("ben", Category.OTHER).kinds == ["flag_described"]


def test_only_the_flagger_explains_a_flag_and_only_once() -> None:
    story = an_open_case().flagged_by("aiko")
    with refused(Why.ALREADY):
        story.explained_by("ben", Category.OTHER)

    story.explained_by("aiko", Category.OTHER)

    with refused(Why.ALREADY):
        story.explained_by("aiko", Category.CRITICAL)


def test_an_explanation_that_comes_after_the_release_stops_sharing_again() -> None:
    """Moderators could not have read it when they decided."""
    story = an_open_case().flagged_by("aiko").taken_by("moritz").released_by("moritz")
    story.taken_by("nadia").released_by("nadia")
    assert not story.case.is_hidden

    story.explained_by("aiko", Category.CRITICAL, "somebody is in danger")

    assert story.kinds == ["flag_described", "flagged", "sharing_stopped", "review_due"]
    assert story.case.state is State.WITHHELD
    assert story.case.flags[-1].note == "somebody is in danger"


def test_what_was_released_is_no_longer_what_counts_when_somebody_flags_anew() -> None:
    story = an_open_case().flagged_by("aiko", Category.CRITICAL).taken_by("moritz").released_by("moritz")
    story.taken_by("nadia").released_by("nadia").after(days=1)

    story.flagged_by("ben", Category.ACCIDENTAL)

    assert story.case.gravest is Category.ACCIDENTAL
    assert len(story.case.flags) == 2
    assert story.taken_by("moritz").released_by("moritz").kinds == ["sharing_resumed"]


def test_a_flag_on_an_upheld_case_is_kept() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).taken_by("moritz").upheld_by("moritz")

    assert story.flagged_by("ben", Category.CRITICAL).kinds == ["flagged"]
    assert story.case.state is State.UPHELD
    assert story.case.gravest is Category.CRITICAL


def test_each_stop_raises_the_sharing_epoch() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).taken_by("moritz").released_by("moritz")
    assert story.case.sharing_epoch == 1

    assert story.flagged_by("ben", Category.OTHER).case.sharing_epoch == 2


def test_a_note_with_control_characters_is_kept_without_them() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER, "a\x00b")

    assert story.case.flags[0].note == "a b"
