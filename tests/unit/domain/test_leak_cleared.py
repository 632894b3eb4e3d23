"""What is noticed may be no leak: a moderator says so, and nobody is asked about the same again."""

import pytest

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Door, State
from bot.domain.ids import Alias, PersonId
from bot.domain.leak import LEAKS_AT_MOST, Found, clip_to_ask_for, latest_cleared, open_leaks
from bot.domain.leak_traces import prints_of_each
from bot.domain.leaked import Leak, LeakKind
from bot.errors import Why
from bot.policy import LeakRules, OnLeak
from tests.unit.domain.builders import CAST, POLICY, Story, an_open_case, refused

HERE, THERE = "C1/1.0", "C2/2.0"
OTHER = Alias("B" * 10)


def notice(
    *traces: str, place: str = HERE, leak: LeakKind = LeakKind.QUOTE, by: str = "aiko", is_asked: bool = True
) -> cmd.NoticeLeak:
    return cmd.NoticeLeak(
        actor=SYSTEM_ACTOR,
        door=Door.MESSAGE,
        leak=leak,
        place=place,
        person=PersonId(by),
        traces=traces,
        is_asked=is_asked,
    )


def close(place: str = HERE) -> cmd.CloseLeak:
    return cmd.CloseLeak(actor=SYSTEM_ACTOR, door=Door.MESSAGE, place=place)


def clear(shown: Leak | None = None, *, by: str = "moritz") -> cmd.ClearLeak:
    return cmd.ClearLeak(actor=CAST[by], door=Door.BUTTON, leak=shown.name if shown else None)


def noticed(*traces: str) -> tuple[Story, Leak]:
    story = an_open_case().does(notice(*traces))
    return story, story.case.leaks[0]


def test_a_moderator_says_that_it_is_none_and_the_case_knows_who_and_when() -> None:
    story, leak = noticed("turn left")

    story.after(minutes=1).does(clear(leak))

    (cleared,) = story.case.leaks
    assert story.kinds == ["leak_cleared"]
    assert (cleared.cleared_by, cleared.cleared_at) == ("moritz", story.now)
    assert open_leaks(story.case) == []
    assert latest_cleared(story.case) == cleared


def test_of_two_moderators_the_first_decides_and_the_second_changes_nothing() -> None:
    story, leak = noticed("turn left")

    story.does(clear(leak)).does(clear(leak, by="nadia"))

    assert story.kinds == []
    assert story.case.leaks[0].cleared_by == "moritz"


def test_a_message_that_went_meanwhile_leaves_nothing_to_decide() -> None:
    story, leak = noticed("turn left")
    story.does(close())

    with refused(Why.NO_LEAK, saying="any more"):
        story.does(clear(leak))


def test_what_was_cleared_stays_so_when_the_message_goes() -> None:
    story, leak = noticed("turn left")

    story.does(clear(leak)).does(close())

    assert story.kinds == []
    assert story.case.leaks[0].gone_at is None


def test_the_same_in_it_is_not_asked_about_again_whatever_else_is_edited() -> None:
    story, leak = noticed("turn left", "at the mill")
    story.does(clear(leak))

    for held in (("turn left", "at the mill"), ("at the mill",)):
        assert story.does(notice(*held)).kinds == []
    assert open_leaks(story.case) == []


def test_what_was_cleared_and_taken_out_may_come_back() -> None:
    story, leak = noticed("turn left")

    story.does(clear(leak)).does(close()).does(notice("turn left"))

    assert story.kinds == []


def test_something_else_of_the_clip_in_the_message_is_noticed_anew() -> None:
    story, leak = noticed("turn left")
    story.does(clear(leak)).after(minutes=1)

    story.does(notice("turn left", "at the mill", is_asked=False))

    (again,) = open_leaks(story.case)
    assert (again.again, again.is_asked, again.cleared_at) == (1, True, None)
    assert story.does(clear(again, by="nadia")).kinds == ["leak_cleared"]


def test_a_moderator_who_saw_an_earlier_version_is_asked_to_look_again() -> None:
    story, seen = noticed("turn left")
    story.after(minutes=1).does(notice("at the mill"))
    assert story.kinds == ["leak_noticed"]

    with refused(Why.TOO_LATE, saying="look at it again"):
        story.does(clear(seen))
    assert [leak.again for leak in open_leaks(story.case)] == [0], "it was never over"


