"""What the store has lost is written again, and work that was given up is tried again: by whom, and when."""

import pytest

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Category, ConflictChoice, Door, State, WriteState
from bot.domain.write_back import has_mark_to_write, has_outcome_to_write
from bot.errors import Why
from tests.unit.domain.builders import Story, an_open_case, refused


def a_written_case() -> Story:
    return an_open_case().agreed_on("lights off").written()


def test_an_outcome_that_the_store_has_lost_is_to_be_written_again() -> None:
    story = a_written_case().renewed()

    assert story.case.state is State.AGREED
    assert has_outcome_to_write(story.case)
    assert story.written().case.state is State.WRITTEN


def test_it_is_renewed_once_however_often_that_is_asked() -> None:
    assert a_written_case().renewed().renewed().last == []


def test_an_outcome_that_another_has_taken_the_place_of_is_not_renewed() -> None:
    story = a_written_case().reopened_by("mira").agreed_on("lights of").written()

    assert story.renewed(number=1).last == []
    assert story.renewed(number=2).kinds == ["write_renewed"]


@pytest.mark.parametrize("result", [WriteState.CONFLICT, WriteState.GONE, WriteState.PENDING])
def test_what_was_never_written_cannot_be_renewed(result: WriteState) -> None:
    assert an_open_case().agreed_on("lights off").written(result).renewed().last == []


def test_what_stands_elsewhere_by_the_askers_choice_is_not_renewed() -> None:
    story = an_open_case().agreed_on("lights off").written(WriteState.CONFLICT)

    assert story.resolved_by("mira", ConflictChoice.THEIRS).renewed().last == []


def test_a_case_that_is_asked_about_again_gets_its_next_outcome_instead() -> None:
    assert a_written_case().reopened_by("mira").renewed().last == []


def test_a_withheld_clips_lost_outcome_is_written_after_its_release() -> None:
    story = a_written_case().flagged_by("aiko", Category.OTHER).renewed()
    assert not has_outcome_to_write(story.case)

    story.taken_by("moritz").released_by("moritz")

    assert story.case.state is State.AGREED
    assert has_outcome_to_write(story.case)


def test_an_upheld_clips_lost_outcome_stays_lost() -> None:
    story = a_written_case().flagged_by("aiko", Category.OTHER).taken_by("moritz").upheld_by("moritz")

    assert story.renewed().last == []


def a_told_stop() -> Story:
    """A flagged clip of which the store has been told."""
    return told(an_open_case().flagged_by("aiko", Category.OTHER))


def told(story: Story) -> Story:
    epoch = story.case.store_mark_wanted
    return story.does(cmd.RecordWriteBack(actor=SYSTEM_ACTOR, door=Door.STORE, mark_epoch=epoch))


def renewed_mark(story: Story, epoch: int) -> Story:
    return story.does(cmd.RenewMark(actor=SYSTEM_ACTOR, door=Door.COMMAND_LINE, epoch=epoch))


def test_a_mark_that_the_store_has_lost_is_to_be_told_again_as_a_mark_of_its_own() -> None:
    story = renewed_mark(a_told_stop(), 1)

    assert story.kinds == ["mark_renewed"]
    assert has_mark_to_write(story.case)
    assert story.case.store_mark_wanted == 2
    assert not has_mark_to_write(told(story).case)


def test_a_mark_is_renewed_once_however_often_that_is_asked() -> None:
    assert renewed_mark(renewed_mark(a_told_stop(), 1), 1).last == []


def test_a_mark_after_which_more_became_of_the_clip_is_not_renewed() -> None:
    story = told(a_told_stop().taken_by("moritz").upheld_by("moritz"))

    assert renewed_mark(story, 1).last == []
    assert renewed_mark(story, 2).kinds == ["mark_renewed"]


def test_what_the_store_was_never_told_of_cannot_be_renewed() -> None:
    assert renewed_mark(an_open_case(), 0).last == []
    assert renewed_mark(an_open_case().flagged_by("aiko", Category.OTHER), 1).last == []


def test_the_log_says_of_a_mark_whether_the_store_had_the_clip() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER)
    command = cmd.RecordWriteBack(actor=SYSTEM_ACTOR, door=Door.STORE, mark_epoch=1, result=WriteState.GONE)

    (event,) = story.does(command).last

    assert isinstance(event, ev.StoreMarked)
    assert event.result is WriteState.GONE


def test_the_log_says_which_operator_had_work_tried_again() -> None:
    (event,) = an_open_case().retried_by("olga", "present").last

    assert (event.kind, event.by) == ("work_retried", "olga")


def test_having_work_tried_again_that_nobody_was_told_of_changes_nothing_of_the_case() -> None:
    story = an_open_case().agreed_on("lights off")
    before = story.case

    assert story.retried_by("olga").case == before


def test_work_on_a_withheld_clip_can_be_tried_again() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER)

    assert story.retried_by("olga", "stop").kinds == ["work_retried"]


def test_work_that_does_not_wait_any_more_is_not_tried_again() -> None:
    with refused(Why.NOT_PARKED, saying="waits for you at 7K3QX-M29TA any more"):
        an_open_case().retried_by("olga", is_parked=False)
