"""Who may hear a clip."""

import pytest

from bot.domain.case import Category
from bot.domain.ids import Alias
from bot.domain.listen import link_name
from bot.errors import Why
from tests.unit.domain.builders import CLIP, POLICY, Story, a_case, an_open_case, refused

FEW = POLICY.model_copy(update={"listen": POLICY.listen.model_copy(update={"plays_a_case": 2})})


def a_withheld_case() -> Story:
    return an_open_case().flagged_by("aiko", Category.SENSITIVE)


@pytest.mark.parametrize("name", ["mira", "aiko", "lena"])
def test_every_listen_of_an_open_case_is_an_event(name: str) -> None:
    story = an_open_case().listened_to_by(name)

    assert [(event.kind, event.by) for event in story.last] == [("listened", name)]


def test_a_closed_case_can_still_be_heard() -> None:
    assert an_open_case().agreed_on("lights off").listened_to_by("mira").kinds == ["listened"]


def test_a_withheld_case_cannot_be_heard() -> None:
    with refused(Why.WITHHELD):
        an_open_case().flagged_by("aiko", Category.OTHER).listened_to_by("mira")


def test_an_upheld_case_cannot_be_heard() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).taken_by("moritz").upheld_by("moritz")

    with refused(Why.WITHHELD):
        story.listened_to_by("lena")


def test_a_clip_nobody_asks_about_cannot_be_heard() -> None:
    with refused(Why.NOT_OPEN):
        a_case().listened_to_by("aiko")


def test_a_clip_without_consent_cannot_be_heard() -> None:
    story = an_open_case()
    story.case = story.case.model_copy(update={"clip": CLIP.model_copy(update={"has_consent": False})})

    with refused(Why.NO_CONSENT):
        story.listened_to_by("aiko")


@pytest.mark.parametrize("name", ["moritz", "olga"])
def test_who_does_not_work_on_clips_does_not_hear_them(name: str) -> None:
    with refused(Why.NOT_ALLOWED):
        an_open_case().listened_to_by(name)


def test_a_person_has_so_many_plays_of_a_case_and_not_one_more() -> None:
    story = an_open_case(policy=FEW).listened_to_by("aiko").listened_to_by("aiko")

    with refused(Why.TOO_MANY_PLAYS, saying="Suggest what you hear so far"):
        story.listened_to_by("aiko")


def test_plays_of_others_do_not_count() -> None:
    story = an_open_case(policy=FEW).listened_to_by("aiko").listened_to_by("ben").listened_to_by("aiko")

    assert story.kinds == ["listened"]


def test_who_is_asked_again_may_listen_again() -> None:
    story = an_open_case(policy=FEW).listened_to_by("aiko").listened_to_by("aiko").agreed_on("lights off")
    story.written()

    assert story.reopened_by("mira").listened_to_by("aiko").kinds == ["listened"]


def test_whoever_has_the_review_hears_a_withheld_clip() -> None:
    story = a_withheld_case().taken_by("moritz").listened_to_in_review_by("moritz")

    assert story.kinds == ["listened"]
    assert story.last[0].model_dump()["is_review"] is True


def test_a_moderator_who_has_not_taken_the_review_hears_nothing() -> None:
    with refused(Why.NOT_TAKEN, saying="Take"):
        a_withheld_case().listened_to_in_review_by("moritz")


def test_while_one_moderator_has_the_review_no_other_hears_it() -> None:
    with refused(Why.NOT_TAKEN):
        a_withheld_case().taken_by("moritz").listened_to_in_review_by("nadia")


def test_with_the_lease_ends_the_right_to_listen() -> None:
    with refused(Why.NOT_TAKEN):
        a_withheld_case().taken_by("moritz").after(minutes=31).listened_to_in_review_by("moritz")


def test_after_the_decision_moderators_hear_nothing_either() -> None:
    with refused(Why.CLOSED):
        a_withheld_case().taken_by("moritz").upheld_by("moritz").listened_to_in_review_by("moritz")


def test_a_clip_that_is_shared_is_not_heard_as_a_review() -> None:
    with refused(Why.NOT_WITHHELD):
        an_open_case().listened_to_in_review_by("moritz")


def test_whoever_is_no_moderator_hears_no_withheld_clip() -> None:
    with refused(Why.NOT_ALLOWED):
        a_withheld_case().listened_to_in_review_by("lena")


def test_moderators_hear_no_clip_whose_owner_does_not_agree() -> None:
    story = a_withheld_case().taken_by("moritz")
    story.case = story.case.model_copy(update={"clip": CLIP.model_copy(update={"has_consent": False})})

    with refused(Why.NO_CONSENT):
        story.listened_to_in_review_by("moritz")


def test_a_moderators_listen_is_none_of_the_peers_plays() -> None:
    story = a_withheld_case().taken_by("moritz").listened_to_in_review_by("moritz")

    assert story.case.plays == ()


def test_no_hearing_begins_once_the_clip_is_withheld() -> None:
    with refused(Why.WITHHELD):
        a_withheld_case().begun_to_be_heard_by("aiko")


def test_a_hearing_begins_for_the_moderator_who_has_the_review() -> None:
    story = a_withheld_case().taken_by("moritz").begun_to_be_heard_by("moritz")

    assert story.kinds == ["hearing_began"]


def test_what_was_sent_is_recorded_also_after_the_stop_that_cut_it() -> None:
    story = a_withheld_case().heard_by("ben", seconds=1.5, is_cut=True)

    assert [event.model_dump(include={"person", "seconds", "is_cut"}) for event in story.last] == [
        {"person": "ben", "seconds": 1.5, "is_cut": True}
    ]
    assert story.case == a_withheld_case().case


def test_a_link_has_the_same_name_for_a_repeated_delivery_and_another_for_the_next() -> None:
    first, second = Alias("7K3QXM29TA"), Alias("7K3QXM29TB")

    assert link_name(first, "a press") == link_name(first, "a press")
    assert len({link_name(first, "a press"), link_name(second, "a press"), link_name(first, "another")}) == 3
