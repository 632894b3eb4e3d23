"""Suggestions: one a person, claimed or not, replaced by a later one."""

import pytest

from bot.domain.case import Category, State
from bot.domain.events import ClaimEnd, ClaimEnded
from bot.errors import Why
from tests.unit.domain.builders import START, a_case, an_open_case, refused


def test_a_suggestion_is_a_voice_and_restarts_the_quiet_clock() -> None:
    story = an_open_case().after(minutes=7).suggested("aiko", "  turn off\n the lights ")

    voice = story.case.voices[0]

    assert (voice.person, voice.text, voice.version) == ("aiko", "turn off the lights", 1)
    assert story.case.quiet_since == story.now > START


def test_a_later_suggestion_of_the_same_person_replaces_the_first() -> None:
    case = an_open_case().suggested("aiko", "lights off").suggested("aiko", "lights of").case

    assert [(voice.text, voice.version) for voice in case.voices] == [("lights of", 2)]


def test_a_suggestion_ends_the_persons_claim() -> None:
    story = an_open_case().claimed_by("aiko").suggested("aiko", "lights off")

    ended = [event for event in story.last if isinstance(event, ClaimEnded)]

    assert [(event.person, event.why) for event in ended] == [("aiko", ClaimEnd.SUGGESTED)]
    assert story.case.claims == ()


def test_a_claim_is_no_lock_on_the_case() -> None:
    story = an_open_case().claimed_by("aiko").suggested("ben", "lights off")

    assert story.case.claim_of(story.case.claims[0].person) is not None
    assert [voice.person for voice in story.case.voices] == ["ben"]


def test_nobody_can_tell_is_a_suggestion_without_text() -> None:
    voice = an_open_case().cannot_tell("aiko").case.voices[0]

    assert (voice.is_nobody_can_tell, voice.text) == (True, "")


@pytest.mark.parametrize(
    "text", ["[unclear] the lights", "[unclear: turn] off", "[inaudible]", "[noise] [foreign: de] off"]
)
def test_uncertainty_marks_are_kept_as_they_are(text: str) -> None:
    assert an_open_case().suggested("aiko", text).case.voices[0].text == text


def test_the_askers_own_ear_is_not_counted() -> None:
    with refused(Why.OWN_ASK):
        an_open_case().suggested("mira", "lights off")


def test_a_peer_of_another_language_is_pointed_to_its_channel() -> None:
    with refused(Why.OTHER_LANGUAGE):
        an_open_case().suggested("otto", "lights off")


def test_a_lead_can_suggest_in_any_language() -> None:
    assert an_open_case().suggested("lars", "lights off").case.voices[0].person == "lars"


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200b", "\ufeff"])
def test_a_suggestion_in_which_nothing_can_be_seen_is_refused(text: str) -> None:
    with refused(Why.BAD_TEXT):
        an_open_case().suggested("aiko", text)


def test_a_suggestion_of_3001_characters_is_refused() -> None:
    with refused(Why.BAD_TEXT):
        an_open_case().suggested("aiko", "x" * 3001)


def test_a_withheld_case_takes_no_suggestion() -> None:
    with refused(Why.WITHHELD):
        an_open_case().claimed_by("aiko").flagged_by("ben", Category.OTHER).suggested("aiko", "lights off")


def test_a_case_that_waits_for_a_lead_takes_no_further_suggestion() -> None:
    with refused(Why.CLOSED):
        an_open_case().disputed().suggested("hana", "eight")


def test_an_agreed_case_takes_no_further_suggestion() -> None:
    with refused(Why.CLOSED):
        an_open_case().agreed_on("lights off").suggested("dev", "lights of")


def test_a_case_nobody_asks_about_takes_no_suggestion() -> None:
    with refused(Why.NOT_OPEN):
        a_case().suggested("aiko", "lights off")


def test_voices_given_before_a_flag_count_again_after_the_release() -> None:
    story = an_open_case().suggested("aiko", "lights off").flagged_by("ben", Category.OTHER)

    case = story.taken_by("moritz").released_by("moritz").case

    assert case.state is State.OPEN
    assert [voice.person for voice in case.voices] == ["aiko"]