def test_nobody_clears_their_own_message() -> None:
    story = an_open_case().does(notice("turn left", by="moritz"))
    leak = story.case.leaks[0]

    with refused(Why.OWN_MESSAGE):
        story.does(clear(leak))
    assert story.does(clear(leak, by="nadia")).kinds == ["leak_cleared"]


def test_without_a_name_the_only_open_one_is_meant_and_of_several_none() -> None:
    story, _ = noticed("turn left")
    story.does(notice("at the mill", place=THERE)).does(close(THERE))
    assert story.does(clear()).case.leaks[0].cleared_by == "moritz"

    for place in (HERE, THERE):
        story.does(notice("over the bridge", place=place))
    with refused(Why.USAGE, saying="2 messages"):
        story.does(clear())


def test_where_nothing_was_noticed_there_is_nothing_to_clear() -> None:
    story, leak = noticed("turn left")

    with refused(Why.NO_LEAK):
        an_open_case().does(clear())
    with refused(Why.NO_LEAK):
        story.does(clear(leak.model_copy(update={"place": THERE})))


def test_what_is_cleared_does_not_flag_again_and_something_else_does() -> None:
    strict = POLICY.model_copy(update={"leaks": LeakRules(quote=OnLeak.FLAG)})
    story, leak = noticed("turn left")
    story.does(clear(leak))
    story.policy = strict

    assert story.does(notice("turn left")).case.state is State.OPEN
    assert story.does(notice("at the mill")).case.state is State.WITHHELD


def test_of_a_withheld_clip_it_is_cleared_too() -> None:
    story, leak = noticed("turn left")

    story.flagged_by("ben").does(clear(leak))

    assert story.case.state is State.WITHHELD
    assert open_leaks(story.case) == []


def test_a_case_that_is_full_of_leaks_lets_each_be_cleared() -> None:
    story = an_open_case()
    for number in range(LEAKS_AT_MOST):
        story.does(notice("turn left", place=f"C1/{number}.0"))

    for leak in open_leaks(story.case):
        story.does(clear(leak))

    assert open_leaks(story.case) == []


def test_an_author_who_was_not_asked_is_asked_later_about_what_is_known_and_nothing_else_changes() -> None:
    strict = POLICY.model_copy(update={"leaks": LeakRules(quote=OnLeak.FLAG)})
    story = an_open_case().does(notice("turn left", is_asked=False))
    story.policy = strict
    before = story.case.leaks[0]

    story.after(minutes=1).does(notice("turn left"))

    assert story.kinds == ["leak_noticed"]
    assert story.case.leaks[0] == before.model_copy(update={"is_asked": True})
    assert story.does(notice("turn left")).kinds == []
    assert story.does(notice("turn left", is_asked=False)).kinds == []


@pytest.mark.parametrize(
    ("in_the_message", "asked_for"),
    [(("turn left",), OTHER), (("turn left", "at the mill"), "the first")],
    ids=["the first is settled", "the first has news"],
)
def test_the_author_is_asked_for_the_first_clip_that_is_not_settled(
    in_the_message: tuple[str, ...], asked_for: str
) -> None:
    story, leak = noticed("turn left")
    first = story.does(clear(leak)).case
    second = first.model_copy(update={"alias": OTHER, "leaks": ()})
    found = Found(
        traces={first.alias: in_the_message, OTHER: ("x",)}, cases={first.alias: first, OTHER: second}
    )

    chosen = clip_to_ask_for(found, [first.alias, OTHER], HERE)

    assert chosen == (first.alias if asked_for == "the first" else asked_for)
    assert clip_to_ask_for(found, [], HERE) is None


def test_prints_say_of_each_clip_what_a_message_holds_and_of_none_what_it_says() -> None:
    prints = prints_of_each(b"k", [("turn left", ["A", "B"]), ("at the mill", ["A"])])  # type: ignore[list-item]

    assert {alias: len(found) for alias, found in prints.items()} == {"A": 2, "B": 1}
    assert "turn" not in str(prints)
    assert prints == prints_of_each(b"k", [("at the mill", ["A"]), ("turn left", ["B", "A"])])  # type: ignore[list-item]
    assert prints != prints_of_each(b"other", [("at the mill", ["A"]), ("turn left", ["B", "A"])])  # type: ignore[list-item]
