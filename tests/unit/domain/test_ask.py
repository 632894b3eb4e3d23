"""Asking, joining, withdrawing and reopening."""

import pytest

from bot.domain.case import Category, State, WriteState
from bot.domain.ids import Language
from bot.errors import Why
from tests.unit.domain.builders import CLIP, START, a_case, an_open_case, refused, with_at_most


def test_asking_opens_the_case_and_keeps_what_is_hard() -> None:
    case = a_case().asked_by("mira", note="0:01 to 0:02", guess="lights of").case

    assert case.state is State.OPEN
    assert (case.opened_at, case.quiet_since) == (START, START)
    assert [(ask.person, ask.note, ask.guess) for ask in case.asks] == [("mira", "0:01 to 0:02", "lights of")]


def test_asking_keeps_what_the_store_says_of_the_clip_now() -> None:
    changed = CLIP.model_copy(update={"version": "2"})

    assert a_case().asked_by("mira", clip=changed).case.clip.version == "2"


def test_asking_needs_consent() -> None:
    with refused(Why.NO_CONSENT):
        a_case().asked_by("mira", clip=CLIP.model_copy(update={"has_consent": False}))


def test_asking_needs_a_help_channel_of_the_language() -> None:
    with refused(Why.NO_HELP_CHANNEL):
        a_case().asked_by("mira", clip=CLIP.model_copy(update={"language": Language("fi")}))


def test_a_regional_language_is_asked_about_in_the_channel_of_its_language() -> None:
    scottish = CLIP.model_copy(update={"language": Language("en-GB")})

    assert a_case().asked_by("mira", clip=scottish).claimed_by("aiko").kinds == ["claimed"]


def test_a_withheld_clip_cannot_be_asked_about() -> None:
    with refused(Why.WITHHELD):
        a_case().flagged_by("aiko").asked_by("mira")


def test_a_note_longer_than_500_characters_is_refused() -> None:
    with refused(Why.BAD_TEXT):
        a_case().asked_by("mira", note="x" * 501)


def test_a_second_person_joins_an_open_ask() -> None:
    story = an_open_case().after(minutes=4).asked_by("noor", note="the name?", guess="Anna")

    assert story.kinds == ["ask_joined"]
    assert story.case.askers == ("mira", "noor")
    assert story.case.asks[1].note == "the name?"
    assert story.case.opened_at == START


def test_the_guess_of_a_person_who_joins_is_kept_too() -> None:
    assert an_open_case().asked_by("noor", guess="Anna").case.asks[1].guess == "Anna"


def test_asking_twice_is_answered_with_when_it_was_asked() -> None:
    story = an_open_case().after(minutes=4)

    with refused(Why.ALREADY, saying="4 min ago"):
        story.asked_by("mira")


def test_a_person_who_already_said_what_they_hear_cannot_join_the_ask() -> None:
    """Else they would be counted for their own question."""
    story = an_open_case().suggested("noor", "lights off")

    with refused(Why.OWN_SUGGESTION):
        story.asked_by("noor")


def test_joining_the_ask_gives_the_claim_back() -> None:
    story = an_open_case().claimed_by("noor").asked_by("noor")

    assert story.kinds == ["claim_ended", "ask_joined"]
    assert story.case.claims == ()


def test_an_earlier_voice_of_whoever_asks_anew_counts_no_more() -> None:
    story = an_open_case().suggested("noor", "lights off").suggested("aiko", "lights of")
    story.after(hours=25).ticked().asked_by("noor")

    assert story.case.state is State.OPEN
    assert [voice.person for voice in story.case.voices] == ["aiko"]


def test_asking_about_an_agreed_clip_points_to_reopening() -> None:
    story = an_open_case().agreed_on("lights off")

    with refused(Why.CLOSED):
        story.asked_by("noor")


def test_asking_again_after_a_quiet_end_opens_the_case_with_the_voices_it_had() -> None:
    story = an_open_case().suggested("aiko", "lights off").after(hours=25).ticked()
    assert story.case.state is State.UNRESOLVED

    case = story.asked_by("noor").case

    assert case.state is State.OPEN
    assert case.askers == ("noor",)
    assert [voice.person for voice in case.voices] == ["aiko"]
    assert not case.is_nudged


