"""Requests and marks that stand in the annotation store: each is acted on once, as long as it stands."""

from datetime import datetime, timedelta

import pytest

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Category, Door, State
from bot.domain.ids import SYSTEM
from bot.errors import Why
from tests.unit.domain.builders import START, Story, a_case, an_open_case, refused


def requested(
    story: Story, request: str = "r1", *, at: datetime | None = START, note: str = "the middle"
) -> Story:
    return story.does(
        cmd.Ask(
            actor=SYSTEM_ACTOR,
            door=Door.STORE,
            clip=story.case.clip,
            note=note,
            request=request,
            requested_at=at,
        )
    )


def ended(story: Story) -> Story:
    return story.does(cmd.EndRequest(actor=SYSTEM_ACTOR, door=Door.STORE))


def marked(story: Story, mark: str = "m1", category: Category = Category.CRITICAL) -> Story:
    return story.does(cmd.Flag(actor=SYSTEM_ACTOR, door=Door.STORE, category=category, mark=mark))


def marks_stand(story: Story, *marks: str) -> Story:
    return story.does(cmd.NoteMarks(actor=SYSTEM_ACTOR, door=Door.STORE, marks=marks))


def test_a_request_opens_the_case_as_any_ask_does() -> None:
    story = requested(a_case())

    assert story.kinds == ["asked", "request_noted"]
    assert (story.case.state, story.case.askers, story.case.asks[0].note) == (
        State.OPEN,
        (SYSTEM,),
        "the middle",
    )


def test_the_same_request_again_changes_nothing_whatever_became_of_the_case() -> None:
    opened = requested(a_case())
    closed = requested(a_case()).agreed_on("lights off").written()
    withdrawn = requested(a_case()).withdrawn_by("lena")

    assert [requested(story).kinds for story in (opened, closed, withdrawn)] == [[], [], []]


def test_a_request_for_a_case_that_somebody_asked_about_in_slack_joins_it() -> None:
    story = requested(an_open_case())

    assert story.kinds == ["ask_joined", "request_noted"]
    assert story.case.askers == ("mira", SYSTEM)


def test_a_second_request_for_a_case_that_the_store_asked_about_is_only_noted() -> None:
    story = requested(requested(a_case()), "r2")

    assert (story.kinds, story.case.store_request) == (["request_noted"], "r2")
    assert story.case.askers == (SYSTEM,)


def test_a_request_that_ended_closes_the_case() -> None:
    story = ended(requested(a_case()).claimed_by("aiko"))

    assert story.kinds == ["claim_ended", "ask_withdrawn", "request_noted"]
    assert (story.case.state, story.case.asks) == (State.IDLE, ())


def test_a_request_that_ended_leaves_the_case_to_others_who_ask() -> None:
    story = ended(requested(an_open_case()))

    assert story.kinds == ["ask_left", "request_noted"]
    assert (story.case.state, story.case.askers) == (State.OPEN, ("mira",))


def test_the_end_of_a_request_closes_nothing_that_only_people_in_slack_ask_about() -> None:
    assert ended(an_open_case()).kinds == []


def test_a_request_that_ended_after_the_answer_leaves_the_answer() -> None:
    story = ended(requested(a_case()).agreed_on("lights off").written())

    assert (story.kinds, story.case.state) == (["request_noted"], State.WRITTEN)


def test_of_a_withheld_case_the_end_of_its_request_is_noticed_when_it_is_shared_again() -> None:
    story = ended(requested(a_case()).flagged_by("aiko", Category.OTHER))
    assert story.kinds == []

    released = story.taken_by("moritz").released_by("moritz")

    assert ended(released).case.state is State.IDLE


@pytest.mark.parametrize("is_told_when", [True, False])
def test_a_request_made_again_after_the_answer_asks_again(*, is_told_when: bool) -> None:
    story = ended(requested(a_case()).agreed_on("lights off").written()).after(minutes=5)

    requested(story, at=story.now if is_told_when else None)

    assert story.kinds == ["reopened", "request_noted"]
    assert (story.case.state, story.case.round) == (State.OPEN, 2)


@pytest.mark.parametrize("at", [START - timedelta(days=1), None])
def test_a_request_from_before_the_answer_is_answered_by_it(at: datetime | None) -> None:
    story = requested(an_open_case().agreed_on("lights off").written(), at=at)

    assert (story.kinds, story.case.state) == (["request_noted"], State.WRITTEN)


def test_a_request_made_again_later_than_cases_are_reopened_is_only_noted() -> None:
    story = ended(requested(a_case()).agreed_on("lights off").written()).after(days=8)

    assert requested(story, at=story.now).kinds == ["request_noted"]


def test_while_the_answer_is_being_written_a_new_request_has_to_wait() -> None:
    story = an_open_case().agreed_on("lights off").after(minutes=1)

    with refused(Why.BUSY):
        requested(story, at=story.now)


def test_a_request_for_a_withheld_clip_is_refused() -> None:
    with refused(Why.WITHHELD):
        requested(a_case().flagged_by("aiko"))


def test_a_request_needs_consent_like_any_ask() -> None:
    story = a_case()
    story.case = story.case.model_copy(
        update={"clip": story.case.clip.model_copy(update={"has_consent": False})}
    )

    with refused(Why.NO_CONSENT):
        requested(story)


def test_a_mark_stops_sharing_once() -> None:
    story = marked(requested(a_case()))

    assert "sharing_stopped" in story.kinds
    assert marked(story).kinds == []
    assert (story.case.gravest, len(story.case.flags)) == (Category.CRITICAL, 1)


def test_a_mark_that_stands_does_not_undo_what_moderators_decided() -> None:
    story = marked(requested(a_case()), category=Category.OTHER).taken_by("moritz").released_by("moritz")

    assert marked(story, category=Category.OTHER).kinds == []
    assert story.case.state is State.OPEN


def test_a_mark_that_was_taken_back_lifts_nothing_and_made_again_it_stops_again() -> None:
    story = marked(requested(a_case()), category=Category.OTHER)

    assert marks_stand(story).kinds == ["marks_noted"]
    assert story.case.state is State.WITHHELD

    released = story.taken_by("moritz").released_by("moritz")
    assert "sharing_stopped" in marked(released, category=Category.OTHER).kinds


def test_marks_that_all_stand_are_no_news() -> None:
    story = marked(requested(a_case())).flagged_by("aiko")

    assert marks_stand(story, "m1", "m2").kinds == []
