"""The stop receipt: what is counted of a stop stays counted, and a message that repeats a clip is a copy."""

import pytest

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Category, Door
from bot.domain.copies import Copy, CopyKind, CopyState
from bot.domain.receipt import repeats
from tests.unit.domain.builders import START, Story, an_open_case

CARD = Copy(kind=CopyKind.CARD, place="C1/1.0", state=CopyState.WAITING)
REMOVED = CARD.model_copy(update={"state": CopyState.REMOVED, "removed_at": START})
THEIRS = Copy(kind=CopyKind.MEMBERS_MESSAGE, place="C1/2.0", state=CopyState.MEMBERS_OWN)


def counted(story: Story, *copies: Copy, epoch: int = 1) -> Story:
    return story.does(cmd.CountCopies(actor=SYSTEM_ACTOR, door=Door.TIMER, epoch=epoch, copies=tuple(copies)))


def copies_of(story: Story) -> tuple[Copy, ...]:
    assert story.case.receipt is not None
    return story.case.receipt.copies


def test_a_stop_has_a_receipt_once_its_copies_are_counted() -> None:
    stopped = an_open_case().flagged_by("aiko")
    assert stopped.case.receipt is None

    assert copies_of(counted(stopped, THEIRS, REMOVED)) == (REMOVED, THEIRS)


def test_the_same_count_again_is_no_event() -> None:
    story = counted(an_open_case().flagged_by("aiko"), REMOVED)

    assert counted(story, REMOVED).kinds == story.kinds


def test_a_copy_that_was_removed_keeps_the_time_of_its_removal() -> None:
    story = counted(an_open_case().flagged_by("aiko"), REMOVED)
    later = REMOVED.model_copy(update={"removed_at": None})

    assert copies_of(counted(story, later, THEIRS)) == (REMOVED, THEIRS)


def test_a_message_that_its_author_deleted_stays_on_the_receipt_as_gone() -> None:
    story = counted(an_open_case().flagged_by("aiko"), REMOVED, THEIRS)

    assert copies_of(counted(story, REMOVED)) == (
        REMOVED,
        THEIRS.model_copy(update={"state": CopyState.GONE}),
    )


def test_what_was_removed_stays_removed_when_it_is_seen_to_be_gone() -> None:
    ours = THEIRS.model_copy(update={"state": CopyState.REMOVED, "removed_at": START})
    story = counted(an_open_case().flagged_by("aiko"), ours)
    gone = ours.model_copy(update={"state": CopyState.GONE, "removed_at": None})

    assert copies_of(counted(story, gone, REMOVED)) == (REMOVED, ours)


def test_a_count_of_an_earlier_stop_changes_nothing() -> None:
    story = an_open_case().flagged_by("aiko")

    assert counted(story, REMOVED, epoch=0).case.receipt is None


def test_a_second_stop_begins_a_receipt_of_its_own() -> None:
    first = counted(an_open_case().flagged_by("aiko", Category.OTHER), THEIRS)
    shared = first.taken_by("moritz").released_by("moritz").after(minutes=1)
    again = shared.flagged_by("ben")

    assert copies_of(counted(again, REMOVED, epoch=2)) == (REMOVED,)


@pytest.mark.parametrize(
    "said",
    [
        "I hear: set a timer for fifteen minutes",
        "Set a TIMER for, fifteen minutes?",
        "something like a timer for fifteen seconds",
    ],
)
def test_a_message_with_four_words_in_a_row_is_a_copy(said: str) -> None:
    assert repeats(said, ["set a timer for fifteen minutes"])


@pytest.mark.parametrize("said", ["", "is it a timer?", "I'll take it", "for a set timer fifteen"])
def test_a_message_with_fewer_is_none(said: str) -> None:
    assert not repeats(said, ["set a timer for fifteen minutes", "", "yes"])


def test_a_short_text_is_repeated_as_a_whole() -> None:
    assert repeats("it is “lights off” I think", ["lights off"])
    assert not repeats("lights on or off", ["lights off"])


def test_without_spaces_twelve_characters_in_a_row_are_a_copy() -> None:
    text = "明日の朝七時に目覚ましをかけて"

    assert repeats("たぶん「明日の朝七時に目覚ましを」", [text])
    assert not repeats("明日の朝", [text])


def test_why_an_admin_could_not_remove_a_copy_is_news_once_and_so_is_that_it_went_after_all() -> None:
    refused = THEIRS.model_copy(update={"refusal": "token_revoked"})
    story = counted(an_open_case().flagged_by("aiko"), THEIRS)

    assert counted(story, refused).kinds == ["copies_counted"]
    assert counted(story, refused).kinds == []
    removed = THEIRS.model_copy(update={"state": CopyState.REMOVED, "removed_at": START})
    assert copies_of(counted(story, removed)) == (removed,)
