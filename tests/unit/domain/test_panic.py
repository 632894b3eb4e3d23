"""Panic: one moderator stops all sharing at once, two let it go on."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from bot.domain import commands as cmd
from bot.domain.access import Act
from bot.domain.case import Category, Door, State
from bot.domain.panic import (
    EVERYWHERE,
    REFUSED_IN_PANIC,
    Panic,
    PanicDeed,
    decide_panic,
    decide_resume,
    scope_of_language,
    scope_of_store,
    scopes_of,
    sharing_of,
)
from bot.domain.tick import next_deadline
from bot.errors import Why
from tests.unit.domain.builders import CAST, ENGLISH, GERMAN, POLICY, START, Story, an_open_case, refused

STOPPED = cmd.Sharing(is_stopped=True, epoch=1, since=START)


def panicked(panic: Panic, name: str, key: str = "panic") -> Panic:
    decided = decide_panic(panic, CAST[name], door=Door.SLASH_COMMAND, key=key, now=START)
    assert decided is not None
    return decided[0]


def resumed(panic: Panic, name: str, key: str | None = None) -> Panic:
    decided = decide_resume(
        panic, CAST[name], needed=2, door=Door.SLASH_COMMAND, key=key or f"by {name}", now=START
    )
    return decided[0] if decided else panic


def a_panic() -> Panic:
    return panicked(Panic(scope=EVERYWHERE), "moritz")


def in_panic(story: Story) -> Story:
    story.sharing = STOPPED
    return story


def test_one_moderator_stops_it_and_who_did_so_is_known() -> None:
    decided = decide_panic(
        Panic(scope=EVERYWHERE), CAST["moritz"], door=Door.SLASH_COMMAND, key="panic", now=START
    )

    assert decided is not None
    panic, event = decided
    assert (panic.is_on, panic.started_by, panic.switched_at) == (True, "moritz", START)
    assert (event.deed, event.by, event.turn) == (PanicDeed.STARTED, "moritz", 1)


def test_a_second_panic_changes_nothing() -> None:
    again = decide_panic(a_panic(), CAST["nadia"], door=Door.BUTTON, key="another", now=START)

    assert again is None


def test_two_different_moderators_end_it() -> None:
    panic = resumed(a_panic(), "moritz")
    assert panic.is_on

    assert not resumed(panic, "nadia").is_on


def test_the_same_moderator_confirming_twice_is_refused() -> None:
    panic = resumed(a_panic(), "moritz")

    with refused(Why.ALREADY, saying="it takes another moderator"):
        resumed(panic, "moritz", "another delivery")


def test_a_delivery_that_comes_twice_counts_once() -> None:
    panic = resumed(a_panic(), "moritz", "one delivery")

    assert resumed(panic, "moritz", "one delivery") == panic


def test_a_late_repeat_of_a_panic_does_not_stop_again_what_was_resumed() -> None:
    panic = resumed(resumed(a_panic(), "moritz"), "nadia")

    assert decide_panic(panic, CAST["moritz"], door=Door.SLASH_COMMAND, key="panic", now=START) is None


def test_votes_of_an_earlier_panic_do_not_end_the_next() -> None:
    panic = panicked(resumed(resumed(a_panic(), "moritz"), "nadia"), "moritz", "the next")

    assert resumed(panic, "nadia", "anew").is_on


def test_there_is_nothing_to_resume_where_nothing_is_stopped() -> None:
    with refused(Why.ALREADY, saying="nothing to resume"):
        resumed(Panic(scope=EVERYWHERE), "moritz")


@pytest.mark.parametrize("name", ["aiko", "mira", "lena", "olga"])
def test_only_moderators_stop_or_resume(name: str) -> None:
    with refused(Why.NOT_ALLOWED):
        panicked(Panic(scope=EVERYWHERE), name)
    with refused(Why.NOT_ALLOWED):
        resumed(a_panic(), name)


def test_a_panic_reaches_the_cases_of_its_scope_only() -> None:
    case = an_open_case().case
    german = panicked(Panic(scope=scope_of_language(GERMAN)), "moritz")
    english = panicked(Panic(scope=scope_of_language(ENGLISH)), "moritz")

    assert not sharing_of(case, {german.scope: german}).is_stopped
    assert sharing_of(case, {english.scope: english}).is_stopped
    assert set(scopes_of(case)) == {EVERYWHERE, scope_of_store("sql"), scope_of_language(ENGLISH)}


def test_each_switch_of_any_scope_is_another_epoch() -> None:
    case = an_open_case().case
    panics = {EVERYWHERE: a_panic()}
    epochs = [sharing_of(case, panics).epoch]
    panics[EVERYWHERE] = resumed(resumed(panics[EVERYWHERE], "moritz"), "nadia")
    epochs.append(sharing_of(case, panics).epoch)
    panics["language:en"] = panicked(Panic(scope="language:en"), "moritz")
    epochs.append(sharing_of(case, panics).epoch)

    assert epochs == sorted(set(epochs))


def test_one_of_two_panics_that_ends_leaves_the_case_stopped() -> None:
    case = an_open_case().case
    english = panicked(Panic(scope=scope_of_language(ENGLISH)), "moritz")
    ended = resumed(resumed(a_panic(), "moritz"), "nadia")

    assert sharing_of(case, {english.scope: english, ended.scope: ended}).is_stopped


def test_while_it_lasts_nothing_reaches_anybody() -> None:
    story = in_panic(an_open_case())

    steps: list[Callable[[], object]] = [
        partial(story.asked_by, "noor"),
        partial(story.claimed_by, "aiko"),
        partial(story.suggested, "aiko", "lights off"),
        partial(story.listened_to_by, "aiko"),
        partial(story.reopened_by, "mira"),
        partial(story.settled_by, "lena", "lights off"),
    ]
    for step in steps:
        with refused(Why.SHARING_STOPPED, saying="nobody's fault"):
            step()


def test_flags_reviews_and_giving_back_go_on() -> None:
    story = in_panic(an_open_case().claimed_by("aiko"))

    story.given_back_by("aiko").flagged_by("ben", Category.OTHER).taken_by("moritz").released_by("moritz")

    assert story.case.state is State.OPEN


def test_a_withheld_clip_says_so_and_not_that_there_is_a_panic() -> None:
    story = in_panic(an_open_case().flagged_by("ben"))

    with refused(Why.WITHHELD):
        story.claimed_by("aiko")


def test_quiet_clocks_stand_still_in_a_panic_and_begin_anew_after_it() -> None:
    story = in_panic(an_open_case()).after(hours=30).ticked()
    assert story.kinds == []
    assert next_deadline(story.case, POLICY, STOPPED) is None

    story.sharing = cmd.Sharing(epoch=2, since=story.now)

    assert story.after(minutes=14).ticked().kinds == []
    assert story.after(minutes=1).ticked().kinds == ["nudged"]


def test_a_claim_ends_in_time_also_in_a_panic() -> None:
    story = in_panic(an_open_case().claimed_by("aiko")).after(minutes=15).ticked()

    assert story.kinds == ["claim_ended"]


def test_what_is_held_back_are_exactly_the_acts_that_share() -> None:
    assert REFUSED_IN_PANIC.isdisjoint(
        {Act.FLAG, Act.TAKE, Act.UPHOLD, Act.RELEASE, Act.WITHDRAW, Act.TICK, Act.RECORD_WRITE_BACK}
    )


def test_the_time_of_the_latest_switch_is_known() -> None:
    case = an_open_case().case
    later = a_panic().model_copy(update={"switched_at": START + timedelta(hours=1)})
    english = panicked(Panic(scope=scope_of_language(ENGLISH)), "moritz")

    since = sharing_of(case, {later.scope: later, english.scope: english}).since

    assert since == START + timedelta(hours=1)
