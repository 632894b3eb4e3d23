"""When the vote settles, when it asks further, and when it gives up."""

import pytest
from pydantic import ValidationError

from bot.agreement import Agreement, AgreementPolicy, Heard, Skill, Verdict, agree

NOBODY = None
"""Stands for a person who chose "nobody can tell"."""
THREE = AgreementPolicy(language="en", people_at_least=3)
GOOD, POOR = Skill(errors=20, words=2000), Skill(errors=800, words=2000)
UNKNOWN = Skill()
EASY, HARD = Skill(errors=200, words=40_000), Skill(errors=20_000, words=40_000)
"""What was told of everybody together."""


def agreed(
    *texts: str | None,
    policy: AgreementPolicy = THREE,
    skills: tuple[Skill, ...] = (),
    usual: Skill = UNKNOWN,
) -> Agreement:
    known = [*skills, *[Skill()] * len(texts)]
    suggestions = [
        Heard(person=f"U{number}", text=text or "", is_nobody_can_tell=text is NOBODY, skill=known[number])
        for number, text in enumerate(texts)
    ]
    return agree(suggestions, policy, usual=usual)


def test_no_suggestion_asks_further() -> None:
    agreement = agreed()

    assert (agreement.verdict, agreement.text, agreement.people) == (Verdict.ASK_FURTHER, "", ())


def test_two_identical_voices_are_not_enough_for_three() -> None:
    assert agreed("yes", "yes").verdict is Verdict.ASK_FURTHER


def test_three_identical_voices_settle_a_text() -> None:
    agreement = agreed(*["turn the boiler off"] * 3)

    assert (agreement.verdict, agreement.text) == (Verdict.SETTLED, "turn the boiler off")
    assert agreement.confidence > 0.8


def test_three_people_with_three_different_words_at_one_place_ask_further() -> None:
    assert agreed("call Ann", "call Dan", "call Jan").verdict is Verdict.ASK_FURTHER


@pytest.mark.parametrize(("people_at_least", "verdict"), [(3, Verdict.ASK_FURTHER), (2, Verdict.HOPELESS)])
def test_who_hear_three_different_words_get_one_more_try_though_nothing_is_expected_of_it(
    people_at_least: int, verdict: Verdict
) -> None:
    policy = AgreementPolicy(language="en", people_at_least=people_at_least, worth_asking=0.99)

    assert agreed("call Ann", "call Dan", "call Jan", policy=policy).verdict is verdict
    assert agreed("call Ann", "call Dan", "call Jan", "call Kim", policy=policy).verdict is Verdict.HOPELESS


def test_a_further_voice_can_settle_what_three_left_open() -> None:
    agreement = agreed("call Ann", "call Dan", *["call Ann"] * 4)

    assert (agreement.verdict, agreement.text) == (Verdict.SETTLED, "call Ann")


def test_seven_people_who_share_no_word_are_hopeless() -> None:
    agreement = agreed("alpha", "bravo", "tango", "zulu", "kilo", "lima", "mike")

    assert agreement.verdict is Verdict.HOPELESS
    assert agreement.confidence < 0.2


def test_what_is_worth_asking_is_a_matter_of_policy() -> None:
    texts = (
        "please call Ann on her mobile",
        "please call Dan on her mobile",
        "please call Ann on her mobile",
    )
    patient = AgreementPolicy(language="en", worth_asking=0)
    hurried = AgreementPolicy(language="en", worth_asking=0.9)

    assert agreed(*texts, policy=patient).verdict is Verdict.ASK_FURTHER
    assert agreed(*texts, policy=hurried).verdict is Verdict.SETTLED


def test_how_sure_a_text_must_be_is_a_matter_of_policy() -> None:
    texts = [*["call Ann"] * 4, *["call Dan"] * 3]
    lenient = AgreementPolicy(language="en", how_sure=0.7)
    strict = AgreementPolicy(language="en", how_sure=0.99)

    assert agreed(*texts, policy=strict).verdict is Verdict.HOPELESS
    assert agreed(*texts, policy=lenient).verdict is Verdict.SETTLED


def test_who_was_often_right_outweighs_two_who_were_often_wrong() -> None:
    texts = ("the captain rose early", "the captain rode early", "the captain rode early")

    equal, known = agreed(*texts), agreed(*texts, skills=(GOOD, POOR, POOR))

    assert equal.text == "the captain rode early"
    assert known.text == "the captain rose early"


def test_who_was_often_right_makes_the_same_text_surer() -> None:
    texts = ["the captain rose early"] * 2

    assert agreed(*texts, skills=(GOOD, GOOD)).confidence > agreed(*texts, skills=(POOR, POOR)).confidence


def test_where_people_usually_err_more_more_must_be_gained_for_another_to_be_asked() -> None:
    texts = ("call Ann", "call Ann", "call Dan")

    assert agreed(*texts).verdict is Verdict.ASK_FURTHER
    assert agreed(*texts, usual=HARD).verdict is not Verdict.ASK_FURTHER


def test_where_people_usually_err_less_the_same_voices_are_asked_to_be_joined_by_another() -> None:
    texts = ("the captain rose early", "the captain rose early", "the captain rode early")

    assert agreed(*texts).verdict is Verdict.SETTLED
    assert agreed(*texts, usual=EASY).verdict is Verdict.ASK_FURTHER


