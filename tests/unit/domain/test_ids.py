"""Aliases: stable, readable, and silent about what they stand for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import Alias, alias_of, is_alias, parse_alias, show_alias
from bot.errors import Why
from tests.unit.domain.builders import refused

KEY = bytes(range(32))
CROCKFORD = re.compile("[0-9A-HJKMNP-TV-Z]{10}")


def test_the_alias_of_a_clip_is_what_it_was_on_the_first_day() -> None:
    """Computed by other means; another value would bring a withheld clip back under a new name."""
    assert alias_of(KEY, "sql", "clips/17.wav") == "VBVX4BSXKM"


@given(st.binary(min_size=32, max_size=32), st.text(), st.text(), st.integers(0, 4))
def test_an_alias_is_ten_crockford_characters(key: bytes, store: str, reference: str, attempt: int) -> None:
    assert CROCKFORD.fullmatch(alias_of(key, store, reference, attempt=attempt))


@given(st.text(), st.text(), st.integers(0, 4))
def test_an_alias_is_stable_and_can_be_typed_as_it_is_shown(store: str, reference: str, attempt: int) -> None:
    alias = alias_of(KEY, store, reference, attempt=attempt)

    assert alias_of(KEY, store, reference, attempt=attempt) == alias
    assert parse_alias(show_alias(alias)) == alias


def test_each_collision_takes_other_characters() -> None:
    attempts = {alias_of(KEY, "sql", "clips/17.wav", attempt=attempt) for attempt in range(5)}

    assert len(attempts) == 5


def test_after_five_collisions_there_is_no_alias_left() -> None:
    with pytest.raises(ValueError, match="no alias left after 5 collisions"):
        alias_of(KEY, "sql", "clips/17.wav", attempt=5)


def test_the_same_reference_in_another_store_is_another_clip() -> None:
    assert alias_of(KEY, "sql", "17") != alias_of(KEY, "label_studio", "17")
    assert alias_of(KEY, "sql", "l17") != alias_of(KEY, "sqll", "17")


def test_without_the_key_the_alias_says_nothing_about_the_reference() -> None:
    """Neighbouring references share nothing, and another key gives another alias."""
    aliases = [alias_of(KEY, "sql", f"device-4711/clip-{number}") for number in range(200)]

    assert len(set(aliases)) == 200
    assert all(len({alias[place] for alias in aliases}) > 16 for place in range(10))
    assert alias_of(bytes(32), "sql", "device-4711/clip-0") != aliases[0]


def test_an_alias_is_shown_in_two_groups_of_five() -> None:
    assert show_alias(Alias("7K3QXM29TA")) == "7K3QX-M29TA"


@pytest.mark.parametrize(
    ("typed", "alias"),
    [
        ("7K3QX-M29TA", "7K3QXM29TA"),
        ("7k3qxm29ta", "7K3QXM29TA"),
        (" `7K3QX-M29TA` ", "7K3QXM29TA"),
        ("OIL0i-l1o11", "0110111011"),
    ],
)
def test_look_alike_letters_case_and_hyphens_are_forgiven(typed: str, alias: str) -> None:
    assert parse_alias(typed) == alias


@pytest.mark.parametrize(
    "typed", ["", "7K3QX", "7K3QX-M29TAA", "7K3QX-M29TU", "7K3QX M29TA", "7K3QX-M29T\u0410", "<!channel>"]
)
def test_anything_else_is_no_alias_and_is_not_repeated(typed: str) -> None:
    assert not is_alias(typed)
    with refused(Why.UNKNOWN_CASE, saying="^That is not a clip alias. An alias has ten letters and digits"):
        parse_alias(typed)


@given(st.text(max_size=14))
def test_whatever_passes_as_an_alias_is_one(typed: str) -> None:
    if is_alias(typed):
        assert CROCKFORD.fullmatch(parse_alias(typed))
