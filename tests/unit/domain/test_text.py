"""Text that people type, made safe to keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import clean_optional, clean_text
from bot.errors import UserError, Why
from tests.unit.domain.builders import refused


def clean(raw: str, limit: int = 100) -> str:
    return clean_text(raw, what="The note", limit=limit)


def test_outer_space_goes_and_inner_space_is_one_blank() -> None:
    assert clean("  turn\toff\r\n the \u2028 lights\u00a0now ") == "turn off the lights now"


@pytest.mark.parametrize("text", ["消して", "बत्ती बंद करो", "ปิดไฟ", "e\u0301tait", "👩‍🚒", "¿qué?", "می‌خواهم"])
def test_text_of_every_script_stays_as_it_was_typed(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("raw", ["", " ", "\n\t ", "\u200b", "\u2060\ufeff", "\u200e"])
def test_text_of_which_nothing_can_be_seen_is_empty(raw: str) -> None:
    with refused(Why.BAD_TEXT, saying="^The note is empty"):
        clean(raw)


@pytest.mark.parametrize(
    "mark",
    ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069", "\ufff9", "\ud800"],
)
def test_marks_that_hide_what_a_reader_would_see_are_refused(mark: str) -> None:
    with refused(Why.BAD_TEXT, saying="has control characters"):
        clean(f"turn {mark} off")


def test_the_limit_is_counted_in_characters_as_typed() -> None:
    assert clean("x" * 100) == "x" * 100
    with refused(Why.BAD_TEXT, saying="has 1,001 characters; at most 100 fit"):
        clean("x" * 1001)


@pytest.mark.parametrize("raw", [None, "", "  "])
def test_an_optional_field_may_stay_empty(raw: str | None) -> None:
    assert clean_optional(raw, what="The note", limit=10) == ""


def test_an_optional_field_is_bounded_too() -> None:
    with refused(Why.BAD_TEXT):
        clean_optional("x" * 11, what="The note", limit=10)


@given(st.text(max_size=50))
def test_what_is_clean_stays_as_it_is_and_is_one_line_that_can_be_stored(raw: str) -> None:
    try:
        text = clean(raw)
    except UserError:
        return

    assert clean(text) == text
    assert len(text.splitlines()) == 1
    assert text.encode()
