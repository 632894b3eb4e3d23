"""How suggestions are cut into the pieces that are compared, and how phrase variants meet."""

from collections.abc import Callable
from itertools import permutations
from random import Random

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.agreement.hostile import HOSTILE
from bot.agreement.folding import fold
from bot.agreement.tokens import Token, read, tokenise, written_out

# U+02BC is a letter by its class and an apostrophe by its use.
LETTERS = regex.compile(r"(?!\u02bc)[\p{L}\p{M}\p{N}]")
LANGUAGES = ("en", "de", "tr", "ar", "ja", "und", "../en", "")

words = st.sampled_from(
    [
        *("any", "one", "anyone", "air-tight", "airtight", "21", "twenty", "1839", "eighteen", "thirty", "a"),
        *(
            "nine",
            "18",
            "39",
            "[noise]",
            "***",
            "[unclear: any one]",
            "don't",
            "hundred",
            "105",
            "and",
            "five",
        ),
    ]
)
plain = st.lists(words, max_size=8).map(" ".join)
wild = st.one_of(plain, st.text(max_size=60), st.text("'’*_.…?[](), a1é消ไฟक्\u0301\u200d", max_size=60))  # noqa: RUF001
languages = st.sampled_from(LANGUAGES)
short_words = st.text("ab", min_size=1, max_size=4)


def keys(*texts: str, language: str = "en") -> list[list[str]]:
    return [[token.key for token in tokens] for tokens in read(texts, language)]


def heard(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(token.key, token.form) for token in tokenise(text, language)]


def test_a_token_keeps_how_it_was_typed_beside_how_it_is_compared_and_written_out() -> None:
    assert tokenise('"Mr. Honour', "en") == (
        Token(key="mister", form="mister", spelling='"Mr. ', is_heard=True),
        Token(key="honor", form="honour", spelling="Honour ", is_heard=True),
    )


@pytest.mark.parametrize("typed", ["don't", "don’t", "don´t", "don`t", "Don\u02bct", "don＇t"])  # noqa: RUF001
def test_whatever_is_typed_for_an_apostrophe_is_one(typed: str) -> None:
    assert heard(typed) == [("don't", "don't")]


@pytest.mark.parametrize("typed", ["'boys'", "boys'", "‘boys’", "'boys", "\u02bcboys"])  # noqa: RUF001
def test_quotes_around_a_word_and_a_possessive_at_its_end_are_no_part_of_it(typed: str) -> None:
    assert heard(typed) == [("boys", "boys")]


@pytest.mark.parametrize(
    ("typed", "form"), [("İt \u0131s", "it is"), ("i\u0307t IS", "it is"), ("I\u0307t Is", "it is")]
)
def test_the_i_of_a_turkish_keyboard_is_a_plain_one_in_english(typed: str, form: str) -> None:
    assert " ".join(token.form for token in tokenise(typed, "en-GB")) == form


def test_the_two_letters_i_of_turkish_stay_apart_in_turkish() -> None:
    assert [form for _, form in heard("IŞIK İKİ", "tr")] == ["\u0131\u015f\u0131k", "iki"]


def test_punctuation_that_stands_alone_belongs_to_the_word_before() -> None:
    assert [token.spelling for token in tokenise("— so — then ( he )", "en")] == ["so — ", "then ( ", "he ) "]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("it is air tight", "it is airtight"),
        ("any one came", "anyone came"),
        ("to-day", "today"),
        ("never the less", "nevertheless"),
        ("Mc Gregor", "McGregor"),
        ("twenty one", "21"),
        ("twenty-first", "21st"),
        ("in eighteen thirty nine", "in 1839"),
        ("eighteen hundred and thirty nine", "1839"),
        ("a hundred and five men", "105 men"),
        ("one hundred five", "105"),
        ("one thousand 839", "1,839"),
        ("ten o'clock", "10:00"),
        ("five dollars", "$5"),
        ("in to", "into"),
        ("all right", "alright"),
        ("[unclear: any one]", "[unclear: anyone]"),
    ],
)
def test_what_one_writes_as_several_words_and_another_as_one_is_one_token_for_both(
    one: str, other: str
) -> None:
    first, second = keys(one, other)

    assert first == second


