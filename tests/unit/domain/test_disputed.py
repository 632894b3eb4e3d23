"""Who said what where voices differ: kept while a lead is waited for, and then to explain the outcome."""

import pytest

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.agree import WORDS_KEPT
from bot.domain.case import AgreedWord, Case, Category, Door, State, Variant
from bot.domain.evolve import evolve
from bot.domain.ids import PersonId
from storage.codec import encode, place_of, place_of_event
from storage.sealing import CaseKeys, Secrets
from tests.unit.domain.builders import Story, an_open_case

SEALING = CaseKeys(Secrets.of(b"m" * 32), bytes)
KEY = bytes(32)
WORD = AgreedWord(
    text="vermilion",
    confidence=0.5,
    people=(PersonId("aiko"),),
    others=(Variant(text="million", people=(PersonId("ben"),)),),
)


def who_said(words: tuple[AgreedWord, ...]) -> list[dict[str, set[PersonId]]]:
    """What each person said, place by place."""
    return [
        {word.text: set(word.people)} | {other.text: set(other.people) for other in word.others}
        for word in words
    ]


def hopeless(*words: AgreedWord) -> Story:
    story = an_open_case().suggested("aiko", "one").suggested("ben", "two")
    command = cmd.Weigh(
        actor=SYSTEM_ACTOR,
        door=Door.BUTTON,
        advice=cmd.Advice.HOPELESS,
        words=words,
        method="by hand/1",
        people=(),
    )
    return story.does(command)


def test_while_a_lead_is_waited_for_the_case_says_who_said_what() -> None:
    story = an_open_case().disputed()

    assert story.case.state is State.NEEDS_LEAD
    assert who_said(story.case.disputed) == [
        {"one": {"aiko"}, "two": {"ben"}, "three": {"chloe"}, "four": {"dev"}}
    ]


def test_the_log_says_on_what_words_a_lead_was_called() -> None:
    story = hopeless(WORD)

    assert [event.words for event in story.last if isinstance(event, ev.LeadNeeded)] == [(WORD,)]


def test_before_a_lead_is_needed_nothing_is_disputed() -> None:
    assert an_open_case().suggested("aiko", "one").suggested("ben", "two").case.disputed == ()


def test_what_was_disputed_explains_the_leads_outcome_and_is_no_part_of_its_words() -> None:
    story = hopeless(WORD).settled_by("lena", "vermilion")

    assert story.case.disputed == ()
    assert story.case.outcome is not None
    assert story.case.outcome.disputed == (WORD,)
    assert story.case.outcome.words == ()


def test_a_withdrawn_ask_leaves_nothing_disputed() -> None:
    assert hopeless(WORD).withdrawn_by("mira").case.disputed == ()


def test_a_case_that_no_lead_settled_in_time_leaves_nothing_disputed() -> None:
    story = hopeless(WORD).after(hours=25).ticked()

    assert story.case.state is State.UNRESOLVED
    assert story.case.disputed == ()


def test_what_was_disputed_is_there_again_after_a_release() -> None:
    story = hopeless(WORD).flagged_by("aiko", Category.OTHER).taken_by("moritz").released_by("moritz")

    assert story.case.state is State.NEEDS_LEAD
    assert story.case.disputed == (WORD,)


def test_of_a_very_long_disagreement_a_bounded_part_is_kept() -> None:
    many = tuple(WORD.model_copy(update={"confidence": number / 1000}) for number in range(WORDS_KEPT + 7))

    assert hopeless(*many).case.disputed == many[:WORDS_KEPT]


@pytest.mark.parametrize("left_out", ["disputed", "outcome.disputed"])
def test_a_case_that_was_stored_before_still_opens(left_out: str) -> None:
    case = hopeless(WORD).settled_by("lena", "vermilion").case
    stored = case.model_dump()
    del (stored["outcome"] if "." in left_out else stored)["disputed"]

    opened = Case.model_validate(stored)

    assert opened.disputed == ()
    assert opened.outcome is not None
    assert opened.outcome.text == "vermilion"


def test_a_call_for_a_lead_that_was_logged_before_still_replays() -> None:
    story = hopeless(WORD)
    logged = ev.LeadNeeded(by=PersonId("second-ear"), at=story.now, door=Door.BUTTON).model_dump()
    del logged["words"]

    after = evolve(story.case, ev.EVENT.validate_python(logged))

    assert (after.state, after.disputed) == (State.NEEDS_LEAD, ())


def test_what_was_disputed_is_kept_only_under_the_key_of_its_case() -> None:
    waiting = hopeless(WORD)
    called = next(event for event in waiting.last if isinstance(event, ev.LeadNeeded))
    settled = hopeless(WORD).settled_by("lena", "else").case

    kept = [
        encode(waiting.case, place_of(waiting.case), key=KEY, keys=SEALING),
        encode(called, place_of_event(waiting.case.alias, 3), key=KEY, keys=SEALING),
        encode(settled, place_of(settled), key=KEY, keys=SEALING),
    ]

    assert [stored for stored in kept if "million" in stored.public + stored.sealed] == []
    assert [stored for stored in kept if '"people":["ben"]' not in stored.public] == []
