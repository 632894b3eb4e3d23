"""How one more suggestion is laid along the places, in the gaps between equal words."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from bot.agreement.alignment import HOLE_COST, MARK, SKIP_COST, Step, Votes, searched, steps_in_gap

keys = st.sampled_from(["a", "an", "ant", "and", "hand", "zoo", MARK, f"{MARK}and"])
places = st.dictionaries(st.one_of(keys, st.just("")), st.integers(1, 3), min_size=1, max_size=4)


def unlike(key: str, said: Votes) -> float:
    if key in said:
        return 0.0
    words = [word for word in said if word]
    if key.startswith(MARK) or not words:
        return HOLE_COST if key.startswith(MARK) else 1.0
    return min(
        HOLE_COST if word.startswith(MARK) else Levenshtein.normalized_distance(key, word) for word in words
    )


def least_cost(said: Sequence[Votes], words: Sequence[str]) -> float:
    @cache
    def left(place: int, word: int) -> float:
        ways = [SKIP_COST + left(place + 1, word)] if place < len(said) else []
        if word < len(words):
            ways.append(SKIP_COST + left(place, word + 1))
        if place < len(said) and word < len(words):
            ways.append(unlike(words[word], said[place]) + left(place + 1, word + 1))
        return min(ways, default=0.0)

    return left(0, 0)


def cost_of(steps: Sequence[Step], said: Sequence[Votes], words: Sequence[str]) -> float:
    cost, place = 0.0, 0
    for is_new, number in steps:
        beside = not is_new and number is not None
        cost += unlike(words[number], said[place]) if beside and number is not None else SKIP_COST
        place += not is_new
    return cost


@given(st.lists(places, max_size=4), st.lists(keys, max_size=4))
def test_every_place_and_every_word_of_a_gap_has_its_step_in_order(
    said: list[Votes], words: list[str]
) -> None:
    steps = steps_in_gap(said, words)

    assert sum(not is_new for is_new, _ in steps) == len(said)
    assert [number for _, number in steps if number is not None] == list(range(len(words)))


@given(st.lists(places, min_size=1, max_size=4), st.lists(keys, min_size=1, max_size=4))
def test_no_way_through_a_gap_is_cheaper_than_the_one_taken(said: list[Votes], words: list[str]) -> None:
    assert cost_of(steps_in_gap(said, words), said, words) == pytest.approx(least_cost(said, words))


@given(st.lists(places, min_size=1, max_size=4), st.lists(keys, min_size=1, max_size=4))
def test_a_shortcut_through_a_gap_takes_the_very_steps_of_the_search(
    said: list[Votes], words: list[str]
) -> None:
    assert list(steps_in_gap(said, words)) == searched(said, words)


def test_words_that_stand_one_place_off_are_laid_beside_their_like() -> None:
    said: list[Votes] = [{"ant": 1}, {"hand": 1}, {"a": 1}]

    steps = steps_in_gap(said, ["zoo", "ant", "hand"])

    assert steps == [(True, 0), (False, 1), (False, 2), (False, None)]


def test_a_gap_too_large_to_be_searched_is_laid_in_order() -> None:
    said: list[Votes] = [{f"place{number}": 1} for number in range(120)]
    words = [f"word{number}" for number in range(121)]

    steps = steps_in_gap(said, words)

    assert steps == [*((False, number) for number in range(120)), (True, 120)]
