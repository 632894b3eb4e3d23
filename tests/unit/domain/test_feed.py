"""How asks from the annotation store come: what a clip's signs ask for, at which pace, and what is told."""

import itertools
from datetime import datetime, timedelta

import pytest

from bot.domain.case import Category
from bot.domain.feed import (
    OVERLAP,
    REMOVED,
    Cursor,
    Duty,
    Line,
    Request,
    Signs,
    StoreMark,
    after_turn,
    duties,
    end_of_look,
    gravest_first,
    held_back,
    is_turn_free,
    marks_of,
    new_marks,
    next_digest,
)
from bot.policy import FeedRules
from tests.unit.domain.builders import START, a_case, an_open_case
from tests.unit.domain.test_store_signs import ended, marked, requested

RULES = FeedRules(asks_an_hour=60, most_waiting=30, announce_wait_minutes=10)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SINCE = START
R1 = Request(id="r1", at=START)
LATE, EARLY = (StoreMark(id=name, at=START + age) for name, age in (("late", MINUTE), ("early", -MINUTE)))


def signs(
    *, request: Request | None = None, marks: tuple[StoreMark, ...] = (), is_removed: bool = False
) -> Signs:
    return Signs(reference="lamp", request=request, marks=marks, is_removed=is_removed)


def test_a_request_of_a_clip_that_nobody_knows_waits_for_its_turn() -> None:
    assert duties(None, signs(request=R1), since=SINCE) == [Duty.QUEUE]


def test_a_request_that_was_taken_up_wants_nothing_more() -> None:
    assert duties(requested(a_case()).case, signs(request=R1), since=SINCE) == []


def test_another_request_for_the_same_clip_waits_again() -> None:
    other = signs(request=Request(id="r2"))

    assert duties(requested(a_case()).case, other, since=SINCE) == [Duty.QUEUE]


def test_a_request_that_is_gone_leaves_the_line_and_ends() -> None:
    assert duties(None, signs(), since=SINCE) == [Duty.UNQUEUE]
    assert duties(requested(a_case()).case, signs(), since=SINCE) == [Duty.UNQUEUE, Duty.END_REQUEST]
    assert duties(ended(requested(a_case())).case, signs(), since=SINCE) == [Duty.UNQUEUE]


def test_a_new_mark_stops_and_takes_the_request_out_of_the_line() -> None:
    found = duties(an_open_case().case, signs(request=R1, marks=(EARLY,)), since=SINCE)

    assert found == [Duty.STOP, Duty.UNQUEUE]


def test_a_mark_that_flagged_already_does_not_stop_again() -> None:
    case = marked(requested(a_case()), "late").case

    assert duties(case, signs(request=R1, marks=(LATE,)), since=SINCE) == []


def test_a_mark_that_is_gone_is_noted() -> None:
    case = marked(requested(a_case()), "late").case

    assert duties(case, signs(request=R1), since=SINCE) == [Duty.NOTE_MARKS]


def test_of_clips_that_nobody_asked_about_only_marks_made_since_the_beginning_count() -> None:
    untold = StoreMark(id="untold")

    assert new_marks(None, signs(marks=(EARLY, LATE, untold)), since=SINCE) == [LATE]
    assert new_marks(None, signs(marks=(EARLY,), request=R1), since=SINCE) == [EARLY]
    assert new_marks(a_case().case, signs(marks=(EARLY,)), since=SINCE) == [EARLY]


def test_a_removed_clip_stops_unless_nobody_knows_it_or_it_is_withheld_already() -> None:
    gone = signs(is_removed=True)

    assert [mark.id for mark in marks_of(gone)] == [REMOVED]
    assert Duty.STOP not in duties(None, gone, since=SINCE)
    assert Duty.STOP in duties(requested(a_case()).case, gone, since=SINCE)
    assert Duty.STOP not in duties(requested(a_case()).flagged_by("aiko").case, gone, since=SINCE)


def test_requests_come_evenly_and_never_more_in_an_hour_than_the_policy_says() -> None:
    line, now = Line(), START
    came = []
    for second in range(3 * 3600):
        now = START + timedelta(seconds=second)
        if is_turn_free(line, RULES, now, open_cases=0):
            came.append(now)
            line = after_turn(line, RULES, now)

    hours = [sum(start <= at < start + timedelta(hours=1) for at in came) for start in came]
    assert max(hours) == 60
    assert {later - earlier for earlier, later in itertools.pairwise(came)} == {MINUTE}


def test_after_a_quiet_time_the_first_comes_at_once_and_nothing_is_made_up_for() -> None:
    line = after_turn(Line(), RULES, START)
    later = START + timedelta(hours=5)

    assert is_turn_free(line, RULES, later, open_cases=0)
    assert not is_turn_free(after_turn(line, RULES, later), RULES, later, open_cases=0)


@pytest.mark.parametrize(("open_cases", "is_free"), [(29, True), (30, False), (31, False)])
def test_nothing_comes_while_too_many_clips_are_open(open_cases: int, *, is_free: bool) -> None:
    assert is_turn_free(Line(), RULES, START, open_cases=open_cases) is is_free


def test_a_line_that_a_panic_holds_back_is_tried_again_before_long() -> None:
    line = held_back(Line(), START)

    assert not is_turn_free(line, RULES, START, open_cases=0)
    assert is_turn_free(line, RULES, START + MINUTE, open_cases=0)


def test_a_digest_begins_when_the_last_would_wait_long_and_ends_with_the_line() -> None:
    line = next_digest(Line(), RULES, START, waiting=10)
    assert not line.is_told

    line = next_digest(line, RULES, START, waiting=11)
    assert (line.is_told, line.digest_begun_at) == (True, START)
    assert next_digest(line, RULES, START, waiting=1).is_told
    assert not next_digest(line, RULES, START, waiting=0).is_told


@pytest.mark.parametrize(("hours", "is_same"), [(5, True), (7, False)])
def test_a_digest_that_begins_again_soon_is_the_same_message(hours: float, *, is_same: bool) -> None:
    over = next_digest(next_digest(Line(), RULES, START, waiting=50), RULES, START, waiting=0)
    later = START + timedelta(hours=hours)

    again = next_digest(over, RULES, later, waiting=50)

    assert again.digest_begun_at == (START if is_same else later)


def test_a_mark_without_a_category_counts_as_the_gravest() -> None:
    sensitive = StoreMark(id="s", category=Category.SENSITIVE)
    critical = StoreMark(id="c", category=Category.CRITICAL)

    assert gravest_first([sensitive, LATE, critical]) == [LATE, critical, sensitive]


@pytest.mark.parametrize(
    ("read", "reached", "next_at"),
    [
        (Cursor(at=START - HOUR), Cursor(at=START - MINUTE), START - MINUTE),
        (Cursor(at=START - HOUR), Cursor(at=START + HOUR), START),
        (None, Cursor(at=START - MINUTE), START - MINUTE),
        (None, Cursor(at=START - 9 * HOUR), START - HOUR),
        (Cursor(at=START - 9 * HOUR, is_round=True), Cursor(at=START - 8 * HOUR), START - HOUR),
        (None, None, START - HOUR),
    ],
    ids=["changes", "a clock that is ahead", "a round", "an old round", "a long round", "nothing at all"],
)
def test_a_look_begins_a_little_before_where_the_last_one_ended(
    read: Cursor | None, reached: Cursor | None, next_at: datetime
) -> None:
    assert end_of_look(read, reached, START) == Cursor(at=next_at - OVERLAP)