def test_a_joined_token_is_spelt_and_written_out_as_its_person_typed_it() -> None:
    tokens = read(["an air-tight, lid", "an airtight lid"], "en")[0]

    assert tokens[1] == Token(key="airtight", form="air tight", spelling="air-tight, ", is_heard=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("any [noise] one", "anyone"),
        ("any ... one", "anyone"),
        ("any [unclear: one]", "anyone"),
        ("any one, then anyone", "nobody"),
        ("e very bo dy", "everybody"),
        ("ก \u0e34", "กิ"),
    ],
)
def test_words_stay_apart_across_a_mark_in_fours_in_graphemes_and_when_nobody_else_has_them_as_one(
    one: str, other: str
) -> None:
    assert [token.key for token in tokenise(one, "en")] == keys(one, other)[0]


def test_a_guess_is_read_but_not_as_heard() -> None:
    assert tokenise("call [unclear: Mr. Fox]", "en")[1:] == (
        Token(key="mister", form="mister", spelling="Mr. ", is_heard=False),
        Token(key="fox", form="fox", spelling="Fox ", is_heard=False),
    )


def test_one_number_typed_in_two_ways_does_not_depend_on_who_typed_first() -> None:
    texts = ["18:39", "1839", "eighteen hundred and thirty nine", "1805", "1,805", "eighteen o five"]
    alone = dict(zip(texts, read(texts, "en"), strict=True))

    for order in permutations(texts):
        assert dict(zip(order, read(order, "en"), strict=True)) == alone


def test_words_that_say_one_number_are_not_taken_for_another_that_may_be_said_so() -> None:
    words, year, count = keys("one thousand eight hundred and five", "1805", "1,805")

    assert words == count != year


def test_a_digit_is_a_number_or_not_whatever_was_read_before() -> None:
    texts = ["5-a", "5-" + "a" * 40]

    assert read(texts, "en") == read(texts[::-1], "en")[::-1]


@given(st.lists(wild, max_size=5), st.randoms(use_true_random=False), languages)
def test_reading_does_not_depend_on_the_order_of_the_texts(
    texts: list[str], random: Random, language: str
) -> None:
    shuffled = random.sample(texts, len(texts))

    in_order = dict(zip(texts, read(texts, language), strict=True))

    assert dict(zip(shuffled, read(shuffled, language), strict=True)) == in_order


@example("\u02bc", "en")
@given(wild, languages)
def test_any_text_is_read_and_only_a_mark_has_no_key(text: str, language: str) -> None:
    tokens = tokenise(text, language, "books")

    assert all(bool(token.key) is bool(token.form) and (token.key or not token.is_heard) for token in tokens)
    assert not any(regex.search(r"\s", token.key) for token in tokens)


@given(st.one_of(st.text(max_size=60), plain), languages)
def test_no_letter_is_lost_outside_of_marks(text: str, language: str) -> None:
    text = regex.sub(r"[\[\]\uff3b\uff3d(*]", "", text)

    tokens = tokenise(text, language)

    assert LETTERS.findall(written_out(token.spelling for token in tokens)) == LETTERS.findall(text)


@example("\u0149")
@given(st.one_of(wild, st.characters()))
def test_what_is_folded_does_not_change_when_it_is_folded_again(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(wild, languages)
def test_joining_keeps_what_each_person_typed(text: str, language: str) -> None:
    alone = tokenise(text, language)

    among_others = read([text, "anyone 21 1839 105 airtight"], language)[0]

    assert written_out(token.spelling for token in among_others) == written_out(
        token.spelling for token in alone
    )
    assert "".join(token.form.replace(" ", "") for token in among_others) == "".join(
        token.form.replace(" ", "") for token in alone
    )


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_of_three_thousand_characters_is_read(make: Callable[[int], str]) -> None:
    text = make(3000)

    tokens = tokenise(text, "en")

    assert len(text) > 2900
    assert "".join(written_out(token.spelling for token in tokens).split()) in "".join(text.split())


@given(st.lists(short_words, min_size=1, max_size=6), st.lists(short_words, min_size=1, max_size=6))
def test_words_are_joined_just_where_the_other_has_two_or_three_neighbours_as_one(
    words: list[str], others: list[str]
) -> None:
    typed = " ".join(words)
    neighbours = {
        "".join(words[first : first + size]) for size in (2, 3) for first in range(len(words) - size + 1)
    }

    joined, _ = read([typed, " ".join(others)], "und")

    assert (joined != tokenise(typed)) is not neighbours.isdisjoint(others)