def test_the_same_voices_are_the_surer_the_less_people_usually_err() -> None:
    texts = ("call Ann", "call Ann", "call Dan")
    easy, unknown, hard = (agreed(*texts, usual=usual) for usual in (EASY, UNKNOWN, HARD))

    assert easy.confidence > unknown.confidence > hard.confidence
    assert easy.text == unknown.text == hard.text


def test_a_few_words_of_closed_cases_hardly_tell_how_hard_recordings_are() -> None:
    few = agreed("call Ann", "call Ann", "call Dan", usual=Skill(errors=0, words=5))

    assert few.confidence == pytest.approx(agreed("call Ann", "call Ann", "call Dan").confidence, abs=0.01)


def test_three_who_all_hear_different_things_at_a_place_agree_on_nothing_there() -> None:
    only_three = AgreementPolicy(language="en", people_at_least=3, people_at_most=3, how_sure=0.01)

    assert agreed("call Ann", "call Dan", "call Jan", policy=only_three).verdict is Verdict.HOPELESS


def test_four_who_hear_different_things_at_one_place_are_for_a_lead_unless_much_is_to_be_gained() -> None:
    texts = [f"please call {name} on her mobile today" for name in ("Ann", "Dan", "Jan", "Nan")]
    patient = AgreementPolicy(language="en", people_at_least=3, worth_asking=0.0001)

    assert agreed(*texts).verdict is Verdict.HOPELESS
    assert agreed(*texts, policy=patient).verdict is Verdict.ASK_FURTHER


def test_four_who_hear_different_things_nearly_everywhere_are_for_a_lead_whatever_the_policy() -> None:
    texts = ("alpha bravo", "tango zulu", "kilo lima", "mike oscar")
    patient = AgreementPolicy(language="en", people_at_least=3, worth_asking=0)

    assert agreed(*texts, policy=patient).verdict is Verdict.HOPELESS


def test_two_of_three_who_say_nobody_can_tell_settle_it() -> None:
    agreement = agreed(NOBODY, NOBODY, "hello")

    assert (agreement.verdict, agreement.is_nobody_can_tell) == (Verdict.SETTLED, True)
    assert (agreement.text, agreement.words) == ("", ())
    assert agreement.confidence == pytest.approx(2 / 3)
    assert agreement.people == ("U0", "U1", "U2")


def test_two_people_alone_cannot_rule_that_nobody_can_tell_where_three_must_speak() -> None:
    assert agreed(NOBODY, NOBODY).verdict is Verdict.ASK_FURTHER


def test_nobody_can_tell_is_no_voice_for_a_text() -> None:
    agreement = agreed("hello", "hello", NOBODY)

    assert (agreement.verdict, agreement.is_nobody_can_tell) == (Verdict.ASK_FURTHER, False)


def test_nobody_can_tell_lowers_no_word() -> None:
    agreement = agreed("hello", "hello", "hello", NOBODY)

    assert agreement.words == agreed("hello", "hello", "hello").words
    assert agreement.people == ("U0", "U1", "U2", "U3")


def test_people_without_words_are_asked_further_while_somebody_may_still_hear() -> None:
    assert agreed(NOBODY, NOBODY, "[noise]", "[unclear]").verdict is Verdict.ASK_FURTHER


def test_a_mark_that_everybody_left_is_what_they_agree_on() -> None:
    agreement = agreed("[noise]", "[noise]", "[noise]")

    assert (agreement.verdict, agreement.text, agreement.confidence) == (Verdict.SETTLED, "[noise]", 1)


def test_a_mark_is_laid_beside_a_word_rather_than_beside_silence() -> None:
    before, last = agreed("play [unclear]", "rain", "some rain").words

    assert before.people != last.people == ("U1", "U2")
    assert {before.text, *(other.text for other in before.others)} == {"play", "", "some"}


def test_a_regional_language_has_the_words_of_its_language() -> None:
    texts = "it has a nice colour", "it has a mice colour", "it has an ice color"

    british = agreed(*texts, policy=AgreementPolicy(language="en-GB"))

    assert british == agreed(*texts, policy=AgreementPolicy(language="en"))


def test_seven_people_who_leave_different_marks_are_hopeless() -> None:
    marks = ("[noise]", "[unclear]", "[crosstalk]", "[inaudible]", "[noise]", "[unclear]", "[crosstalk]")

    assert agreed(*marks).verdict is Verdict.HOPELESS


def test_seven_empty_texts_settle_nothing() -> None:
    assert agreed(*[""] * 7).verdict is Verdict.HOPELESS


def test_a_later_suggestion_of_the_same_person_replaces_the_earlier() -> None:
    suggestions = [Heard(person=person, text="yes") for person in ("U1", "U2", "U3")]

    agreement = agree([*suggestions, Heard(person="U3", text="no")], THREE)

    assert agreement.people == ("U1", "U2", "U3")
    assert agreement.words[0].people == ("U1", "U2")


def test_a_policy_that_asks_for_more_people_than_it_allows_is_refused() -> None:
    with pytest.raises(ValidationError, match="people_at_most"):
        AgreementPolicy(language="en", people_at_least=5, people_at_most=4)
