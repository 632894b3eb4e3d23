"""The calibration error is low where confidence tells how often something is right."""

import random

import pytest

from benchmarks.agreement.calibration import calibration_error, word_outcomes
from benchmarks.agreement.scoring import words_of
from bot.agreement import Word

SEED = 20261122


def place(text: str, confidence: float) -> Word:
    return Word(text=text, confidence=confidence, people=(), others=())


def test_who_is_as_often_right_as_said_is_calibrated() -> None:
    dice = random.Random(SEED)  # noqa: S311 - dice, no secret
    confidences = [dice.random() for _ in range(30_000)]
    is_right = [dice.random() < confidence for confidence in confidences]

    assert calibration_error(confidences, is_right) == pytest.approx(0, abs=0.02), f"seed {SEED}"


def test_who_is_sure_and_half_right_is_off_by_a_half() -> None:
    assert calibration_error([1.0] * 300, [True, False] * 150) == pytest.approx(0.5)


def test_cases_of_one_confidence_are_not_sorted_by_outcome() -> None:
    assert calibration_error([0.5] * 300, [True, False] * 150) == pytest.approx(0)


def test_too_bold_in_one_place_does_not_make_up_for_too_shy_in_another() -> None:
    # 140 and 160 cases are 7 and 8 whole bins of 20.
    confidences = [0.4] * 140 + [0.6] * 160

    assert calibration_error(confidences, [True] * 140 + [False] * 160) == pytest.approx(0.6)


def test_fewer_cases_than_bins_are_measured_too() -> None:
    assert calibration_error([0.9, 0.1], [True, False]) == pytest.approx(0.1)


def test_without_cases_there_is_no_figure() -> None:
    assert calibration_error([], []) is None


def test_a_word_is_right_where_it_meets_its_equal() -> None:
    places = [place("The", 0.9), place("wall,", 0.6), place("behind", 0.8)]

    assert list(word_outcomes(places, words_of("the well behind"))) == [
        (0.9, True),
        (0.6, False),
        (0.8, True),
    ]


def test_a_phrase_is_right_only_with_all_of_its_words() -> None:
    places = [place("apple", 0.9), place("along a", 0.7), place("the wall", 0.8)]

    outcomes = list(word_outcomes(places, words_of("apple along the wall")))

    assert outcomes == [(0.9, True), (0.7, False), (0.8, True)]


def test_a_place_without_a_word_is_neither_right_nor_wrong() -> None:
    assert list(word_outcomes([place("", 0.5), place("no", 0.9)], words_of("no"))) == [(0.9, True)]
