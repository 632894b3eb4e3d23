"""When the vote settles, when it asks further, and when it gives up."""

import pytest
from pydantic import ValidationError

from bot.agreement import Agreement, AgreementPolicy, Heard, Verdict, agree

NOBODY = None
"""Stands for a person who chose "nobody can tell"."""


def agreed(*texts: str | None, policy: AgreementPolicy | None = None) -> Agreement:
    suggestions = [
        Heard(person=f"U{number}", text=text or "", is_nobody_can_tell=text is NOBODY)
        for number, text in enumerate(texts)
    ]
    return agree(suggestions, policy or AgreementPolicy(language="en"))


def test_no_suggestion_asks_further() -> None:
    agreement = agreed()

    assert (agreement.verdict, agreement.text, agreement.people) == (Verdict.ASK_FURTHER, "", ())


def test_two_identical_voices_are_not_enough() -> None:
    assert agreed("yes", "yes").verdict is Verdict.ASK_FURTHER


def test_two_of_three_settle_a_word() -> None:
    agreement = agreed("yes please", "yes please", "yes peas")

    assert (agreement.verdict, agreement.text) == (Verdict.SETTLED, "yes please")


def test_three_people_with_three_different_words_at_one_place_ask_further() -> None:
    assert agreed("call Ann", "call Dan", "call Jan").verdict is Verdict.ASK_FURTHER


def test_people_who_all_heard_words_never_settle_that_there_are_none() -> None:
    """At each of the places that this makes, two thirds heard nothing."""
    agreement = agreed("j", "e g", "e", "g b j d", "b", "d")

    assert agreement.text == ""
    assert all(word.confidence >= 2 / 3 for word in agreement.words)
    assert agreement.verdict is Verdict.ASK_FURTHER


def test_a_single_disputed_place_keeps_a_long_text_open() -> None:
    agreement = agreed(
        "please call Ann on her mobile", "please call Dan on her mobile", "please call Jan on her mobile"
    )

    assert agreement.verdict is Verdict.ASK_FURTHER


def test_a_further_voice_can_settle_what_three_left_open() -> None:
    agreement = agreed("call Ann", "call Dan", "call Ann", "call Ann")

    assert (agreement.verdict, agreement.text) == (Verdict.SETTLED, "call Ann")


def test_seven_people_without_a_majority_at_one_place_are_hopeless() -> None:
    agreement = agreed(*["call Ann"] * 4, *["call Dan"] * 3)

    assert agreement.verdict is Verdict.HOPELESS
    assert agreement.text == "call Ann"


def test_four_people_who_share_no_word_are_hopeless_early() -> None:
    """Three more voices make at most four of seven."""
    assert agreed("alpha", "bravo", "tango", "zulu").verdict is Verdict.HOPELESS


def test_three_people_who_share_no_word_are_asked_further() -> None:
    """Four more voices make five of seven."""
    assert agreed("alpha", "bravo", "tango").verdict is Verdict.ASK_FURTHER


def test_two_of_three_who_say_nobody_can_tell_settle_it() -> None:
    agreement = agreed(NOBODY, NOBODY, "hello")

    assert (agreement.verdict, agreement.is_nobody_can_tell) == (Verdict.SETTLED, True)
    assert (agreement.text, agreement.words) == ("", ())
    assert agreement.confidence == pytest.approx(2 / 3)
    assert agreement.people == ("U0", "U1", "U2")


def test_two_people_alone_cannot_rule_that_nobody_can_tell() -> None:
    assert agreed(NOBODY, NOBODY).verdict is Verdict.ASK_FURTHER


def test_nobody_can_tell_does_not_help_two_texts_to_settle() -> None:
    agreement = agreed("hello", "hello", NOBODY)

    assert (agreement.verdict, agreement.is_nobody_can_tell) == (Verdict.ASK_FURTHER, False)


def test_nobody_can_tell_lowers_no_word() -> None:
    agreement = agreed("hello", "hello", "hello", NOBODY)

    assert (agreement.verdict, agreement.confidence) == (Verdict.SETTLED, 1)
    assert agreement.people == ("U0", "U1", "U2", "U3")


def test_one_word_that_four_people_hear_in_four_ways_is_hopeless_early() -> None:
    names = ("Anne", "Hannah", "Ellen", "Dan")

    agreement = agreed(*[f"call {name} at the dental office" for name in names])

    assert agreement.verdict is Verdict.HOPELESS


def test_people_without_words_are_not_hopeless_while_nobody_can_tell_may_still_win() -> None:
    assert agreed(NOBODY, NOBODY, NOBODY, "[noise]", "[noise]").verdict is Verdict.ASK_FURTHER


def test_one_text_is_hopeless_when_too_few_are_left_to_make_it_a_vote() -> None:
    """Three say it, a fourth may, and five must."""
    policy = AgreementPolicy(language="en", people_at_least=5)

    agreement = agreed("hello", "hello", "hello", NOBODY, NOBODY, NOBODY, policy=policy)

    assert agreement.verdict is Verdict.HOPELESS


def test_seven_people_without_any_word_are_hopeless_and_not_settled() -> None:
    assert agreed(*["[noise]"] * 7).verdict is Verdict.HOPELESS


def test_a_later_suggestion_of_the_same_person_replaces_the_earlier() -> None:
    suggestions = [Heard(person=person, text="yes") for person in ("U1", "U2", "U3")]

    agreement = agree([*suggestions, Heard(person="U3", text="no")], AgreementPolicy(language="en"))

    assert agreement.people == ("U1", "U2", "U3")
    assert agreement.words[0].people == ("U1", "U2")


@pytest.mark.parametrize("majority", [0.66, 0.667, 0.67, 2 / 3])
def test_two_of_three_meet_two_thirds_however_the_policy_rounds_it(majority: float) -> None:
    policy = AgreementPolicy(language="en", word_majority=majority)

    assert agreed("yes", "yes", "no", policy=policy).verdict is Verdict.SETTLED


def test_half_is_never_a_majority() -> None:
    policy = AgreementPolicy(language="en", people_at_least=2, word_majority=0.501)

    assert agreed("yes", "no", policy=policy).verdict is Verdict.ASK_FURTHER


def test_a_policy_that_asks_for_more_people_than_it_allows_is_refused() -> None:
    with pytest.raises(ValidationError, match="people_at_most"):
        AgreementPolicy(language="en", people_at_least=5, people_at_most=4)
