"""Claims: places, limits, leases and giving back."""

from datetime import timedelta

import pytest

from bot.domain.access import Actor, Role
from bot.domain.case import Category
from bot.domain.claim import claim_limit, places
from bot.errors import Why
from tests.unit.domain.builders import POLICY, START, a_case, a_person, an_open_case, refused


def test_a_claim_is_a_lease_of_fifteen_minutes() -> None:
    claim = an_open_case().claimed_by("aiko").case.claims[0]

    assert (claim.person, claim.at, claim.until) == ("aiko", START, START + timedelta(minutes=15))


def test_a_case_has_as_many_places_as_voices_it_still_needs() -> None:
    story = an_open_case()
    assert places(story.case, POLICY) == 3

    story.claimed_by("aiko").suggested("ben", "lights off")

    assert places(story.case, POLICY) == 1


def test_a_case_that_heard_three_who_disagree_has_one_place() -> None:
    story = an_open_case().suggested("aiko", "one").suggested("ben", "two").suggested("chloe", "three")

    assert places(story.case, POLICY) == 1
    assert places(story.claimed_by("dev").case, POLICY) == 0


def test_more_claims_than_voices_still_needed_leave_no_place_rather_than_fewer_than_none() -> None:
    story = an_open_case().claimed_by("aiko").claimed_by("ben").claimed_by("chloe").suggested("dev", "one")

    assert places(story.case, POLICY) == 0


def test_a_case_that_is_not_open_has_no_places() -> None:
    assert places(a_case().case, POLICY) == 0
    assert places(an_open_case().agreed_on("lights off").case, POLICY) == 0


def test_the_fourth_claim_is_told_who_is_on_it() -> None:
    story = an_open_case().claimed_by("aiko").claimed_by("ben").claimed_by("chloe")

    with refused(Why.FULL, saying="<@aiko> and <@ben> and <@chloe>"):
        story.claimed_by("dev")


def test_the_asker_cannot_claim() -> None:
    with refused(Why.OWN_ASK):
        an_open_case().claimed_by("mira")


def test_who_already_suggested_has_no_need_of_a_claim() -> None:
    with refused(Why.ALREADY):
        an_open_case().suggested("aiko", "lights off").claimed_by("aiko")


def test_a_second_claim_by_the_same_person_is_refused_with_the_time_that_is_left() -> None:
    with refused(Why.ALREADY):
        an_open_case().claimed_by("aiko").claimed_by("aiko")


@pytest.mark.parametrize(
    ("person", "limit"),
    [
        (a_person("new", Role.PEER), 1),
        (a_person("nearly", Role.PEER, accepted_suggestions=19), 1),
        (a_person("vera", Role.PEER, accepted_suggestions=20), 2),
        (a_person("lena", Role.LEAD), 3),
    ],
)
def test_how_many_claims_a_person_may_hold_depends_on_what_was_accepted(person: Actor, limit: int) -> None:
    assert claim_limit(person, POLICY.claim) == limit


def test_a_newcomer_who_holds_a_claim_elsewhere_gets_no_second_one() -> None:
    with refused(Why.TOO_MANY_CLAIMS):
        an_open_case().claimed_by("aiko", claims_elsewhere=1)


def test_twenty_accepted_suggestions_allow_a_second_claim_but_no_third() -> None:
    assert an_open_case().claimed_by("vera", claims_elsewhere=1).kinds == ["claimed"]
    with refused(Why.TOO_MANY_CLAIMS):
        an_open_case().claimed_by("vera", claims_elsewhere=2)


def test_a_lead_can_hold_three_claims() -> None:
    assert an_open_case().claimed_by("lena", claims_elsewhere=2).kinds == ["claimed"]
    with refused(Why.TOO_MANY_CLAIMS):
        an_open_case().claimed_by("lena", claims_elsewhere=3)


def test_a_peer_claims_only_in_languages_whose_channel_they_are_in() -> None:
    with refused(Why.OTHER_LANGUAGE):
        an_open_case().claimed_by("otto")


def test_a_withheld_case_cannot_be_claimed() -> None:
    with refused(Why.WITHHELD):
        an_open_case().flagged_by("ben", Category.OTHER).claimed_by("aiko")


def test_a_case_nobody_asks_about_cannot_be_claimed() -> None:
    with refused(Why.NOT_OPEN):
        a_case().claimed_by("aiko")


@pytest.mark.parametrize("ending", ["agreed", "disputed", "quiet"])
def test_a_closed_case_cannot_be_claimed(ending: str) -> None:
    story = an_open_case()
    if ending == "agreed":
        story.agreed_on("lights off")
    elif ending == "disputed":
        story.disputed()
    else:
        story.after(hours=25).ticked()

    with refused(Why.CLOSED):
        story.claimed_by("hana")


def test_an_extension_adds_one_lease_to_what_is_left() -> None:
    story = an_open_case().claimed_by("aiko").after(minutes=10).extended_by("aiko")

    assert story.case.claims[0].until == START + timedelta(minutes=30)
    assert story.case.claims[0].extensions == 1


def test_there_is_only_one_extension() -> None:
    with refused(Why.ALREADY):
        an_open_case().claimed_by("aiko").extended_by("aiko").extended_by("aiko")


def test_only_a_claim_can_be_extended() -> None:
    with refused(Why.NO_CLAIM):
        an_open_case().claimed_by("aiko").extended_by("ben")


def test_a_lease_that_is_over_cannot_be_extended_though_no_timer_has_noticed() -> None:
    """Its holder may have taken another clip meanwhile."""
    story = an_open_case().claimed_by("aiko").after(minutes=15)

    with refused(Why.NO_CLAIM):
        story.extended_by("aiko")


def test_a_place_whose_lease_is_over_is_free_though_no_timer_has_noticed() -> None:
    story = an_open_case().claimed_by("aiko").claimed_by("ben").after(minutes=1).claimed_by("chloe")

    story.after(minutes=14).claimed_by("dev")

    assert story.kinds == ["claim_ended", "claim_ended", "claimed"]
    assert [claim.person for claim in story.case.claims] == ["chloe", "dev"]


def test_who_let_a_lease_run_out_can_claim_again_though_no_timer_has_noticed() -> None:
    story = an_open_case().claimed_by("aiko").extended_by("aiko").after(minutes=30).claimed_by("aiko")

    assert story.kinds == ["claim_ended", "claimed"]
    assert story.case.claims[0].extensions == 0


def test_giving_a_claim_back_frees_the_place() -> None:
    story = an_open_case().claimed_by("aiko").given_back_by("aiko")

    assert story.kinds == ["claim_ended"]
    assert places(story.case, POLICY) == 3


def test_nothing_is_given_back_without_a_claim() -> None:
    with refused(Why.NO_CLAIM):
        an_open_case().claimed_by("aiko").given_back_by("ben")
