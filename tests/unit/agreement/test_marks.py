"""Uncertainty marks: which are known, and what they do to a vote."""

import pytest

from bot.agreement import Agreement, AgreementPolicy, Heard, Verdict, agree, check_marks
from bot.agreement.tokens import tokenise


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
    assert quick.confidence < agreement.words[0].confidence


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


def test_where_nobody_heard_a_word_the_mark_that_most_left_stands_in_the_text() -> None:
    agreement = agreed("play [inaudible] loud", "play [noise] loud", "play [inaudible] loud")

    assert agreement.text == "play [inaudible] loud"
    mark = agreement.words[1]
    assert (mark.text, mark.people) == ("[inaudible]", ("U0", "U2"))
    assert mark.confidence == pytest.approx(2 / 3)
    assert [(other.text, other.people) for other in mark.others] == [("[noise]", ("U1",))]


def test_a_word_outdoes_marks_at_its_place() -> None:
    agreement = agreed("play [inaudible] loud", "play it loud", "play [inaudible] loud")

    assert agreement.text == "play it loud"


def test_a_text_of_marks_alone_counts_as_a_person_and_for_no_word() -> None:
    agreement = agreed("hello there", "hello there", "hello there", "[crosstalk]")

    assert agreement.people == ("U0", "U1", "U2", "U3")
    assert [word.people for word in agreement.words] == [("U0", "U1", "U2")] * 2
    assert agreement.verdict is Verdict.SETTLED


def test_a_word_typed_right_before_a_mark_does_not_run_into_the_next() -> None:
    agreement = agreed("Stop.[inaudible]", "Stop.[inaudible]", "stop now")

    assert agreement.text == "Stop. now"


def test_what_stands_in_an_unknown_mark_is_not_taken_for_speech() -> None:
    agreement = agreed("hello", "hello [laughs]", "hello [laughs]")

    assert agreement.text == "hello"


@pytest.mark.parametrize(
    "hole",
    [
        *("*", "**", "***,", "___", "...", "…", "....", "???", "[…]", "[;;x]", "[ ]", "(?)", "(...)", "(--)"),
        *("( )", "(inaudible)", "( Unclear... )", "(UNINTELLIGIBLE)", "*inaudible*", "*noise.", "［不明］"),  # noqa: RUF001
    ],
)
def test_a_blank_left_for_a_word_is_a_mark_in_whatever_way_it_is_typed(hole: str) -> None:
    said, mark, then = tokenise(f"so {hole} then", "en")

    assert (said.key, mark.key, then.key) == ("so", "", "then")
    assert not mark.is_heard


@pytest.mark.parametrize(
    "text", ["so... then", "so… then…", "...so then", "so - then?", "so, then !", "*so* then", "so (then)"]
)
def test_the_same_signs_beside_a_word_are_punctuation(text: str) -> None:
    assert [(token.key, token.is_heard) for token in tokenise(text, "en")] == [("so", True), ("then", True)]
