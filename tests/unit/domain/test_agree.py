"""From voices to an outcome: the engine's advice, and a lead's last word."""

import pytest

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.agree import may_settle
from bot.domain.case import Category, Door, State
from bot.domain.ids import PersonId
from bot.errors import Why
from tests.unit.domain.builders import CAST, Story, an_open_case, refused, with_at_most


def weighed(story: Story, advice: cmd.Advice, *people: str) -> Story:
    command = cmd.Weigh(
        actor=SYSTEM_ACTOR,
        door=Door.BUTTON,
        advice=advice,
        text="lights off",
        method="by hand/1",
        people=tuple(PersonId(person) for person in people),
    )
    return story.does(command)


def test_three_who_hear_the_same_close_the_case() -> None:
    story = an_open_case().claimed_by("dev").agreed_on("lights off", "aiko", "ben", "chloe")

    outcome = story.case.outcome

    assert story.kinds == ["suggested", "claim_ended", "agreed"]
    assert story.case.state is State.AGREED
    assert story.case.claims == ()
    assert story.case.closed_at == story.now
    assert outcome is not None
    assert (outcome.number, outcome.text, set(outcome.people)) == (1, "lights off", {"aiko", "ben", "chloe"})
    assert outcome.settled_by is None


def test_two_are_not_enough_whatever_they_hear() -> None:
    assert an_open_case().agreed_on("lights off", "aiko", "ben").case.state is State.OPEN


def test_one_person_who_says_it_three_times_is_one_voice() -> None:
    assert an_open_case().agreed_on("lights off", "aiko", "aiko", "aiko").case.state is State.OPEN


def test_a_changed_mind_can_close_the_case() -> None:
    story = an_open_case().suggested("aiko", "lights").suggested("ben", "lights").suggested("chloe", "kites")
    assert story.case.state is State.OPEN

    assert story.suggested("chloe", "lights").case.state is State.AGREED


def test_three_who_cannot_tell_agree_on_that() -> None:
    outcome = an_open_case().cannot_tell("aiko", "ben", "chloe").case.outcome

    assert outcome is not None
    assert (outcome.is_nobody_can_tell, outcome.text) == (True, "")


def test_four_who_disagree_go_to_a_lead_because_three_more_could_not_help() -> None:
    story = an_open_case().disputed()

    assert story.case.state is State.NEEDS_LEAD
    assert story.case.outcome is None


def test_as_many_voices_as_can_be_go_to_a_lead_even_if_the_engine_would_ask_further() -> None:
    story = an_open_case().suggested("aiko", "one").suggested("ben", "two").suggested("chloe", "three")
    story.policy = with_at_most(3)

    assert weighed(story, cmd.Advice.ASK_FURTHER).kinds == ["lead_needed"]


def test_hopeless_goes_to_a_lead_at_once_and_ends_the_claims() -> None:
    story = an_open_case().suggested("aiko", "one").claimed_by("ben")

    weighed(story, cmd.Advice.HOPELESS, "aiko")

    assert story.kinds == ["claim_ended", "lead_needed"]


@pytest.mark.parametrize(
    "people", [("aiko",), ("aiko", "aiko", "ben"), ("aiko", "ben", "gus"), ("aiko", "ben", "mira")]
)
def test_advice_is_not_followed_when_it_counts_too_few_twice_or_strangers(people: tuple[str, ...]) -> None:
    story = an_open_case().suggested("aiko", "one").suggested("ben", "two").suggested("chloe", "three")

    weighed(story, cmd.Advice.SETTLED, *people)

    assert story.last == []
    assert story.case.state is State.OPEN


def test_advice_on_a_case_that_is_closed_meanwhile_changes_nothing() -> None:
    story = an_open_case().agreed_on("lights off")

    assert weighed(story, cmd.Advice.SETTLED, "aiko", "ben", "chloe").last == []


def test_a_lead_settles_what_peers_cannot_agree_on() -> None:
    story = an_open_case().disputed().settled_by("lena", "  three\nlights ")

    outcome = story.case.outcome

    assert outcome is not None
    assert (outcome.text, outcome.settled_by, outcome.confidence) == ("three lights", "lena", 1.0)
    assert "lena" not in outcome.people
    assert story.case.state is State.AGREED


def test_a_lead_can_rule_that_nobody_can_tell() -> None:
    story = an_open_case().disputed()
    story.does(cmd.Settle(actor=CAST["lena"], door=Door.MODAL, is_nobody_can_tell=True))

    assert story.case.outcome is not None
    assert story.case.outcome.is_nobody_can_tell


def test_a_lead_cannot_settle_with_nothing() -> None:
    with refused(Why.BAD_TEXT):
        an_open_case().disputed().settled_by("lena", " ")


def test_an_open_case_waits_for_no_lead_until_it_was_quiet_for_an_hour() -> None:
    story = an_open_case()
    assert not may_settle(story.case)
    with refused(Why.CLOSED):
        story.settled_by("lena", "lights off")

    story.after(minutes=60).ticked().claimed_by("aiko").settled_by("lena", "lights off")

    assert story.kinds == ["claim_ended", "settled"]


def test_nobody_settles_what_they_suggested_themselves() -> None:
    story = an_open_case().suggested("lars", "lights off").after(minutes=60).ticked()

    with refused(Why.OWN_SUGGESTION):
        story.settled_by("lars", "lights off")


def test_nobody_settles_what_they_suggested_in_an_earlier_round() -> None:
    story = an_open_case().agreed_on("turn it up", "lars", "aiko", "ben").written().reopened_by("mira")
    story.after(minutes=60).ticked()

    with refused(Why.OWN_SUGGESTION):
        story.settled_by("lars", "one")
    assert story.settled_by("lena", "one").case.state is State.AGREED


def test_nobody_settles_their_own_question() -> None:
    story = an_open_case().asked_by("lena").disputed()

    with refused(Why.OWN_ASK):
        story.settled_by("lena", "three")


def test_a_peer_cannot_settle() -> None:
    with refused(Why.NOT_ALLOWED):
        an_open_case().disputed().settled_by("hana", "three")


def test_a_withheld_case_cannot_be_settled() -> None:
    with refused(Why.WITHHELD):
        an_open_case().disputed().flagged_by("aiko", Category.OTHER).settled_by("lena", "three")


def test_what_is_settled_cannot_be_settled_again() -> None:
    with refused(Why.CLOSED):
        an_open_case().disputed().settled_by("lena", "three").settled_by("lars", "four")
