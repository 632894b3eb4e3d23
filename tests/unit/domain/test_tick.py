"""What time alone brings about."""

from datetime import timedelta

import pytest

from bot.domain.case import Category, State
from bot.domain.events import ClaimEnd, ClaimEnded, Clock, ReviewClockMissed
from bot.domain.ids import Language
from bot.domain.tick import next_deadline
from bot.policy import HelpChannel
from tests.unit.domain.builders import POLICY, START, a_case, an_open_case

OFFICE_HOURS = POLICY.model_copy(
    update={
        "help": (
            HelpChannel(
                language=Language("en"), name="English", channel="#help-en", opens="09:00", closes="17:00"
            ),
        )
    }
)


def ends(happened: list[ClaimEnded]) -> list[tuple[str, ClaimEnd]]:
    return [(event.person, event.why) for event in happened]


def test_nothing_is_due_at_once() -> None:
    assert an_open_case().claimed_by("aiko").ticked().last == []


def test_a_claim_is_asked_after_once_when_ten_minutes_are_over() -> None:
    story = an_open_case().claimed_by("aiko").after(minutes=9.9)
    assert story.ticked().kinds == []

    assert story.after(minutes=0.1).ticked().kinds == ["claim_reminded"]
    assert story.ticked().kinds == []


def test_a_claim_ends_after_fifteen_minutes() -> None:
    story = an_open_case().claimed_by("aiko").suggested("ben", "one").after(minutes=14.9)

    story.ticked().after(minutes=0.1).suggested("ben", "two").ticked()

    assert [event.why for event in story.last if isinstance(event, ClaimEnded)] == [ClaimEnd.EXPIRED]
    assert story.case.claims == ()


def test_an_extended_claim_is_asked_after_again() -> None:
    story = an_open_case().claimed_by("aiko").after(minutes=10).ticked().extended_by("aiko")

    assert story.after(minutes=14).ticked().kinds == ["nudged"]
    assert story.after(minutes=1).ticked().kinds == ["claim_reminded"]
    assert story.after(minutes=5).ticked().kinds == ["claim_ended"]


def test_the_channel_is_nudged_once_after_fifteen_minutes_without_a_voice() -> None:
    story = an_open_case().after(minutes=15).ticked()

    assert story.kinds == ["nudged"]
    assert story.after(minutes=15).ticked().kinds == []


def test_a_voice_starts_the_quiet_clock_anew() -> None:
    story = an_open_case().after(minutes=14).suggested("aiko", "lights off").after(minutes=14)

    assert story.ticked().kinds == []
    assert story.after(minutes=1).ticked().kinds == ["nudged"]


def test_the_lead_is_called_after_an_hour_without_a_voice() -> None:
    story = an_open_case().after(minutes=15).ticked().after(minutes=45).ticked()

    assert story.kinds == ["widened"]
    assert story.case.is_widened
    assert story.case.state is State.OPEN


def test_a_quiet_case_closes_as_unresolved_after_a_day_and_ends_each_claim_once() -> None:
    story = an_open_case().after(hours=23, minutes=50).claimed_by("aiko").after(minutes=10).ticked()

    assert story.kinds[-2:] == ["claim_ended", "closed_unresolved"]
    assert story.case.state is State.UNRESOLVED
    assert story.case.closed_at == story.now
    assert story.case.claims == ()


def test_a_lease_that_ends_as_the_case_closes_ends_once() -> None:
    story = an_open_case().after(hours=23, minutes=45).claimed_by("aiko").after(minutes=15).ticked()

    assert story.kinds == ["claim_ended", "closed_unresolved"]


def test_a_case_with_a_lead_is_not_nudged_but_closes_after_a_day() -> None:
    story = an_open_case().disputed().after(hours=2)
    assert story.ticked().kinds == []

    assert story.after(hours=22).ticked().kinds == ["closed_unresolved"]


def test_hours_in_which_the_channel_sleeps_do_not_count() -> None:
    """Asked at 16:50, so five minutes of the fifteen are left for the next morning."""
    story = a_case(policy=OFFICE_HOURS).after(hours=7, minutes=50).asked_by("mira")

    assert story.after(hours=16).ticked().kinds == []
    assert next_deadline(story.case, OFFICE_HOURS) == START + timedelta(days=1, minutes=5)
    assert story.after(minutes=15).ticked().kinds == ["nudged"]


def test_leases_are_the_persons_own_time_and_end_at_night_too() -> None:
    story = a_case(policy=OFFICE_HOURS).after(hours=7, minutes=50).asked_by("mira").claimed_by("aiko")

    assert story.after(minutes=15).ticked().kinds == ["claim_ended"]


def test_a_missed_acknowledgement_is_noticed_once() -> None:
    story = an_open_case().flagged_by("aiko", Category.CRITICAL).after(minutes=15).ticked()

    assert [event.clock for event in story.last if isinstance(event, ReviewClockMissed)] == [
        Clock.ACKNOWLEDGE
    ]
    assert story.after(minutes=1).ticked().kinds == []


def test_a_review_that_was_taken_misses_no_acknowledgement() -> None:
    story = an_open_case().flagged_by("aiko", Category.CRITICAL).taken_by("moritz").after(minutes=16)

    assert story.ticked().kinds == []


def test_a_review_lease_ends_after_half_an_hour() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).taken_by("moritz").after(minutes=30).ticked()

    assert story.kinds == ["review_lease_expired"]
    assert story.case.review is not None
    assert story.case.review.taken_by is None
    assert story.case.review.acknowledged_at == START


def test_a_missed_outcome_is_noticed_once_even_if_the_review_was_acknowledged() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).taken_by("moritz").after(hours=24).ticked()

    assert story.kinds == ["review_lease_expired", "review_clock_missed"]
    assert story.ticked().kinds == []


def test_a_withheld_case_is_neither_nudged_nor_closed() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).after(hours=25).ticked()

    assert set(story.kinds) == {"review_clock_missed"}
    assert story.case.state is State.WITHHELD


def test_the_quiet_clock_starts_anew_after_a_release() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).after(hours=3)
    story.taken_by("moritz").released_by("moritz").after(minutes=14)

    assert story.ticked().kinds == []


@pytest.mark.parametrize("kind", ["idle", "agreed", "upheld"])
def test_a_case_that_waits_for_nothing_has_no_deadline(kind: str) -> None:
    story = a_case()
    if kind == "agreed":
        story.asked_by("mira").agreed_on("lights off")
    if kind == "upheld":
        story.flagged_by("aiko", Category.OTHER).taken_by("moritz").upheld_by("moritz")

    assert next_deadline(story.case, POLICY) is None
    assert story.after(days=30).ticked().last == []


def test_every_deadline_of_a_case_in_turn() -> None:
    story = an_open_case().claimed_by("aiko")
    seen = []

    while (deadline := next_deadline(story.case, POLICY)) is not None:
        story.now = deadline
        seen += [(story.now - START, kind) for kind in story.ticked().kinds]

    assert seen == [
        (timedelta(minutes=10), "claim_reminded"),
        (timedelta(minutes=15), "claim_ended"),
        (timedelta(minutes=15), "nudged"),
        (timedelta(minutes=60), "widened"),
        (timedelta(hours=24), "closed_unresolved"),
    ]
