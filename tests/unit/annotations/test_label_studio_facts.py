"""What reviewers may see of a Label Studio task, however its data came in."""

from typing import Any

import pytest

from bot.domain.case import Clip
from bot.errors import AnnotationStoreAway
from storage.annotations.label_studio_address import read_address
from storage.annotations.label_studio_facts import clip_of

ADDRESS = "label-studio+http://127.0.0.1:8080/projects/1"


def clip(address: str = ADDRESS, **data: Any) -> Clip:  # noqa: ANN401 - data is whatever JSON is
    return clip_of(data, store="label-studio-1", reference="5", version="v", address=read_address(address))


@pytest.mark.parametrize("said", [False, 0, "false", "No", " withdrawn ", ""])
def test_consent_that_is_denied_in_any_of_these_ways_is_denied(said: object) -> None:
    assert not clip(language="en", consent=said).has_consent


@pytest.mark.parametrize("said", [None, True, 1, "yes", "given"])
def test_consent_counts_as_given_when_nothing_denies_it(said: object) -> None:
    assert clip(language="en", has_consent=said).has_consent


@pytest.mark.parametrize(
    ("said", "seconds"), [(2.5, 2.5), ("2.5", 2.5), ("long", 0), (-1, 0), ("nan", 0), ("inf", 0), ([1], 0)]
)
def test_a_duration_that_is_none_is_nought(said: object, seconds: float) -> None:
    assert clip(language="en", duration=said).duration_seconds == seconds


def test_a_tasks_own_language_comes_before_the_projects() -> None:
    german = f"{ADDRESS}?language=de"

    assert (clip(german, lang="fr").language, clip(german).language) == ("fr", "de")


def test_a_task_without_a_language_is_told_what_to_do() -> None:
    with pytest.raises(AnnotationStoreAway, match="language=en"):
        clip(domain="lights")
