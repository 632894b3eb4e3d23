"""Uncertainty marks: which are known, and what they do to a vote."""

import pytest

from bot.agreement import Agreement, AgreementPolicy, Heard, Verdict, agree, check_marks


def agreed(*texts: str) -> Agreement:
    suggestions = [Heard(person=f"U{number}", text=text) for number, text in enumerate(texts)]
    return agree(suggestions, AgreementPolicy(language="en"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no marks at all",
        "[unclear] [inaudible] [crosstalk] [noise]",
        "[unclear: maybe this] and [Unclear:that]",
        "[foreign: xx] [foreign: de-CH]",
        "[ noise ]",
        "［unclear：はい］",  # noqa: RUF001 - full-width, as typed in Japan
    ],
)
def test_known_marks_pass(text: str) -> None:
    assert check_marks(text) == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("so [unclaer] then", ("[unclaer]",)),
        ("[foreign] [foreign: german!]", ("[foreign]", "[foreign: german!]")),
        ("[noise: door] [unclear:] []", ("[noise: door]", "[unclear:]", "[]")),
        ("left [unclear open", ("[unclear open",)),
        ("[b [noise] c", ("[b",)),
        ("right] alone", ("]",)),
        ("[[noise]]", ("[", "]")),
    ],
)
def test_unknown_and_unbalanced_marks_are_named_as_they_were_typed(text: str, wrong: tuple[str, ...]) -> None:
    assert check_marks(text) == wrong


@pytest.mark.parametrize("mark", ["[unclear]", "[inaudible]", "[foreign: de]", "[noise]", "[...]"])
def test_a_mark_says_neither_a_word_nor_that_there_is_none(mark: str) -> None:
    agreement = agreed("the quick fox", "the quick fox", f"the {mark} fox")

    quick = agreement.words[1]

    assert (quick.text, quick.people, quick.others) == ("quick", ("U0", "U1"), ())
    assert quick.confidence == pytest.approx(2 / 3)


def test_one_mark_may_cover_several_words_and_none_of_them_is_denied() -> None:
    agreement = agreed("the quick brown fox", "the quick brown fox", "the [inaudible] fox")

    assert agreement.text == "the quick brown fox"
    assert all(word.others == () for word in agreement.words)


def test_a_guess_supports_a_word_that_somebody_else_heard() -> None:
    agreement = agreed("call Anna", "call Anna", "call [unclear: anna]")

    assert agreement.words[1].people == ("U0", "U1", "U2")


def test_a_guess_cannot_bring_in_a_word_that_nobody_heard() -> None:
    agreement = agreed("call [unclear: Anna]", "call [unclear: Anna]", "call [unclear: Anna]")

    assert agreement.text == "call"
    assert agreement.verdict is not Verdict.SETTLED


def test_a_place_where_two_people_left_a_mark_keeps_the_case_open() -> None:
    agreement = agreed("play [inaudible] loud", "play [inaudible] loud")

    assert agreement.verdict is Verdict.ASK_FURTHER


def test_a_place_where_three_people_left_a_mark_goes_to_a_lead() -> None:
    agreement = agreed("play [inaudible] loud", "play [inaudible] loud", "play [inaudible] loud")

    # Four more voices would be four of seven: no majority, whatever they hear.
    assert agreement.verdict is Verdict.HOPELESS
    assert (agreement.words[1].text, agreement.words[1].people) == ("", ())


def test_a_text_of_marks_alone_counts_as_a_person_and_for_no_word() -> None:
    agreement = agreed("hello there", "hello there", "hello there", "[crosstalk]")

    assert agreement.people == ("U0", "U1", "U2", "U3")
    assert [word.confidence for word in agreement.words] == [0.75, 0.75]
    assert agreement.verdict is Verdict.SETTLED


def test_a_word_typed_right_before_a_mark_does_not_run_into_the_next() -> None:
    agreement = agreed("Stop.[inaudible]", "Stop.[inaudible]", "stop now")

    assert agreement.text == "Stop. now"


def test_what_stands_in_an_unknown_mark_is_not_taken_for_speech() -> None:
    agreement = agreed("hello", "hello [laughs]", "hello [laughs]")

    assert agreement.text == "hello"
