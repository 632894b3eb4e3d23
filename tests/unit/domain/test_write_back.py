"""Write-back: what the annotation store answered."""

import pytest

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Category, Door, State, WriteState
from bot.domain.write_back import has_mark_to_write, has_outcome_to_write
from tests.unit.domain.builders import Story, an_open_case


def marked(story: Story, epoch: int) -> Story:
    return story.does(cmd.RecordWriteBack(actor=SYSTEM_ACTOR, door=Door.STORE, mark_epoch=epoch))


def test_an_agreed_outcome_waits_for_the_store_until_it_is_written() -> None:
    story = an_open_case().agreed_on("lights off")
    assert has_outcome_to_write(story.case)

    story.after(minutes=1).written()

    assert story.case.state is State.WRITTEN
    assert story.case.outcome is not None
    assert story.case.outcome.written_at == story.now
    assert not has_outcome_to_write(story.case)


@pytest.mark.parametrize("result", [WriteState.CONFLICT, WriteState.GONE])
def test_what_the_store_did_not_take_stays_agreed_and_is_not_tried_again(result: WriteState) -> None:
    story = an_open_case().agreed_on("lights off").written(result)

    assert story.case.state is State.AGREED
    assert story.case.outcome is not None
    assert (story.case.outcome.write, story.case.outcome.written_at) == (result, None)
    assert not has_outcome_to_write(story.case)


def test_the_same_answer_twice_changes_nothing() -> None:
    assert an_open_case().agreed_on("lights off").written().written().last == []


def test_what_was_written_stays_written_whatever_is_heard_later() -> None:
    assert an_open_case().agreed_on("lights off").written().written(WriteState.CONFLICT).last == []


def test_pending_is_no_answer() -> None:
    assert an_open_case().agreed_on("lights off").written(WriteState.PENDING).last == []


def test_an_answer_to_an_earlier_outcome_does_not_touch_the_present_one() -> None:
    story = an_open_case().agreed_on("lights off").written().reopened_by("mira").agreed_on("lights of")

    assert story.written(number=1).last == []
    assert has_outcome_to_write(story.case)
    assert story.written(number=2).case.state is State.WRITTEN


def test_an_answer_before_anything_was_agreed_changes_nothing() -> None:
    assert an_open_case().written(number=1).last == []


def test_an_outcome_of_a_withheld_case_waits() -> None:
    assert not has_outcome_to_write(
        an_open_case().agreed_on("lights off").flagged_by("aiko", Category.OTHER).case
    )


def test_the_store_is_told_of_every_stop_and_every_decision() -> None:
    story = an_open_case()
    assert not has_mark_to_write(story.case)

    story.flagged_by("aiko", Category.OTHER)
    assert has_mark_to_write(story.case)
    assert not has_mark_to_write(marked(story, story.case.store_mark_wanted).case)

    story.taken_by("moritz").released_by("moritz")
    assert has_mark_to_write(story.case)


def test_an_answer_to_an_earlier_mark_that_comes_late_changes_nothing() -> None:
    story = an_open_case().flagged_by("aiko", Category.OTHER).taken_by("moritz").released_by("moritz")
    marked(story, 2)

    assert marked(story, 1).last == []
    assert story.case.store_mark_epoch == 2
