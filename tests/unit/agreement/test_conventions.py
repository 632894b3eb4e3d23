"""Conventions of writing: abbreviations, numbers and styles, all of them from data files."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agreement import languages
from bot.agreement.conventions import spoken
from bot.agreement.languages import conventions
from bot.agreement.tokens import tokenise

SUBTAGS = sorted(
    file.name.removesuffix(".toml") for file in files(languages).iterdir() if "toml" in file.name
)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Mr. and Mrs. Fox", "mister and missus fox"),
        ("OK, Dr. Day", "okay doctor day"),
        ("Smith & Sons, etc.", "smith and sons et cetera"),
        ("R&B", "r and b"),
        ("at 9 a.m.", "at nine a m"),
        ("1/2 a cup", "half a cup"),
        ("Gen. Grant in general", "general grant in general"),
        ("a gen too few", "a gen too few"),
    ],
)
def test_what_is_typed_in_short_is_written_out(typed: str, said: str) -> None:
    assert spoken(typed, "en", "plain") == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "zero"),
        ("20", "twenty"),
        ("21", "twenty one"),
        ("105", "one hundred and five"),
        ("1,000", "one thousand"),
        ("1001", "one thousand and one"),
        ("2500", "two thousand five hundred"),
        ("1,234,567", "one million two hundred and thirty four thousand five hundred and sixty seven"),
        ("900000001", "nine hundred million and one"),
        ("1839", "eighteen thirty nine"),
        ("1,839", "one thousand eight hundred and thirty nine"),
        ("1905", "nineteen o five"),
        ("1800", "eighteen hundred"),
        ("2005", "two thousand and five"),
        ("1920s", "nineteen twenties"),
        ("20s", "twenties"),
        ("1st, 2nd, 3rd", "first second third"),
        ("12TH", "twelfth"),
        ("20th", "twentieth"),
        ("101st", "one hundred and first"),
        ("10%", "ten percent"),
        ("3.14", "three point one four"),
        ("$1", "one dollar"),
        ("$5.50", "five dollars and fifty cents"),
        ("£3!", "three pounds"),
        ("10:30", "ten thirty"),
        ("10:05", "ten o five"),
        ("10:00", "ten o'clock"),
        ("1914-18", "nineteen fourteen eighteen"),
        ("twenty-one", "twenty one"),
        ("२१", "twenty one"),
    ],
)
def test_digits_are_said_in_words(typed: str, said: str) -> None:
    assert spoken(typed, "en", "plain") == said


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("007", "007"),
        ("1234567890", "1234567890"),
        ("MP3", "mp3"),
        ("25:61", "25:61"),
        ("4/9/1865", "4 9 1865"),
        ("1.2.3", "1 2 3"),
        ("1x1", "1x1"),
        ("²", "²"),
        ("$5%", "$5%"),
    ],
)
def test_digits_that_nobody_can_be_sure_how_to_say_are_left_as_typed(typed: str, left: str) -> None:
    assert spoken(typed, "en", "plain") == left


def test_the_style_of_old_books_writes_as_two_words_what_others_write_as_one() -> None:
    assert spoken("Goodbye, everyone, until tomorrow!", "en", "books") == "good bye every one until to morrow"
    assert spoken("Goodbye, everyone, until tomorrow!", "en", "plain") == "goodbye everyone until tomorrow"


def test_what_was_not_heard_is_not_spoken() -> None:
    assert spoken("so [unclear: Mr. Fox] *** went (inaudible) off", "en") == "so went off"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("honour", "honor"),
        ("neighbour's", "neighbor's"),
        ("realised", "realized"),
        ("organisations", "organizations"),
        ("theatres", "theaters"),
        ("travelling", "traveling"),
        ("grey", "gray"),
        ("alright", "all-right"),
    ],
)
def test_two_spellings_are_compared_as_one_and_each_keeps_its_own(one: str, other: str) -> None:
    first, second = tokenise(one, "en"), tokenise(other, "en")

    assert "".join(token.key for token in first) == "".join(token.key for token in second)
    assert first[0].form == one


@pytest.mark.parametrize("word", ["wise", "rise", "our", "hour", "fire", "are", "called", "burnt"])
def test_words_that_only_look_like_a_family_are_left_alone(word: str) -> None:
    assert tokenise(word, "en")[0].key == word


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("es", "El Sr. Ruiz y la Sra. Gil", "el señor ruiz y la señora gil"),
        ("fr", "M. et Mme Roux", "monsieur et madame roux"),
        ("de", "z.B. Dr. Kurz & Co.", "zum beispiel doktor kurz und co"),
        ("hi", "डॉ. राम", "डॉक्टर राम"),
        ("xx", "Mr. 21 & co", "mr 21 co"),
        ("../../en", "Mr. 21", "mr 21"),
    ],
)
def test_each_language_has_its_own_conventions_and_most_have_none(
    language: str, typed: str, said: str
) -> None:
    assert spoken(typed, language) == said


@pytest.mark.parametrize("subtag", SUBTAGS)
def test_every_entry_of_a_data_file_can_be_found_by_what_people_type(subtag: str) -> None:
    rules = conventions(subtag, "books")

    for typed, written in {**rules.words, **rules.compounds}.items():
        tokens = tokenise(typed.upper() if subtag != "tr" else typed, subtag, "books")

        assert [(token.key, token.form) for token in tokens] == [written], typed


@pytest.mark.parametrize("subtag", SUBTAGS)
def test_what_a_word_is_compared_as_is_not_compared_as_a_third(subtag: str) -> None:
    rules = conventions(subtag)

    assert {key: rules.alike[key] for key in rules.alike.values() if key in rules.alike} == {}


@given(st.integers(min_value=1, max_value=999_999_999))
def test_every_number_is_said_in_words_alone(number: int) -> None:
    said = spoken(f"{number:,}", "en")

    assert said.replace(" ", "").isalpha()
    assert said == spoken(said, "en")
