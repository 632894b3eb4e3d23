"""What the language says of two words that follow each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agreement import AgreementPolicy, Heard, agree
from bot.agreement.bigrams import END, LEAST, START, UNKNOWN, Bigrams, bigrams, made
from bot.agreement.fluency import fluency
from bot.agreement.lexicon import Lexicon, lexicon
from bot.agreement.network import Voice, lay_out
from bot.agreement.table import known_of, readings_of, rows_of, table_of
from bot.agreement.tokens import read

ENGLISH = bigrams("en") or pytest.fail("the bigrams of English are missing")
BACK_OFF = -1.25
FEW = made(
    words=[START, END, "the", "end"],
    starts=np.array([0, 1, 1, 2, 3]),
    seconds=np.array([3, 3, 1]),
    after=np.array([-7, -2, -1], np.float32),
    alone=np.array([-14, -3, -3, -8], np.float32),
    back_off=np.array([BACK_OFF] * 4, np.float32),
)
"""After the start, and after "the", "end" is known; after "end" the end."""

words = st.sampled_from([*list(ENGLISH.numbers)[:2000], "xylquat"])


def follows(first: str, second: str, known: Bigrams = ENGLISH) -> float:
    numbers = [np.array([known.numbers.get(word, UNKNOWN)]) for word in (first, second)]
    return float(known.follows(*numbers)[0])


def reads(*texts: str) -> dict[str, tuple[float, float, float]]:
    """How well each contested reading of some texts reads."""
    voices = zip(read(texts, "en"), "ABCDEFG", strict=False)
    network = lay_out(Voice(tokens, person, (0.0, 0.0)) for tokens, person in voices)
    table = table_of(readings_of(network), known_of(network, 0.15))
    rows = rows_of(table)
    return {
        table.forms[code]: (before, after, mean)
        for code, (before, after, mean) in zip(
            rows.code.tolist(), fluency(table, rows, FEW).T.tolist(), strict=True
        )
    }


@pytest.mark.parametrize(
    ("first", "likely", "unlikely"),
    [("end", "of", "off"), ("of", "the", "of"), (START, "the", "of"), ("i", "am", "is"), ("sat", END, "is")],
)
def test_what_often_follows_a_word_is_likelier_than_what_seldom_does(
    first: str, likely: str, unlikely: str
) -> None:
    assert follows(first, likely) > follows(first, unlikely)


@given(words, words)
def test_every_chance_is_one(first: str, second: str) -> None:
    assert LEAST <= follows(first, second) <= 0


def test_what_is_not_known_to_follow_is_as_likely_as_it_is_alone_less_what_is_known() -> None:
    assert follows("end", "the", FEW) == -3 + BACK_OFF
    assert follows("xylquat", "the", FEW) == -3
    assert follows("the", "xylquat", FEW) == LEAST


def test_a_reading_stands_between_its_neighbours_and_silence_between_those_of_its_place() -> None:
    assert reads("the end", "the") == {"end": (-2, -1, -1.5), "": (0, -3 + BACK_OFF, -3 + BACK_OFF)}


def test_a_neighbour_is_what_most_of_the_weight_is_for_and_silence_is_passed_over() -> None:
    with_word = reads("the end", "the end", "the end", "the xylquat", "xylquat end")
    with_silence = reads("the er end", "the end", "the xylquat")

    assert with_word["end"] == with_silence["end"] == (-2, -1, -1.5)


def test_a_reading_of_two_words_is_as_likely_as_both_together() -> None:
    before, after, mean = reads("the end", "theend")["the end"]

    assert (before, after) == (-3 + BACK_OFF - 2, -1)
    assert mean == pytest.approx((before + after) / 3)


@pytest.mark.parametrize("language", ["xx", "de", "..", ""])
def test_a_language_without_the_data_has_none(language: str) -> None:
    assert bigrams(language) is None
    assert lexicon("de").bigrams is None
    assert Lexicon().bigrams is None


@pytest.mark.parametrize(
    "texts", [("at the end of the day", "at the end off the day"), ("he sat down", "he sad down")]
)
def test_of_two_people_who_are_as_good_the_one_is_believed_whose_words_follow_each_other(
    texts: tuple[str, str],
) -> None:
    likely = texts[0]
    policy = AgreementPolicy(language="en")

    for order in (texts, texts[::-1]):
        heard = [Heard(person=f"U{place}", text=text) for place, text in enumerate(order)]
        assert agree(heard, policy).text == likely
