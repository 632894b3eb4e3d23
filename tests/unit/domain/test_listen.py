"""Who may hear a clip."""

import pytest

from bot.domain.case import Category
from bot.errors import Why
from tests.unit.domain.builders import CLIP, a_case, an_open_case, refused


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