def test_asking_again_with_as_many_voices_as_can_be_goes_straight_to_a_lead() -> None:
    story = an_open_case().disputed().after(hours=25).ticked()
    story.policy = with_at_most(4)

    assert story.asked_by("noor").kinds == ["asked", "lead_needed"]


def test_the_only_asker_withdraws_and_the_case_is_idle() -> None:
    story = an_open_case().claimed_by("aiko").withdrawn_by("mira")

    assert story.kinds == ["claim_ended", "ask_withdrawn"]
    assert story.case.state is State.IDLE
    assert story.case.asks == ()


def test_one_of_two_askers_leaves_and_the_case_stays_open() -> None:
    story = an_open_case().asked_by("noor").withdrawn_by("mira")

    assert story.kinds == ["ask_left"]
    assert story.case.state is State.OPEN
    assert story.case.askers == ("noor",)


def test_a_lead_withdraws_for_everybody() -> None:
    case = an_open_case().asked_by("noor").withdrawn_by("lena").case

    assert case.state is State.IDLE


def test_an_ask_that_waits_for_a_lead_can_be_withdrawn() -> None:
    assert an_open_case().disputed().withdrawn_by("mira").case.state is State.IDLE


def test_a_reviewer_cannot_withdraw_somebody_elses_ask() -> None:
    with refused(Why.NOT_YOUR_ASK):
        an_open_case().withdrawn_by("noor")


def test_nothing_is_withdrawn_from_a_closed_case() -> None:
    with refused(Why.NOT_OPEN):
        an_open_case().agreed_on("lights off").withdrawn_by("mira")


def test_reopening_begins_a_new_round_without_the_old_voices() -> None:
    story = an_open_case().agreed_on("lights off").written().after(days=2).reopened_by("mira")

    assert story.case.state is State.OPEN
    assert story.case.round == 2
    assert story.case.voices == ()
    assert len(story.case.suggestions) == 3
    assert story.case.outcome is not None


def test_what_is_agreed_after_reopening_supersedes_the_first_outcome() -> None:
    story = an_open_case().agreed_on("lights off").written().reopened_by("mira").agreed_on("lights of")

    assert story.case.outcome is not None
    assert (story.case.outcome.number, story.case.outcome.text) == (2, "lights of")
    assert story.case.outcome.write is WriteState.PENDING


def test_a_voice_of_the_first_round_can_speak_again_in_the_second() -> None:
    case = an_open_case().agreed_on("lights off").written().reopened_by("mira").suggested("aiko", "no").case

    assert [(voice.person, voice.version) for voice in case.voices] == [("aiko", 2)]


def test_a_case_can_be_reopened_for_seven_days() -> None:
    story = an_open_case().agreed_on("lights off").written()

    assert story.after(days=7).reopened_by("mira").case.state is State.OPEN


def test_a_case_cannot_be_reopened_after_seven_days() -> None:
    story = an_open_case().agreed_on("lights off").written().after(days=7, minutes=1)

    with refused(Why.TOO_LATE):
        story.reopened_by("mira")


def test_a_case_is_not_reopened_while_its_outcome_is_on_its_way_to_the_store() -> None:
    with refused(Why.BUSY):
        an_open_case().agreed_on("lights off").reopened_by("mira")


@pytest.mark.parametrize("result", [WriteState.CONFLICT, WriteState.GONE])
def test_the_asker_can_reopen_what_the_store_did_not_take(result: WriteState) -> None:
    story = an_open_case().agreed_on("lights off").written(result)

    assert story.reopened_by("mira").case.state is State.OPEN


def test_only_an_asker_or_a_lead_reopens() -> None:
    story = an_open_case().agreed_on("lights off").written()

    with refused(Why.NOT_YOUR_ASK):
        story.reopened_by("noor")
    assert story.reopened_by("lena").case.askers == ("mira", "lena")


def test_an_open_case_cannot_be_reopened() -> None:
    with refused(Why.NOT_OPEN):
        an_open_case().reopened_by("mira")


def test_a_withheld_case_cannot_be_reopened() -> None:
    with refused(Why.WITHHELD):
        an_open_case().agreed_on("lights off").flagged_by("aiko", Category.OTHER).reopened_by("mira")


def test_reopening_needs_consent_as_asking_does() -> None:
    story = an_open_case().agreed_on("lights off").written()

    with refused(Why.NO_CONSENT):
        story.reopened_by("mira", clip=CLIP.model_copy(update={"has_consent": False}))
