"""What leaks and what does not, judged by what is known of a message; and what a case remembers of it."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Case, Category, Door, State
from bot.domain.ids import Alias, Language, PersonId
from bot.domain.leak import LEAKS_AT_MOST, Found, Where, leaks_in, open_leaks, where_of
from bot.domain.leak_traces import (
    Recording,
    Said,
    aliases_in,
    kept_runs,
    references_in,
    runs_of,
    traces_of,
)
from bot.domain.leaked import LeakKind
from bot.policy import LeakRules, OnLeak, Policy
from tests.unit.domain.builders import CALLING, ENGLISH, GERMAN, POLICY, Story, an_open_case

KITCHEN, GARDEN, CELLAR, ATTIC = (Alias(letter * 10) for letter in "ABCD")
ELSEWHERE, MODERATORS, LEADS = Where(), Where(is_for_moderators=True), Where(is_for_work=True)
HELP = Where(languages=frozenset({ENGLISH}))
TEXT = "please call doctor anwar about the rash"
HERE, THERE = "C1/1.0", "C2/2.0"


def a_case(alias: Alias, *, state: State = State.OPEN, seconds: float = 2.5, tongue: str = "en") -> Case:
    case = an_open_case().case
    clip = case.clip.model_copy(update={"duration_seconds": seconds, "language": Language(tongue)})
    return case.model_copy(update={"alias": alias, "state": state, "clip": clip})


def known(*cases: Case) -> Mapping[Alias, Case]:
    return {case.alias: case for case in cases or (a_case(KITCHEN),)}


def said(*texts: str, links: tuple[str, ...] = (), recordings: tuple[Recording, ...] = ()) -> Said:
    return Said(
        person=PersonId("UAIKO"), channel="C1", ts="1.0", texts=texts, links=links, recordings=recordings
    )


def answering(**answers: OnLeak) -> Policy:
    return POLICY.model_copy(update={"leaks": LeakRules(**answers)})  # type: ignore[arg-type]


LINKED = Found(linked=frozenset({KITCHEN}), cases=known())
QUOTED = Found(quoted=(frozenset({KITCHEN}),), cases=known())
NAMED = Found(named=frozenset({KITCHEN}), cases=known())


@pytest.mark.parametrize(
    ("found", "kind"), [(LINKED, LeakKind.LINK), (QUOTED, LeakKind.QUOTE), (NAMED, LeakKind.UPLOAD)]
)
def test_what_is_known_of_a_clip_leaks_in_a_channel_that_is_for_something_else(
    found: Found, kind: LeakKind
) -> None:
    assert leaks_in(found, ELSEWHERE, POLICY) == {KITCHEN: kind}


@pytest.mark.parametrize("found", [LINKED, QUOTED, NAMED])
def test_in_the_clips_own_thread_and_among_moderators_nothing_leaks(found: Found) -> None:
    there = Found(**{**vars(found), "thread_of": KITCHEN})

    assert leaks_in(there, ELSEWHERE, POLICY) == {}
    assert leaks_in(found, MODERATORS, POLICY) == {}


def test_in_another_clips_thread_it_leaks() -> None:
    assert leaks_in(Found(**{**vars(QUOTED), "thread_of": GARDEN}), HELP, POLICY) == {KITCHEN: LeakKind.QUOTE}


@pytest.mark.parametrize("where", [HELP, LEADS])
def test_a_link_leaks_nothing_where_the_card_stands_or_where_cases_are_worked_on(where: Where) -> None:
    assert leaks_in(LINKED, where, POLICY) == {}
    assert leaks_in(QUOTED, where, POLICY) == {KITCHEN: LeakKind.QUOTE}


def test_a_link_to_an_english_card_leaks_in_the_german_channel() -> None:
    assert leaks_in(LINKED, Where(languages=frozenset({GERMAN})), POLICY) == {KITCHEN: LeakKind.LINK}


def test_the_gravest_of_what_a_message_holds_of_a_clip_counts() -> None:
    found = Found(**{**vars(QUOTED), "linked": frozenset({KITCHEN})})

    assert leaks_in(found, ELSEWHERE, POLICY) == {KITCHEN: LeakKind.QUOTE}


def test_everyday_words_that_stand_in_many_texts_are_no_quote_and_rare_ones_beside_them_are() -> None:
    many = frozenset({KITCHEN, GARDEN, CELLAR, ATTIC})
    cases = known(*(a_case(alias) for alias in many))

    assert leaks_in(Found(quoted=(many,), cases=cases), ELSEWHERE, POLICY) == {}
    assert leaks_in(Found(quoted=(many, frozenset({GARDEN})), cases=cases), ELSEWHERE, POLICY) == {
        GARDEN: LeakKind.QUOTE
    }


def test_what_is_of_no_case_is_no_leak() -> None:
    assert leaks_in(Found(named=frozenset({GARDEN}), cases=known()), ELSEWHERE, POLICY) == {}


def alike(*cases: Case, seconds: float = 2.5) -> Found:
    return Found(alike={seconds: frozenset(case.alias for case in cases)}, cases=known(*cases))


def test_a_recording_is_taken_for_the_open_clip_whose_length_is_closest() -> None:
    found = alike(a_case(KITCHEN, seconds=2.52), a_case(GARDEN, seconds=2.49))

    assert leaks_in(found, HELP, POLICY) == {GARDEN: LeakKind.UPLOAD}


@pytest.mark.parametrize(
    "cases",
    [
        [a_case(KITCHEN, state=State.AGREED)],
        [a_case(KITCHEN, tongue="de")],
        [a_case(alias) for alias in (KITCHEN, GARDEN, CELLAR, ATTIC)],
    ],
    ids=["closed", "in another language", "any of many"],
)
def test_a_length_alone_says_nothing_of_a_clip_that_is(cases: list[Case]) -> None:
    assert leaks_in(alike(*cases), HELP, POLICY) == {}


def test_the_policy_says_which_channel_is_for_what() -> None:
    assert where_of(POLICY, lambda name: name == "#help-de") == Where(languages=frozenset({GERMAN}))
    assert where_of(POLICY, lambda name: name == "#moderators") == MODERATORS
    assert where_of(CALLING, lambda name: name == "#leads") == LEADS
    assert where_of(POLICY, lambda _name: False) == ELSEWHERE


def test_links_to_messages_and_to_the_player_are_traces() -> None:
    links = (
        "https://ear.slack.com/archives/C0HELPEN01/p1700000000000100",
        "https://ear.slack.com/archives/C0HELPEN01/p1700000000000200?thread_ts=1700000000.000100&cid=C0HELPEN01",
        "https://ear.example/listen/7K3QXM29TA/abc",
        "https://ear.example/archives/2026/p12",
        "https://ear.slack.com/archives/D0MIRA0001/p1700000000000100",
    )

    traces = traces_of(said(links=links), POLICY.leaks, has_language=False)

    assert traces.places == ("C0HELPEN01/1700000000.000100", "C0HELPEN01/1700000000.000200")
    assert traces.aliases == ("7K3QXM29TA",)


def test_a_length_is_a_trace_only_in_a_help_channel() -> None:
    uploaded = said(recordings=(Recording(names=("a.wav",), seconds=2.5),))

    assert traces_of(uploaded, POLICY.leaks, has_language=True).lengths == (2.5,)
    assert traces_of(uploaded, POLICY.leaks, has_language=False).lengths == ()


def test_what_the_policy_ignores_is_not_even_looked_for() -> None:
    everything = said(
        TEXT,
        links=("https://ear.example/listen/7K3QXM29TA/abc",),
        recordings=(Recording(names=("7K3QX-M29TA.wav",), seconds=2.5),),
    )
    rules = LeakRules(link=OnLeak.IGNORE, quote=OnLeak.IGNORE, upload=OnLeak.IGNORE)

    assert not traces_of(everything, POLICY.leaks, has_language=True).is_empty
    assert traces_of(everything, rules, has_language=True).is_empty


@pytest.mark.parametrize("name", ["7K3QX-M29TA.wav", "clip_7k3qxm29ta (1).mp3", "my 7k3qx-m29ta.m4a"])
def test_an_alias_in_the_name_of_a_file_is_found(name: str) -> None:
    assert aliases_in(name) == ["7K3QXM29TA"]


def test_the_name_of_a_file_may_be_a_reference_and_a_short_one_is_none() -> None:
    assert references_in("kitchen-0417.wav") == ["kitchen-0417", "kitchen-0417.wav"]
    assert references_in("512.wav") == []


WORDS = st.lists(st.sampled_from(["please", "call", "doctor", "anwar", "about", "nine", "ten"]), max_size=30)


@given(before=WORDS, text=WORDS, after=WORDS, least=st.integers(3, 8))
def test_a_text_that_is_long_enough_is_known_again_wherever_it_is_quoted_whole(
    before: list[str], text: list[str], after: list[str], least: int
) -> None:
    kept = kept_runs(" ".join(text), least)

    quoted = runs_of(", ".join([*before, *text, *after]).upper(), least)

    assert bool(kept) == (len(text) >= least)
    assert set(kept) <= set(quoted)


@given(text=st.lists(st.integers(0, 10**6), min_size=5, max_size=90, unique=True), start=st.integers(0, 80))
def test_two_words_more_than_the_least_are_enough_anywhere_in_the_text(text: list[int], start: int) -> None:
    words = [str(word) for word in text]
    part = words[start : start + 7]

    found = set(runs_of(" ".join(part), 5)) & set(kept_runs(" ".join(words), 5))

    assert found or len(part) < 7


def test_fewer_words_than_the_least_are_no_quote() -> None:
    assert not set(runs_of("call doctor anwar about", 5)) & set(kept_runs(TEXT, 5))


def test_a_script_without_spaces_is_known_again_by_twelve_letters() -> None:
    kept = kept_runs("明日の朝七時に目覚ましをかけて", 5)

    assert set(kept) & set(runs_of("たぶん「明日の朝七時に目覚ましをかけて」かな", 5))
    assert not set(kept) & set(runs_of("明日の朝七時に", 5))


def test_marks_on_letters_and_ways_of_writing_them_are_folded() -> None:
    assert runs_of("Appelle le médecin, s'il te plaît", 3) == runs_of(
        "APPELLE LE MÉDECIN s\u2019il te plai\u0302t", 3
    )
    assert runs_of("नमस्ते आप कैसे हैं", 4) == ["नमस्ते आप कैसे हैं"]


def notice(place: str = HERE, leak: LeakKind = LeakKind.LINK) -> cmd.NoticeLeak:
    return cmd.NoticeLeak(
        actor=SYSTEM_ACTOR, door=Door.MESSAGE, leak=leak, place=place, person=PersonId("aiko")
    )


def close(place: str = HERE) -> cmd.CloseLeak:
    return cmd.CloseLeak(actor=SYSTEM_ACTOR, door=Door.MESSAGE, place=place)


def test_a_leak_is_remembered_once_and_until_it_is_gone() -> None:
    story = an_open_case().does(notice())
    (leak,) = open_leaks(story.case)
    assert (leak.place, leak.kind, leak.person, leak.gone_at) == (HERE, LeakKind.LINK, "aiko", None)

    assert story.does(notice()).kinds == []
    assert story.after(minutes=1).does(close()).kinds == ["leak_gone"]
    assert story.does(close()).kinds == []
    assert story.case.leaks[0].gone_at == story.now
    assert story.does(close(THERE)).kinds == []


def test_what_comes_back_after_an_edit_and_what_becomes_graver_is_noticed_again() -> None:
    story = an_open_case().does(notice()).does(close()).does(notice())
    assert story.kinds == ["leak_noticed"]

    assert story.does(notice(leak=LeakKind.QUOTE)).kinds == ["leak_noticed"]
    assert [leak.kind for leak in story.case.leaks] == [LeakKind.QUOTE]


def test_a_policy_that_flags_stops_the_clip_as_shared_for_amusement_in_the_same_step() -> None:
    story = Story(an_open_case().case, answering(quote=OnLeak.FLAG)).does(notice(leak=LeakKind.QUOTE))

    assert story.kinds[:2] == ["leak_noticed", "flagged"]
    assert "sharing_stopped" in story.kinds
    assert (story.case.state, story.case.gravest) == (State.WITHHELD, Category.MISUSE)
    assert story.does(notice(THERE, LeakKind.QUOTE)).kinds == ["leak_noticed"], "withheld already"


def test_a_policy_that_asks_leaves_the_case_as_it_is() -> None:
    story = Story(an_open_case().case, answering(quote=OnLeak.FLAG)).does(notice(leak=LeakKind.LINK))

    assert story.kinds == ["leak_noticed"]
    assert story.case.state is State.OPEN


def test_leaks_of_a_withheld_case_are_noticed_and_it_stays_withheld() -> None:
    story = an_open_case().flagged_by("aiko").does(notice()).does(close())

    assert story.case.state is State.WITHHELD
    assert story.case.leaks[0].gone_at is not None


def test_a_case_remembers_a_bounded_number_of_leaks() -> None:
    story = an_open_case()
    for number in range(LEAKS_AT_MOST + 1):
        story.does(notice(f"C1/{number}.0"))

    assert len(story.case.leaks) == LEAKS_AT_MOST
    assert story.kinds == []
